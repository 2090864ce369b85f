"""What the library says of a job before it runs. SPDX-License-Identifier: GPL-2.0-or-later

Refusals, warnings and questions; all of it on the thread of the dialog.
"""
import uuid
from contextlib import nullcontext
from pathlib import Path

from qgis import utils
from qgis.core import QgsProcessingFeedback, QgsProcessingUtils
from qgis.PyQt.QtCore import Qt

from .. import api, expected, outputs
from ..i18n import tr
from . import table
from .job import JobAlgorithm


class EstimatedJob(JobAlgorithm):
    """Base of what asks the library for an estimate first."""

    places = ()
    """Parameter and layers of each input of the job that was estimated last."""
    confirmed = None
    """Warnings that the dialog has shown already; None without a dialog, where they are in the log alone."""

    def wrong_job(self, parameters, context):
        """The library's refusal of the job, or what it warns of and the dialog has not shown yet.

        The estimate opens rasters and model and encodes two chips. Rasters on other machines would keep the dialog
        waiting: what is wrong with them, the run says.
        """
        if self.afar(parameters, context):
            return None
        places = self.inputs(parameters, context)
        try:
            found = self.estimated(parameters, context)
        except OSError as error:
            return str(error)
        except api.Error as error:
            return self.readable(str(error))
        return self.unconfirmed(self.estimated_warnings(places, found))

    def estimated(self, parameters, context):
        """The library's estimate of the job. Raises OSError with a sentence, or the library's own error."""
        self.temporary, self.places = {}, self.inputs(parameters, context)
        try:
            with utils.OverrideCursor(Qt.CursorShape.WaitCursor) if utils.iface else nullcontext():
                self.make_request(parameters, context, QgsProcessingFeedback())
                self.set_outputs(self.planned_outputs(parameters, context))
                found = self.request.estimate(api)
        finally:
            self.unlink_temporary()
        expected.remember(self.asPythonCommand(parameters, context), found)
        return found

    def questions(self, parameters, context, collect):
        """What the dialog asks before a run, and new warnings; nothing where a check refuses anyway."""
        if not self.checked(parameters, context)[0] or self.afar(parameters, context):
            return [], []
        asked, found, _refusal = collect(self, parameters, context)
        warned = self.estimated_warnings(self.inputs(parameters, context), found) if found else []
        return asked, [warning for warning in warned if warning not in (self.confirmed or ())]

    def afar(self, parameters, context):
        """Whether an input lies on another machine, which would keep the dialog waiting."""
        places = self.inputs(parameters, context)
        return any(outputs.AFAR.search(layer.source()) for _, layers in places for layer in layers)

    def estimated_warnings(self, places, found):
        """What an estimate warns of, in the dialog's words. `places` are the parameters and layers of the inputs."""
        return [
            f"{self.field(name)}: {layers[0].name()}: {self.readable(warning)}"
            for (name, layers), one in zip(places, found["inputs"]) for warning in one["warnings"]
        ]  # fmt: skip

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
