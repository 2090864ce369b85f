"""Doctor. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import QgsProcessingException, QgsProcessingOutputString, QgsProcessingParameterFileDestination

from .. import native
from .base import Algorithm


class Doctor(Algorithm):
    """Tells what was found, for bug reports."""

    ID, NAME = "doctor", "Doctor"
    HELP = "Checks the installation: library, processor, GDAL, model, and a self-test against stored numbers."

    def initAlgorithm(self, configuration=None):
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT", "Report", "Text files (*.txt)", optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputString("TEXT", "Report"))

    def processAlgorithm(self, parameters, context, feedback):
        try:
            text = native.doctor().text
        except native.Error as error:
            raise QgsProcessingException(str(error)) from error
        feedback.pushInfo(text)
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        if output:
            Path(output).write_text(text, "utf-8")
        return {"TEXT": text, "OUTPUT": output}
