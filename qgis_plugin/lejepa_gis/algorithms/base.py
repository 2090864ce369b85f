"""What all algorithms share: texts, icon, the library. SPDX-License-Identifier: GPL-2.0-or-later"""
from html import escape
from pathlib import Path

from qgis import utils
from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsSettings,
)
from qgis.PyQt.QtGui import QIcon

from .. import fields, formats, help_pages, locate, module, outputs
from ..i18n import tr
from . import table

LIBRARY_SETTING = module.SETTING
ICONS = Path(__file__).parent.with_name("icons")


def plain(text):
    """Text for HTML; quotes stay, which qgis_process would print as codes."""
    return escape(text, quote=False)


class Algorithm(QgsProcessingAlgorithm):
    """Base. `HELP` begins with a verb; `TAGS` are words that the toolbox's search finds besides the name."""

    OUTPUT = "OUTPUT"
    OVERWRITE = "OVERWRITE"

    ID = NAME = HELP = ""
    TAGS = ()
    NEEDS_LIBRARY = True

    def createInstance(self):
        return type(self)()

    def name(self):
        return self.ID

    def displayName(self):
        return tr(self.NAME)

    def about(self):
        """What it does; the first sentence alone is its short description."""
        return tr(self.HELP)

    def helpUrl(self):
        """Its page inside the plugin; QGIS opens it in a browser."""
        return help_pages.url(self.ID)

    def shortDescription(self):
        return self.about().split(". ")[0].rstrip(".") + "."

    def shortHelpString(self):
        """What it does, then one paragraph for each parameter; the folded ones last."""
        folded = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        told = [p for p in self.parameterDefinitions() if p.help()]
        told.sort(key=lambda p: bool(p.flags() & folded))
        paragraphs = [f"<p><b>{plain(p.description())}</b><br/>{plain(p.help())}</p>" for p in told]
        return f"<p>{plain(self.about())}</p>" + "".join(paragraphs)

    def tags(self):
        return ["sentinel-2", "lejepa", *self.TAGS]

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        """Its own icon where there is one, else the plugin's."""
        own = ICONS / f"{self.ID}.svg"
        return str(own if own.exists() else ICONS.with_name("icon.svg"))

    def canExecute(self):
        """Whether the library is there, and what to do where it is not. QGIS asks before it opens a dialog."""
        missing = self.missing_library(QgsSettings().value(LIBRARY_SETTING, ""))
        return not missing, missing

    @staticmethod
    def missing_library(setting):
        """Loads the library; says what to do where there is none, else nothing."""
        try:
            locate.load(setting)
            return ""
        except locate.NotFound as error:
            return error.text(tr)

    def checkParameterValues(self, parameters, context):
        good, message = self.checked(parameters, context)
        wrong = self.wrong_job(parameters, context) if good else message
        return not wrong, wrong or ""

    def checked(self, parameters, context):
        """All checks but the library's own of the whole job."""
        good, message = super().checkParameterValues(parameters, context)
        if not good:
            # QGIS ends its sentence, in the user's language, with the parameter's name.
            words, _, name = message.rpartition(" ")
            return good, f"{words} {self.field(name)}" if self.parameterDefinition(name) else message
        wrong = (
            (self.missing_library(self.library(parameters, context)) if self.NEEDS_LIBRARY else "")
            or self.wrong_input(parameters, context)
            or self.wrong_output(parameters, context)
        )
        return not wrong, wrong or ""

    def library(self, parameters, context):
        """The library's file that the user has named, or empty."""
        return QgsSettings().value(LIBRARY_SETTING, "")

    def field(self, name):
        """A parameter's name in messages: its label, and without a window its name too."""
        return fields.named(name, self.parameterDefinition(name).description(), bool(utils.iface))

    def in_labels(self, text, quoted=()):
        """A message of the library with labels instead of options; names in `quoted` stay as they are."""
        return fields.in_labels(text, table.fields(), quoted, bool(utils.iface))

    def wrong_input(self, parameters, context):
        """A sentence about the first value that cannot be used, or None. Main thread; the library is loaded."""
        return None

    def wrong_job(self, parameters, context):
        """What the library says against the job, or None. Main thread; nothing else is wrong."""
        return None

    # --- outputs ----------------------------------------------------------------------------------------------------

    def add_overwrite(self):
        """The box that allows to replace files, for a task without the library's own row of it."""
        for parameter in table.parameters(self.OVERWRITE):
            self.addParameter(parameter)

    def wrong_output(self, parameters, context):
        """A sentence about the first output that may not be written, or None. Main thread."""
        inputs = None
        for definition in self.destinationParameterDefinitions():
            name, path = definition.name(), outputs.target(parameters.get(definition.name()), context)
            if not path or definition.type() == "folderDestination":
                continue
            inputs = self.input_files(parameters, context) if inputs is None else inputs
            endings = definition.endings if isinstance(definition, formats.RasterDestination) else None
            wrong = self.wrong_target(name, path, inputs, self.replaces(parameters, context), endings)
            if wrong:
                return wrong
        return None

    def wrong_target(self, name, path, inputs, replace, endings=None):
        """Why a file may not be written, or None. Inputs are checked first: no box allows to replace them."""
        field = self.field(name)
        for label, file in inputs:
            if outputs.same(path, file):
                return tr(
                    '{field}: {path} is a file that "{label}" reads; an input is never replaced.',
                    field=field, path=path, label=label,
                )  # fmt: skip
        wrong = formats.wrong_format(field, path, endings) if endings else None
        return wrong or outputs.wrong_target(field, path, replace, tr('tick "{box}"', box=self.field(self.OVERWRITE)))

    def replaces(self, parameters, context):
        """Whether the user allows to replace files that exist."""
        return self.parameterAsBool(parameters, self.OVERWRITE, context)

    def input_files(self, parameters, context):
        """Label and name of every file that the run reads."""
        found = []
        for definition in self.parameterDefinitions():
            name, layers = definition.name(), []
            if not parameters.get(name):
                continue
            if isinstance(definition, QgsProcessingParameterRasterLayer):
                layers = [self.parameterAsRasterLayer(parameters, name, context)]
            elif getattr(definition, "layerType", str)() == QgsProcessing.SourceType.TypeFile:
                found += [(self.field(name), file) for file in self.parameterAsFileList(parameters, name, context)]
            elif isinstance(definition, QgsProcessingParameterMultipleLayers):
                layers = self.parameterAsLayerList(parameters, name, context) or []
            elif isinstance(definition, QgsProcessingParameterFeatureSource):
                layers = [self.parameterAsVectorLayer(parameters, name, context)]
            elif isinstance(definition, QgsProcessingParameterFile):
                found.append((self.field(name), self.parameterAsString(parameters, name, context)))
            found += [(self.field(name), file) for layer in layers if layer for file in outputs.files_of(layer)]
        return found

    def write_text(self, parameters, context, text):
        """Writes the text to the output, where one is given; returns its name."""
        output = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        if output:
            try:
                outputs.write_text(output, text, self.replaces(parameters, context))
            except OSError as error:
                raise QgsProcessingException(f"{self.field(self.OUTPUT)}: {error}") from error
        return output
