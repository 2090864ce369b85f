"""QGIS parameters from the library's table, whose copy is parameters.json. SPDX-License-Identifier: GPL-2.0-or-later

Choices, ranges, defaults and help are the table's; this file has the labels, the rows that are folded away, and the
rows for which QGIS has its own way. A new row of the table gets a plain label and appears in the dialogs of its tasks
by itself.
"""
import json
import re
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

from ..fields import in_labels, short
from ..source import given_crs, refusal, source

TABLE = {p["name"]: p for p in json.loads(Path(__file__).parent.with_name("parameters.json").read_text("utf-8"))}
QGIS_HAS = {
    "BOUNDS": "EXTENT",
    "BOUNDS_CRS": "EXTENT",
    "DRIVER": "the ending of OUTPUT",
    "GDAL": "the libgdal of QGIS itself",
}
"""Rows without a parameter in QGIS, and what replaces them."""
FOLDED = ("AREA", "SIDECAR", "STRETCH", "SCORES")
"""Folded away in dialogs, besides what the table calls advanced."""
MASKS = ("MASK", "MASK_AFTER")
REFLECTANCES = ("REFLECTANCE", "REFLECTANCE_AFTER")
OWN = {"REFLECTANCE": "OWN_SCALE", "REFLECTANCE_AFTER": "OWN_SCALE_AFTER"}
"""Parameter that takes a scale and an offset, which a list of choices cannot."""
EXTENT_LABEL = "Extent to process"
NO_MASK = "NO_MASK"
NO_MASK_LABEL = "No cloud mask, not even the product's own"
NUMBERS = r"-?[\d.]+(?:e-?\d+)?,"
SAME = "same"
"""Choice that stands for an empty value: the second date as the first."""
LABELS = {
    "MODEL": "Model file (empty: the built-in model)",
    "BANDS": "Bands (auto, numbers or red=3,green=2,...)",
    "REFLECTANCE": "Reflectance of the values",
    "MASK": "Cloud mask (SCL or other classes)",
    "MASK_VALUES": "Values of the mask that take a pixel away",
    "NODATA": "Values that mean no measurement",
    "AREA": "Only inside these polygons",
    "WINDOW": "Only these pixels (column,row,width,height)",
    "TARGET_RESOLUTION": "Resample to pixels of (0: as they are)",
    "METHOD": "Measure of change",
    "ALIGN": "Warp second date onto the first one's grid",
    "RESAMPLING": "Resampling of a warped second date",
    "MIXED": "Compare dates that contradict each other",
    "BANDS_AFTER": "Bands of second date (empty: as the first)",
    "REFLECTANCE_AFTER": "Reflectance of the second date's values",
    "MASK_AFTER": "Cloud mask of the second date",
    "BASIS": "PCA basis file (read, or written if new)",
    "SCORES": "Write raw scores instead of colours",
    "STRETCH": "Range of each component that fills a colour",
    "DTYPE": "Number type of the features",
    "OVERLAP": "Overlap of chips (fast, best or 0 to 0.9)",
    "TAPER": "Weight of a chip's cells towards its edge",
    "CHIPS": "Chips to encode",
    "MIN_VALID": "Least valid share of a cell's pixels",
    "THREADS": "Worker threads (0: all processors)",
    "MEMORY": "Memory for pixels and features",
    "PRECISION": "Arithmetic of the encoder",
    "COG": "Write a cloud-optimised GeoTIFF",
    "CO": "Creation options",
    "SIDECAR": "Also write a STAC item",
    "VALIDITY": "Also write a raster of valid shares",
    "OVERWRITE": "Replace files that exist",
    "SOURCES": "What inputs may reach",
    "MODEL_BANDS": "Bands of an ONNX model without metadata",
    "MODEL_MEAN": "Means of an ONNX model without metadata",
    "MODEL_STD": "Deviations of an ONNX model without metadata",
}
"""Short enough that a dialog shows its buttons at the size that QGIS gives it."""
OWN_LABELS = {"OWN_SCALE": "Own scale and offset", "OWN_SCALE_AFTER": "Own scale and offset of the second date"}
HELP = {
    "MASK": "Raster of classes that tells clouds and the like. Without one, the scene classification of the product is "
    "used where it has one.",
    "MASK_AFTER": "Mask of the second date, where it differs from the first one's.",
    "METHOD": "Cosine, from 0 to 2, sees every change and has a zero: floods, fire, harvest, and dates of one season. "
    "Residual takes away what the scene does as a whole, as the season does, and is for scattered change among "
    "seasons, such as building; joint joins those of two models. These two have no zero: they are measured in medians "
    "of the scene, so that a change of most of the scene passes for none, and values compare within one run only, not "
    "between scenes or extents.",
    "BANDS_AFTER": "Said as for the first date; only where the second one's differ.",
    "REFLECTANCE_AFTER": "Said as for the first date; only where the second one's differs.",
    "BASIS": "One basis makes colours of several runs comparable: name a new file in the first run, and it in others.",
    "CO": "Options of the output's format.",
    "OVERWRITE": "Without it, an output that exists is refused before the run. An input is never replaced.",
}
"""Help where a field of the form takes something else than the table's row, or needs another wording."""
# QGIS's own field for creation options: a part of its GDAL algorithms until 3.40 made it everybody's.
OPTIONS_WIDGET = (
    {"widget_type": "rasteroptions"}
    if Qgis.QGIS_VERSION_INT >= 34000
    else {"class": "processing.algs.gdal.ui.RasterOptionsWidget.RasterOptionsWidgetWrapper"}
)


def form(task):
    """Names of the parameters that the dialog of a task shows, in the table's order."""
    return [name for name, row in TABLE.items() if task in row["tasks"] and name not in QGIS_HAS]


def advanced(parameter):
    """Folds a parameter away; returns it."""
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return parameter


def label(name):
    """The label, with the unit if the label does not contain it."""
    words, unit = LABELS.get(name, name.capitalize().replace("_", " ")), TABLE[name]["unit"]
    return f"{words} [{unit}]" if unit in ("m", "MiB") else words


def fields():
    """The QGIS parameter and the label of every option of the library, for messages."""
    found = {name: (name, label(name)) for name in TABLE if name not in QGIS_HAS}
    found.update(BOUNDS=("EXTENT", EXTENT_LABEL), BOUNDS_CRS=("EXTENT", EXTENT_LABEL))
    found["MASK=none"] = (NO_MASK, NO_MASK_LABEL)
    # A scale and an offset, which the list of choices cannot hold.
    found.update({rf"{name}={NUMBERS}": (own, OWN_LABELS[own]) for name, own in OWN.items()})
    return found


def parameters(name):
    """The QGIS parameters of a row of the table."""
    row = TABLE[name]
    made = [one_parameter(name, row, row["default"])]
    if name in OWN:
        own = QgsProcessingParameterString(OWN[name], OWN_LABELS[OWN[name]], optional=True)
        own.setHelp("Two numbers, 0.0001,-0.1 for example: reflectance = value x scale + offset. Wins over the choice.")
        made.append(advanced(own))
    if name == "MASK":
        none = QgsProcessingParameterBoolean(NO_MASK, NO_MASK_LABEL, False)
        none.setHelp("Without this and without a mask layer, a product's own scene classification is used.")
        made.append(advanced(none))
    for parameter in made:
        parameter.setHelp(parameter.help() or HELP.get(name) or in_labels(row["help"], fields()))
    if row["advanced"] or name in FOLDED:
        advanced(made[0])
    return made


def one_parameter(name, row, value):
    """The parameter of a row whose default is `value`."""
    kind, words = row["type"], label(name)
    if name == "MODEL":
        # No default: it would apply to scripts too, which must not depend on what a dialog did before.
        return QgsProcessingParameterFile(name, words, optional=True, fileFilter="Models (*.pt *.onnx);;All files (*)")
    if name == "BASIS":
        return QgsProcessingParameterFile(name, words, optional=True, fileFilter="JSON files (*.json);;All files (*)")
    if name in MASKS:
        return QgsProcessingParameterRasterLayer(name, words, optional=True)
    if name == "AREA":
        polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
        return QgsProcessingParameterFeatureSource(name, words, polygons, optional=True)
    if kind == "flag":
        return QgsProcessingParameterBoolean(name, words, value == "YES")
    if kind == "choice" or name in REFLECTANCES:
        choices = row["choices"] if value else [SAME, *row["choices"]]
        return QgsProcessingParameterEnum(name, words, choices, False, value or SAME, usesStaticStrings=True)
    if kind in ("integer", "number"):
        number = QgsProcessingParameterNumber.Type
        number = number.Integer if kind == "integer" else number.Double
        return QgsProcessingParameterNumber(name, words, number, float(value), False, row["min"], row["max"])
    made = QgsProcessingParameterString(name, words, value, optional=not value)
    if name == "CO":
        made.setMetadata({"widget_wrapper": OPTIONS_WIDGET})
    return made


def option(algorithm, name, values, context, feedback, temporary):
    """The library's option for a row: a dictionary of one entry, or empty where nothing was set. Main thread.

    `temporary` gets the temporary names of layers, with the layers' own.
    """
    kind = TABLE[name]["type"]
    if name in MASKS:
        if name == "MASK" and algorithm.parameterAsBool(values, NO_MASK, context):
            return {name: "none"}
        layer = algorithm.parameterAsRasterLayer(values, name, context)
        if layer is None:
            return {}
        if refusal(layer):
            raise OSError(f"{short(label(name))}: {refusal(layer)}")
        return {name: source(layer, temporary)}
    if name == "AREA":
        if not values.get(name):
            return {}
        # Files of one layer pass as they are; memory layers, selections, layers of a GeoPackage, and layers that were
        # given a reference system in QGIS are copied.
        layer = algorithm.parameterAsVectorLayer(values, name, context)
        formats = [] if layer is not None and given_crs(layer) else ["shp", "geojson", "fgb"]
        path = algorithm.parameterAsCompatibleSourceLayerPath(values, name, context, formats, "gpkg", feedback)
        if layer is not None and path not in layer.source():
            temporary[path] = layer.name()
        return {name: path}
    if kind == "flag":
        return {name: algorithm.parameterAsBool(values, name, context)}
    if kind == "integer":
        return {name: algorithm.parameterAsInt(values, name, context)}
    if kind == "number":
        return {name: algorithm.parameterAsDouble(values, name, context)}
    if kind == "choice" or name in REFLECTANCES:
        text = convention(algorithm, name, values, context)
        text = "" if text == SAME else text
    else:
        text = algorithm.parameterAsString(values, name, context)
        # As it is printed for the command line: bands=red=3,...
        text = re.sub(rf"^\s*(?:--)?{TABLE[name]['flag']}=", "", text, flags=re.IGNORECASE)
    if name == "CO":
        return {name: text.split("|")} if text else {}
    return {name: text} if text else {}


def convention(algorithm, name, values, context):
    """The value of a choice; for reflectance, the own scale and offset where there are some."""
    own = algorithm.parameterAsString(values, OWN[name], context).strip() if name in OWN else ""
    return own or algorithm.parameterAsEnumString(values, name, context)
