"""A features layer that is looked at: opened once, asked again and again. SPDX-License-Identifier: GPL-2.0-or-later"""
import time

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .. import locate, outputs
from ..algorithms.base import LIBRARY_SETTING
from ..i18n import tr
from ..source import definition, source
from .codes import corners
from .search import LIVE_SECONDS, MEMORY, Question, Raster
from .tasks import Work
from .threshold import cell_hectares
from .worker import Worker

MEMORY_SETTING = "lejepa_gis/panel_memory"
"""MiB that a features raster in memory may take."""


class Session(QObject):
    """One features layer: `ready` once it is open, then an `answer` for the newest question. Main thread."""

    ready = pyqtSignal()
    answer = pyqtSignal(object, object)
    """The question, and its cells: in the raster's system, and in the map's."""
    failed = pyqtSignal(str)
    progressed = pyqtSignal(float)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.layer_id, self.raster, self.hectares, self.crs = "", None, None, None
        self.temporary, self.seconds = {}, 0.0
        self.task, self.worker = None, None

    def open(self, layer):
        """Opens a layer in the background; what was open before is let go."""
        self.close()
        self.layer_id, self.crs = layer.id(), layer.crs()
        try:
            name = source(layer, self.temporary)
        except OSError as error:
            self.failed.emit(str(error))
            return
        memory, library = int(QgsSettings().value(MEMORY_SETTING, MEMORY)), QgsSettings().value(LIBRARY_SETTING, "")

        def work(progress):
            locate.load(library)
            return Raster(name, memory, progress)

        self.task = Work(tr("Features of {layer}", layer=layer.name()), work, self._opened)
        self.task.progressChanged.connect(self.progressed)
        self.task.start()

    def close(self, seconds=0.0):
        """Lets go of all; waits so long for an answer that is under way."""
        if self.task is not None:
            self.task.drop()
        if self.worker is not None:
            self.worker.stop(seconds)
        outputs.unlink(self.temporary)
        self.layer_id, self.raster, self.task, self.worker, self.temporary = "", None, None, None, {}
        self.seconds = 0.0

    def cancel(self):
        """Stops opening, and what is asked."""
        if self.task is not None:
            self.task.cancel()
        self.forget()

    def forget(self):
        """No answer is needed of what was asked."""
        if self.worker is not None:
            self.worker.forget()

    @property
    def live(self):
        """Whether answers are fast enough to follow the mouse."""
        return self.raster is not None and self.raster.handle is not None and self.seconds < LIVE_SECONDS

    def ask(self, examples, counter, best, map_crs):
        """Asks what is like places, for a map in this reference system."""
        if self.worker is not None:
            to = definition(map_crs) if map_crs.isValid() and map_crs != self.crs else ""
            self.worker.ask(Question(tuple(examples), tuple(counter), best, to))

    def _opened(self, result):
        self.task = None
        if isinstance(result, Exception):
            self.layer_id = ""
            self.failed.emit(result.text(tr) if isinstance(result, locate.NotFound) else str(result))
            return
        self.raster = result
        middle = corners(result.place, result.width // 2, result.height // 2)
        self.hectares = cell_hectares(middle, self.crs)

        def work(question, wanted, raster=result):
            started = time.monotonic()
            return raster.cells(question, wanted), time.monotonic() - started

        self.worker = Worker(work, self._answered)
        self.ready.emit()

    def _answered(self, question, found):
        if isinstance(found, Exception):
            self.failed.emit(str(found))
            return
        cells, self.seconds = found
        if cells is not None:
            self.answer.emit(question, cells)
