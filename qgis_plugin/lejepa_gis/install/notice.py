"""Tells after installing that the library is not there. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import Qgis, QgsSettings
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QPushButton

from .. import locate
from ..i18n import tr
from ..metadata import metadata
from ..module import SETTING

LOOKED = "lejepa_gis/looked"
"""The version for which the library was looked for after installing."""
SOON = 2000
"""Milliseconds after QGIS has started the plugin."""


class Notice:
    """A message with a button, once for each version; later, algorithms say so themselves."""

    def __init__(self, iface):
        self.iface, self.item, self.window = iface, None, None
        self.timer = QTimer()
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.look)
        if iface is not None and QgsSettings().value(LOOKED, "") != metadata("version"):
            self.timer.start(SOON)

    def look(self):
        """Looks for the library; shows the message where it is not there."""
        QgsSettings().setValue(LOOKED, metadata("version"))
        try:
            locate.load(QgsSettings().value(SETTING, ""))
        except locate.NotFound:
            self.show()

    def show(self):
        bar = self.iface.messageBar()
        self.item = bar.createMessage("lejepa-gis", tr("The plugin is installed, but its library is not there yet."))
        button = QPushButton(tr("What to do"))
        button.clicked.connect(self.open)
        self.item.layout().addWidget(button)
        bar.pushWidget(self.item, Qgis.MessageLevel.Warning, 0)

    def open(self):
        """Opens the window about the library."""
        from .window import LibraryWindow

        if self.item is not None:
            self.iface.messageBar().popWidget(self.item)
            self.item = None
        self.window = LibraryWindow(self.iface.mainWindow())
        self.window.show()

    def close(self):
        """Takes all away."""
        self.timer.stop()
        if self.item is not None:
            self.iface.messageBar().popWidget(self.item)
            self.item = None
        if self.window is not None:
            self.window.close()
            self.window = None
