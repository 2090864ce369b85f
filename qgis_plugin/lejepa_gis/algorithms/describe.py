"""Global descriptor. SPDX-License-Identifier: GPL-2.0-or-later"""
import json

from qgis.core import QgsProcessingOutputNumber, QgsProcessingParameterFileDestination

from ..i18n import tr, tr_later
from .raster import RasterAlgorithm


class Describe(RasterAlgorithm):
    """One raster in, the mean feature over its valid cells out."""

    VALID_CELLS = "VALID_CELLS"

    ID, NAME = "describe", tr_later("Global descriptor")
    HELP = tr_later("The mean is over the valid cells of a Sentinel-2 L2A raster, or a features raster made earlier.")
    TAGS = ("embedding", "similarity")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.add_overwrite()
        files = tr("JSON files (*.json)")
        self.addParameter(QgsProcessingParameterFileDestination(self.OUTPUT, tr("Descriptor"), files))
        self.addOutput(QgsProcessingOutputNumber(self.VALID_CELLS, tr("Valid cells")))

    def processAlgorithm(self, parameters, context, feedback):
        report = self.run_request(feedback)
        if report is None:
            return {}
        found = report["descriptors"]
        output = self.write_text(parameters, context, json.dumps(found, indent=1) + "\n")
        return {self.OUTPUT: output, self.VALID_CELLS: found[0]["valid_cells"]}
