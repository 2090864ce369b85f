"""Doctor. SPDX-License-Identifier: GPL-2.0-or-later"""
import platform
import sysconfig

from osgeo import gdal
from qgis.core import (
    Qgis,
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
from ..metadata import metadata
from ..request import shown
from .base import LIBRARY_SETTING, Algorithm


class Doctor(Algorithm):
    """Tells what was found, for bug reports, also where the library is missing; sets which library file is used."""

    NEEDS_LIBRARY = False

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
        """Always: this is where the library's file is named, and what was tried is told."""
        return True, ""

    def wrong_input(self, parameters, context):
        """A file that is named here and is no library is not remembered."""
        named = self.parameterAsString(parameters, self.LIBRARY, context)
        return self.missing_library(named) or None if named else None

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
        self.missing = self.missing_library(self.library(parameters, context))
        return True

    def processAlgorithm(self, parameters, context, feedback):
        healthy, told = False, self.missing
        if not self.missing:
            try:
                found = api.doctor()
            except api.Error as error:
                raise QgsProcessingException(str(error)) from error
            healthy, told = found.healthy, found.text
        text = "\n".join([*self.surroundings(), *self.tried(), told])
        if self.missing:
            feedback.reportError(text)
        else:
            feedback.pushInfo(text)
        output = self.write_text(parameters, context, text)
        return {self.TEXT: text, self.HEALTHY: healthy, self.OUTPUT: output}

    @staticmethod
    def surroundings():
        """Versions of what the plugin runs in."""
        python = f"Python {platform.python_version()}, {sysconfig.get_platform()}"
        return [f"plugin {metadata('version')}, QGIS {Qgis.QGIS_VERSION}, GDAL {gdal.__version__}, {python}"]

    @staticmethod
    def tried():
        """The files that were tried, and which is used."""
        failed = [f"tried: {shown(name)}: {shown(reason)}" for name, reason in locate.tried() if reason]
        return [*failed, f"library file: {shown(locate.loaded()) or 'none'}"]
