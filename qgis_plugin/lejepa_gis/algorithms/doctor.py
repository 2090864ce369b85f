"""Doctor. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import (
    QgsProcessingException,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsSettings,
)

from .. import locate, native
from .base import LIBRARY_SETTING, Algorithm


class Doctor(Algorithm):
    """Tells what was found, for bug reports; sets which library file is used."""

    ID, NAME = "doctor", "Doctor"
    HELP = "Checks the installation: library, processor, GDAL, model, and a self-test against stored numbers."
    TAGS = ("diagnose", "version", "library")

    def initAlgorithm(self, configuration=None):
        library = QgsProcessingParameterFile("LIBRARY", "Library file to use from now on", optional=True)
        library.setHelp(
            "Only where the plugin came without the library: its file, which the plugin then remembers. If another one "
            "is loaded already, restart QGIS."
        )
        self.addParameter(library)
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT", "Report", "Text files (*.txt)", optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputString("TEXT", "Report"))
        self.addOutput(QgsProcessingOutputBoolean("HEALTHY", "Whether the self-test passed"))

    def checkParameterValues(self, parameters, context):
        library = self.parameterAsString(parameters, "LIBRARY", context)
        if library:
            try:
                locate.load(library)
            except OSError as error:
                return False, str(error)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        library = self.parameterAsString(parameters, "LIBRARY", context)
        if library:
            QgsSettings().setValue(LIBRARY_SETTING, library)
        return True

    def processAlgorithm(self, parameters, context, feedback):
        try:
            found = native.doctor()
        except native.Error as error:
            raise QgsProcessingException(str(error)) from error
        text = f"library file: {native.load()._name}\n{found.text}"
        feedback.pushInfo(text)
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        if output:
            Path(output).write_text(text, "utf-8")
        return {"TEXT": text, "HEALTHY": found.healthy, "OUTPUT": output}
