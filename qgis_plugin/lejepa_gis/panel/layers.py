"""Which layers are of use in the panel, and a list of them that keeps itself up to date.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re

from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer, QgsWkbTypes
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox

from ..checks import BANDS
from ..naming import date_of

FEATURES = 8
"""Fewest bands of features, as the library has it."""
OURS = re.compile(r"F\d{3}$")
COLOURS = re.compile(r"(?i)\b(red|green|blue|nir|swir\w*|B0?[1-9]|B8A|B1[0-2])\b")


def is_raster(layer):
    """A raster of a file, opened by GDAL."""
    return isinstance(layer, QgsRasterLayer) and layer.isValid() and layer.providerType() == "gdal"


def is_features(layer):
    """A raster whose bands may be the numbers of features, ours or others': many bands, and none is a colour."""
    if not is_raster(layer) or layer.bandCount() < FEATURES:
        return False
    names = [layer.bandName(number) for number in range(1, min(layer.bandCount(), 16) + 1)]
    return bool(OURS.search(names[0])) or not any(COLOURS.search(name) for name in names)


def is_image(layer):
    """A raster of the bands that an encoder reads, or the first of single bands."""
    return is_raster(layer) and layer.bandCount() >= BANDS and not is_features(layer)


def is_change(layer):
    """A map of change of this software, by what its band is called."""
    return is_raster(layer) and layer.bandCount() <= 2 and "change" in layer.bandName(1).lower()


def is_areas(layer):
    """Polygons with ranks and hectares."""
    if not isinstance(layer, QgsVectorLayer) or layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return False
    return {"rank", "hectares"} <= set(layer.fields().names())


def date_of_layer(layer):
    """The day of a layer: by its temporal range, its name or its file; empty where none tells."""
    properties = layer.temporalProperties()
    begin = properties.fixedTemporalRange().begin() if properties is not None and properties.isActive() else None
    if begin is not None and begin.isValid():
        return begin.date().toString("yyyy-MM-dd")
    return date_of(layer.name()) or date_of(layer.source())


class LayerBox(QComboBox):
    """A list of the project's layers that `takes` accepts, by day and name. Holds ids, never layers."""

    chosen = pyqtSignal(object)
    """The layer that is chosen now, or None."""

    def __init__(self, takes, other=None, parent=None):
        """`other` gives the id of a layer that is not offered."""
        super().__init__(parent)
        self.takes, self.other, self._last, self._heard = takes, other or (lambda: ""), None, set()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        project = QgsProject.instance()
        project.layersAdded.connect(self.refresh)
        project.layersRemoved.connect(self.refresh)
        project.cleared.connect(self.refresh)
        self.currentIndexChanged.connect(self._told)
        self.refresh()

    def refresh(self, *_):
        """Reads the project's layers anew; what was chosen stays chosen while it is there."""
        other, layers = self.other(), QgsProject.instance().mapLayers()
        layers = [layer for key, layer in layers.items() if key != other and self.takes(layer)]
        layers.sort(key=lambda layer: (date_of_layer(layer), layer.name()))
        kept, layers_heard = self.currentData(), {layer.id() for layer in layers}
        self.blockSignals(True)
        self.clear()
        for layer in layers:
            self.addItem(layer.name(), layer.id())
            if layer.id() not in self._heard:
                layer.nameChanged.connect(self.refresh)
        self._heard = layers_heard
        self.setCurrentIndex(max(self.findData(kept) if kept else -1, 0 if self.count() else -1))
        self.blockSignals(False)
        self._told()

    def layer(self):
        """The chosen layer, or None."""
        return QgsProject.instance().mapLayer(self.currentData() or "")

    def choose(self, layer):
        """Chooses a layer of the list."""
        if layer is not None and (index := self.findData(layer.id())) >= 0:
            self.setCurrentIndex(index)

    def _told(self, *_):
        if self.currentData() != self._last:
            self._last = self.currentData()
            self.chosen.emit(self.layer())
