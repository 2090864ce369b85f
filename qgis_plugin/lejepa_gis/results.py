"""The layers of a run: their group, names, styles and metadata. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingUtils,
    QgsProject,
)

from . import about_layer
from .i18n import tr
from .naming import product_name, run_name

HEIGHT = "lejepa_gis/height"
"""Property of a layer in the tree: those of greater height lie above."""
RASTERS = (".tif", ".tiff", ".img")
VALIDITY = "_validity"
"""How the name of the raster of valid shares ends."""


def style_of(output):
    """The file of an output's style, which the library writes beside it and which need not be there."""
    return Path(output.split("|")[0]).with_suffix(".qml")


class Loaded(QgsProcessingLayerPostProcessorInterface):
    """What is done with a layer on the main thread after loading. `kept` holds the objects: QGIS does not own them."""

    kept = []

    @classmethod
    def make(cls, results, output, height, grouped):
        made = cls()
        made.results, made.style, made.height, made.grouped = results, style_of(output), height, grouped
        cls.kept.append(made)
        return made

    def postProcessLayer(self, layer, context, feedback):
        if self.style.exists():
            layer.loadNamedStyle(str(self.style))
        about_layer.describe(layer, self.results.facts)
        if self.grouped:
            self.results.into_group(layer, self.height)
        layer.triggerRepaint()
        if self in self.kept:
            self.kept.remove(self)


class Results:
    """What a run gives to look at. Made and used on the worker; layers are touched on the main thread only.

    `facts` is what `about_layer` writes into each layer; `part` says which part of the scene was processed.
    """

    def __init__(self, algorithm, names, report, facts, part=""):
        self.algorithm, self.names, self.report, self.part, self.facts = algorithm, names, report, part, facts
        self.group, self.height, self.shown = None, 0, set()

    def show(self, context, output, product, names=None, report=None, parameter="OUTPUT"):
        """Names, styles, describes and groups the layer that QGIS loads from `output`.

        A name that the author of a model has given stays, and such a layer stays where QGIS puts it.
        """
        if not context.willLoadLayerOnCompletion(output):
            return
        details = context.layerToLoadOnCompletionDetails(output)
        definition = self.algorithm.parameterDefinition(parameter)
        given = details.name not in ("", definition.description() if definition else "")
        if not given:
            details.name = product_name(product, names or self.names, report or self.report, self.part)
        self.finish(details, output, not given)
        self.shown.add(output)
        if not given:
            self.also_written(context, output)

    def add(self, context, output, product, project=None, names=None, report=None, below=False):
        """Loads an output that QGIS does not load by itself; `below` all others of the run."""
        project = project or context.project()
        if project is None:
            return
        name = product_name(product, names or self.names, report or self.report, self.part)
        kinds = QgsProcessingUtils.LayerHint
        kind = kinds.Raster if Path(output).suffix.lower() in RASTERS else kinds.Vector
        details = QgsProcessingContext.LayerDetails(name, project, name, kind)
        self.finish(details, output, True, below)
        context.addLayerToLoadOnCompletion(output, details)
        self.shown.add(output)

    def finish(self, details, output, grouped, below=False):
        self.height += 1
        details.setPostProcessor(Loaded.make(self, output, 0 if below else self.height, grouped))

    def also_written(self, context, first):
        """Loads the rasters that were written beside the outputs, where QGIS loads `first`; the log names all files."""
        project = context.layerToLoadOnCompletionDetails(first).project
        for name in self.report.get("outputs", ()):
            path = Path(name)
            if name not in self.shown and path.stem.endswith(VALIDITY) and path.suffix.lower() in RASTERS:
                self.add(context, name, tr("Valid shares"), project, below=True)

    def into_group(self, layer, height):
        """Moves a layer of the tree into the run's group, which is made on top, below those of more height."""
        root = QgsProject.instance().layerTreeRoot()
        node = root.findLayer(layer.id())
        if node is None:
            return
        if self.group is None:
            wanted = name = run_name(self.names, self.report, self.part)
            count = 2
            while root.findGroup(name):
                name, count = f"{wanted} ({count})", count + 1
            self.group = name
            root.insertGroup(0, name)
        group = root.findGroup(self.group) or root.insertGroup(0, self.group)
        moved = node.clone()
        moved.setCustomProperty(HEIGHT, height)
        higher = [child for child in group.children() if int(child.customProperty(HEIGHT, 0)) > height]
        group.insertChildNode(len(higher), moved)
        node.parent().removeChildNode(node)
