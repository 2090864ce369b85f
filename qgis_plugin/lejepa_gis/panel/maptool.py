"""The map tool that follows the mouse. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsPointXY
from qgis.gui import QgsMapTool
from qgis.PyQt.QtCore import Qt, pyqtSignal

NEAR = 12
"""Pixels within which a click takes an example away."""


class CellTool(QgsMapTool):
    """Tells where the mouse is and what is clicked, in the map's reference system."""

    moved = pyqtSignal(QgsPointXY)
    clicked = pyqtSignal(QgsPointXY, str)
    """The place, and "look", "plus", "minus" or "away"."""
    left = pyqtSignal()
    """Another tool was chosen."""

    def __init__(self, canvas):
        super().__init__(canvas)
        self.mode = "look"
        self.setCursor(Qt.CursorShape.CrossCursor)

    def flags(self):
        """Its right click opens no menu."""
        return super().flags()

    def canvasMoveEvent(self, event):
        if not event.buttons():
            self.moved.emit(event.mapPoint())

    def canvasReleaseEvent(self, event):
        if event.button() == Qt.MouseButton.RightButton:
            self.clicked.emit(event.mapPoint(), "away")
        elif event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(event.mapPoint(), self.meant(event.modifiers()))

    def meant(self, modifiers):
        """What a click means: Shift is a plus, Ctrl a minus, else what the panel says."""
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            return "plus"
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return "minus"
        return self.mode

    def deactivate(self):
        super().deactivate()
        self.left.emit()
