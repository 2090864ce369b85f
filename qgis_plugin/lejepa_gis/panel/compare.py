"""Two dates above the map: one beside the other, or one after the other. SPDX-License-Identifier: GPL-2.0-or-later

Both are rendered once for what the map shows, by QGIS's own renderer on its threads; then only pictures are drawn.
"""
from qgis.core import QgsMapRendererParallelJob, QgsMapSettings
from qgis.PyQt.QtCore import QEvent, QObject, QPointF, QRectF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPen

from .layers import is_raster
from .overlay import Placed

NEAR = 8
"""Pixels from the line at which it can be dragged."""


class Rendering(QObject):
    """Renders layers for the map's extent; of several starts the last one counts."""

    rendered = pyqtSignal()

    def __init__(self, parent):
        super().__init__(parent)
        self.image, self.place, self.job, self.ending = None, None, None, set()

    def start(self, settings):
        self.stop()
        job = QgsMapRendererParallelJob(settings)
        job.finished.connect(lambda: self._finished(job))
        self.job = job
        self.ending.add(job)
        job.start()

    def stop(self):
        """Stops without waiting; nothing is heard of it any more."""
        job, self.job = self.job, None
        if job is not None:
            job.cancelWithoutBlocking()

    def clear(self):
        self.stop()
        self.image = None

    def _finished(self, job):
        self.ending.discard(job)
        if job is not self.job:
            return
        self.job = None
        image, settings = job.renderedImage(), job.mapSettings()
        image.setDevicePixelRatio(1.0)
        to_map, size = settings.mapToPixel(), settings.outputSize()
        zero, right, down = (to_map.toMapCoordinates(x, y) for x, y in ((0, 0), (size.width(), 0), (0, size.height())))
        width, height = image.width(), image.height()
        self.image = image
        self.place = (
            zero.x(), (right.x() - zero.x()) / width, (down.x() - zero.x()) / height,
            zero.y(), (right.y() - zero.y()) / width, (down.y() - zero.y()) / height,
        )  # fmt: skip
        self.rendered.emit()


class Comparison(Placed):
    """Paints both dates. `mode` is "off", "split" or "blink"."""

    def __init__(self, canvas):
        super().__init__(canvas, 40)
        self.mode, self.share, self.flipped = "off", 0.5, False
        self.renderings, self.titles = [], ["", ""]

    def line(self):
        """Where the line between both lies, in pixels from the left."""
        return self.boundingRect().width() * self.share

    def paint(self, painter, *_):
        pair = list(zip(self.renderings, self.titles))
        if self.mode == "off" or len(pair) < 2:
            return
        first, second = pair[::-1] if self.flipped else pair
        whole = self.boundingRect()
        if self.mode == "blink":
            self.draw_date(painter, first, whole, False)
            return
        left, right = QRectF(whole), QRectF(whole)
        left.setRight(self.line())
        right.setLeft(self.line())
        self.draw_date(painter, first, left, False)
        self.draw_date(painter, second, right, True)
        for colour, width in ((QColor(0, 0, 0, 160), 5), (QColor(255, 255, 255), 3)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(self.line(), whole.top()), QPointF(self.line(), whole.bottom()))

    def draw_date(self, painter, date, part, at_right):
        """One date in a part of the canvas, with its title at the outer edge."""
        rendering, title = date
        painter.save()
        painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
        if rendering.image is not None:
            painter.fillRect(part, self.canvas.canvasColor())
            self.draw(painter, rendering.image, rendering.place, True)
        if title:
            font = painter.font()
            font.setBold(True)
            painter.setFont(font)
            width, height = painter.fontMetrics().horizontalAdvance(title) + 14, painter.fontMetrics().height() + 8
            box = QRectF(part.right() - width - 10 if at_right else part.left() + 10, part.top() + 10, width, height)
            painter.fillRect(box, QColor(0, 0, 0, 170))
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title)
        painter.restore()


class Comparing(QObject):
    """Renders two layers whenever the map moves, and drags the line. Main thread."""

    def __init__(self, canvas, parent):
        super().__init__(parent)
        self.canvas, self.layers, self.dragging = canvas, [], False
        self.item = Comparison(canvas)
        self.item.renderings = [Rendering(self), Rendering(self)]
        for rendering in self.item.renderings:
            rendering.rendered.connect(self.item.update)
        canvas.mapCanvasRefreshed.connect(self.render)
        canvas.viewport().installEventFilter(self)

    def set_layers(self, layers, titles):
        """Two layers, or none."""
        self.layers, self.item.titles = list(layers), list(titles)
        for rendering in self.item.renderings:
            rendering.clear()
        if len(layers) < 2:
            self.set_mode("off")
        self.render()
        self.item.update()

    def set_mode(self, mode):
        before, self.item.mode = self.item.mode, mode if len(self.layers) == 2 else "off"
        if self.item.mode != before:
            self.item.flipped = False
            self.render()
        self.item.update()

    def flip(self):
        """Shows the other date."""
        self.item.flipped = not self.item.flipped
        self.item.update()

    def render(self):
        """Renders both dates for what the map shows, under the map's vector layers."""
        if self.item.mode == "off":
            for rendering in self.item.renderings:
                rendering.clear()
            return
        above = [layer for layer in self.canvas.layers() if not is_raster(layer)]
        for rendering, layer in zip(self.item.renderings, self.layers):
            settings = QgsMapSettings(self.canvas.mapSettings())
            settings.setLayers([*above, layer])
            rendering.start(settings)

    def eventFilter(self, _watched, event):
        """The line is dragged with any map tool; other events go on to the map."""
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
        if self.item.mode != "split" or event.type() not in kinds:
            return False
        x = event.pos().x()
        near = abs(x - self.item.line()) <= NEAR
        if event.type() == QEvent.Type.MouseButtonPress and near and event.button() == Qt.MouseButton.LeftButton:
            self.dragging = True
            return True
        if not self.dragging:
            return False
        if event.type() == QEvent.Type.MouseButtonRelease:
            self.dragging = False
        self.item.share = min(max(x / max(self.item.boundingRect().width(), 1), 0.0), 1.0)
        self.item.update()
        return True

    def unload(self):
        self.set_layers([], ["", ""])
        self.canvas.mapCanvasRefreshed.disconnect(self.render)
        self.canvas.viewport().removeEventFilter(self)
        self.item.remove()
