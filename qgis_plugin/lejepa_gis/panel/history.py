"""The page "History": one cell through time. SPDX-License-Identifier: GPL-2.0-or-later"""
import array
import math
from statistics import median

from osgeo import gdal
from qgis.core import QgsCoordinateTransform, QgsCsException, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from ..i18n import tr
from ..source import parts
from .chart import Chart
from .codes import cell_at
from .layers import date_of_layer, is_features
from .maptool import CellTool
from .worker import Worker

FEWEST = 3
"""Days of which a median says something: of two, both are as far from it."""


def feature_at(name, x, y):
    """The feature of a raster's cell at a place in its own reference system; None where there is none. Any thread."""
    dataset = gdal.OpenEx(name, gdal.OF_RASTER)
    if dataset is None:
        raise OSError(gdal.GetLastErrorMsg())
    cell = cell_at(dataset.GetGeoTransform(), dataset.RasterXSize, dataset.RasterYSize, x, y)
    if cell is None:
        return None
    numbers = array.array("f", bytes(dataset.ReadRaster(*cell, 1, 1, buf_type=gdal.GDT_Float32)))
    for number, value in enumerate(numbers):
        band = dataset.GetRasterBand(number + 1)
        missing, scale, offset = band.GetNoDataValue(), band.GetScale(), band.GetOffset()
        if not math.isfinite(value) or value == missing:
            return None
        numbers[number] = value * (1.0 if scale is None else scale) + (offset or 0.0)
    return numbers


def distances(features):
    """1 - cosine of each feature to the median of all that there are, number by number; None for those missing."""
    known = [one for one in features if one is not None]
    if not known:
        return [None] * len(features)
    middle = [median(numbers) for numbers in zip(*known)]
    return [None if one is None else apart(one, middle) for one in features]


def apart(one, other):
    """1 - cosine."""
    length = math.sqrt(math.fsum(v * v for v in one) * math.fsum(v * v for v in other))
    return 1 - math.fsum(a * b for a, b in zip(one, other)) / length if length else 0.0


class HistoryPage(QWidget):
    """Lists features layers by day; a click on the map draws how far each day is from the cell's median."""

    def __init__(self, dock):
        super().__init__()
        self.dock, self.canvas, self.worker = dock, dock.canvas, None
        self.tool, self.chart, self.days = CellTool(self.canvas), Chart(), QListWidget()
        self.days.setMaximumHeight(140)
        self.point = QToolButton()
        self.point.setText(tr("Point at a cell"))
        self.point.setCheckable(True)
        whole = QVBoxLayout(self)
        for widget in (QLabel(tr("Features by day")), self.days, self.point):
            whole.addWidget(widget)
        whole.addWidget(self.chart, 1)
        self.point.toggled.connect(self.use_tool)
        self.tool.clicked.connect(self.clicked)
        self.tool.left.connect(lambda: self.point.setChecked(False))
        self.show_state()

    def show_state(self, *_):
        """Lists the layers that are there; those that were unticked stay so."""
        project = QgsProject.instance()
        unticked = {item.data(Qt.ItemDataRole.UserRole) for item in self.items() if not ticked(item)}
        found = [(date_of_layer(layer), layer) for layer in project.mapLayers().values() if is_features(layer)]
        self.days.clear()
        for day, layer in sorted(((day, layer) for day, layer in found if day), key=lambda pair: pair[0]):
            item = QListWidgetItem(f"{day}  {layer.name()}")
            item.setData(Qt.ItemDataRole.UserRole, layer.id())
            on = Qt.CheckState.Unchecked if layer.id() in unticked else Qt.CheckState.Checked
            item.setCheckState(on)
            self.days.addItem(item)
        self.point.setEnabled(self.days.count() >= FEWEST)
        if self.days.count() < FEWEST:
            self.point.setChecked(False)
            self.chart.show_message(tr("Features of three days or more are needed, with a date in their names."))
        elif not self.chart.points:
            self.chart.show_message(tr("Point at a cell: the chart shows how far each day is from the cell's median."))

    def items(self):
        return [self.days.item(row) for row in range(self.days.count())]

    def use_tool(self, on):
        if on:
            self.canvas.setMapTool(self.tool)
        elif self.canvas.mapTool() is self.tool:
            self.canvas.unsetMapTool(self.tool)

    def clicked(self, point, meant):
        """Reads the cell of every ticked layer, on a thread."""
        if meant == "away":
            return
        project, question = QgsProject.instance(), []
        for item in self.items():
            layer = project.mapLayer(item.data(Qt.ItemDataRole.UserRole))
            if layer is None or not ticked(item):
                continue
            to = QgsCoordinateTransform(self.canvas.mapSettings().destinationCrs(), layer.crs(), project)
            try:
                place = to.transform(point)
            except QgsCsException:
                continue
            question.append((date_of_layer(layer), parts(layer)[0], place.x(), place.y()))
        if self.worker is None:
            self.worker = Worker(read, self.answered)
        self.worker.ask(tuple(question))

    def answered(self, question, found):
        if isinstance(found, Exception):
            self.chart.show_message(str(found))
        elif found is not None and any(value is not None for value in found):
            days = [day for day, *_ in question]
            self.chart.show_points(zip(days, found), tr("from the median"))
        else:
            self.chart.show_message(tr("There is no cell of the features."))

    def close_all(self):
        """Leaves the map as it was."""
        self.point.setChecked(False)
        if self.worker is not None:
            self.worker.stop()
            self.worker = None
        self.chart.show_message("")
        self.show_state()

    def unload(self):
        """It is not used any more."""
        self.point.setChecked(False)
        if self.worker is not None:
            self.worker.stop(5.0)


def ticked(item):
    return item.checkState() == Qt.CheckState.Checked


def read(question, wanted):
    """The distance of each day of a question; None once it is not wanted."""
    features = []
    for _, name, x, y in question:
        if not wanted():
            return None
        features.append(feature_at(name, x, y))
    lengths = {len(one) for one in features if one is not None}
    if len(lengths) > 1:
        raise ValueError(tr("The features of these days are of different models ({counts} numbers).",
                            counts=", ".join(map(str, sorted(lengths)))))  # fmt: skip
    return distances(features)
