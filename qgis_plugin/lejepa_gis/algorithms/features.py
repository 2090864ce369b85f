"""Embed raster. SPDX-License-Identifier: GPL-2.0-or-later"""
from ..formats import RasterDestination
from ..i18n import tr, tr_later
from ..naming import product_name
from ..style import style_layer
from .raster import RasterAlgorithm


class Features(RasterAlgorithm):
    """One raster in, its dense features out."""

    ID, NAME = "features", tr_later("Embed raster")
    HELP = tr_later(
        "One band for each number of the feature, one cell for 8 x 8 pixels (80 m). PCA to RGB and Change take the "
        "result, without encoding again."
    )
    TAGS = ("embedding", "encoder", "deep learning", "vision transformer")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.addParameter(RasterDestination(self.OUTPUT, tr("Features")))

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        self.set_outputs([output])
        report = self.run_request(feedback)
        if report is None:
            return {}
        style_layer(context, output, product_name(tr("Features"), self.layer_names, report))
        return {self.OUTPUT: output}
