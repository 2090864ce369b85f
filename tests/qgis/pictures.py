#!/usr/bin/env python3
"""Takes the pictures of docs/pictures that show the panel, from the real thing on the synthetic scene.

    pictures.py [FOLDER]

Look at them before they are kept.
"""
import sys
import unittest

import support
from qgis.core import QgsContrastEnhancement, QgsMultiBandColorRenderer, QgsProject
from qgis.PyQt.QtCore import Qt
from window import WithPanel, wait, work

FOLDER = sys.argv[1] if len(sys.argv) > 1 else str(support.ROOT / "docs/pictures")
DARK, BRIGHT = 0, 2200
"""Reflectance x 10000 that is black, and white."""


class Pictures(WithPanel):
    """A scene larger than the tests', since pictures show it all."""

    def keep(self, name):
        """Takes the window's picture once the map is drawn."""
        work(1.0)
        wait(lambda: not self.canvas.isDrawing())
        self.iface.window.grab().save(f"{FOLDER}/{name}.jpg", "JPG", 88)

    def image(self, file, name):
        """A date in natural colours."""
        layer = self.add(file, name)
        renderer = QgsMultiBandColorRenderer(layer.dataProvider(), 1, 2, 3)
        stretch = QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        for band, put in enumerate((renderer.setRedContrastEnhancement, renderer.setGreenContrastEnhancement,
                                    renderer.setBlueContrastEnhancement), 1):  # fmt: skip
            found = QgsContrastEnhancement(layer.dataProvider().dataType(band))
            found.setMinimumValue(DARK)
            found.setMaximumValue(BRIGHT)
            found.setContrastEnhancementAlgorithm(stretch)
            put(found)
        layer.setRenderer(renderer)
        return layer

    def test_take(self):
        scene = support.scene(self.home / "large", 640, 560)
        days = {"2022-06-12": scene / "before.tif", "2023-09-05": scene / "after.tif"}
        for day, file in {**days, "2024-05-20": scene / "after.tif"}.items():
            support.cli("features", file, "-o", self.home / f"features_{day}.tif")
        self.iface.window.resize(1100, 660)
        self.dock.setMinimumWidth(360)
        layers = [self.image(file, f"scene {day}") for day, file in days.items()]
        for day in (*days, "2024-05-20"):
            layer = self.add(self.home / f"features_{day}.tif", f"Features, scene {day}")
            QgsProject.instance().layerTreeRoot().findLayer(layer.id()).setItemVisibilityChecked(False)
        self.iface.select(layers[0])
        self.canvas.setExtent(layers[0].extent())
        self.canvas.refresh()
        find, dates, history = self.dock.pages
        find.point.setChecked(True)
        self.wait(lambda: find.session.raster is not None)
        find.threshold.box.setValue(0.7)
        for place, keys in (((62, 44), Qt.KeyboardModifier.NoModifier), ((48, 7), Qt.KeyboardModifier.ShiftModifier),
                            ((56, 20), Qt.KeyboardModifier.ControlModifier)):  # fmt: skip
            self.iface.click(*self.place(*place), keys=keys)
        self.iface.move(*self.place(20, 45))
        self.wait(lambda: find.found is not None)
        self.keep("qgis-panel-find")
        find.forget_examples()
        find.point.setChecked(False)
        self.dock.tabs.setCurrentIndex(1)
        dates.map_it.click()
        self.wait(lambda: not self.dock.busy() and dates.threshold.isEnabled())
        dates.find_areas.click()
        self.wait(lambda: not self.dock.busy() and dates.list.rowCount() > 0)
        self.keep("qgis-panel-change")
        dates.buttons["split"].click()
        self.keep("qgis-panel-split")
        dates.close_all()
        self.dock.tabs.setCurrentIndex(2)
        history.point.setChecked(True)
        self.iface.click(*self.place(20, 30))
        self.wait(lambda: history.chart.points)
        self.keep("qgis-panel-history")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
