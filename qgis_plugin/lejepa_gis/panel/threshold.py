"""A threshold with what reaches it beside: a slider, a number, hectares. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsCoordinateTransformContext, QgsDistanceArea, QgsGeometry, QgsPointXY, QgsProject
from qgis.PyQt.QtCore import QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QSlider, QWidget

from ..i18n import tr


class Threshold(QWidget):
    """Counts the cells that it was given last; `moved` tells the new step."""

    moved = pyqtSignal(int)

    def __init__(self, steps, number, parent=None):
        super().__init__(parent)
        self.cells, self.hectares = None, None
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.box, self.told = QDoubleSpinBox(), QLabel()
        self.told.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for column, widget in enumerate((QLabel(tr("Threshold")), self.slider, self.box)):
            grid.addWidget(widget, 0, column)
        grid.addWidget(self.told, 1, 0, 1, 3)
        self.set_steps(steps, number)
        self.slider.valueChanged.connect(self._slid)
        self.box.valueChanged.connect(self._typed)

    def set_steps(self, steps, number):
        """Another range, and the step to begin with; nothing is told."""
        self.steps, self.cells = steps, None
        for widget in (self.slider, self.box):
            widget.blockSignals(True)
        self.slider.setRange(0, steps.count)
        self.box.setDecimals(2 if steps.step >= 0.01 else 4)
        self.box.setRange(steps.low, steps.high)
        self.box.setSingleStep(steps.step)
        self.slider.setValue(number)
        self.box.setValue(steps.value(number))
        for widget in (self.slider, self.box):
            widget.blockSignals(False)
        self.count()

    @property
    def number(self):
        return self.slider.value()

    @property
    def value(self):
        return self.steps.value(self.number)

    def set_cells(self, cells, hectares):
        """The cells to count, and the hectares of one of them; None where the place on Earth is unknown."""
        self.cells, self.hectares = cells, hectares
        self.count()

    def count(self):
        """Says how many hectares reach the threshold, and how large a share that is."""
        if self.cells is None:
            self.told.setText("")
            return
        reaching, valid = self.cells.reaching(self.number), self.cells.valid()
        share = f"{reaching / valid:.1%}" if valid else "0 %"
        self.told.setText(
            tr("{hectares} ha, {share} of the valid area", hectares=number(reaching * self.hectares), share=share)
            if self.hectares
            else tr("{cells} cells, {share} of the valid ones", cells=number(reaching, 0), share=share)
        )

    def _slid(self, step):
        self.box.blockSignals(True)
        self.box.setValue(self.steps.value(step))
        self.box.blockSignals(False)
        self.count()
        self.moved.emit(step)

    def _typed(self, value):
        self.slider.setValue(self.steps.nearest(value))


def number(value, decimals=None):
    """A number in the user's way of writing: hectares with a digit while they are few."""
    decimals = (1 if value < 1000 else 0) if decimals is None else decimals
    return QLocale().toString(float(value), "f", decimals)


def cell_hectares(corners, crs):
    """Hectares on the ellipsoid of a polygon in a reference system; None where its place on Earth is unknown."""
    if not crs.isValid():
        return None
    measure = QgsDistanceArea()
    project = QgsProject.instance()
    measure.setSourceCrs(crs, project.transformContext() if project else QgsCoordinateTransformContext())
    measure.setEllipsoid("EPSG:7030")
    polygon = QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in (*corners, corners[0])]])
    return measure.measureArea(polygon) / 10_000
