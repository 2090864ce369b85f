"""The plugin: provider, and in a window the panel, a menu, a message. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon

from . import i18n
from .provider import LejepaGisProvider


class LejepaGisPlugin:
    """Adds the provider, and what a window has besides. Main thread only."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.dock = None
        self.parts = []
        """What `close` takes away again."""

    def initProcessing(self):
        """Registers the algorithms: all that qgis_process needs. QGIS owns the provider from then on."""
        i18n.use()
        self.provider = LejepaGisProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        """Adds to a window the panel, entries in the menu Raster, and the message that the library is not there."""
        self.initProcessing()
        if self.iface is None:
            return
        from .install.notice import Notice  # these need a window
        from .menu import Menu

        self.add_panel()
        notice = Notice(self.iface)
        self.parts = [notice, Menu(self.iface, notice.open)]

    def add_panel(self):
        """The panel, which View › Panels and a button of the raster toolbar open."""
        from .panel.dock import ExploreDock

        self.dock = ExploreDock(self.iface)
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.setUserVisible(False)
        action = self.dock.toggleViewAction()
        action.setIcon(QIcon(self.provider.svgIconPath()))
        self.iface.addRasterToolBarIcon(action)

    def unload(self):
        """Removes all of it; the library stays loaded until QGIS ends."""
        for part in self.parts[::-1]:
            part.close()
        self.parts = []
        if self.dock is not None:
            self.iface.removeRasterToolBarIcon(self.dock.toggleViewAction())
            self.dock.unload()
            self.dock = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
