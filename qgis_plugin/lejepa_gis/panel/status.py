"""What is under way, with a way to stop it, or what went wrong. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QProgressBar, QToolButton, QWidget

from ..i18n import tr


class Status(QWidget):
    """A line of text; while something is under way, a bar and a button that stops it."""

    def __init__(self, cancel, parent=None):
        super().__init__(parent)
        self.text, self.bar, self.stop = QLabel(), QProgressBar(), QToolButton()
        self.text.setWordWrap(True)
        self.bar.setRange(0, 100)
        self.stop.setText(tr("Cancel"))
        self.stop.clicked.connect(lambda _on: cancel())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.text, 0, 0, 1, 2)
        grid.addWidget(self.bar, 1, 0)
        grid.addWidget(self.stop, 1, 1)
        self.done()

    def begin(self, text):
        self.bar.setValue(0)
        self._say(text, True)

    def progress(self, percent):
        self.bar.setValue(round(percent))

    def done(self, text=""):
        self._say(text, False)

    def fail(self, text):
        """Something did not work."""
        self._say(text, False)

    def _say(self, text, under_way):
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.bar.setVisible(under_way)
        self.stop.setVisible(under_way)
