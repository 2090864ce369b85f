"""What algorithms on rasters share: parameters, checks, progress, results. SPDX-License-Identifier: GPL-2.0-or-later

QGIS calls `checkParameterValues` and `prepareAlgorithm` on the thread of the dialog, where layers and settings may be
used, and `processAlgorithm` on a worker: there, only the finished request and the feedback are used.
"""
import re
import time
import uuid
from contextlib import nullcontext
from pathlib import Path

from qgis import utils
from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterExtent,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
    QgsRasterFileWriter,
    QgsSettings,
)
from qgis.PyQt.QtCore import QCoreApplication, Qt, QThread

from .. import api, checks, locate, outputs
from ..i18n import tr, tr_later
from ..naming import report_lines
from ..request import Request, shown, time_left
from ..source import refusal, source
from . import table
from .base import LIBRARY_SETTING, Algorithm
from .options import Options

MODEL_SETTING = "lejepa_gis/model"
SECONDS_BETWEEN_TEXTS = 2.0
"""QGIS writes every text of the progress into its log."""


class RasterAlgorithm(Algorithm):
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
    confirmed = None
    """Warnings that the dialog has shown already; None without a dialog, where they are in the log alone."""

    def about(self):
        return f"{table.TASKS[self.ID]['help']}. {tr(self.HELP)}".rstrip()

    # --- parameters -----------------------------------------------------------------------------------------------

    def add_rasters(self):
        """One raster for each date; further bands of a date may be layers of their own."""
        if not self.reads_pixels():
            for name, words in zip(table.inputs(self.ID), table.TASKS[self.ID]["inputs"]["each"]):
                raster = QgsProcessingParameterRasterLayer(name, self.date_label(name))
                raster.setHelp(f"{words['help']}.")
                self.addParameter(raster)
            return
        made = table.TASKS[self.ID]["inputs"]["count"] == "two-or-made"
        for i, name in enumerate(table.inputs(self.ID)):
            optional = made and i > 0  # a raster that was made of both dates stands for both
            raster = QgsProcessingParameterRasterLayer(name, self.date_label(name), optional=optional)
            raster.setHelp(tr(
                "Raster with red, green, blue, nir and swir16 (B04, B03, B02, B08, B11), level 2A; or a features "
                "raster made earlier. Where each band is a layer of its own: the first of them."
            ))  # fmt: skip
            self.addParameter(raster)
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

    def add_form(self):
        """The extent, then the parameters of the table."""
        if "BOUNDS" in table.TASKS[self.ID]["parameters"]:
            extent = QgsProcessingParameterExtent(self.EXTENT, table.label(self.EXTENT), optional=True)
            extent.setHelp(tr(table.HELP[self.EXTENT]))
            self.addParameter(extent)
        for name in table.form(self.ID):
            for parameter in table.parameters(name):
                self.addParameter(parameter)

    def createCustomParametersWidget(self, parent=None):
        """QGIS's own dialog, in which the last model is offered. A default would apply to scripts too."""
        if not utils.iface:
            return None
        from ..dialog import RememberingDialog

        return RememberingDialog(self.create(), parent, {self.MODEL: QgsSettings().value(MODEL_SETTING, "")})

    # --- on the thread of the dialog --------------------------------------------------------------------------------

    def layers(self, parameters, name, context):
        """The layers of one date: a raster, or its first band and the others."""
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
            if layers[0].crs().isValid():
                box = self.parameterAsExtent(parameters, self.EXTENT, context, layers[0].crs())
                wrong = wrong or checks.wrong_extent(self.field(self.EXTENT), box, self.field(name), layers[0])
        return wrong

    def wrong_job(self, parameters, context):
        """The library's refusal of the job, or what it warns of and the dialog has not shown yet.

        The estimate opens rasters and model and encodes two chips. Rasters on other machines would keep the dialog
        waiting: what is wrong with them, the run says.
        """
        places = self.inputs(parameters, context)
        if any(outputs.AFAR.search(layer.source()) for _, layers in places for layer in layers):
            return None
        self.temporary = {}
        try:
            with utils.OverrideCursor(Qt.CursorShape.WaitCursor) if utils.iface else nullcontext():
                self.make_request(parameters, context, QgsProcessingFeedback())
                self.set_outputs(self.planned_outputs(parameters, context))
                found = self.request.estimate(api)
        except OSError as error:
            return str(error)
        except api.Error as error:
            return self.readable(str(error))
        finally:
            self.unlink_temporary()
        return self.unconfirmed([
            f"{self.field(name)}: {layers[0].name()}: {self.readable(warning)}"
            for (name, layers), one in zip(places, found["inputs"]) for warning in one["warnings"]
        ])  # fmt: skip

    def unconfirmed(self, warnings):
        """What the dialog shows once before it runs: warnings that it has not shown before; None without a dialog."""
        new = [] if self.confirmed is None else [warning for warning in warnings if warning not in self.confirmed]
        if not new:
            return None
        self.confirmed.update(new)
        return "\n\n".join([*new, tr("Run again to run all the same.")])

    def planned_outputs(self, parameters, context):
        """Names for an estimate: the user's, or one in the temporary folder for each that QGIS makes up later."""
        if table.TASKS[self.ID]["outputs"]["count"] == "none":
            return []
        return [outputs.target(parameters.get(self.OUTPUT), context) or self.temporary_name()]

    @staticmethod
    def temporary_name():
        return str(Path(QgsProcessingUtils.tempFolder()) / f"{uuid.uuid4().hex}.tif")

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

    # --- on the worker ----------------------------------------------------------------------------------------------

    def set_outputs(self, names):
        """Completes the request. Files that exist are replaced only where the user has ticked the box for it."""
        self.request.outputs = names
        driver = QgsRasterFileWriter.driverForExtension(Path(names[0]).suffix) if names else ""
        if driver not in ("", "GTiff"):
            self.request.options["DRIVER"] = driver

    def run_request(self, feedback):
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
        for line in self.request.log_lines():
            feedback.pushInfo(line)
        try:
            report = self.request.run(api, progress)
        except api.Error as error:
            if error.status == api.CANCELLED:
                feedback.pushInfo("Cancelled; nothing was written.")
                return None
            raise QgsProcessingException(self.readable(str(error))) from error
        finally:
            self.unlink_temporary()
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

    def unlink_temporary(self):
        """Unlinks the layers' temporary names in memory."""
        outputs.unlink(self.temporary)

    def postProcessAlgorithm(self, context, feedback):
        """Shows warnings in the message bar, since the log is gone when the dialog is closed."""
        if self.warnings and utils.iface and QThread.currentThread() == QCoreApplication.instance().thread():
            many = tr(" (and {count} more)", count=len(self.warnings) - 1) if len(self.warnings) > 1 else ""
            text, level = f"{self.displayName()}: {self.warnings[0]}{many}", Qgis.MessageLevel.Warning
            utils.iface.messageBar().pushMessage("lejepa-gis", text, "\n\n".join(self.warnings), level, 0)
        return {}
