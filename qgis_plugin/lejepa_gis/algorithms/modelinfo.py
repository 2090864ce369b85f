"""Model information. SPDX-License-Identifier: GPL-2.0-or-later"""
import json

from qgis.core import (
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
)

from .. import api
from .base import Algorithm
from .table import parameters as row_parameters

TEXTS = {
    "name": "Name",
    "kind": "Kind of network",
    "sha256": "SHA-256 of its weights",
    "caution": "What to be careful about",
}
HINTS = ("MODEL_BANDS", "MODEL_MEAN", "MODEL_STD")
"""What an ONNX file may lack."""
NUMBERS = {"chip": "Side of a chip [pixels]", "patch": "Side of a cell [pixels]", "dim": "Numbers of a feature"}


class ModelInfo(Algorithm):
    """Tells what a model expects and gives."""

    ID, NAME = "modelinfo", "Model information"
    HELP = "Shows kind, size, bands, statistics and digest of a model file, or of the built-in model."
    TAGS = ("checkpoint", "onnx", "embedding")

    def initAlgorithm(self, configuration=None):
        for row in ("MODEL", *HINTS):
            for parameter in row_parameters(row):
                self.addParameter(parameter)
        self.add_overwrite()
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT", "Information", "JSON files (*.json)", optional=True, createByDefault=False
            )
        )
        for name, label in TEXTS.items():
            self.addOutput(QgsProcessingOutputString(name.upper(), label))
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name.upper(), label))

    def processAlgorithm(self, parameters, context, feedback):
        name = self.parameterAsString(parameters, "MODEL", context) or "default"
        try:
            said = {hint: self.parameterAsString(parameters, hint, context) for hint in HINTS}
            info = api.Model(name, {hint: text for hint, text in said.items() if text}).info
        except api.Error as error:
            raise QgsProcessingException(self.in_labels(str(error), [name])) from error
        text = json.dumps(info, indent=1)
        feedback.pushInfo(text)
        output = self.write_text(parameters, context, text + "\n")
        return {k.upper(): info[k] for k in (*TEXTS, *NUMBERS)} | {"OUTPUT": output}
