"""Model information. SPDX-License-Identifier: GPL-2.0-or-later"""
import json

from qgis.core import (
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
)

from .. import api
from ..i18n import tr, tr_later
from . import table
from .base import Algorithm

TEXTS = {
    "name": tr_later("Name"),
    "kind": tr_later("Kind of network"),
    "sha256": tr_later("SHA-256 of its weights"),
    "caution": tr_later("What to be careful about"),
}
NUMBERS = {
    "chip": tr_later("Side of a chip [pixels]"),
    "patch": tr_later("Side of a cell [pixels]"),
    "dim": tr_later("Numbers of a feature"),
}
LICENCE = tr_later("Licence of the built-in weights: CC BY 4.0; what is written with them is not bound by it.")
LIMITS = tr_later(
    "Trained on Sentinel-2 level 2A of a few kinds of landscape, without labels: features have no class names."
)
HINTS = [name for name, row in table.ROWS.items() if "open" in row["tasks"] and name.startswith("MODEL_")]
"""What an ONNX file may lack."""


class ModelInfo(Algorithm):
    """Tells what a model expects and gives."""

    MODEL = "MODEL"

    ID, NAME = "modelinfo", tr_later("Model information")
    HELP = tr_later("Show kind, size, bands, statistics and digest of a model file, or of the built-in model.")
    TAGS = ("checkpoint", "onnx", "embedding")

    def initAlgorithm(self, configuration=None):
        for row in (self.MODEL, *HINTS):
            for parameter in table.parameters(row):
                self.addParameter(parameter)
        self.add_overwrite()
        information = QgsProcessingParameterFileDestination(
            self.OUTPUT, tr("Information"), tr("JSON files (*.json)"), optional=True, createByDefault=False
        )
        self.addParameter(information)
        for name, label in TEXTS.items():
            self.addOutput(QgsProcessingOutputString(name.upper(), tr(label)))
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name.upper(), tr(label)))

    @staticmethod
    def told(info):
        """What is known of a model, in words."""
        lines = [f"{tr(label)}: {info[name]}" for name, label in {**TEXTS, **NUMBERS}.items() if info.get(name)]
        bands = [band for band in zip(info["bands"], info["mean"], info["std"]) if None not in band]
        if bands:  # a model that is fitted on its scenes has none
            lines.append(tr("Mean and spread of each band, reflectance x 10000:"))
            lines += [f"  {name}: {mean:.0f} ± {deviation:.0f}" for name, mean, deviation in bands]
        return [*lines, tr(LIMITS), tr(LICENCE)] if info["name"] == "default" else lines

    def processAlgorithm(self, parameters, context, feedback):
        name = self.parameterAsString(parameters, self.MODEL, context) or "default"
        try:
            said = {hint: self.parameterAsString(parameters, hint, context) for hint in HINTS}
            info = api.Model(name, {hint: text for hint, text in said.items() if text}).info
        except api.Error as error:
            raise QgsProcessingException(self.in_labels(str(error), [name])) from error
        text = json.dumps(info, indent=1)
        for line in self.told(info):
            feedback.pushInfo(line)
        output = self.write_text(parameters, context, text + "\n")
        return {k.upper(): info[k] for k in (*TEXTS, *NUMBERS)} | {self.OUTPUT: output}
