"""The panel to explore with: finding what is like a place."""
import math
import unittest

import support
from window import WithPanel


class Panel(WithPanel):
    def pointing(self):
        """Features in the project, open in the panel."""
        layer = self.add(self.features, "features 2022-06-12")
        self.page.point.setChecked(True)
        self.wait(lambda: self.page.session.raster is not None)
        return layer

    def scores(self, *arguments):
        """The command line's scores of the features, row by row, and its report."""
        import json

        from osgeo import gdal

        out = self.path("scores.tif")
        report = json.loads(support.cli("similar", self.features, "-o", out, "--overwrite", "--json", *arguments))
        dataset = gdal.Open(out)
        return memoryview(dataset.ReadRaster()).cast("f"), report["similar"][0]

    def assert_counts(self, *arguments):
        """The panel counts what the command line's scores reach, but for what 8 bits round."""
        value = self.page.threshold.value
        scores, report = self.scores(*arguments, "--threshold", str(value))
        cells = self.page.found
        self.assertEqual(cells.valid(), report["valid_cells"])
        unsure = sum(1 for score in scores if abs(score - value) < 0.02)
        self.assertAlmostEqual(cells.reaching(self.page.threshold.number), report["like_cells"], delta=unsure)
        known = report["like_hectares"] / max(report["like_cells"], 1)
        self.assertAlmostEqual(self.page.session.hectares, known, delta=0.001 * known)
        self.assertGreater(report["like_cells"], 0)

    # --- finding ----------------------------------------------------------------------------------------------------

    def test_moving_over_the_map_paints_what_is_like_the_cell(self):
        self.pointing()
        self.iface.move(*self.place(5, 7))
        self.wait(lambda: self.page.found is not None)
        self.assert_counts("--at", "{},{}".format(*self.place(5, 7)))
        first = self.page.found.codes
        self.assertEqual(len(self.page.overlay.outline), 4)
        self.iface.move(*self.place(15, 12))
        self.wait(lambda: self.page.found.codes != first)
        self.assertEqual(self.page.examples.places, [])

    def test_examples_and_counter_examples(self):
        from qgis.PyQt.QtCore import Qt

        self.pointing()
        plus, minus = self.place(5, 7), self.place(15, 12)
        self.iface.click(*plus)
        self.wait(lambda: self.page.found is not None)
        self.assert_counts("--at", "{},{}".format(*plus))
        self.assertIn(" ha, ", self.page.threshold.told.text())
        before = self.page.found.codes
        self.iface.click(*minus, keys=Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: self.page.found.codes != before)
        self.assertEqual(len(self.page.examples.of("minus")), 1)
        self.assertEqual(len(self.page.examples.marks), 2)
        self.iface.click(*minus, button=Qt.MouseButton.RightButton)
        self.wait(lambda: self.page.found.codes == before)
        self.page.clear.click()
        self.assertIsNone(self.page.found)
        self.assertEqual(self.page.examples.marks, [])

    def test_the_threshold_counts_at_once_and_paints_less(self):
        self.pointing()
        self.iface.click(*self.place(5, 7))
        self.wait(lambda: self.page.found is not None)
        counted, painted = [], []
        for value in (-1.0, 0.0, 0.5, 1.0):
            self.page.threshold.box.setValue(value)
            counted.append(self.page.found.reaching(self.page.threshold.number))
            image = self.page.overlay.image
            shown = sum(image.pixelColor(x, y).alpha() > 0 for x in range(image.width()) for y in range(image.height()))
            painted.append(shown)
        self.assertEqual(counted, painted)
        self.assertEqual(counted[0], self.page.found.valid())
        self.assertEqual(counted, sorted(counted, reverse=True))

    def test_the_picture_lies_on_its_cells_in_any_reference_system(self):
        from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject, QgsRectangle

        layer = self.pointing()
        place = QgsPointXY(*self.place(5, 7))
        for system in (layer.crs(), QgsCoordinateReferenceSystem("EPSG:4326")):
            self.canvas.setDestinationCrs(system)
            to = QgsCoordinateTransform(layer.crs(), system, QgsProject.instance())
            self.canvas.setExtent(to.transformBoundingBox(QgsRectangle(layer.extent())))
            shown = to.transform(place)
            self.iface.click(shown.x(), shown.y())
            self.wait(lambda: self.page.shown is not None and self.page.overlay.image is not None)
            # The cell itself is most like itself, and reaches a threshold of nearly 1.
            self.page.threshold.box.setValue(0.99)
            item, (x, y) = self.page.overlay, (shown.x(), shown.y())
            inverse = self.inverse(item.place)
            column, row = inverse(x, y)
            self.assertGreater(item.image.pixelColor(math.floor(column), math.floor(row)).alpha(), 0)
            self.page.clear.click()
            self.page.threshold.box.setValue(0.5)

    def inverse(self, place):
        from osgeo import gdal

        back = gdal.InvGeoTransform(list(place))
        return lambda x, y: gdal.ApplyGeoTransform(back, x, y)

    def test_features_too_large_for_memory_answer_on_click(self):
        from qgis.core import QgsSettings

        QgsSettings().setValue("lejepa_gis/panel_memory", 0)
        try:
            self.pointing()
            self.assertIsNone(self.page.session.raster.handle)
            self.iface.move(*self.place(5, 7))
            self.assertIsNone(self.page.found)
            self.iface.click(*self.place(5, 7))
            self.wait(lambda: self.page.found is not None)
            self.assert_counts("--at", "{},{}".format(*self.place(5, 7)))
            from osgeo import gdal

            self.assertEqual([f for f in gdal.ReadDirRecursive("/vsimem/") or [] if "lejepa_gis_" in f], [])
        finally:
            QgsSettings().remove("lejepa_gis/panel_memory")

    def test_encoding_a_raster_with_one_button(self):
        layer = self.add(self.before, "before")
        self.iface.select(layer)
        self.assertEqual(self.page.encode.text(), "Encode before")
        self.page.encode.click()
        self.assertFalse(self.page.encode.isEnabled())
        self.wait(lambda: self.page.session.raster is not None)
        made = self.page.layers.layer()
        self.assertEqual(made.name(), "Features, before 2022-06-12")
        self.assert_same_pixels(made.source(), self.features)

    def test_what_cannot_be_encoded_is_said(self):
        from osgeo import gdal

        path = self.path("unnamed.tif")
        dataset = gdal.Translate(path, self.before)
        for number in range(1, 6):
            dataset.GetRasterBand(number).SetDescription("")
        dataset.SetMetadata({})
        dataset = None
        self.iface.select(self.add(path, "unnamed"))
        self.page.encode.click()
        self.wait(lambda: not self.dock.busy())
        self.assertIn("band", self.page.status.text.text())

    def test_saving_as_layer_and_as_areas(self):
        from qgis.core import QgsProject

        self.pointing()
        place = self.place(5, 7)
        self.iface.click(*place)
        self.wait(lambda: self.page.found is not None)
        self.page.threshold.box.setValue(0.4)
        self.page.areas.click()
        self.wait(lambda: not self.dock.busy())
        layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
        saved = next(layer for name, layer in layers.items() if name.startswith("Similar"))
        areas = next(layer for name, layer in layers.items() if name.startswith("Areas"))
        scores, _ = self.scores("--at", "{},{}".format(*place))
        self.assert_same_pixels(saved.source(), self.path("scores.tif"))
        self.assertGreater(areas.featureCount(), 0)
        for feature in areas.getFeatures():
            self.assertGreaterEqual(feature["score_mean"], 0.39)
        items = saved.renderer().shader().rasterShaderFunction().colorRampItemList()
        self.assertEqual([entry.color.alpha() for entry in items[:3]], [0, 0, 255])
        self.assertAlmostEqual(items[2].value, 0.4)


if __name__ == "__main__":
    unittest.main()
