"""Cells painted above the map: nothing is rendered anew while they change. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from .codes import FIRST

RAMP = ((0.0, 252, 197, 60), (0.4, 246, 120, 30), (0.7, 214, 52, 66), (1.0, 128, 12, 90))
"""From just like it to most like it: share of the range above the threshold, red, green, blue."""
MOST_OPAQUE = 230


def between(share):
    """The ramp's colour at a share, 0 to 1."""
    for (low, *one), (high, *other) in zip(RAMP, RAMP[1:]):
        if share <= high:
            part = (share - low) / (high - low)
            return [round(a + (b - a) * part) for a, b in zip(one, other)]
    return list(RAMP[-1][1:])


def colours(number, highest, alpha=MOST_OPAQUE):
    """A table of colours for codes: nothing below a step, the ramp from there to the highest one."""
    table, span = [0] * 256, max(highest - number, 1)
    for code in range(number + FIRST, 256):
        red, green, blue = between(min((code - FIRST - number) / span, 1.0))
        table[code] = alpha << 24 | red << 16 | green << 8 | blue
    return table


def pictured(cells, number, alpha=MOST_OPAQUE):
    """The picture of cells that reach a step."""
    image = QImage(cells.codes, cells.width, cells.height, cells.width, QImage.Format.Format_Indexed8)
    image.setColorTable(colours(number, cells.steps.count, alpha))
    # A copy of its own, since the picture above borrows the bytes.
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


class Placed(QgsMapCanvasItem):
    """Draws pictures above the map whose place is a geotransform in the map's reference system. Main thread."""

    def __init__(self, canvas, height):
        super().__init__(canvas)
        self.canvas = canvas
        self.setZValue(height)

    def boundingRect(self):
        return QRectF(self.canvas.rect())

    def updatePosition(self):
        """The canvas has moved or zoomed."""
        self.prepareGeometryChange()
        self.update()

    def draw(self, painter, image, place, smooth):
        """Draws a picture where it lies, also while the map is dragged."""
        x0, dx, rx, y0, ry, dy = place
        width, height = image.width(), image.height()
        corners = ((0, 0), (width, 0), (0, height))
        zero, right, down = (
            self.toCanvasCoordinates(QgsPointXY(x0 + i * dx + j * rx, y0 + i * ry + j * dy)) for i, j in corners
        )
        to = QTransform(
            (right.x() - zero.x()) / width, (right.y() - zero.y()) / width,
            (down.x() - zero.x()) / height, (down.y() - zero.y()) / height, zero.x(), zero.y(),
        )  # fmt: skip
        painter.save()
        painter.setTransform(to, True)
        # Cells smaller than pixels of the screen would flicker.
        small = abs(to.m11()) + abs(to.m12()) < 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth or small)
        painter.drawImage(0, 0, image)
        painter.restore()

    def remove(self):
        """Takes it off the canvas; it is not used any more."""
        if self.scene() is not None:
            self.scene().removeItem(self)


class Overlay(Placed):
    """A picture of cells, and the outline of one of them."""

    def __init__(self, canvas):
        super().__init__(canvas, 50)
        self.image, self.place, self.outline = None, None, []

    def show_picture(self, image, place):
        """Shows a picture; None for nothing."""
        self.image, self.place = image, place
        self.update()

    def show_outline(self, points):
        """Outlines a polygon of pairs in the map's reference system; empty for none."""
        self.outline = points
        self.update()

    def paint(self, painter, *_):
        if self.image is not None and not self.image.isNull():
            self.draw(painter, self.image, self.place, False)
        if self.outline:
            around = QPolygonF([QPointF(self.toCanvasCoordinates(QgsPointXY(x, y))) for x, y in self.outline])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((QColor(0, 0, 0, 160), 3), (QColor(255, 255, 255), 1)):
                painter.setPen(QPen(colour, width))
                painter.drawPolygon(around)
