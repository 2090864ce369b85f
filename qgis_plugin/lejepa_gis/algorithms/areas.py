"""Areas of change as polygons. SPDX-License-Identifier: GPL-2.0-or-later"""
import json
import uuid
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterVectorDestination,
    QgsProcessingUtils,
)

from .. import checks
from ..i18n import tr, tr_later
from .change import Change
from .raster import RasterAlgorithm

KINDS = {
    "water appeared": tr_later("Hectares of water appeared"),
    "water gone": tr_later("Hectares of water gone"),
    "burnt": tr_later("Hectares burnt"),
    "bare or built surface appeared": tr_later("Hectares of bare or built surface appeared"),
    "vegetation lost": tr_later("Hectares of vegetation lost"),
    "vegetation gained": tr_later("Hectares of vegetation gained"),
    "brightened": tr_later("Hectares brightened"),
    "darkened": tr_later("Hectares darkened"),
    "mixed": tr_later("Hectares of mixed change"),
}
"""The library's kinds of change, and what the number of each one's hectares is called."""


def output_of(kind):
    """Name of the output with the hectares of a kind."""
    return f"HECTARES_{kind.upper().replace(' ', '_')}"


class Areas(Change):
    """Two dates, or one change raster, in; one layer of polygons and its totals out."""

    COUNT, HECTARES, SHARE, TRANSITIONS = "COUNT", "HECTARES", "SHARE", "TRANSITIONS"

    ID, NAME = "areas", tr_later("Change areas")
    HELP = tr_later(
        "Sentinel-2 L2A dates are compared as by Change between two dates; where the score reaches the threshold, "
        "polygons are drawn, each with its rank, hectares, score and, by rules on the colours of both dates, its kind: "
        "water appeared, burnt, vegetation lost and so on. A change raster made earlier gives the same polygons "
        "without kinds: choose it as first date, and no second one. So does a raster of Find similar; a raster of "
        "Transitions, or the classes of both dates, give an area for what went from one class to another."
    )
    TAGS = ("change detection", "polygons", "hectares", "vectorize", "polygonize")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        polygons = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(QgsProcessingParameterVectorDestination(self.OUTPUT, tr("Areas of change"), polygons))
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Number of areas")))
        self.addOutput(QgsProcessingOutputNumber(self.HECTARES, tr("Hectares of all areas")))
        self.addOutput(QgsProcessingOutputNumber(self.SHARE, tr("Share of the valid area (0 to 1)")))
        for kind in KINDS:
            self.addOutput(QgsProcessingOutputNumber(output_of(kind), tr(KINDS[kind])))
        self.addOutput(QgsProcessingOutputString(self.TRANSITIONS, tr("Areas of each transition, as JSON")))

    def inputs(self, parameters, context):
        """Both dates, or the change raster alone."""
        first, second = super().inputs(parameters, context)
        return [first, second] if second[1] else [first]

    def values(self, report):
        """Classes have no threshold."""
        return super().values(report) if "threshold" in report else ""

    def wrong_layers(self, parameters, context):
        inputs = self.inputs(parameters, context)
        one_band = all(len(layers) == 1 and getattr(layers[0], "bandCount", int)() == 1 for _, layers in inputs)
        if len(inputs) == 2 and not one_band:
            return super().wrong_layers(parameters, context)
        # Whether they are a change raster, or classes, the library says.
        wrong = (checks.wrong_layers(self.field(name), layers, any_bands=True) for name, layers in inputs)
        return next(filter(None, wrong), None)

    def wrong_input(self, parameters, context):
        if len(self.inputs(parameters, context)) == 2:
            return super().wrong_input(parameters, context)
        return RasterAlgorithm.wrong_input(self, parameters, context)

    @staticmethod
    def temporary_name():
        return str(Path(QgsProcessingUtils.tempFolder()) / f"{uuid.uuid4().hex}.gpkg")

    def set_outputs(self, names):
        """The library takes the format from the ending; a name without one becomes a GeoPackage in QGIS already."""
        self.request.outputs = names

    def product_name(self, report):
        return tr("Areas of change")

    def figures(self, report):
        totals = report["areas"]
        found = {self.COUNT: totals["count"], self.HECTARES: totals["hectares"], self.SHARE: totals["share"]}
        hectares = {of["kind"]: of["hectares"] for of in totals["kinds"]}
        found |= {output_of(kind): hectares.get(kind, 0.0) for kind in KINDS}
        found[self.TRANSITIONS] = json.dumps(totals.get("transitions", []))
        return found
