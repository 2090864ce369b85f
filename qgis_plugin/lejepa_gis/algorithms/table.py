"""QGIS parameters from the library's tables, whose copy is tables.json. SPDX-License-Identifier: GPL-2.0-or-later

Tasks, choices, ranges, kinds of files, defaults and help are the tables'; labels are in `labels.py`; the rows that QGIS
has another field for are named here. A row that is new in the table gets a plain label and appears in the dialogs of
its tasks by itself.
"""
import json
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..fields import in_labels
from ..i18n import marked, tr, tr_later
from .labels import HELP, LABELS, OWN_SCALE_HELP

TABLES = json.loads(Path(__file__).parent.with_name("tables.json").read_text("utf-8"))
TASKS = {task["name"]: task for task in TABLES["tasks"]}
ROWS = {row["name"]: row for row in TABLES["parameters"]}
QGIS_HAS = {"BOUNDS": "EXTENT", "BOUNDS_CRS": "EXTENT", "DRIVER": "the ending of OUTPUT"}
QGIS_HAS["STYLE"] = "a style that is always written"
QGIS_HAS.update({name: "the libgdal of QGIS itself" for name, row in ROWS.items() if row.get("file") == "library"})
"""Rows without a parameter in QGIS, and what replaces them."""
FILTERS = {"model": tr_later("Models (*.pt *.onnx)"), "basis": tr_later("JSON files (*.json)")}
FILTERS["fit"] = FILTERS["basis"]
"""Kinds of files that are no layers, and how QGIS's picker finds them."""
NO_MASK = "NO_MASK"
WHOLE_CELLS = "WHOLE_CELLS"
NUMBERS = r"-?[\d.]+(?:e-?\d+)?,"
SAME = "same"
"""Choice that stands for an empty value: the second date as the first."""
# QGIS's own field for creation options: a part of its GDAL algorithms until 3.40 made it everybody's.
OPTIONS_WIDGET = (
    {"widget_type": "rasteroptions"}
    if Qgis.QGIS_VERSION_INT >= 34000
    else {"class": "processing.algs.gdal.ui.RasterOptionsWidget.RasterOptionsWidgetWrapper"}
)


def form(task):
    """Names of the parameters that the dialog of a task shows, in the table's order."""
    return [name for name in TASKS[task]["parameters"] if name not in QGIS_HAS]


def inputs(task):
    """Names of the parameters for a task's rasters: INPUT, or BEFORE and AFTER."""
    return [one["name"].upper() for one in TASKS[task]["inputs"]["each"]]


def advanced(parameter):
    """Folds a parameter away; returns it."""
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return parameter


def label(name):
    """The label, with the unit if the label does not contain it."""
    words = tr(LABELS[name]) if name in LABELS else name.capitalize().replace("_", " ")
    unit = ROWS[name]["unit"] if name in ROWS else ""
    return f"{words} [{unit}]" if unit in ("m", "MiB") else words


def own_scale(name):
    """The parameter for a scale and an offset beside the choices of a row, which cannot hold them; None for others."""
    if ROWS[name]["type"] != "choice-or-scale":
        return None
    return name.replace("REFLECTANCE", "OWN_SCALE")


def fields():
    """The QGIS parameter and the label of every option of the library, for messages."""
    found = {name: (name, label(name)) for name in ROWS if name not in QGIS_HAS}
    found.update({name: ("EXTENT", label("EXTENT")) for name in ("BOUNDS", "BOUNDS_CRS")})
    found["MASK=none"] = (NO_MASK, label(NO_MASK))
    found["DRIVER"] = ("OUTPUT", tr("Format of the output"))
    # A scale and an offset, which the list of choices cannot hold.
    found.update({rf"{name}={NUMBERS}": (own, label(own)) for name in ROWS if (own := own_scale(name))})
    return found


def parameters(name):
    """The QGIS parameters of a row of the table."""
    row, own = ROWS[name], own_scale(name)
    made = [one_parameter(name, row, row["default"])]
    made[0].setHelp(tr(HELP[name]) if name in HELP else in_labels(marked(row["help"]), fields()))
    if row["advanced"]:
        advanced(made[0])
    if own:
        made.append(advanced(QgsProcessingParameterString(own, label(own), optional=True)))
        made[1].setHelp(tr(OWN_SCALE_HELP))
    if name == "MASK":
        made.append(advanced(QgsProcessingParameterBoolean(NO_MASK, label(NO_MASK), False)))
        made[1].setHelp(tr(HELP[NO_MASK]))
    return made


def one_parameter(name, row, value):
    """The parameter of a row whose default is `value`."""
    kind, file, words = row["type"], row.get("file"), label(name)
    if file in FILTERS:
        # No default: it would apply to scripts too, which must not depend on what a dialog did before.
        files = f"{tr(FILTERS[file])};;{tr('All files (*)')}"
        return QgsProcessingParameterFile(name, words, optional=True, fileFilter=files)
    if file == "folder":
        return QgsProcessingParameterFile(name, words, QgsProcessingParameterFile.Behavior.Folder, optional=True)
    if file == "raster":
        return QgsProcessingParameterRasterLayer(name, words, optional=True)
    if file == "vector":
        polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
        return QgsProcessingParameterFeatureSource(name, words, polygons, optional=True)
    if file == "places":
        places = [QgsProcessing.SourceType.TypeVectorPoint, QgsProcessing.SourceType.TypeVectorPolygon]
        return QgsProcessingParameterFeatureSource(name, words, places, optional=True)
    if kind == "flag":
        return QgsProcessingParameterBoolean(name, words, value == "YES")
    if kind in ("choice", "choice-or-scale"):
        choices = row["choices"] if value else [SAME, *row["choices"]]
        return QgsProcessingParameterEnum(name, words, choices, False, value or SAME, usesStaticStrings=True)
    if kind in ("integer", "number"):
        number = QgsProcessingParameterNumber.Type
        number = number.Integer if kind == "integer" else number.Double
        return QgsProcessingParameterNumber(name, words, number, float(value), False, row["min"], row["max"])
    made = QgsProcessingParameterString(name, words, value, optional=not value)
    if kind == "list":
        made.setMetadata({"widget_wrapper": OPTIONS_WIDGET})
    return made
