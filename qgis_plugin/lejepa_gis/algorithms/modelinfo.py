"""Model information. SPDX-License-Identifier: GPL-2.0-or-later"""
import json
from pathlib import Path

from qgis.core import (
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
)

from .. import native
from .base import Algorithm
from .table import parameter


class ModelInfo(Algorithm):
    """Tells what a model expects and gives."""

    ID, NAME = "modelinfo", "Model information"
    HELP = "Shows kind, size, bands, statistics and digest of a model file, or of the built-in model."

    def initAlgorithm(self, configuration=None):
        self.addParameter(parameter("MODEL"))
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT", "Information", "JSON files (*.json)", optional=True, createByDefault=False
            )
        )
        for name in ("NAME", "KIND", "SHA256", "CAUTION"):
            self.addOutput(QgsProcessingOutputString(name, name.capitalize()))
        for name in ("CHIP", "PATCH", "DIM"):
            self.addOutput(QgsProcessingOutputNumber(name, name.capitalize()))

    def processAlgorithm(self, parameters, context, feedback):
        name = self.parameterAsString(parameters, "MODEL", context) or "default"
        try:
            info = native.Model(name).info
        except native.Error as error:
            raise QgsProcessingException(str(error)) from error
        text = json.dumps(info, indent=1)
        feedback.pushInfo(text)
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        if output:
            Path(output).write_text(text + "\n", "utf-8")
        return {k.upper(): info[k] for k in ("name", "kind", "sha256", "caution", "chip", "patch", "dim")} | {"OUTPUT": output}
