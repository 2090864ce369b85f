"""Change over many dates. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import (
    QgsDateTimeRange,
    QgsProcessing,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingParameterMultipleLayers,
)
from qgis.PyQt.QtCore import QDateTime, Qt

from ..formats import RasterDestination
from ..i18n import tr, tr_later
from ..naming import product_name
from .raster import RasterAlgorithm


class Series(RasterAlgorithm):
    """Three dates or more in, when each cell changed out."""

    INPUTS = "INPUT"

    ID, NAME = "series", tr_later("Change over many dates")
    HELP = tr_later(
        "Choose three rasters or more of one place, each of one date with all its bands, or features rasters. Bands of "
        "the result: date of the first change that the next date confirms (days since 1970-01-01), its magnitude, "
        "confirming dates, valid dates, and what became of it (1 stayed, 2 returned, 3 not confirmed yet)."
    )
    TAGS = ("time series", "change date", "alert", "persistence", "monitoring", "embedding")

    def initAlgorithm(self, configuration=None):
        rasters = QgsProcessingParameterMultipleLayers(
            self.INPUTS, tr("Dates (three rasters or more)"), QgsProcessing.SourceType.TypeRaster
        )
        rasters.setMinimumNumberInputs(3)
        rasters.setHelp(tr("In any order: each tells when it was sensed, by its metadata or its name (20240630)."))
        self.addParameter(rasters)
        self.add_form()
        self.addParameter(RasterDestination(self.OUTPUT, tr("Change over many dates")))

    def inputs(self, parameters, context):
        """Each date is a layer of its own."""
        layers = self.parameterAsLayerList(parameters, self.INPUTS, context) or []
        return [(self.INPUTS, [layer]) for layer in layers]

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        self.set_outputs([output])
        report = self.run_request(feedback)
        if report is None:
            return {}
        days = [date["date"] for date in report.get("dates", []) if date["used"]]
        days = days or [*report.get("early", []), *report.get("late", [])]
        name = product_name(tr(self.NAME), self.layer_names[:1], {"inputs": report["inputs"][:1]})
        if context.willLoadLayerOnCompletion(output):
            details = context.layerToLoadOnCompletionDetails(output)
            details.name = name
            details.setPostProcessor(Dated.make(days))
        return {self.OUTPUT: output}


class Dated(QgsProcessingLayerPostProcessorInterface):
    """Gives the loaded layer its time. `kept` holds the objects alive: QGIS does not own them."""

    kept = []

    @classmethod
    def make(cls, days):
        dated = cls()
        dated.days = days
        cls.kept.append(dated)
        return dated

    def postProcessLayer(self, layer, context, feedback):
        set_range(layer, self.days)
        if self in self.kept:
            self.kept.remove(self)


def set_range(layer, days):
    """Gives a layer the time from its first day to its last, which QGIS's temporal controller shows it in."""
    times = [QDateTime.fromString(day, Qt.DateFormat.ISODate) for day in sorted(days)]
    if layer is None or not times or not all(time.isValid() for time in times):
        return
    properties = layer.temporalProperties()
    properties.setFixedTemporalRange(QgsDateTimeRange(times[0], times[-1]))
    properties.setIsActive(True)
