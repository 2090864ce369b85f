"""What all algorithms share: words, icon, the library. SPDX-License-Identifier: GPL-2.0-or-later"""
from html import escape
from pathlib import Path

from qgis.core import QgsProcessingAlgorithm, QgsProcessingParameterDefinition, QgsSettings
from qgis.PyQt.QtGui import QIcon

from .. import locate

LIBRARY_SETTING = "lejepa_gis/library"
ICONS = Path(__file__).parent.with_name("icons")


class Algorithm(QgsProcessingAlgorithm):
    """Base. `HELP` begins with a verb; `TAGS` are words that the toolbox's search finds besides the name."""

    ID = NAME = HELP = ""
    TAGS = ()

    def createInstance(self):
        return type(self)()

    def name(self):
        return self.ID

    def displayName(self):
        return self.NAME

    def shortDescription(self):
        return self.HELP.split(". ")[0].rstrip(".") + "."

    def shortHelpString(self):
        """What it does, then one paragraph for each parameter; the folded ones last."""
        folded = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        told = [p for p in self.parameterDefinitions() if p.help()]
        told.sort(key=lambda p: bool(p.flags() & folded))
        paragraphs = [f"<p><b>{escape(p.description())}</b><br/>{escape(p.help())}</p>" for p in told]
        return f"<p>{escape(self.HELP)}</p>" + "".join(paragraphs)

    def tags(self):
        return ["sentinel-2", "lejepa", *self.TAGS]

    def icon(self):
        return QIcon(str(ICONS / f"{self.ID}.svg"))

    def svgIconPath(self):
        return str(ICONS / f"{self.ID}.svg")

    def checkParameterValues(self, parameters, context):
        good, message = super().checkParameterValues(parameters, context)
        if not good:
            return good, message
        try:
            locate.load(QgsSettings().value(LIBRARY_SETTING, ""))
        except OSError as error:
            return False, str(error)
        wrong = self.wrong_input(parameters, context)
        return wrong is None, wrong or ""

    def wrong_input(self, parameters, context):
        """A sentence about the first value that cannot be used, or None. Main thread; the library is loaded."""
        return None
