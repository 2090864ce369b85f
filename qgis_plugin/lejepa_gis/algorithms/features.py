"""Embed raster. SPDX-License-Identifier: GPL-2.0-or-later"""
from ..formats import RasterDestination
from ..naming import product_name
from .raster import RasterAlgorithm


class Features(RasterAlgorithm):
    """One raster in, its dense features out."""

    ID, NAME, TASK = "features", "Embed raster", "features"
    HELP = (
        "Computes dense features of a Sentinel-2 L2A raster: one band for each number of the feature, one cell for "
        "8 x 8 pixels (80 m). PCA to RGB and Change take the result, without encoding again."
    )
    TAGS = ("embedding", "encoder", "deep learning", "vision transformer")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.addParameter(RasterDestination("OUTPUT", "Features"))

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        self.set_outputs([output])
        report = self.ask(feedback)
        if report is None:
            return {}
        self.dress(context, output, product_name("Features", self.layer_names, report))
        return {"OUTPUT": output}
