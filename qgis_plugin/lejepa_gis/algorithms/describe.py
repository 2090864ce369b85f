"""Global descriptor. SPDX-License-Identifier: GPL-2.0-or-later"""
import json
from pathlib import Path

from qgis.core import QgsProcessingOutputNumber, QgsProcessingParameterFileDestination

from ..request import Request
from .base import Algorithm
from .features import COMMON


class Describe(Algorithm):
    """One raster in, the mean feature over its valid cells out."""

    ID, NAME, TASK = "describe", "Global descriptor", "describe"
    HELP = "Computes one descriptor of a Sentinel-2 L2A raster, the mean feature over its valid cells, as JSON."
    FORM = COMMON

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", "Descriptor", "JSON files (*.json)"))
        self.addOutput(QgsProcessingOutputNumber("VALID_CELLS", "Valid cells"))

    def processAlgorithm(self, parameters, context, feedback):
        temporary = []
        layers = self.layers(parameters, "INPUT", context)
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        options = self.options(parameters, context, layers[0])
        report = self.ask(Request(self.TASK, [self.names(layers, temporary)], [], options), feedback, temporary)
        if report is None:
            return {}
        found = report["descriptors"]
        Path(output).write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        return {"OUTPUT": output, "VALID_CELLS": found[0]["valid_cells"]}
