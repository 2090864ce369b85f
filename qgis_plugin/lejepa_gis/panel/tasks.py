"""Work of seconds as a task of QGIS, with progress and a way to cancel. SPDX-License-Identifier: GPL-2.0-or-later"""
import time

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import pyqtSignal


class Work(QgsTask):
    """Runs `work(progress)` on a thread; `progress(share, text)` is false once it is cancelled.

    `ended` comes on the main thread with the result or the exception, and never after `drop`.
    """

    ended = pyqtSignal(object)
    running = set()
    """Tasks until they end: QGIS owns their C++ part, and nobody else the Python part."""

    def __init__(self, title, work, ended):
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._work, self._result = work, None
        self.ended.connect(ended)

    def start(self):
        Work.running.add(self)
        QgsApplication.taskManager().addTask(self)
        return self

    def drop(self):
        """Cancels; nothing is heard of it any more. A task that has ended is fine."""
        if self not in Work.running:
            return
        self.ended.disconnect()
        self.cancel()

    def run(self):
        try:
            self._result = self._work(self._heard)
        except Exception as error:
            self._result = error
        self._work = None
        return not isinstance(self._result, Exception)

    def _heard(self, share, _text=""):
        self.setProgress(100 * share)
        return not self.isCanceled()

    def finished(self, _good):
        Work.running.discard(self)
        result, self._result = self._result, None
        if result is not None:
            self.ended.emit(result)


def wait_for(tasks, seconds):
    """Waits until tasks have left their threads, so long at most: Python must not end before them. Main thread."""
    end = time.monotonic() + seconds
    while any(task.isActive() for task in tasks) and time.monotonic() < end:
        time.sleep(0.005)
