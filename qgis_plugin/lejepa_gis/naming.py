"""Names of layers and files: imports neither QGIS nor ctypes. SPDX-License-Identifier: GPL-2.0-or-later"""
import datetime
import re

from . import figures

DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?([01]\d)[-_]?([0-3]\d)(?!\d{1,5}(?:\D|$))")


def date_of(text):
    """The first calendar date in a text (2022-06-12, 20220612, 20220612T105621), as 2022-06-12; empty without one."""
    for year, month, day in DATE.findall(text):
        try:
            return datetime.date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return ""


def dated(name, recorded):
    """A layer's name with its date: the one that the raster's metadata give, else the one in the name, else none."""
    date = (recorded or "")[:10] or date_of(name)
    return name if not date or date_of(name) == date else f"{name} {date}"


NO_PLACE = re.compile(
    r"(?i)s2[abcd]?|sentinel2?|msil?[12][ac]|l[12][ac]|sen2cor|n\d{4}|r\d{3}|\d{8}(t\d{6})?|\d{4}|\d{1,2}m?|b\d[\da]|"
    r"tci|safe|tiff?|vrt|"
    r"before|after|pre|post|old|new|first|second|earlier|later|date|time|features?|t\d|raster|layer|bands?|image|stack"
)
"""Words of names that stand for a mission, a date or a kind of file and for no place."""


def place(names):
    """What the names of a run's rasters have in common, without dates and words that are no place; may be empty."""
    said = [[word for word in re.split(r"[^\w]+|_+", name) if word and not NO_PLACE.fullmatch(word)] for name in names]
    others = [{word.lower() for word in words} for words in said[1:]]
    kept = [word for word in (said[0] if said else []) if all(word.lower() in other for other in others)]
    return " ".join(dict.fromkeys(kept))


def days(names, report):
    """The date of each raster, from the report, else from its name; empty where neither has one."""
    recorded = [(one.get("date") or "")[:10] for one in report.get("inputs", ())]
    recorded += [""] * (len(names) - len(recorded))
    return [date or date_of(name) for name, date in zip(names, recorded)]


def run_name(names, report, part=""):
    """Name of a run: place and dates, for example "dubai, 2015-12-11 to 2018-03-30". `part` says what of the scene."""
    dates = days(names, report)
    if len(names) > 1 and all(dates):
        different = list(dict.fromkeys(dates))
        told = ", ".join(filter(None, (place(names), " to ".join(different[:1] + different[1:][-1:]))))
    else:  # one raster keeps its own name
        told = " to ".join(dict.fromkeys(dated(name, date) for name, date in zip(names, dates)))
    return f"{told} ({part})" if part else told


def product_name(product, names, report, part=""):
    """Name of a result's layer: "Change (cosine), dubai, 2022-06-12 to 2023-09-05"."""
    return f"{product}, {run_name(names, report, part)}"


def report_lines(report):
    """Lines for the log: which model, and what was detected and decided for each raster."""
    model = report.get("model") or {}
    lines = []
    if model:
        lines.append(
            f"model {model['name']}: {model['precision']}, bands {model['bands']}, chips of {model['chip']} pixels, "
            f"cells of {model['patch']} pixels, SHA-256 {model['digest']}"
        )
    for one in report.get("inputs", ()):
        apart = {"name", "metres", "shift"}
        if not one.get("chips") and not one.get("cells"):  # features made earlier: nothing was encoded or counted
            apart |= {"cells", "chips", "encoded", "valid_cells"}
        facts = {k.replace("_", " "): v for k, v in one.items() if v not in (None, "") and k not in apart}
        if one.get("metres"):
            facts["pixels"] = "{:.2f} x {:.2f} m on the ground".format(*one["metres"])
        if one.get("shift"):
            facts["shift"] = "{:.2f} pixels right, {:.2f} down against the first date".format(*one["shift"])
        told = "; ".join(f"{name} {value}" for name, value in facts.items())
        lines.append(f"{re.split('[/:]', one['name'])[-1] or one['name']}: {told}")
    return [*lines, *figures.lines(report)]


def file_names(names, stem):
    """File names for layers, all different: `stem`, the layer's name in plain letters, a number where needed."""
    found = []
    for name in names:
        plain = f"{stem}_{re.sub(r'[^A-Za-z0-9_-]+', '_', name).strip('_') or 'raster'}"
        candidate, count = f"{plain}.tif", 2
        while candidate in found:
            candidate, count = f"{plain}_{count}.tif", count + 1
        found.append(candidate)
    return found
