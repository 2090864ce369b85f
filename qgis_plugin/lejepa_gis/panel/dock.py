"""The dock: what its pages share, and its life. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsProject
from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QScrollArea, QTabWidget

from ..i18n import tr
from .dates import DatesPage
from .find import FindPage
from .history import HistoryPage
from .jobs import Job
from .layers import is_image
from .tasks import Work, wait_for

ENDING = 10.0
"""Seconds that work which was cancelled may take to end, when the plugin is switched off."""


class ExploreDock(QgsDockWidget):
    """View › Panels › lejepa-gis. `iface` is QGIS's, or what tests give instead."""

    def __init__(self, iface):
        super().__init__(tr("lejepa-gis: explore"), iface.mainWindow())
        self.setObjectName("lejepa_gis_explore")
        self.iface, self.canvas, self.job, self.selected = iface, iface.mapCanvas(), None, ""
        self.pages, self.tabs = [], QTabWidget()
        for kind, title in ((FindPage, tr("Find")), (DatesPage, tr("Two dates")), (HistoryPage, tr("History"))):
            self.add_page(kind, title)
        self.setWidget(self.tabs)
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        iface.currentLayerChanged.connect(self.select)
        self.select(iface.activeLayer())
        project = QgsProject.instance()
        project.cleared.connect(self.project_gone)
        project.layersRemoved.connect(self.show_state)
        project.layersAdded.connect(self.show_state)
        self.closed.connect(self.leave)

    def add_page(self, kind, title):
        page, scroll = kind(self), QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.tabs.addTab(scroll, title)
        self.pages.append(page)

    # --- what pages ask for -----------------------------------------------------------------------------------------

    def image(self):
        """The image to encode: the layer that is selected, else the only one of the project; None without one."""
        images = {key: layer for key, layer in QgsProject.instance().mapLayers().items() if is_image(layer)}
        only = next(iter(images.values())) if len(images) == 1 else None
        return images.get(self.selected, only)

    def select(self, layer):
        """Another layer is selected. Its id is kept: the layer may be gone when it is needed."""
        self.selected = layer.id() if layer is not None else ""
        self.show_state()

    def busy(self):
        return self.job is not None

    def run(self, algorithm, values, output, title, status, then):
        """Runs an algorithm in the background and calls `then` with its layers; one at a time."""
        if self.job is not None:
            return

        def ended(found):
            self.job = None
            if isinstance(found, str):
                status.fail(found)
            else:
                status.done()
                then(found)
            self.show_state()

        job = Job(algorithm, values, output, ended)
        job.progressed.connect(status.progress)
        status.begin(title)
        self.job = job
        wrong = job.start()
        if wrong:
            self.job = None
            status.fail(wrong)

    def cancel(self):
        """Stops the algorithm that runs."""
        if self.job is not None:
            self.job.cancel()

    # --- its life ---------------------------------------------------------------------------------------------------

    def show_state(self, *_):
        for page in self.pages:
            page.show_state()

    def project_gone(self):
        """Nothing of the old project is shown or run any more."""
        self.drop()
        for page in self.pages:
            page.close_all()
        self.show_state()

    def drop(self):
        if self.job is not None:
            self.job.drop()
            self.job = None

    def leave(self):
        """A closed panel leaves the map as it was; an algorithm that it runs goes on."""
        for page in self.pages:
            page.close_all()

    def unload(self):
        """QGIS ends, or the plugin is switched off."""
        self.drop()
        project = QgsProject.instance()
        for signal, slot in (
            (self.iface.currentLayerChanged, self.select), (project.cleared, self.project_gone),
            (project.layersRemoved, self.show_state), (project.layersAdded, self.show_state),
            (self.closed, self.leave),
        ):  # fmt: skip
            signal.disconnect(slot)
        for page in self.pages:
            page.unload()
        wait_for([*Work.running, *(job.task for job in Job.running)], ENDING)
        self.iface.removeDockWidget(self)
        self.deleteLater()
