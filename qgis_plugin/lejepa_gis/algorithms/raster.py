"""What algorithms on rasters share: parameters, checks, progress, results. SPDX-License-Identifier: GPL-2.0-or-later

QGIS calls `checkParameterValues` and `prepareAlgorithm` on the thread of the dialog, where layers and settings may be
used, and `processAlgorithm` on a worker: there, only the finished request and the feedback are used.
"""
import re
import time
from pathlib import Path

from osgeo import gdal
from qgis import utils
from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingParameterExtent,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsRasterFileWriter,
    QgsRectangle,
    QgsSettings,
)
from qgis.PyQt.QtCore import QCoreApplication, QThread

from .. import api, checks, locate
from ..naming import report_lines
from ..request import Request, shown, time_left
from ..source import refusal, source
from ..style import Styler
from . import table
from .base import LIBRARY_SETTING, Algorithm

MODEL_SETTING = "lejepa_gis/model"
DATE_LABELS = {"INPUT": "Sentinel-2 raster", "BEFORE": "First date", "AFTER": "Second date"}
DATE_HELP = (
    "Raster with red, green, blue, nir and swir16 (B04, B03, B02, B08, B11), level 2A; or a features raster made "
    "earlier. Where each band is a layer of its own: the first of them."
)
SECONDS_BETWEEN_TEXTS = 2.0
"""QGIS writes every text of the progress into its log."""


class RasterAlgorithm(Algorithm):
    """Base. `TASK` is the library's task, whose parameters the dialog shows; `DATES` are the rasters that it takes."""

    TASK = ""
    DATES = ("INPUT",)

    # --- parameters -----------------------------------------------------------------------------------------------

    def add_rasters(self):
        """One raster for each date; further bands of a date may be layers of their own."""
        for name in self.DATES:
            raster = QgsProcessingParameterRasterLayer(name, DATE_LABELS[name])
            raster.setHelp(DATE_HELP)
            self.addParameter(raster)
        for name in self.DATES:
            layers = QgsProcessingParameterMultipleLayers(
                f"{name}_LAYERS", f"{DATE_LABELS[name]}: further bands (layers)",
                QgsProcessing.SourceType.TypeRaster, optional=True,
            )
            layers.setHelp("Bands are known by their names; if these tell nothing, set Bands to 1,2,3,4,5 and give "
                           "red first, then green, blue, nir and swir16 here, in this order.")  # fmt: skip
            self.addParameter(table.advanced(layers))

    def add_form(self):
        """The extent, then the parameters of the table."""
        extent = QgsProcessingParameterExtent("EXTENT", table.EXTENT_LABEL, optional=True)
        extent.setHelp("Only this part is processed; by default the whole raster.")
        self.addParameter(extent)
        for name in table.form(self.TASK):
            for parameter in table.parameters(name):
                self.addParameter(parameter)

    def createCustomParametersWidget(self, parent=None):
        """QGIS's own dialog, in which the last model is offered. A default would apply to scripts too."""
        if not utils.iface:
            return None
        from ..dialog import RememberingDialog

        return RememberingDialog(self.create(), parent, {"MODEL": QgsSettings().value(MODEL_SETTING, "")})

    # --- on the thread of the dialog --------------------------------------------------------------------------------

    def layers(self, parameters, name, context):
        """The layers of one date: a raster, or its first band and the others."""
        one = self.parameterAsRasterLayer(parameters, name, context)
        more = self.parameterAsLayerList(parameters, f"{name}_LAYERS", context) or []
        return [one, *more] if one else []

    def wrong_input(self, parameters, context):
        for name in self.DATES:
            layers = self.layers(parameters, name, context)
            field = self.field(name)
            wrong = checks.wrong_layers(field, layers, self.field(f"{name}_LAYERS"))
            if not wrong and parameters.get("EXTENT") and layers[0].crs().isValid():
                box = self.parameterAsExtent(parameters, "EXTENT", context, layers[0].crs())
                wrong = checks.wrong_extent(self.field("EXTENT"), box, field, layers[0])
            if wrong:
                return wrong
            if checks.is_features(layers[0]):
                continue
            if self.parameterAsDouble(parameters, "TARGET_RESOLUTION", context) == 0:
                wrong = checks.wrong_resolution(field, layers[0], self.field("TARGET_RESOLUTION"))
            row = self.convention_row(parameters, name, context)
            convention = table.convention(self, row, parameters, context)
            wrong = wrong or checks.wrong_values(field, layers, convention, self.field(row))
            if wrong:
                return wrong
        for name in table.MASKS:
            layer = self.parameterAsRasterLayer(parameters, name, context) if parameters.get(name) else None
            if layer and refusal(layer):
                return f"{self.field(name)}: {refusal(layer)}"
        return None

    def convention_row(self, parameters, name, context):
        """The row with the reflectance convention of one date."""
        own = name == "AFTER" and table.convention(self, "REFLECTANCE_AFTER", parameters, context) != table.SAME
        return "REFLECTANCE_AFTER" if own else "REFLECTANCE"

    def prepareAlgorithm(self, parameters, context, feedback):
        """Makes the request from layers and settings. Steps of a model get here without `checkParameterValues`."""
        self.temporary, self.warnings = {}, []
        try:
            locate.load(QgsSettings().value(LIBRARY_SETTING, ""))
            dates = [self.layers(parameters, name, context) for name in self.DATES]
            for name, layers in zip(self.DATES, dates):
                wrong = checks.wrong_layers(self.field(name), layers, self.field(f"{name}_LAYERS"))
                if wrong:
                    raise OSError(wrong)
            wrong = self.wrong_output(parameters, context)
            if wrong:
                raise OSError(wrong)
            inputs = [self.source_name(layers) for layers in dates]
            self.request = Request(self.TASK, inputs, [], self.options(parameters, context, feedback))
        except OSError as error:
            self.forget_temporary()
            raise QgsProcessingException(str(error)) from error
        self.layer_names = [layers[0].name() for layers in dates]
        if utils.iface:
            QgsSettings().setValue(MODEL_SETTING, self.request.options.get("MODEL", ""))
        return True

    def source_name(self, layers):
        """The name of one date for the library. Raises OSError with a sentence."""
        for layer in layers:
            if refusal(layer):
                raise OSError(refusal(layer))
        return ",".join(source(layer, self.temporary) for layer in layers)

    def options(self, parameters, context, feedback):
        """Options for the library, named as in its table."""
        found = {}
        for name in table.form(self.TASK):
            found.update(table.option(self, name, parameters, context, feedback, self.temporary))
        if parameters.get("EXTENT"):
            box = self.parameterAsExtent(parameters, "EXTENT", context)
            found["BOUNDS"] = f"{box.xMinimum()!r},{box.yMinimum()!r},{box.xMaximum()!r},{box.yMaximum()!r}"
            # Numbers alone are in the raster's system. QGIS would use that of the project that is open.
            said = parameters["EXTENT"]
            bare = type(said) is QgsRectangle or re.fullmatch(r"[\s\d.,eE+-]+", str(said))
            crs = None if bare else self.parameterAsExtentCrs(parameters, "EXTENT", context)
            if crs is not None and crs.isValid():
                found["BOUNDS_CRS"] = crs.authid() or crs.toWkt()
        return found

    # --- on the worker ----------------------------------------------------------------------------------------------

    def set_outputs(self, outputs):
        """Completes the request. Files that exist are replaced only where the user has ticked the box for it."""
        self.request.outputs = outputs
        driver = QgsRasterFileWriter.driverForExtension(Path(outputs[0]).suffix)
        if driver not in ("", "GTiff"):
            self.request.options["DRIVER"] = driver

    def ask(self, feedback):
        """Runs the request on this thread; returns the report, or None if the user cancelled.

        Raises QgsProcessingException with the library's message.
        """
        started, told = time.monotonic(), [float("-inf")]

        def progress(fraction, message):
            now = time.monotonic()
            feedback.setProgress(100 * fraction)
            if now - told[0] >= SECONDS_BETWEEN_TEXTS:
                told[0] = now
                feedback.setProgressText(f"{fraction:.0%}: {message}{time_left(fraction, now - started)}")
            return not feedback.isCanceled()

        feedback.pushInfo(f"lejepa-gis {api.version()}, on the CPU, {shown(locate.loaded())}")
        for line in self.request.told():
            feedback.pushInfo(line)
        try:
            report = self.request.run(api, progress)
        except api.Error as error:
            if error.status == api.CANCELLED:
                feedback.pushInfo("Cancelled; nothing was written.")
                return None
            raise QgsProcessingException(self.readable(str(error))) from error
        finally:
            self.forget_temporary()
        caution = (report.get("model") or {}).get("caution")
        self.warnings = [self.readable(w) for w in [*([caution] if caution else []), *report["warnings"]]]
        for warning in self.warnings:
            feedback.pushWarning(warning)
        for line in report_lines(report):
            feedback.pushInfo(line)
        for name in report["outputs"]:
            if name not in self.request.outputs:
                feedback.pushInfo(f"also written: {shown(name)}")
        feedback.pushInfo(f"Done in {report['seconds']:.1f} s.")
        return report

    def readable(self, text):
        """A message with the labels of the dialog, and with layers' names instead of temporary ones."""
        for name, layer in self.temporary.items():
            text = text.replace(name, layer).replace(shown(name), layer)
            text = re.sub(rf"(?<![\w/\\.-]){re.escape(Path(name).name)}(?![\w/\\-])", lambda _, own=layer: own, text)
        quoted = [*self.request.inputs, *self.request.outputs, *self.temporary.values()]
        quoted += [part for name in self.request.inputs for part in (*name.split(","), Path(name).name)]
        quoted += [shown(name) for name in quoted]
        return self.in_labels(text, quoted)

    def forget_temporary(self):
        """Unlinks the layers' temporary names in memory."""
        for name in self.temporary:
            if name.startswith("/vsimem/"):
                gdal.Unlink(name)

    def postProcessAlgorithm(self, context, feedback):
        """Shows warnings in the message bar, since the log is gone when the dialog is closed."""
        if self.warnings and utils.iface and QThread.currentThread() == QCoreApplication.instance().thread():
            many = f" (and {len(self.warnings) - 1} more)" if len(self.warnings) > 1 else ""
            text, level = f"{self.NAME}: {self.warnings[0]}{many}", Qgis.MessageLevel.Warning
            utils.iface.messageBar().pushMessage("lejepa-gis", text, "\n\n".join(self.warnings), level, 0)
        return {}

    @staticmethod
    def dress(context, output, name, style=None, *arguments):
        """Names the layer that QGIS loads from `output`; it is styled on the main thread, after loading."""
        if context.willLoadLayerOnCompletion(output):
            details = context.layerToLoadOnCompletionDetails(output)
            details.name = name
            if style is not None:
                details.setPostProcessor(Styler.make(style, *arguments))

    @staticmethod
    def load_too(context, first, output, name, style=None):
        """Loads `output` as a layer too, if QGIS loads `first`."""
        if context.willLoadLayerOnCompletion(first):
            project = context.layerToLoadOnCompletionDetails(first).project
            details = QgsProcessingContext.LayerDetails(name, project, name)
            context.addLayerToLoadOnCompletion(output, details)
            RasterAlgorithm.dress(context, output, name, style)
