"""Change between two dates. SPDX-License-Identifier: GPL-2.0-or-later"""
from .. import checks
from ..formats import ONE_BAND, RasterDestination
from ..i18n import marked, tr, tr_later
from ..outputs import same
from .raster import RasterAlgorithm


class Change(RasterAlgorithm):
    """Two dates in, one change raster out."""

    ALIGN = "ALIGN"
    VALUES = {
        "cosine": tr_later("Values run from 0 (alike) to 2; unrelated features have 1."),
        "residual": tr_later("Values are in medians of the scene: 1 is usual, 0 is a date against itself."),
        "joint": tr_later("Values are in medians of the scene, of the model and of texture together: 1 is usual."),
        "irmad": tr_later(
            "Values are the sum of squared, standardised differences of pixels that no regression tells."
        ),
        "vector": tr_later("Values are the length of the difference of the bands."),
    }
    """What the numbers of each measure mean."""

    ID, NAME = "change", tr_later("Change between two dates")
    HELP = tr_later(
        "Sentinel-2 L2A dates are compared cell by cell (80 m), by one of several measures. The map is transparent "
        "below the measure's threshold and coloured above it; the log says how many cells and hectares that is. What "
        "stands out is shown, not what it is: look at both dates where the map has colour."
    )
    MEANS = tr_later(
        "Joint and residual: 1 is usual, from 1.75 on counts as changed. Cosine: 0 is alike, 1 unrelated; the season "
        "makes 0.1 to 0.2."
    )
    TAGS = ("change detection", "difference", "embedding")

    def about(self):
        return f"{super().about()} {tr(self.MEANS)}"

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.add_output()

    def add_output(self):
        self.addParameter(RasterDestination(self.OUTPUT, tr("Change"), ONE_BAND))

    def wrong_input(self, parameters, context):
        wrong = super().wrong_input(parameters, context)
        (one, before), (two, after) = self.inputs(parameters, context)
        if before and len(before) == len(after) and all(same(a.source(), b.source()) for a, b in zip(before, after)):
            return tr("Both dates are the same raster, {layer}: choose two dates.", layer=before[0].name())
        wrong = wrong or checks.wrong_crs([self.field(one), self.field(two)], (before[0], after[0]))
        if wrong or self.parameterAsBool(parameters, self.ALIGN, context):
            return wrong
        return checks.wrong_grid(before[0], after[0], self.field(self.ALIGN))

    def values(self, report):
        counted = tr("From {threshold} on a cell counts as changed.", threshold=f"{report['threshold']:.2f}")
        return f"{marked(self.VALUES[report['method']])} {counted}" if report.get("method") in self.VALUES else ""

    def product_name(self, report):
        return tr("Change ({method})", method=report["method"])
