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
from ..i18n import tr, tr_later
from ..request import shown
from .base import LIBRARY_SETTING, Algorithm


class Doctor(Algorithm):
    """Tells what was found, for bug reports; sets which library file is used."""

    LIBRARY = "LIBRARY"
    FORGET = "FORGET"
    TEXT = "TEXT"
    HEALTHY = "HEALTHY"

    ID, NAME = "doctor", tr_later("Doctor")
    HELP = tr_later("Check the installation: library, processor, GDAL, model, and a self-test against stored numbers.")
    TAGS = ("diagnose", "version", "library")

    def initAlgorithm(self, configuration=None):
        library = QgsProcessingParameterFile(self.LIBRARY, tr("Library file to use from now on"), optional=True)
        library.setHelp(tr(
            "Only where the plugin came without the library: its file, which the plugin then remembers. If another one "
            "is loaded already, restart QGIS."
        ))  # fmt: skip
        self.addParameter(library)
        forget = QgsProcessingParameterBoolean(self.FORGET, tr("Forget the library file that was named here"), False)
        forget.setHelp(tr(
            "The plugin then looks where it would have looked without: beside itself, and on the system."
        ))  # fmt: skip
        self.addParameter(forget)
        self.add_overwrite()
        report = QgsProcessingParameterFileDestination(
            self.OUTPUT, tr("Report"), tr("Text files (*.txt)"), optional=True, createByDefault=False
        )
        self.addParameter(report)
        self.addOutput(QgsProcessingOutputString(self.TEXT, tr("Report")))
        self.addOutput(QgsProcessingOutputBoolean(self.HEALTHY, tr("Whether the self-test passed")))

    def canExecute(self):
        """Always: this is where the library's file is named."""
        return True, ""

    def library(self, parameters, context):
        named = self.parameterAsString(parameters, self.LIBRARY, context)
        forget = self.parameterAsBool(parameters, self.FORGET, context)
        return named or ("" if forget else super().library(parameters, context))

    def prepareAlgorithm(self, parameters, context, feedback):
        library = self.parameterAsString(parameters, self.LIBRARY, context)
        if library:
            QgsSettings().setValue(LIBRARY_SETTING, library)
        elif self.parameterAsBool(parameters, self.FORGET, context):
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
        return {self.TEXT: text, self.HEALTHY: found.healthy, self.OUTPUT: output}
