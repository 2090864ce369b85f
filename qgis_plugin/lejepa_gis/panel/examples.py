"""Examples and counter-examples, and their marks on the map. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsVertexMarker
from qgis.PyQt.QtGui import QColor

MARKS = {
    "plus": (QgsVertexMarker.IconType.ICON_CIRCLE, QColor(16, 150, 72)),
    "minus": (QgsVertexMarker.IconType.ICON_X, QColor(40, 90, 200)),
}


class Examples:
    """Places in a raster's reference system. Main thread."""

    def __init__(self, canvas):
        self.canvas, self.crs, self.places, self.marks = canvas, None, [], []

    def set_crs(self, crs):
        """Another raster: places that were given for another system are forgotten."""
        if self.crs is not None and crs != self.crs:
            self.places = []
        self.crs = crs
        self.draw()

    def transform(self):
        """From the map's reference system to the raster's."""
        return QgsCoordinateTransform(self.canvas.mapSettings().destinationCrs(), self.crs, QgsProject.instance())

    def to_raster(self, point):
        """A place of the map in the raster's system as a pair; None where it has none there."""
        try:
            found = self.transform().transform(point)
        except QgsCsException:
            return None
        return found.x(), found.y()

    def to_map(self, pair):
        """The reverse, as a QgsPointXY."""
        reverse = Qgis.TransformDirection.Reverse
        try:
            return self.transform().transform(QgsPointXY(*pair), reverse)
        except QgsCsException:
            return None

    def add(self, pair, sign):
        self.places.append((pair, sign))
        self.draw()

    def only(self, pair):
        self.places = [(pair, "plus")]
        self.draw()

    def clear(self):
        self.places = []
        self.draw()

    def remove_near(self, point, distance):
        """Takes the example away that is nearest to a place of the map, within a distance; whether there was one."""
        found = [(shown.distance(point), place) for place in self.places if (shown := self.to_map(place[0]))]
        nearest = min(found, default=(float("inf"), None))
        if nearest[0] > distance:
            return False
        self.places.remove(nearest[1])
        self.draw()
        return True

    def of(self, sign):
        return tuple(pair for pair, own in self.places if own == sign)

    def draw(self):
        """Marks all places where they lie on the map now."""
        for mark in self.marks:
            if mark.scene() is not None:
                mark.scene().removeItem(mark)
        self.marks = []
        for pair, sign in self.places:
            point = self.to_map(pair)
            if point is None:
                continue
            mark = QgsVertexMarker(self.canvas)
            icon, colour = MARKS[sign]
            mark.setIconType(icon)
            mark.setColor(colour)
            mark.setFillColor(QColor(255, 255, 255, 150))
            mark.setIconSize(13)
            mark.setPenWidth(3)
            mark.setZValue(60)
            mark.setCenter(point)
            self.marks.append(mark)

    def layer(self, sign):
        """The places of one sign as a layer in memory."""
        layer = QgsVectorLayer("Point", sign, "memory")
        layer.setCrs(self.crs)
        features = []
        for pair in self.of(sign):
            feature = QgsFeature()
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(*pair)))
            features.append(feature)
        layer.dataProvider().addFeatures(features)
        return layer
