"""The window that asks everything about the inputs before a run. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..i18n import marked, tr
from . import words
from .bands import BandPicker

WIDTH = 620


def words_of(parameter, value):
    """An answer in words, with the value that the field gets."""
    if value is True:
        return tr("Yes")
    said = words.LISTS.get(parameter, {}).get(value)
    return marked(said) if said else value


class Ask(QDialog):
    """Questions with a proposed answer each, then what to be careful about. Accepted: run with these answers."""

    def __init__(self, algorithm, questions, warnings, parent=None, layers=()):
        """`layers` are the rasters of the inputs, None for products."""
        super().__init__(parent)
        self.setWindowTitle(tr("Before the run"))
        self.resize(WIDTH, 360)
        whole = QVBoxLayout(self)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        self.fields = {}
        if questions:
            layout.addWidget(self.line(tr("The inputs do not tell everything. Please check these answers:")))
        for question in questions:
            definition = algorithm.parameterDefinition(question.parameter)
            layout.addWidget(self.line(f"<b>{definition.description()}</b>"))
            layout.addWidget(self.line(question.text, Qt.TextFormat.PlainText))
            self.fields[question.parameter] = self.list_of(question)
            layout.addWidget(self.fields[question.parameter])
            layer = layers[question.raster] if question.raster < len(layers) else None
            if question.parameter.startswith("BANDS") and layer is not None:
                layout.addWidget(self.picker(layer, self.fields[question.parameter]))
            layout.addWidget(self.rule())
        if warnings:
            layout.addWidget(self.line(f"<b>{tr('To be careful about')}</b>"))
            for warning in warnings:
                layout.addWidget(self.line(warning, Qt.TextFormat.PlainText))
        layout.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        whole.addWidget(scroll)
        buttons = QDialogButtonBox()
        run = tr("Run with these answers") if questions else tr("Run all the same")
        self.run = QPushButton(run)
        buttons.addButton(self.run, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Back to the dialog"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        whole.addWidget(buttons)

    @staticmethod
    def line(text, kind=Qt.TextFormat.RichText):
        made = QLabel()
        made.setTextFormat(kind)
        made.setText(text)
        made.setWordWrap(True)
        return made

    @staticmethod
    def rule():
        made = QFrame()
        made.setFrameShape(QFrame.Shape.HLine)
        return made

    @staticmethod
    def list_of(question):
        """The answers as a list; a text may also be typed."""
        made = QComboBox()
        made.setEditable(True not in question.answers)
        made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for value in question.answers:
            made.addItem(words_of(question.parameter, value), value)
        if not question.answers:
            made.setEditText(question.begun)
        return made

    def picker(self, layer, field):
        """A button that opens lists of the raster's bands."""
        made = QPushButton(tr("Choose the bands from lists …"))

        def choose():
            picker = BandPicker(layer, field.currentText(), self)
            if picker.exec():
                field.setEditText(picker.text())

        made.clicked.connect(choose)
        return made

    def answers(self):
        """The answer to each parameter."""
        found = {}
        for parameter, field in self.fields.items():
            at = field.findText(field.currentText())
            found[parameter] = field.itemData(at) if at >= 0 else field.currentText()
        return found
