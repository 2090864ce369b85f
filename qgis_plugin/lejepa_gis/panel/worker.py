"""A thread that answers the newest question only. SPDX-License-Identifier: GPL-2.0-or-later"""
import threading

from qgis.PyQt.QtCore import QObject, pyqtSignal


class Answers(QObject):
    """Carries answers to the main thread. It has no parent, so that it lives as long as the thread needs it."""

    answered = pyqtSignal(object, object)
    """The question, and what the work returned or the exception that it raised."""


class Worker:
    """Runs `work(question, wanted)` on a thread of its own; `wanted()` is false once the answer is not needed.

    A question that was not begun is replaced by the next one. Main thread, but for the work.
    """

    def __init__(self, work, answered):
        self.answers = Answers()
        self.answers.answered.connect(answered)
        self._work, self._news = work, threading.Condition()
        self._next, self._count, self._stopped, self._thread = None, 0, False, None

    def ask(self, question):
        """Asks; what was asked before is not wanted any more."""
        with self._news:
            if self._stopped:
                return
            self._next, self._count = (question,), self._count + 1
            self._news.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="lejepa-gis panel", daemon=True)
            self._thread.start()

    def forget(self):
        """No answer is wanted of what was asked."""
        with self._news:
            self._next, self._count = None, self._count + 1

    def stop(self, seconds=0.0):
        """Ends the thread after what it is at; waits so long for it. Nothing is answered any more."""
        with self._news:
            self._next, self._count, self._stopped = None, self._count + 1, True
            self._news.notify()
        try:
            self.answers.answered.disconnect()
        except TypeError:  # stopped before
            pass
        if self._thread is not None and seconds:
            self._thread.join(seconds)

    def _run(self):
        while True:
            with self._news:
                while self._next is None and not self._stopped:
                    self._news.wait()
                if self._stopped:
                    return
                (question,), self._next, own = self._next, None, self._count

            def wanted(own=own):
                return own == self._count

            try:
                answer = self._work(question, wanted)
            except Exception as error:  # told on the main thread
                answer = error
            if wanted():
                self.answers.answered.emit(question, answer)
            del question, answer
