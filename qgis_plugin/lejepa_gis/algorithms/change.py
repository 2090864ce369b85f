"""Change between two dates. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsProcessingParameterRasterDestination

from ..request import Request
from ..style import FULL_SCALE, Styler, style_change
from .base import Algorithm
from .features import COMMON


class Change(Algorithm):
    """Two dates in, one change raster out."""

    ID, NAME, TASK = "change", "Change between two dates", "change"
    HELP = (
        "Compares two Sentinel-2 L2A dates cell by cell (80 m): 0 is no change. Colours have a fixed range, so that maps "
        "of different runs compare."
    )
    DATES = ("BEFORE", "AFTER")
    FORM = (*COMMON, "METHOD", "ALIGN", "RESAMPLING", "MIXED", "BANDS_AFTER", "REFLECTANCE_AFTER", "MASK_AFTER", "CO")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.addParameter(QgsProcessingParameterRasterDestination("OUTPUT", "Change"))

    def wrong_input(self, parameters, context):
        wrong = super().wrong_input(parameters, context)
        if wrong or self.parameterAsBool(parameters, "ALIGN", context):
            return wrong
        first, second = (self.layers(parameters, name, context)[0] for name in self.DATES)
        if first.crs() != second.crs():
            return (
                f"The dates have different reference systems, {first.crs().authid()} and {second.crs().authid()}: "
                "tick Align to warp the second one."
            )
        pixel = first.rasterUnitsPerPixelX()
        same = (first.width(), first.height()) == (second.width(), second.height())
        near = (abs(first.extent().xMinimum() - second.extent().xMinimum()) < pixel / 100
                and abs(first.extent().yMaximum() - second.extent().yMaximum()) < pixel / 100)  # fmt: skip
        if not (same and near):
            return "The pixel grids of the two dates differ: tick Align to warp the second one."
        return None

    def processAlgorithm(self, parameters, context, feedback):
        temporary = []
        dates = [self.layers(parameters, name, context) for name in self.DATES]
        output = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        options = self.options(parameters, context, dates[0][0])
        self.add_driver(options, output)
        request = Request(self.TASK, [self.names(layers, temporary) for layers in dates], [output], options)
        if self.ask(request, feedback, temporary) is None:
            return {}
        styler = Styler.make(style_change, FULL_SCALE[options.get("METHOD", "cosine")])
        self.dress(context, output, f"Change {dates[0][0].name()} to {dates[1][0].name()}", styler)
        return {"OUTPUT": output}
