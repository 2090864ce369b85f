"""Fields of a dialog fit its pane, so that no button is out of sight. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.PyQt.QtCore import QEvent, QObject
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QScrollArea

WIDEST = 640
"""Pixels beyond which a pane is not widened."""
LETTERS = 20
"""Width that a list needs; it is wider where there is room, and when it opens."""


class Fitting(QObject):
    """Lets labels wrap and lists shrink, and keeps the pane as wide as its widest field: boxes to tick do not wrap.

    What is unfolded makes the pane wider.
    """

    def __init__(self, dialog):
        super().__init__(dialog)
        # One of the parameters lies in one of the dialog, both named alike.
        self.areas = [area for area in dialog.findChildren(QScrollArea) if area.widget()][::-1]
        for area in self.areas[:1]:
            inside = area.widget()
            for label in inside.findChildren(QLabel):
                label.setWordWrap(True)
            for combo in inside.findChildren(QComboBox):
                combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                combo.setMinimumContentsLength(LETTERS)
            inside.installEventFilter(self)

    def eventFilter(self, of, event):
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.fit()
        return super().eventFilter(of, event)

    def fit(self):
        for area in self.areas:
            bar = area.verticalScrollBar().sizeHint().width() + 2 * area.frameWidth()
            needed = min(area.widget().minimumSizeHint().width(), WIDEST) + bar
            if needed != area.minimumWidth():
                area.setMinimumWidth(needed)
