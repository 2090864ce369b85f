"""Change over many dates in QGIS: the command line's pixels, and the layer's time."""
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
        from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer

        ours, theirs, store = self.path("ours.tif"), self.path("theirs.tif"), self.path("store")
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        details = QgsProcessingContext.LayerDetails("series", QgsProject.instance(), "OUTPUT")
        context.addLayerToLoadOnCompletion(ours, details)
        layers = [self.layer(path) for path in reversed(self.dates)]
        self.run_algorithm("series", context=context, INPUT=layers, MIN_CLEAR=0.01, STORE=store, OUTPUT=ours)
        support.cli("series", *self.dates, "--min-clear", "0.01", "-o", theirs)
        self.assert_same_pixels(ours, theirs)
        self.assertEqual(len(list(Path(store).iterdir())), 4)
        processor = context.layerToLoadOnCompletionDetails(ours).postProcessor()
        layer = QgsRasterLayer(ours)
        processor.postProcessLayer(layer, context, QgsProcessingFeedback())
        time = layer.temporalProperties()
        self.assertTrue(time.isActive())
        begin, end = time.fixedTemporalRange().begin(), time.fixedTemporalRange().end()
        names = [Path(path).stem for path in self.dates]
        self.assertEqual((begin.toString("yyyyMMdd"), end.toString("yyyyMMdd")), (names[0], names[-1]))

    def test_fewer_than_three_dates_are_refused(self):
        message = self.refused("series", INPUT=self.dates[:2], OUTPUT=self.path("two.tif"))
        self.assertEqual(message, "Incorrect parameter value for Dates (INPUT)")


if __name__ == "__main__":
    unittest.main()
