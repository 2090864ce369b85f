"""Entries in QGIS's menu Raster. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QMenu

from . import help_pages
from .i18n import marked, tr, tr_later

MENU = "lejepa-gis"
ICONS = Path(__file__).with_name("icons")
ALGORITHMS = {
    "change": tr_later("Change between two dates …"),
    "areas": tr_later("Change areas …"),
    "run": tr_later("Everything about two dates …"),
}


class Menu:
    """Opens what is used most; `library` opens the window about the library."""

    def __init__(self, iface, library):
        self.iface = iface
        self.menu = QMenu(MENU, iface.mainWindow())
        self.menu.setIcon(QIcon(str(ICONS.with_name("icon.svg"))))
        for name, words in ALGORITHMS.items():
            self.add(marked(words), str(ICONS / f"{name}.svg"), lambda _=False, of=name: self.open(of))
        self.menu.addSeparator()
        self.add(tr("Library …"), "", lambda _=False: library())
        self.add(tr("Help"), "", lambda _=False: QDesktopServices.openUrl(QUrl(help_pages.url("index"))))
        iface.rasterMenu().addMenu(self.menu)

    def add(self, words, icon, what):
        self.menu.addAction(QIcon(icon), words).triggered.connect(what)

    @staticmethod
    def open(name):
        """Opens the dialog of an algorithm, as the toolbox does."""
        from .dialogs.dialog import show

        show(name)

    def close(self):
        self.iface.rasterMenu().removeAction(self.menu.menuAction())
        self.menu.deleteLater()
