"""Doctor. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import (
    QgsProcessingException,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsSettings,
)

from .. import api, locate
from ..request import shown
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
        forget = QgsProcessingParameterBoolean("FORGET", "Forget the library file that was named here", False)
        forget.setHelp("The plugin then looks where it would have looked without: beside itself, and on the system.")
        self.addParameter(forget)
        self.add_overwrite()
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT", "Report", "Text files (*.txt)", optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputString("TEXT", "Report"))
        self.addOutput(QgsProcessingOutputBoolean("HEALTHY", "Whether the self-test passed"))

    def library(self, parameters, context):
        named = self.parameterAsString(parameters, "LIBRARY", context)
        forget = self.parameterAsBool(parameters, "FORGET", context)
        return named or ("" if forget else super().library(parameters, context))

    def prepareAlgorithm(self, parameters, context, feedback):
        library = self.parameterAsString(parameters, "LIBRARY", context)
        if library:
            QgsSettings().setValue(LIBRARY_SETTING, library)
        elif self.parameterAsBool(parameters, "FORGET", context):
            QgsSettings().remove(LIBRARY_SETTING)
        return True

    def processAlgorithm(self, parameters, context, feedback):
        try:
            found = api.doctor()
        except api.Error as error:
            raise QgsProcessingException(str(error)) from error
        text = f"library file: {shown(locate.loaded())}\n{found.text}"
        feedback.pushInfo(text)
        output = self.write_text(parameters, context, text)
        return {"TEXT": text, "HEALTHY": found.healthy, "OUTPUT": output}
