"""Change over many dates. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsProcessing, QgsProcessingParameterMultipleLayers

from ..formats import RasterDestination
from ..i18n import tr, tr_later
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
        self.results(report).show(context, output, tr(self.NAME))
        return {self.OUTPUT: output}
