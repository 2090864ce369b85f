"""Running the library's job: progress, log, messages, results. SPDX-License-Identifier: GPL-2.0-or-later

QGIS calls `processAlgorithm` on a worker: there, only the finished request and the feedback are used.
"""
import datetime
import re
import time
from pathlib import Path

from qgis import utils
from qgis.core import Qgis, QgsProcessingException, QgsRasterFileWriter
from qgis.PyQt.QtCore import QCoreApplication, QThread

from .. import about_layer, api, expected, locate, outputs
from ..i18n import marked, tr, tr_later
from ..naming import days, report_lines
from ..request import shown, time_left
from ..results import Results
from .base import Algorithm

SECONDS_BETWEEN_TEXTS = 2.0
"""QGIS writes every text of the progress into its log."""
WHICH = re.compile(r"^raster (\d+) of \d+: ")
"""How the library says which input its progress is about."""


class JobAlgorithm(Algorithm):
    """Base of what runs a request. `layer_names` are the inputs', `part` says which part of them is processed."""

    VALUES = ""
    """What the numbers of the result mean, in a sentence; told by the layer."""
    DATES = (tr_later("first date"), tr_later("second date"))
    request = None
    layer_names, part, command = (), "", ""

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
                text = WHICH.sub(self.which, message)
                feedback.setProgressText(f"{fraction:.0%}: {text}{time_left(fraction, now - started)}")
            return not feedback.isCanceled()

        feedback.pushInfo(f"lejepa-gis {api.version()}, on the CPU, {shown(locate.loaded())}")
        for line in [*self.request.log_lines(), *expected.lines(self.command)]:
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

    def which(self, found):
        """The name of the input that the library's progress is about, in the place of its number."""
        at = int(found[1]) - 1
        name = self.layer_names[at] if at < len(self.layer_names) else found[1]
        date = f"{marked(self.DATES[at])}, " if len(self.layer_names) == 2 else ""
        return f"{date}{name}: "

    def processAlgorithm(self, parameters, context, feedback):
        """Makes the one layer, which is shown; tasks with several outputs, or a folder, have their own."""
        output = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        self.set_outputs([output])
        report = self.run_request(feedback)
        if report is None:
            return {}
        self.results(report).show(context, output, self.product_name(report))
        return {self.OUTPUT: output, **self.figures(report)}

    def product_name(self, report):
        """What the layer of a finished run is called, after its place and dates."""
        return self.displayName()

    def figures(self, report):
        """Outputs of a finished run beside the layer."""
        return {}

    def results(self, report):
        """What the layers of this run are called and tell."""
        dates = [day for day in days(self.layer_names, report) if day]
        made = datetime.datetime.now().replace(microsecond=0).isoformat(" ")
        history = [f"{made}: {self.displayName()}, lejepa-gis {api.version()}", *self.request.log_lines()]
        said = [line for line in (self.about(), self.values(report)) if line]
        abstract = "\n\n".join([*said, *report_lines(report)])
        facts = about_layer.Facts(self.ID, abstract, [*history, *report_lines(report)], list(self.warnings), dates)
        return Results(self, self.layer_names, report, facts, self.part)

    def values(self, report):
        """What the numbers of the result mean."""
        return tr(self.VALUES)

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
