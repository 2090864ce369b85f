"""What algorithms on rasters share: parameters, inputs, checks. SPDX-License-Identifier: GPL-2.0-or-later

QGIS calls `checkParameterValues` and `prepareAlgorithm` on the thread of the dialog, where layers and settings may be
used.
"""
from qgis import utils
from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsSettings,
)

from .. import checks
from ..i18n import marked, tr, tr_later
from ..product import DateRaster, Product, is_layer
from ..request import Request
from ..source import refusal, source
from . import table
from .base import LIBRARY_SETTING
from .estimating import EstimatedJob
from .options import Options

MODEL_SETTING = "lejepa_gis/model"


class RasterAlgorithm(EstimatedJob):
    """Base of the library's tasks: `ID` is the task, whose rasters, parameters and help are in the library's tables."""

    INPUT = "INPUT"
    BEFORE = "BEFORE"
    AFTER = "AFTER"
    EXTENT = "EXTENT"
    MODEL = "MODEL"

    DATE_LABELS = {
        INPUT: tr_later("Sentinel-2 raster"),
        BEFORE: tr_later("First date"),
        AFTER: tr_later("Second date"),
    }

    FEATURES_HELP = tr_later(
        "Result of Embed raster, or features of others: any raster of 8 bands or more, AlphaEarth's and TESSERA's too."
    )

    def about(self):
        return f"{marked(table.TASKS[self.ID]['help'])}. {tr(self.HELP)}".rstrip()

    # --- parameters -----------------------------------------------------------------------------------------------

    def add_rasters(self):
        """One raster for each date; further bands of a date may be layers of their own."""
        if not self.reads_pixels():
            for name, words in zip(table.inputs(self.ID), table.TASKS[self.ID]["inputs"]["each"]):
                raster = QgsProcessingParameterRasterLayer(name, self.date_label(name))
                raster.setHelp(tr(self.FEATURES_HELP) if name == self.INPUT else f"{marked(words['help'])}.")
                self.addParameter(raster)
            return
        made = table.TASKS[self.ID]["inputs"]["count"] == "two-or-made"
        for i, name in enumerate(table.inputs(self.ID)):
            optional = made and i > 0  # a raster that was made of both dates stands for both
            raster = DateRaster(name, self.date_label(name), optional)
            raster.setHelp(tr(
                "Raster with red, green, blue, nir and swir16 (B04, B03, B02, B08, B11), level 2A; or a features "
                "raster made earlier. Where each band is a layer of its own: the first of them."
            ))  # fmt: skip
            self.addParameter(raster)
            words = tr("{date}: product instead of a layer", date=self.date_label(name))
            files = tr("All files (*)")
            product = QgsProcessingParameterFile(self.product(name), words, optional=True, fileFilter=files)
            product.setHelp(tr(
                "A .SAFE product, its zip or its MTD_MSIL2A.xml, a folder or a zip of band files, or a STAC item "
                "(.json). It wins over the layer."
            ))  # fmt: skip
            self.addParameter(product)
        for name in table.inputs(self.ID):
            words = tr("{date}: further bands (layers)", date=self.date_label(name))
            kind = QgsProcessing.SourceType.TypeRaster
            layers = QgsProcessingParameterMultipleLayers(self.further(name), words, kind, optional=True)
            layers.setHelp(tr(
                "Bands are known by their names; if these tell nothing, set Bands to 1,2,3,4,5 and give red first, "
                "then green, blue, nir and swir16 here, in this order."
            ))  # fmt: skip
            self.addParameter(table.advanced(layers))

    def reads_pixels(self):
        """Whether its rasters may be images to encode; others are features or classes."""
        return table.TASKS[self.ID]["inputs"]["of"] == "pixels"

    def date_label(self, name):
        """The label of an input of the table."""
        if name == self.INPUT and not self.reads_pixels():
            return tr("Features raster")
        return tr(self.DATE_LABELS[name]) if name in self.DATE_LABELS else name.capitalize().replace("_", " ")

    @staticmethod
    def further(name):
        """The parameter for further bands of a date."""
        return f"{name}_LAYERS"

    @staticmethod
    def product(name):
        """The parameter for a product in the place of a layer."""
        return f"{name}_PRODUCT"

    def add_form(self):
        """The extent, then the parameters of the table."""
        if "BOUNDS" in table.TASKS[self.ID]["parameters"]:
            extent = QgsProcessingParameterExtent(self.EXTENT, table.label(self.EXTENT), optional=True)
            extent.setHelp(tr(table.HELP[self.EXTENT]))
            self.addParameter(extent)
            whole = QgsProcessingParameterBoolean(table.WHOLE_CELLS, table.label(table.WHOLE_CELLS), False)
            whole.setHelp(tr(table.HELP[table.WHOLE_CELLS]))
            self.addParameter(table.advanced(whole))
        for name in table.form(self.ID):
            for parameter in table.parameters(name):
                self.addParameter(parameter)

    def createCustomParametersWidget(self, parent=None):
        """QGIS's own dialog, in which the last model is offered. A default would apply to scripts too."""
        if not utils.iface:
            return None
        from ..dialogs.dialog import Dialog

        return Dialog(self.create(), parent, {self.MODEL: QgsSettings().value(MODEL_SETTING, "")})

    # --- on the thread of the dialog --------------------------------------------------------------------------------

    def layers(self, parameters, name, context):
        """The layers of one date: a raster, or its first band and the others; or a product alone."""
        if self.parameterDefinition(self.product(name)):
            path = self.parameterAsString(parameters, self.product(name), context)
            if path:
                return [Product(path)]
        one = self.parameterAsRasterLayer(parameters, name, context)
        more = self.parameterAsLayerList(parameters, self.further(name), context) or []
        return [one, *more] if one else []

    def inputs(self, parameters, context):
        """Parameter and layers of each of the job's inputs."""
        return [(name, self.layers(parameters, name, context)) for name in table.inputs(self.ID)]

    def wrong_layers(self, parameters, context):
        """A sentence about the first layers that cannot be used, or None."""
        own_model = not self.reads_pixels() or bool(self.parameterAsString(parameters, self.MODEL, context))
        for name, layers in self.inputs(parameters, context):
            further = self.further(name)
            further = self.field(further) if self.parameterDefinition(further) else ""
            if wrong := checks.wrong_layers(self.field(name), layers, further, own_model):
                return wrong
        return None

    def wrong_input(self, parameters, context):
        wrong = self.wrong_layers(parameters, context)
        if wrong or not parameters.get(self.EXTENT):
            return wrong
        for name, layers in self.inputs(parameters, context):
            if is_layer(layers[0]) and layers[0].crs().isValid():
                box = self.parameterAsExtent(parameters, self.EXTENT, context, layers[0].crs())
                wrong = wrong or checks.wrong_extent(self.field(self.EXTENT), box, self.field(name), layers[0])
        return wrong

    def prepareAlgorithm(self, parameters, context, feedback):
        """Makes the request from layers and settings. Steps of a model get here without `checkParameterValues`."""
        self.temporary, self.warnings = {}, []
        try:
            wrong = (
                self.missing_library(QgsSettings().value(LIBRARY_SETTING, ""))
                or self.wrong_layers(parameters, context)
                or self.wrong_output(parameters, context)
            )
            if wrong:
                raise OSError(wrong)
            self.make_request(parameters, context, feedback)
        except OSError as error:
            self.unlink_temporary()
            raise QgsProcessingException(str(error)) from error
        self.layer_names = [layers[0].name() for _, layers in self.inputs(parameters, context)]
        parts = {"EXTENT": tr("extent"), "WINDOW": tr("window"), "AREA": tr("area")}
        self.part = ", ".join(word for name, word in parts.items() if parameters.get(name))
        self.command = self.asPythonCommand(parameters, context)
        if utils.iface:
            QgsSettings().setValue(MODEL_SETTING, self.request.options.get(self.MODEL, ""))
        return True

    def make_request(self, parameters, context, feedback):
        """The job, but for its outputs. Raises OSError with a sentence."""
        names = [self.source_name(name, layers) for name, layers in self.inputs(parameters, context)]
        options = Options(self, parameters, context, feedback, self.temporary).all(self.ID)
        self.request = Request(self.ID, names, [], options)

    def source_name(self, name, layers):
        """The name of one date for the library."""
        for layer in layers:
            if refusal(layer):
                raise OSError(f"{self.field(name)}: {refusal(layer)}")
        return ",".join(source(layer, self.temporary) for layer in layers)
