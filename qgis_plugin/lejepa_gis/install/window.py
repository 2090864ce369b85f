"""The window about the library: what was tried, and what to do. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QPushButton, QVBoxLayout

from .. import help_pages, locate
from ..i18n import tr
from ..module import SETTING
from ..request import shown
from . import fetch


class LibraryWindow(QDialog):
    """Says whether the library is there; names a file, forgets one, fetches one where that is offered."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setWindowTitle(tr("Library of lejepa-gis"))
        self.resize(560, 260)
        layout = QVBoxLayout(self)
        self.told = QLabel()
        self.told.setWordWrap(True)
        layout.addWidget(self.told)
        layout.addStretch()
        self.buttons, self.task = {}, None
        row = QDialogButtonBox()
        offer = fetch.offered()
        if offer:
            words = tr("Fetch it ({size} MB)", size=f"{offer['bytes'] / 1e6:.0f}")
            self.add(row, "fetch", words, lambda: self.fetch(offer))
        self.add(row, "file", tr("Name its file …"), self.name_file)
        self.add(row, "forget", tr("Forget the named file"), self.forget)
        self.add(row, "help", tr("Help"), self.help)
        close = row.addButton(QDialogButtonBox.StandardButton.Close)
        close.clicked.connect(self.reject)
        layout.addWidget(row)
        self.look()

    def add(self, row, name, text, what):
        button = QPushButton(text)
        button.clicked.connect(what)
        row.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons[name] = button

    def look(self, more=""):
        """Looks for the library and says what was found."""
        setting = QgsSettings().value(SETTING, "")
        try:
            locate.load(setting)
            text = tr("The library is there: {path}", path=shown(locate.loaded()))
        except locate.NotFound as error:
            tried = "".join(f"<li>{shown(reason)}</li>" for reason in error.reasons)
            text = tr("The library is not there. Tried:") + f"<ul>{tried}</ul>" + tr(
                "Install the plugin from the zip that holds the library for this system, or name the library's file "
                "here."
            )  # fmt: skip
        self.told.setText(f"{text}<p>{more}</p>" if more else text)
        self.buttons["forget"].setEnabled(bool(setting))

    def name_file(self):
        path, _ = QFileDialog.getOpenFileName(
            self, tr("The library's file"), "", tr("Libraries (*.so *.so.* *.dll *.dylib);;All files (*)")
        )
        if path:
            QgsSettings().setValue(SETTING, path)
            self.look()

    def forget(self):
        QgsSettings().remove(SETTING)
        self.look(tr("The named file is forgotten. A library that is loaded stays until QGIS is started again."))

    def fetch(self, offer):
        self.buttons["fetch"].setEnabled(False)
        self.task = fetch.Fetch(offer, self.fetched)
        QgsApplication.taskManager().addTask(self.task)

    def fetched(self, path, reason):
        self.buttons["fetch"].setEnabled(bool(reason))
        self.look(tr("It could not be fetched: {reason}", reason=reason) if reason else "")

    @staticmethod
    def help():
        QDesktopServices.openUrl(QUrl(help_pages.url("install")))
