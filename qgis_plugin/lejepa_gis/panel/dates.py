"""The page "Two dates": change, its threshold, both dates, areas. SPDX-License-Identifier: GPL-2.0-or-later"""
from osgeo import gdal
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..i18n import tr
from ..source import parts
from .area_list import AreaList
from .codes import Steps, coded, corners
from .compare import Comparing
from .layers import LayerBox, date_of_layer, is_areas, is_change, is_image
from .status import Status
from .styles import move_threshold, threshold_items
from .tasks import Work
from .threshold import Threshold, cell_hectares

KEY = "B"
RESTYLE = 150
"""Milliseconds after the last move of the slider, when the layer is drawn anew."""


class ChangeMap:
    """A map of change in bytes, and what its file says. Any thread."""

    def __init__(self, name, threshold, top):
        dataset = gdal.OpenEx(name, gdal.OF_RASTER)
        if dataset is None:
            raise OSError(gdal.GetLastErrorMsg())
        recorded = dataset.GetMetadataItem("THRESHOLD", "LEJEPA_GIS")
        threshold = threshold or float(recorded or 0)
        top = top or 3 * threshold or dataset.GetRasterBand(1).ComputeRasterMinMax(True)[1]
        self.steps = Steps.around(threshold, top)
        self.number = self.steps.nearest(threshold)
        self.cells = coded(dataset, self.steps)


class DatesPage(QWidget):
    """Chooses two dates, maps their change, moves its threshold, shows both dates, lists areas."""

    def __init__(self, dock):
        super().__init__()
        self.dock, self.canvas, self.task = dock, dock.canvas, None
        self.comparing = Comparing(self.canvas, self)
        self.restyle = QTimer(self)
        self.restyle.setSingleShot(True)
        self.restyle.setInterval(RESTYLE)
        self.layout_widgets()
        for signal, slot in (
            (self.first.chosen, self.dates_chosen), (self.second.chosen, self.dates_chosen),
            (self.change.chosen, self.change_chosen), (self.threshold.moved, self.threshold_moved),
            (self.restyle.timeout, self.draw_threshold), (self.areas.chosen, self.list.show_layer),
        ):  # fmt: skip
            signal.connect(slot)
        self.dates_chosen()
        self.change_chosen(self.change.layer())

    # --- what it looks like -----------------------------------------------------------------------------------------

    def layout_widgets(self):
        self.first = LayerBox(is_image, parent=self)
        self.second = LayerBox(is_image, other=self.first.currentData, parent=self)
        self.change, self.areas = LayerBox(is_change, parent=self), LayerBox(is_areas, parent=self)
        self.map_it, self.find_areas = QPushButton(tr("Map the change")), QPushButton(tr("Find areas"))
        self.map_it.clicked.connect(self.run_change)
        self.find_areas.clicked.connect(self.run_areas)
        self.find_areas.setToolTip(tr("Draws areas where the change reaches the threshold, and lists the largest"))
        self.threshold, self.list = Threshold(Steps(0.0, 0.01, 100), 0), AreaList(self.canvas)
        self.threshold.setEnabled(False)
        self.status = Status(self.cancel)
        self.modes = QButtonGroup(self)
        modes = QHBoxLayout()
        self.buttons = {}
        for name, text, tip in (
            ("off", tr("Map"), tr("The map as it is")),
            ("split", tr("Split"), tr("First date at the left, second at the right; drag the line between them")),
            ("blink", tr("Blink"), tr("One date; the key {key} shows the other", key=KEY)),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setChecked(name == "off")
            button.clicked.connect(lambda _on, name=name: self.set_mode(name))
            self.modes.addButton(button)
            self.buttons[name] = button
            modes.addWidget(button)
        self.flip = QToolButton()
        self.flip.setText(tr("Other date ({key})", key=KEY))
        self.flip.setShortcut(QKeySequence(KEY))
        self.flip.clicked.connect(lambda _on: self.comparing.flip())
        modes.addWidget(self.flip)
        modes.addStretch()
        grid, rows = QGridLayout(), ((tr("First date"), self.first), (tr("Second date"), self.second))
        for row, (text, widget) in enumerate(rows):
            grid.addWidget(QLabel(text), row, 0)
            grid.addWidget(widget, row, 1, 1, 2)
        grid.addLayout(modes, 2, 0, 1, 3)
        rows = ((tr("Change"), self.change, self.map_it), (tr("Areas"), self.areas, self.find_areas))
        for row, (text, widget, button) in zip((3, 5), rows):
            grid.addWidget(QLabel(text), row, 0)
            grid.addWidget(widget, row, 1)
            grid.addWidget(button, row, 2)
        grid.addWidget(self.threshold, 4, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        whole = QVBoxLayout(self)
        whole.addLayout(grid)
        whole.addWidget(self.list, 1)
        whole.addWidget(self.status)

    def dates(self):
        """Both layers, or none."""
        found = [self.first.layer(), self.second.layer()]
        return found if all(found) and found[0] is not found[1] else []

    def show_state(self):
        """Enables what can be done now."""
        two, busy = bool(self.dates()), self.dock.busy()
        self.map_it.setEnabled(two and not busy)
        self.find_areas.setEnabled(self.change.layer() is not None and not busy)
        for button in self.buttons.values():
            button.setEnabled(two)
        self.flip.setEnabled(two and self.comparing.item.mode != "off")

    # --- both dates -------------------------------------------------------------------------------------------------

    def dates_chosen(self, *_):
        if self.sender() is self.first:
            self.second.refresh()
        dates = self.dates()
        self.comparing.set_layers(dates, [date_of_layer(layer) or layer.name() for layer in dates] or ["", ""])
        if not dates:
            self.buttons["off"].setChecked(True)
        self.show_state()

    def set_mode(self, mode):
        self.comparing.set_mode(mode)
        self.show_state()

    # --- change -----------------------------------------------------------------------------------------------------

    def run_change(self):
        dates = self.dates()
        if dates:
            values = {"BEFORE": dates[0].id(), "AFTER": dates[1].id()}
            self.dock.run("change", values, ".tif", tr("Mapping the change"), self.status, self.changed)
            self.show_state()

    def changed(self, layers):
        self.change.refresh()
        for layer in layers:
            self.change.choose(layer)

    def change_chosen(self, layer):
        """Reads the map's numbers in the background."""
        if self.task is not None:
            self.task.drop()
            self.task = None
        self.restyle.stop()
        self.threshold.set_cells(None, None)
        self.threshold.setEnabled(False)
        self.show_state()
        if layer is None:
            return
        items = threshold_items(layer) or []
        values = (items[2].value, items[-1].value) if items else (0.0, 0.0)
        name, crs, number = parts(layer)[0], layer.crs(), layer.id()

        def read(found):
            self.task = None
            if isinstance(found, Exception):
                self.status.fail(str(found))
            elif self.change.currentData() == number:
                self.threshold.set_steps(found.steps, found.number)
                middle = corners(found.cells.place, found.cells.width // 2, found.cells.height // 2)
                self.threshold.set_cells(found.cells, cell_hectares(middle, crs))
                self.threshold.setEnabled(True)

        self.task = Work(tr("Numbers of {layer}", layer=layer.name()), lambda _: ChangeMap(name, *values), read).start()

    def threshold_moved(self, _number):
        self.restyle.start()

    def draw_threshold(self):
        """Gives the layer the threshold that the slider shows."""
        layer = self.change.layer()
        if layer is not None and self.threshold.isEnabled():
            move_threshold(layer, self.threshold.value)

    # --- areas ------------------------------------------------------------------------------------------------------

    def run_areas(self):
        layer = self.change.layer()
        if layer is not None:
            values = {"BEFORE": layer.id()}
            if self.threshold.isEnabled():
                values["THRESHOLD"] = f"{self.threshold.value:.6g}"
            self.dock.run("areas", values, ".gpkg", tr("Finding areas"), self.status, self.areas_found)
            self.show_state()

    def areas_found(self, layers):
        self.areas.refresh()
        for layer in layers:
            self.areas.choose(layer)

    # --- its life ---------------------------------------------------------------------------------------------------

    def cancel(self):
        self.dock.cancel()
        if self.task is not None:
            self.task.cancel()

    def close_all(self):
        """Leaves the map as it was."""
        self.buttons["off"].setChecked(True)
        self.set_mode("off")
        self.list.forget()
        self.status.done()

    def unload(self):
        """Takes everything off the canvas; the page is not used any more."""
        self.close_all()
        if self.task is not None:
            self.task.drop()
        self.comparing.unload()
