"""The plugin: registers the provider, and in a window the panel. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon

from . import i18n
from .provider import LejepaGisProvider


class LejepaGisPlugin:
    """Adds the provider; works without a window. Main thread only."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.translator = None
        self.dock = None

    def initProcessing(self):
        """Registers the algorithms: all that qgis_process needs. QGIS owns the provider from then on."""
        self.translator = i18n.translator()
        if self.translator is not None:
            QCoreApplication.installTranslator(self.translator)
        self.provider = LejepaGisProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        """Adds the panel, which View › Panels and a button of the raster toolbar open."""
        self.initProcessing()
        from .panel.dock import ExploreDock  # needs a window

        self.dock = ExploreDock(self.iface)
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.setUserVisible(False)
        action = self.dock.toggleViewAction()
        action.setIcon(QIcon(self.provider.svgIconPath()))
        self.iface.addRasterToolBarIcon(action)

    def unload(self):
        """Removes the panel and the algorithms; the library stays loaded until QGIS ends."""
        if self.dock is not None:
            self.iface.removeRasterToolBarIcon(self.dock.toggleViewAction())
            self.dock.unload()
            self.dock = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None
