"""The largest areas of a layer; a click zooms to one. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsCoordinateTransform, QgsCsException, QgsFeatureRequest, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from ..i18n import tr
from .threshold import number

LONGEST = 100
"""Areas that are listed."""
KIND = 2
"""Column of the kinds of change."""
AROUND = 3.0
"""How much wider than an area the map shows."""


class AreaList(QTableWidget):
    """Rank, hectares, score and kind, the largest area first."""

    def __init__(self, canvas, parent=None):
        super().__init__(parent)
        self.canvas, self.boxes, self.crs = canvas, [], None
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().setVisible(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.setMinimumHeight(140)
        self.cellClicked.connect(lambda row, _column: self.zoom(row))
        self.forget()

    def forget(self):
        self.clear()
        self.boxes, self.crs = [], None
        self.setRowCount(0)
        titles = [tr("Hectares"), tr("Score"), tr("Kind")]
        self.setColumnCount(len(titles))
        self.setHorizontalHeaderLabels(titles)

    def show_layer(self, layer):
        """Lists a layer's largest areas; None for nothing. Places are kept, so that the layer may go."""
        self.forget()
        if layer is None:
            return
        self.crs = layer.crs()
        request = QgsFeatureRequest()
        request.setOrderBy(QgsFeatureRequest.OrderBy([QgsFeatureRequest.OrderByClause("hectares", False)]))
        request.setLimit(LONGEST)
        known = set(layer.fields().names())
        for row, feature in enumerate(layer.getFeatures(request)):
            self.insertRow(row)
            self.boxes.append(QgsRectangle(feature.geometry().boundingBox()))
            score = feature["score_mean"] if "score_mean" in known else None
            kind = feature["kind"] if "kind" in known else None
            texts = [number(feature["hectares"]), f"{score:.2f}" if isinstance(score, float) else ""]
            texts.append(kind if isinstance(kind, str) else "")
            for column, text in enumerate(texts):
                cell = QTableWidgetItem(text)
                right = Qt.AlignmentFlag.AlignRight if column < 2 else Qt.AlignmentFlag.AlignLeft
                cell.setTextAlignment(right | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, cell)
        kinds = [self.item(row, KIND).text() for row in range(self.rowCount())]
        self.setColumnHidden(KIND, not any(kinds))  # areas of a map alone have none

    def zoom(self, row):
        """Shows one area on the map."""
        if not 0 <= row < len(self.boxes):
            return
        to = QgsCoordinateTransform(self.crs, self.canvas.mapSettings().destinationCrs(), QgsProject.instance())
        try:
            box = to.transformBoundingBox(self.boxes[row])
        except QgsCsException:
            return
        box.scale(AROUND)
        self.canvas.setExtent(box)
        self.canvas.refresh()
