"""Fields of a dialog that offer values in words. SPDX-License-Identifier: GPL-2.0-or-later

QGIS's own widgets stay and hold the values, so that its wrappers read and set them as they always do; what is made here
lies in front of them and follows them.
"""
from qgis.PyQt.QtWidgets import QComboBox

from ..i18n import marked
from . import words


def in_words(combo, said):
    """Gives the entries of a list words; the values behind them stay."""
    for at in range(combo.count()):
        code = combo.itemData(at)
        if code in said:
            combo.setItemText(at, marked(said[code]))


def in_front(widget, of):
    """Puts a widget in front of another one, in the layout that both share from then on."""
    layout = of.parentWidget().layout()
    layout.insertWidget(layout.indexOf(of), widget)


class TextChoice(QComboBox):
    """In the place of a field for text: some values in words, any other typed."""

    def __init__(self, field, said):
        super().__init__(field.parentWidget())
        self.field = field
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setToolTip(field.toolTip())
        for code, text in said.items():
            self.addItem(marked(text), code)
        in_front(self, field)
        field.hide()
        self.follow(field.text())
        field.textChanged.connect(self.follow)
        self.editTextChanged.connect(self.say)

    def follow(self, text):
        """Shows what the field has."""
        if self.code() == text:
            return
        at = self.findData(text)
        if at >= 0:
            self.setCurrentIndex(at)
        else:
            self.setEditText(text)

    def code(self):
        """The value that is chosen or typed."""
        at = self.findText(self.currentText())
        return self.itemData(at) if at >= 0 else self.currentText()

    def say(self, _text):
        """Gives the field the value."""
        if self.field.text() != self.code():
            self.field.setText(self.code())


class ModelChoice(QComboBox):
    """In front of the field for a model file: models that are no files, and the field for one that is."""

    def __init__(self, field):
        super().__init__(field.parentWidget())
        self.field = field
        self.setToolTip(field.toolTip())
        for code, text in words.MODELS.items():
            self.addItem(marked(text), code)
        self.addItem(marked(words.OTHER_MODEL), None)
        in_front(self, field)
        self.follow(field.filePath())
        field.fileChanged.connect(self.follow)
        self.activated.connect(self.say)

    def follow(self, path):
        """Shows what the field has; the field itself only where a file is named, or is to be."""
        at = self.findData(path)
        self.setCurrentIndex(at if at >= 0 else self.count() - 1)
        self.field.setVisible(at < 0)

    def say(self, at):
        """Gives the field the model; for a file, shows the field."""
        code = self.itemData(at)
        self.field.setVisible(code is None)
        if code is not None:
            self.field.setFilePath(code)
        elif self.field.filePath() in words.MODELS:
            self.field.lineEdit().clearValue()
            self.setCurrentIndex(self.count() - 1)
            self.field.setVisible(True)
            self.field.setFocus()
