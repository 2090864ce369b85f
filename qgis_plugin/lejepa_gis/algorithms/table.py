"""QGIS parameters from the library's table, whose copy is parameters.json. SPDX-License-Identifier: GPL-2.0-or-later"""
import json
from pathlib import Path

from qgis.core import (
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..source import refusal

TABLE = {p["name"]: p for p in json.loads(Path(__file__).parent.with_name("parameters.json").read_text("utf-8"))}
ENUMS = ("REFLECTANCE", "REFLECTANCE_AFTER")
RASTERS = ("MASK", "MASK_AFTER")
OPTIONS_WIDGET = "processing.algs.gdal.ui.RasterOptionsWidget.RasterOptionsWidgetWrapper"


def advanced(parameter):
    """Folds a parameter away; returns it."""
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return parameter


def label(name):
    return "Creation options" if name == "CO" else name.capitalize().replace("_", " ")


def parameter(name, default=None):
    """The QGIS parameter of a row of the table; `default` replaces the row's where it is not None."""
    row = TABLE[name]
    kind, value = row["type"], row["default"] if default is None else default
    if name == "MODEL":
        made = QgsProcessingParameterFile(
            name, "Model (built in if empty)", optional=True, defaultValue=default or None,
            fileFilter="Models (*.pt *.onnx);;All files (*)",
        )
    elif name in RASTERS:
        made = QgsProcessingParameterRasterLayer(name, label(name), optional=True)
    elif kind == "flag":
        made = QgsProcessingParameterBoolean(name, label(name), value == "YES")
    elif kind == "choice" or name in ENUMS:
        made = QgsProcessingParameterEnum(
            name, label(name), row["choices"], False, value or None, not value, usesStaticStrings=True
        )
    elif kind in ("integer", "number"):
        number = QgsProcessingParameterNumber.Type
        made = QgsProcessingParameterNumber(
            name, f"{label(name)} ({row['unit']})" if row["unit"] else label(name),
            number.Integer if kind == "integer" else number.Double, float(value), False, row["min"], row["max"],
        )
    else:
        made = QgsProcessingParameterString(name, label(name), value, optional=True)
    if name == "CO":
        made.setMetadata({"widget_wrapper": {"class": OPTIONS_WIDGET}})
    made.setHelp(row["help"])
    return advanced(made) if row["advanced"] else made


def option(algorithm, name, parameters, context):
    """The library's option for a parameter: a dictionary of one entry, or empty where the default holds."""
    row = TABLE[name]
    if name in RASTERS:
        layer = algorithm.parameterAsRasterLayer(parameters, name, context)
        if layer is None:
            return {}
        if refusal(layer):
            raise OSError(refusal(layer))
        return {name: layer.source()}
    if row["type"] == "flag":
        return {name: algorithm.parameterAsBool(parameters, name, context)}
    if row["type"] == "integer":
        return {name: algorithm.parameterAsInt(parameters, name, context)}
    if row["type"] == "number":
        return {name: algorithm.parameterAsDouble(parameters, name, context)}
    if row["type"] == "choice" or name in ENUMS:
        text = algorithm.parameterAsEnumString(parameters, name, context)
    else:
        text = algorithm.parameterAsString(parameters, name, context)
    if name == "CO":
        return {name: text.split("|")} if text else {}
    return {name: text} if text else {}
