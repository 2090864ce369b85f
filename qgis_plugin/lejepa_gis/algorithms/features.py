"""Embed raster. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsProcessingParameterRasterDestination

from ..request import Request
from .base import Algorithm

COMMON = ("MODEL", "BANDS", "REFLECTANCE", "MASK", "MASK_VALUES", "OVERLAP", "TARGET_RESOLUTION", "MIN_VALID", "THREADS",
          "MEMORY", "PRECISION")  # fmt: skip


class Features(Algorithm):
    """One raster in, its dense features out."""

    ID, NAME, TASK = "features", "Embed raster", "features"
    HELP = "Computes dense features of a Sentinel-2 L2A raster: one band for each number, cells of 8 x 8 pixels (80 m)."
    FORM = (*COMMON, "DTYPE", "CO")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.addParameter(QgsProcessingParameterRasterDestination("OUTPUT", "Features"))

    def processAlgorithm(self, parameters, context, feedback):
        temporary = []
        layers = self.layers(parameters, "INPUT", context)
        output = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        options = self.options(parameters, context, layers[0])
        self.add_driver(options, output)
        request = Request(self.TASK, [self.names(layers, temporary)], [output], options)
        if self.ask(request, feedback, temporary) is None:
            return {}
        self.dress(context, output, f"Features of {layers[0].name()}")
        return {"OUTPUT": output}
