"""A chart of numbers by day. SPDX-License-Identifier: GPL-2.0-or-later"""
import datetime
import math

from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QPainter, QPalette, QPen
from qgis.PyQt.QtWidgets import QToolTip, QWidget

from ..i18n import tr

LEFT, RIGHT, TOP, BOTTOM = 46, 14, 12, 34
NEAR = 10
"""Pixels from a point at which its numbers are told."""
LEAST = 0.05
"""Least height of the axis, so that noise does not look like change."""


def ticks(top):
    """Round numbers from 0 to at least `top`, four or so."""
    rough = top / 4
    power = 10 ** math.floor(math.log10(rough))
    step = power * next(part for part in (1, 2, 5, 10) if rough <= part * power * 1.000001)
    return [round(step * number, 10) for number in range(math.ceil(top / step - 1e-9) + 1)]


class Chart(QWidget):
    """Points by day, joined by lines; a day without a number is a mark on the axis."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.points, self.message, self.unit = [], "", ""
        self.setMinimumHeight(180)
        self.setMouseTracking(True)

    def show_points(self, points, unit):
        """Pairs of a day (2022-06-12) and a number or None, in order; `unit` is what the numbers are."""
        self.points, self.message, self.unit = list(points), "", unit
        self.update()

    def show_message(self, text):
        self.points, self.message = [], text
        self.update()

    # --- where things lie -------------------------------------------------------------------------------------------

    def area(self):
        return QRectF(LEFT, TOP, max(self.width() - LEFT - RIGHT, 1), max(self.height() - TOP - BOTTOM, 1))

    def axis(self):
        return ticks(max([value for _, value in self.points if value is not None] + [LEAST]))

    def places(self):
        """Where each point lies; without a number, on the axis."""
        days = [datetime.date.fromisoformat(day).toordinal() for day, _ in self.points]
        first, span, top, area = min(days), max(days) - min(days), self.axis()[-1], self.area()
        found = []
        for day, (_, value) in zip(days, self.points):
            x = area.left() + area.width() * ((day - first) / span if span else 0.5)
            found.append(QPointF(x, area.bottom() - area.height() * (value or 0.0) / top))
        return found

    # --- what is drawn ----------------------------------------------------------------------------------------------

    def paintEvent(self, _event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, area = self.palette(), self.area()
        text, faint = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Mid)
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        painter.setPen(text)
        if not self.points:
            painter.drawText(self.rect().adjusted(12, 12, -12, -12), int_flags(wrap=True), self.message)
            return
        axis = self.axis()
        for value in axis:
            y = area.bottom() - area.height() * value / axis[-1]
            painter.setPen(QPen(faint, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(text)
            painter.drawText(QRectF(0, y - 9, LEFT - 6, 18), int_flags(right=True), f"{value:g}")
        places = self.places()
        self.draw_days(painter, places)
        shown = [(place, value) for place, (_, value) in zip(places, self.points)]
        line = QPen(palette.color(QPalette.ColorRole.Highlight), 2)
        painter.setPen(line)
        known = [place for place, value in shown if value is not None]
        for one, other in zip(known, known[1:]):
            painter.drawLine(one, other)
        for place, value in shown:
            painter.setPen(line if value is not None else QPen(faint, 2))
            painter.setBrush(palette.color(QPalette.ColorRole.Base))
            painter.drawEllipse(place, 4, 4)

    def draw_days(self, painter, places):
        """Writes the first day and the last below, and as many of the others as there is room for."""
        bottom, taken = self.area().bottom(), []
        width = painter.fontMetrics().horizontalAdvance("0000-00-00") + 8
        days = [(place.x(), day) for place, (day, _) in zip(places, self.points)]
        for x, day in [days[0], *days[:0:-1]]:
            left = min(max(x - width / 2, 0), self.width() - width)
            if all(abs(left - other) >= width for other in taken):
                painter.drawText(QRectF(left, bottom + 8, width, 18), int_flags(), day)
                taken.append(left)

    # --- what is told -----------------------------------------------------------------------------------------------

    def told_at(self, x, y):
        """The words for the point near a place; empty if there is none."""
        for place, (day, value) in zip(self.places() if self.points else [], self.points):
            if math.hypot(place.x() - x, place.y() - y) <= NEAR:
                none = tr("{day}: no measurement", day=day)
                return none if value is None else f"{day}: {value:.3f} {self.unit}".strip()
        return ""

    def mouseMoveEvent(self, event):
        place = event.pos()
        QToolTip.showText(self.mapToGlobal(place), self.told_at(place.x(), place.y()), self)


def int_flags(right=False, wrap=False):
    """How text lies in its box, as the number that QPainter takes in Qt 5 and Qt 6."""
    flag = Qt.AlignmentFlag
    found = int(flag.AlignVCenter) | int(flag.AlignRight if right else flag.AlignHCenter)
    return found | (int(Qt.TextFlag.TextWordWrap) if wrap else 0)
