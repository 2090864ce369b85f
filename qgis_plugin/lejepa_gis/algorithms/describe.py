"""Global descriptor. SPDX-License-Identifier: GPL-2.0-or-later"""
import json

from qgis.core import QgsProcessingOutputNumber, QgsProcessingParameterFileDestination

from .raster import RasterAlgorithm


class Describe(RasterAlgorithm):
    """One raster in, the mean feature over its valid cells out."""

    ID, NAME, TASK = "describe", "Global descriptor", "describe"
    HELP = "Computes one descriptor of a Sentinel-2 L2A raster, the mean feature over its valid cells, as JSON."
    TAGS = ("embedding", "similarity")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.add_overwrite()
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", "Descriptor", "JSON files (*.json)"))
        self.addOutput(QgsProcessingOutputNumber("VALID_CELLS", "Valid cells"))

    def processAlgorithm(self, parameters, context, feedback):
        report = self.ask(feedback)
        if report is None:
            return {}
        found = report["descriptors"]
        output = self.write_text(parameters, context, json.dumps(found, indent=1) + "\n")
        return {"OUTPUT": output, "VALID_CELLS": found[0]["valid_cells"]}
