"""Change over many dates in QGIS: the command line's pixels, and the layer's time."""
import datetime
import shutil
import unittest
import zipfile
from pathlib import Path

import support


class Series(support.InQgis):
    def setUp(self):
        super().setUp()
        self.place = Path(self.path("place"))
        if not self.place.exists():
            support.cli("scene", str(self.place), "--dates", "4", "--width", "160", "--height", "128")
        self.dates = sorted(str(path) for path in self.place.glob("2*.tif"))

    def test_the_command_lines_pixels_and_a_time(self):
        ours, theirs, store = self.path("ours.tif"), self.path("theirs.tif"), self.path("store")
        layer = self.loaded(ours, MIN_CLEAR=0.01, STORE=store)
        support.cli("series", *self.dates, "--min-clear", "0.01", "-o", theirs)
        self.assert_same_pixels(ours, theirs)
        self.assertEqual(len(list(Path(store).iterdir())), 4)
        time = layer.temporalProperties()
        self.assertTrue(time.isActive())
        begin, end = time.fixedTemporalRange().begin(), time.fixedTemporalRange().end()
        names = [Path(path).stem for path in self.dates]
        self.assertEqual((begin.toString("yyyyMMdd"), end.toString("yyyyMMdd")), (names[0], names[-1]))
        self.assertTrue(self.is_shown(layer, begin))
        self.assertFalse(self.is_shown(layer, end.addDays(1)))

    def test_the_legend_tells_the_days_of_first_changes(self):
        from qgis.PyQt.QtGui import QColor

        ours = self.path("legend.tif")
        layer = self.loaded(ours, MIN_CLEAR=0.01, HISTORY=1, THRESHOLD=1.0)
        bands = self.bands(ours)
        days = sorted({day for day in bands[0] if day == day})
        self.assertTrue(days)
        start = datetime.date(1970, 1, 1)
        expected = {day: (start + datetime.timedelta(days=int(day))).isoformat() for day in days}
        self.assertEqual({one.value: one.label for one in layer.renderer().classes()}, expected)
        self.assertEqual(layer.renderer().usesBands(), [1])
        # A cell that changed is seen in the colour of its day; one that did not is not seen.
        colours = {one.value: one.color.name() for one in layer.renderer().classes()}
        width, height = layer.width(), layer.height()
        block = layer.renderer().block(1, layer.extent(), width, height)
        seen = [QColor.fromRgba(block.color(cell // width, cell % width)) for cell in range(width * height)]
        for day, colour in zip(bands[0], seen):
            self.assertEqual(colour.alpha(), 255 if day == day else 0)
            self.assertTrue(day != day or colour.name() == colours[day])

    def loaded(self, output, **parameters):
        """The layer that QGIS loads from a run on the dates, with what is done to it then."""
        from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer

        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        details = QgsProcessingContext.LayerDetails("series", QgsProject.instance(), "OUTPUT")
        context.addLayerToLoadOnCompletion(output, details)
        layers = [self.layer(path) for path in reversed(self.dates)]
        self.run_algorithm("series", context=context, INPUT=layers, OUTPUT=output, **parameters)
        layer = QgsRasterLayer(output, "series")
        processor = context.layerToLoadOnCompletionDetails(output).postProcessor()
        processor.postProcessLayer(layer, context, QgsProcessingFeedback())
        return layer

    @staticmethod
    def is_shown(layer, moment):
        """Whether the Temporal Controller shows a layer at a moment."""
        from qgis.core import QgsDateTimeRange

        return layer.temporalProperties().isVisibleInTemporalRange(QgsDateTimeRange(moment, moment))

    @staticmethod
    def bands(path):
        """Each band's numbers."""
        from osgeo import gdal

        raster = gdal.Open(path)
        return [list(memoryview(raster.GetRasterBand(i + 1).ReadRaster()).cast("f")) for i in range(raster.RasterCount)]

    def test_products_of_a_folder_and_by_name_are_dates_as_layers_are(self):
        folder, theirs = Path(self.path("products")), self.path("all.tif")
        support.cli("series", *self.dates, "--min-clear", "0.01", "-o", theirs)
        # A zip, a folder of bands, and what is no product: a loose raster, a text, and what is hidden.
        folder.mkdir()
        archive = self.archive(self.dates[0], folder / f"{Path(self.dates[0]).stem}.zip")
        bands = folder / Path(self.dates[1]).stem
        bands.mkdir()
        shutil.copy(self.dates[1], bands)
        shutil.copy(self.dates[2], folder)
        (folder / "notes.json").write_text('{"type": "Feature"}')
        (folder / ".hidden.zip").write_text("")
        apart = self.archive(self.dates[3], Path(self.path("apart.zip")))
        from lejepa_gis.product import products_in

        self.assertEqual([one.source() for one in products_in(folder)], sorted([str(archive), str(bands)]))
        self.assertEqual(products_in(self.path("nowhere")), [])
        # An item that cannot be read hides no other, and is not left out without a word.
        gone = Path(folder) / "gone.json"
        gone.symlink_to(Path(folder) / "nowhere.json")
        self.assertEqual([one.source() for one in products_in(folder)], sorted(map(str, [archive, bands, gone])))
        gone.unlink()
        given = {"INPUT_FOLDER": str(folder), "INPUT": [self.layer(self.dates[2])], "INPUT_PRODUCTS": [str(apart)]}
        for name, more in (("one.tif", given), ("two.tif", {**given, "INPUT": self.dates[2]})):
            self.run_algorithm("series", OUTPUT=self.path(name), MIN_CLEAR=0.01, **more)
            self.assert_same_pixels(self.path(name), theirs)
        self.assertIn("an input is never replaced", self.refused("series", OUTPUT=str(apart), OVERWRITE=True, **given))

    @staticmethod
    def archive(raster, path):
        """A zip of a date's raster, as products come."""
        with zipfile.ZipFile(path, "w") as into:
            into.write(raster, Path(raster).name)
        return path

    def test_fewer_than_three_dates_are_refused(self):
        few = "Dates (INPUT): choose three rasters or products, or more; there are {}."
        two = self.path("two.tif")
        self.assertEqual(self.refused("series", INPUT=self.dates[:2], OUTPUT=two), few.format(2))
        self.assertEqual(self.refused("series", OUTPUT=two), few.format(0))
        empty = Path(self.path("empty"))
        empty.mkdir()
        for folder, words in ((empty, "no product lies in"), (self.path("nowhere"), "nowhere is not there")):
            message = self.refused("series", INPUT=self.dates, INPUT_FOLDER=str(folder), OUTPUT=two)
            self.assertIn(words, message)
            self.assertIn("Folder of products (INPUT_FOLDER)", message)


if __name__ == "__main__":
    unittest.main()
