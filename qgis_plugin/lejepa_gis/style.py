"""How results look: by the style that the library writes beside each. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import QgsProcessingContext, QgsProcessingLayerPostProcessorInterface, QgsProject

HEIGHT = "lejepa_gis/height"


def style_of(output):
    """The file of an output's style, which need not be there."""
    return Path(output.split("|")[0]).with_suffix(".qml")


class Styler(QgsProcessingLayerPostProcessorInterface):
    """Styles one layer on the main thread, after loading. `kept` holds the objects alive: QGIS does not own them."""

    kept = []

    @classmethod
    def make(cls, style, group="", height=0):
        styler = cls()
        styler.style, styler.group, styler.height = style, group, height
        cls.kept.append(styler)
        return styler

    def postProcessLayer(self, layer, context, feedback):
        if self.style.exists():
            layer.loadNamedStyle(str(self.style))
        if self.group:
            into_group(layer, self.group, self.height)
        layer.triggerRepaint()
        if self in self.kept:
            self.kept.remove(self)


def into_group(layer, name, height):
    """Moves a layer in the project's tree into a group, below those of greater height; the group is made on top."""
    root = QgsProject.instance().layerTreeRoot()
    node = root.findLayer(layer.id())
    if node is None:
        return
    group = root.findGroup(name) or root.insertGroup(0, name)
    moved = node.clone()
    moved.setCustomProperty(HEIGHT, height)
    higher = [child for child in group.children() if int(child.customProperty(HEIGHT, 0)) > height]
    group.insertChildNode(len(higher), moved)
    node.parent().removeChildNode(node)


def load_group(context, group, layers):
    """Loads outputs with their names, the lowest first, as one group of layers. Any thread."""
    project = context.project()
    if project is None:
        return
    for height, (output, name) in enumerate(layers, 1):
        details = QgsProcessingContext.LayerDetails(name, project, name)
        known = hasattr(details, "groupName")  # since 3.32 QGIS groups by itself
        if known:
            details.groupName, details.layerSortKey = group, height
        details.setPostProcessor(Styler.make(style_of(output), "" if known else group, height))
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
