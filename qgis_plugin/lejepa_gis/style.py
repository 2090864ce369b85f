"""How results look: by the style that the library writes beside each. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import QgsProcessingContext, QgsProcessingLayerPostProcessorInterface, QgsProject


def style_of(output):
    """The file of an output's style, which need not be there."""
    return Path(output.split("|")[0]).with_suffix(".qml")


class Styler(QgsProcessingLayerPostProcessorInterface):
    """Styles one layer on the main thread, after loading. `kept` holds the objects alive: QGIS does not own them."""

    kept = []

    @classmethod
    def make(cls, style, group=""):
        styler = cls()
        styler.style, styler.group = style, group
        cls.kept.append(styler)
        return styler

    def postProcessLayer(self, layer, context, feedback):
        if self.style.exists():
            layer.loadNamedStyle(str(self.style))
        if self.group:
            into_group(layer, self.group)
        layer.triggerRepaint()
        if self in self.kept:
            self.kept.remove(self)


def into_group(layer, name):
    """Moves a layer in the project's tree to the top of a group, which is made on top where it is not there."""
    root = QgsProject.instance().layerTreeRoot()
    node = root.findLayer(layer.id())
    if node is None:
        return
    group = root.findGroup(name) or root.insertGroup(0, name)
    group.insertChildNode(0, node.clone())
    node.parent().removeChildNode(node)


def load_group(context, group, layers):
    """Loads outputs with their names, the lowest first, as one group of layers. Any thread."""
    project = context.project()
    if project is None:
        return
    for output, name in layers:
        details = QgsProcessingContext.LayerDetails(name, project, name)
        known = hasattr(details, "groupName")  # since 3.32 QGIS groups by itself
        if known:
            details.groupName = group
        details.setPostProcessor(Styler.make(style_of(output), "" if known else group))
        context.addLayerToLoadOnCompletion(output, details)


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
