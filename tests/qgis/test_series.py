"""Change over many dates in QGIS: the command line's pixels, and the layer's time."""
import datetime
import unittest
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

    def test_fewer_than_three_dates_are_refused(self):
        message = self.refused("series", INPUT=self.dates[:2], OUTPUT=self.path("two.tif"))
        self.assertEqual(message, "Incorrect parameter value for Dates (INPUT)")


if __name__ == "__main__":
    unittest.main()
