"""The plugin: it only registers the provider. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication

from . import i18n
from .provider import LejepaGisProvider


class LejepaGisPlugin:
    """Adds the provider; works without a window. Main thread only."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.translator = None

    def initProcessing(self):
        """Registers the algorithms: all that qgis_process needs. QGIS owns the provider from then on."""
        self.translator = i18n.translator()
        if self.translator is not None:
            QCoreApplication.installTranslator(self.translator)
        self.provider = LejepaGisProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        """Adds nothing to the window but the algorithms."""
        self.initProcessing()

    def unload(self):
        """Removes the algorithms; the library stays loaded until QGIS ends."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None
