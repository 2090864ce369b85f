"""Five lists of bands in the place of a text. SPDX-License-Identifier: GPL-2.0-or-later"""
import re

from qgis.PyQt.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel

from ..i18n import marked, tr, tr_later

MODEL_BANDS = {
    "red": tr_later("Red (B04)"),
    "green": tr_later("Green (B03)"),
    "blue": tr_later("Blue (B02)"),
    "nir": tr_later("Near infrared (B08)"),
    "swir16": tr_later("Short-wave infrared (B11)"),
}
"""Bands of the built-in models, in their order."""


def numbers(text):
    """Band numbers by name, of a text as the field has it: "3,2,1,4,5" or "red=3,green=2"; empty for others."""
    if re.fullmatch(r"\s*\d+(\s*,\s*\d+)*\s*", text):
        return dict(zip(MODEL_BANDS, map(int, text.split(","))))
    pairs = [part.strip().split("=") for part in text.split(",")]
    return {name.strip(): int(at) for name, at in (p for p in pairs if len(p) == 2) if at.strip().isdigit()}


def guess(layer):
    """Band numbers by name, as far as QGIS's names of a layer's bands hold the mission's codes."""
    codes = {"red": "B0?4", "green": "B0?3", "blue": "B0?2", "nir": "B0?8", "swir16": "B11"}
    found = {}
    for at in range(1, layer.bandCount() + 1):
        for name, code in codes.items():
            if re.search(rf"(?i)(?<![A-Za-z0-9]){code}(?![A-Za-z0-9])|: {name}$", layer.bandName(at)):
                found.setdefault(name, at)
    return found


class BandPicker(QDialog):
    """One list of the raster's bands for each band of the model."""

    def __init__(self, layer, text, parent=None):
        super().__init__(parent)
        self.setWindowTitle(tr("Bands of {layer}", layer=layer.name()))
        form = QFormLayout(self)
        form.addRow(QLabel(tr("Which band of the raster is which?")))
        chosen = numbers(text) or guess(layer)
        self.lists = {}
        for at, (name, words) in enumerate(MODEL_BANDS.items(), 1):
            bands = QComboBox()
            for number in range(1, layer.bandCount() + 1):
                bands.addItem(layer.bandName(number), number)
            bands.setCurrentIndex(chosen.get(name, min(at, layer.bandCount())) - 1)
            bands.currentIndexChanged.connect(self.check)
            self.lists[name] = bands
            form.addRow(marked(words), bands)
        self.twice = QLabel(tr("A band is chosen twice."))
        form.addRow(self.twice)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form.addRow(self.buttons)
        self.check()

    def check(self):
        """A raster's band can be one band of the model only."""
        chosen = [bands.currentData() for bands in self.lists.values()]
        twice = len(set(chosen)) < len(chosen)
        self.twice.setVisible(twice)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not twice)

    def text(self):
        """What is chosen, as the field for bands has it."""
        return ",".join(f"{name}={bands.currentData()}" for name, bands in self.lists.items())
