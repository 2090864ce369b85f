"""What a run needs to be told of its inputs, with a proposed answer to each. SPDX-License-Identifier: GPL-2.0-or-later

The library refuses what it cannot know, and its sentence says what was found and what to say: `bands=red=4,...`,
`reflectance=dn`, `mask-values=1`. Here its check is repeated with each first proposal in place, so that all questions
are known before any is asked.
"""
import re
from dataclasses import dataclass, field

from .. import api
from ..algorithms import table

ANSWERS = re.compile(
    r"(?<![\w/\\.-])(bands|reflectance|mask-values|nodata)(?:-after)?=([^\s;()]+?)(?=[;().,?]*(?:\s|$))"
)
"""What a sentence of the library proposes."""
TICKS = {"align": "ALIGN"}
"""Boxes that a sentence asks for."""
CHOICES = re.compile(r"reflectance=dn for [^,]+, (dn-offset) for")
MOST = 8
"""Questions about one job; the last is a refusal in any case."""


@dataclass
class Question:
    """One value that is missing. `parameter` is QGIS's; the first of `answers` is proposed.

    Without answers, `begun` is what the answer begins with, and `raster` the input that it is about.
    """

    parameter: str
    text: str
    answers: list = field(default_factory=list)
    begun: str = ""
    raster: int = 0


def collect(algorithm, parameters, context):
    """The questions, the estimate with all proposals in place, and the refusal that no answer is known to.

    One of the last two is None. Main thread.
    """
    values, found = dict(parameters), []
    for _ in range(MOST):
        try:
            return found, algorithm.estimated(values, context), None
        except api.Error as error:
            question = asked(algorithm, error)
            if question is None or any(question.parameter == one.parameter for one in found):
                return found, None, algorithm.readable(str(error))
            found.append(question)
            if not question.answers:
                return found, None, None
            values.update(answer(question.parameter, question.answers[0]))
        except OSError as error:
            return found, None, str(error)
    return found, None, None


def asked(algorithm, error):
    """The question that a refusal is, or None where it is another one."""
    text = str(error)
    for word, parameter in TICKS.items():
        if re.search(rf"\bask for {word}\b", text) and algorithm.parameterDefinition(parameter):
            return Question(parameter, algorithm.readable(text), [True])
    proposals = ANSWERS.findall(text)
    if not proposals:
        return None
    flag = proposals[0][0]
    answers = list(dict.fromkeys(value.rstrip(".,") for name, value in proposals if name == flag))
    answers += [more for more in CHOICES.findall(text) if more not in answers]
    begun = next((value for value in answers if "?" in value), "")
    answers = [value for value in answers if "?" not in value and value != "VALUE"]
    name, second = flag.upper().replace("-", "_"), of_second(algorithm, text)
    told = algorithm.readable(text)
    for source, (_, layers) in zip(algorithm.request.inputs if algorithm.request else (), algorithm.places):
        told = told.replace(source, layers[0].name())
    parameter = f"{name}_AFTER" if second and f"{name}_AFTER" in table.ROWS else name
    if not (answers or begun) or algorithm.parameterDefinition(parameter) is None:
        return None
    return Question(parameter, told, answers, begun, int(second))


def of_second(algorithm, text):
    """Whether a refusal is about the second date alone, which may have a field of its own."""
    inputs = algorithm.request.inputs if algorithm.request else []
    return len(inputs) == 2 and text.startswith(inputs[1]) and not text.startswith(inputs[0])


def answer(parameter, value):
    """Parameters and values that say an answer: a scale and an offset have a field of their own."""
    row = table.ROWS[parameter]
    if row["type"] == "choice-or-scale" and value not in row["choices"]:
        return {table.own_scale(parameter): value}
    return {parameter: value}
