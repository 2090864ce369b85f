"""How results look: by the style that the library writes beside each. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import QgsProcessingContext, QgsProcessingLayerPostProcessorInterface


def style_of(output):
    """The file of an output's style, which need not be there."""
    return Path(output.split("|")[0]).with_suffix(".qml")


class Styler(QgsProcessingLayerPostProcessorInterface):
    """Styles one layer on the main thread, after loading. `kept` holds the objects alive: QGIS does not own them."""

    kept = []

    @classmethod
    def make(cls, style):
        styler = cls()
        styler.style = style
        cls.kept.append(styler)
        return styler

    def postProcessLayer(self, layer, context, feedback):
        layer.loadNamedStyle(str(self.style))
        layer.triggerRepaint()
        if self in self.kept:
            self.kept.remove(self)


def style_layer(context, output, name):
    """Names and styles the layer that QGIS loads from `output`. Any thread."""
    if context.willLoadLayerOnCompletion(output):
        details = context.layerToLoadOnCompletionDetails(output)
        details.name = name
        if style_of(output).exists():
            details.setPostProcessor(Styler.make(style_of(output)))


def load_too(context, first, output, name):
    """Loads `output` as a layer too, if QGIS loads `first`. Any thread."""
    if context.willLoadLayerOnCompletion(first):
        project = context.layerToLoadOnCompletionDetails(first).project
        context.addLayerToLoadOnCompletion(output, QgsProcessingContext.LayerDetails(name, project, name))
        style_layer(context, output, name)
