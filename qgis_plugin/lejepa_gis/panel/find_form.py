"""The widgets of the page "Find". SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..i18n import tr
from .layers import LayerBox, is_features
from .search import LIKENESS
from .status import Status
from .threshold import Threshold

FIRST_THRESHOLD = 0.5
"""Where the slider begins: of rare things, 0 (the library's own threshold) would show half of the scene."""


class FindForm(QWidget):
    """Widgets only; what they do is the page's."""

    mode_chosen = pyqtSignal(str)
    saved, drawn = pyqtSignal(str), pyqtSignal(str)
    """Save as a layer, or as areas: to a temporary file, or "ask" for one."""
    stopped = pyqtSignal()

    def __init__(self):
        super().__init__()
        self.layers = LayerBox(is_features, parent=self)
        self.layers.setToolTip(tr("A raster of features: made here, by Embed raster, or by others"))
        self.encode = QPushButton()
        self.point = QToolButton()
        self.point.setText(tr("Point at the map"))
        self.point.setCheckable(True)
        self.follow = QCheckBox(tr("Follow the mouse"))
        self.follow.setChecked(True)
        self.follow.setToolTip(tr("Off: the map answers a click"))
        self.modes = QButtonGroup(self)
        row = QHBoxLayout()
        for name, text, tip in (
            ("look", tr("This"), tr("A click shows what is like the cell there, and forgets other examples")),
            ("plus", tr("+ Also this"), tr("A click adds an example (with Shift in any mode)")),
            ("minus", tr("− Not this"), tr("A click adds a counter-example (with Ctrl in any mode)")),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(f"{tip}. {tr('A right click takes the nearest example away.')}")
            button.setCheckable(True)
            button.setChecked(name == "look")
            button.clicked.connect(lambda _on, name=name: self.mode_chosen.emit(name))
            self.modes.addButton(button)
            row.addWidget(button)
        self.clear = QToolButton()
        self.clear.setText(tr("Clear"))
        row.addWidget(self.clear)
        row.addStretch()
        self.best = QCheckBox(tr("Like any one of the examples"))
        self.best.setToolTip(tr("By the best example instead of their mean; only without counter-examples"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.threshold = Threshold(LIKENESS, LIKENESS.nearest(FIRST_THRESHOLD))
        self.save, self.areas = QToolButton(), QToolButton()
        keep = (self.save, tr("Save as layer"), self.saved), (self.areas, tr("As areas"), self.drawn)
        for button, text, signal in keep:
            button.setText(text)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
            button.clicked.connect(lambda _on, signal=signal: signal.emit(""))
            menu = QMenu(button)
            menu.addAction(tr("To a file…"), lambda signal=signal: signal.emit("ask"))
            button.setMenu(menu)
        self.status = Status(self.stopped.emit)
        top, tools, bottom = QGridLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(QLabel(tr("Features")), 0, 0)
        top.addWidget(self.layers, 0, 1)
        top.addWidget(self.encode, 1, 0, 1, 2)
        top.setColumnStretch(1, 1)
        for widget in (self.point, self.follow):
            tools.addWidget(widget)
        tools.addStretch()
        for widget in (self.save, self.areas):
            bottom.addWidget(widget)
        bottom.addStretch()
        whole = QVBoxLayout(self)
        for part in (top, tools, row, self.best, self.told, self.threshold, bottom, self.status):
            (whole.addWidget if isinstance(part, QWidget) else whole.addLayout)(part)
        whole.addStretch()
