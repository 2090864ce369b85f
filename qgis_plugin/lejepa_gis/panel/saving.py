"""What was found, kept as a layer or as areas. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QFileDialog

from ..i18n import tr
from .styles import style_similar


class Saving:
    """Runs the algorithms for a page "Find" with its features, examples and threshold. Main thread."""

    def __init__(self, page):
        self.page, self.kept = page, {}

    def layer(self, where, then=None):
        """Runs `similar`, whose numbers are not rounded; `then` is called with its layer."""
        layer, output = self.page.layers.layer(), ".tif"
        if where == "ask" and not (output := self.file(tr("Save as layer"), "GeoTIFF (*.tif)", ".tif")):
            return
        named = {"EXAMPLES": "plus", "COUNTER_EXAMPLES": "minus"}
        self.kept = {key: self.page.examples.layer(sign) for key, sign in named.items() if self.page.examples.of(sign)}
        value = round(self.page.threshold.value, 4)
        values = {"INPUT": layer.id(), "THRESHOLD": str(value), "UNION": self.page.best.isChecked(), **self.kept}
        if "COUNTER_EXAMPLES" in values:
            values["UNION"] = False

        def saved(layers):
            for made in layers:
                style_similar(made, value)
            if then and layers:
                then(layers[0])
            else:
                self.page.show_state()

        self.page.dock.run("similar", values, output, tr("Saving what is alike"), self.page.status, saved)
        self.page.show_state()

    def areas(self, where):
        """Saves the scores, and polygons where they reach the threshold."""
        output = ".gpkg"
        if where == "ask" and not (output := self.file(tr("As areas"), "GeoPackage (*.gpkg)", ".gpkg")):
            return

        def scored(layer):
            node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
            if node is not None:
                node.setItemVisibilityChecked(False)
            values, title = {"BEFORE": layer.id()}, tr("Drawing areas")
            self.page.dock.run("areas", values, output, title, self.page.status, lambda _: self.page.show_state())

        self.layer("", scored)

    def file(self, title, kinds, ending):
        """A file's name from the user; empty if there is none."""
        name, _ = QFileDialog.getSaveFileName(self.page, title, "", kinds)
        return name if not name or name.lower().endswith(ending) else name + ending
