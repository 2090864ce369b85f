"""Change between two dates. SPDX-License-Identifier: GPL-2.0-or-later"""
from .. import checks
from ..formats import ONE_BAND, RasterDestination
from ..naming import product_name
from ..outputs import same
from ..style import style_change
from .raster import RasterAlgorithm


class Change(RasterAlgorithm):
    """Two dates in, one change raster out."""

    ID, NAME, TASK = "change", "Change between two dates", "change"
    HELP = (
        "Compares two Sentinel-2 L2A dates cell by cell (80 m), by one of several measures. By cosine, 0 is no change, "
        "and maps of different runs compare; by residual and joint, cells compare within one run only. Colours have a "
        "fixed range for each measure."
    )
    TAGS = ("change detection", "difference", "embedding")
    DATES = ("BEFORE", "AFTER")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.addParameter(RasterDestination("OUTPUT", "Change", ONE_BAND))

    def wrong_input(self, parameters, context):
        wrong = super().wrong_input(parameters, context)
        before, after = (self.layers(parameters, name, context) for name in self.DATES)
        if before and len(before) == len(after) and all(same(a.source(), b.source()) for a, b in zip(before, after)):
            return f"Both dates are the same raster, {before[0].name()}: choose two dates."
        wrong = wrong or checks.wrong_crs([self.field(name) for name in self.DATES], (before[0], after[0]))
        if wrong or self.parameterAsBool(parameters, "ALIGN", context):
            return wrong
        return checks.wrong_grid(before[0], after[0], self.field("ALIGN"))

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        self.set_outputs([output])
        report = self.ask(feedback)
        if report is None:
            return {}
        name = product_name(f"Change ({report['method']})", self.layer_names, report)
        self.dress(context, output, name, style_change, report["full_scale"])
        return {"OUTPUT": output}
