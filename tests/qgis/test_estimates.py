"""What the library says of a job before it runs, in the dialog's words: refusals, and warnings that it shows once."""
import unittest
from pathlib import Path
from unittest import mock

import support


class Estimates(support.InQgis):
    def warned(self, name, **parameters):
        """What the dialog says once before it runs; without a dialog, the same values pass."""
        from qgis.core import QgsProcessingContext

        parameters.setdefault("OUTPUT", self.path("never.tif"))
        self.passes(name, **parameters)
        algorithm, context = self.algorithm(name), QgsProcessingContext()
        algorithm.confirmed = set()
        good, message = algorithm.checkParameterValues(parameters, context)
        self.assertFalse(good, f"{name} says nothing of {parameters}")
        self.assertTrue(message.endswith("Run again to run all the same."), message)
        self.assertEqual(algorithm.checkParameterValues(parameters, context), (True, ""), "the second time")
        return message

    def quiet(self, name, **parameters):
        """Nothing is said, in a dialog either."""
        from qgis.core import QgsProcessingContext

        algorithm = self.algorithm(name)
        algorithm.confirmed = set()
        parameters["OUTPUT"] = self.path("never.tif")
        self.assertEqual(algorithm.checkParameterValues(parameters, QgsProcessingContext()), (True, ""))

    def test_resolution_far_from_ten_metres(self):
        coarse = self.derived("coarse", xRes=60, yRes=60)
        message = self.warned("features", INPUT=coarse)
        self.assertIn("Sentinel-2 raster (INPUT): coarse: pixels are 60.0 x 60.0 m on the ground", message)
        self.assertIn('"Resample to pixels of" (TARGET_RESOLUTION) 10 resamples', message)
        self.passes("features", INPUT=coarse, TARGET_RESOLUTION=10)
        degrees = self.derived("degrees", outputSRS="EPSG:4326", outputBounds=[3.0, 43.0, 3.2, 42.84])
        self.assertIn("x 111.1 m on the ground", self.warned("features", INPUT=degrees))

    def test_values_that_look_like_zero_to_one(self):
        from osgeo import gdal

        unit = self.shifted_values("unit", 0, 0.0001, gdal.GDT_Float32)
        message = self.warned("features", INPUT=unit, REFLECTANCE="dn")
        self.assertIn("values look like reflectance 0 to 1, far too dark", message)
        self.assertIn('check the convention ("Reflectance of the values" (REFLECTANCE) = unit)', message)
        self.quiet("features", INPUT=unit, REFLECTANCE="unit")
        message = self.refused("features", INPUT=self.before, REFLECTANCE="unit")
        self.assertIn("brighter than any reflectance", message)
        self.assertIn('"Reflectance of the values" (REFLECTANCE) = dn', message)
        self.assertNotIn("reflectance=", message)

    def test_values_that_carry_the_offset_and_values_that_do_not(self):
        carrying = self.shifted_values("carrying", 1000)
        message = self.warned("features", INPUT=carrying, REFLECTANCE="dn")
        self.assertIn("as if the +1000 of baseline 04.00 were still in the values", message)
        self.quiet("features", INPUT=carrying, REFLECTANCE="dn-offset")
        message = self.warned("features", INPUT=self.before, REFLECTANCE="dn-offset")
        self.assertIn("as if it had been taken away before", message)
        self.quiet("features", INPUT=self.before, REFLECTANCE="dn")

    def test_the_second_date_is_held_to_its_own_convention(self):
        carrying = self.shifted_values("second", 1000)
        values = {"BEFORE": self.before, "AFTER": carrying, "REFLECTANCE": "dn"}
        message = self.refused("change", **values)
        self.assertIn("second.tif (dn: said by the caller): no pixel is darker", message)
        self.assertIn('tick "Compare dates that contradict each other" (MIXED)', message)
        self.quiet("change", **values, REFLECTANCE_AFTER="dn-offset")
        self.assertIn("the two dates do not compare", self.warned("change", **values, MIXED=True))

    def test_an_estimate_leaves_nothing(self):
        """No output, no temporary file, no name in memory."""
        from osgeo import gdal
        from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingUtils, QgsRasterLayer

        layer = QgsRasterLayer(self.before, "given")
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))

        def files():
            """But for what GDAL and QGIS write beside rasters that they open."""
            found = [*Path(QgsProcessingUtils.tempFolder()).rglob("*"), *self.home.rglob("*")]
            return sorted(f for f in found if f.suffix != ".xml"), gdal.ReadDirRecursive("/vsimem/")

        before = files()
        self.passes("features", INPUT=layer)
        self.passes("features", INPUT=layer, OUTPUT="TEMPORARY_OUTPUT")
        self.passes("pca", INPUT=layer, MORE=[self.after], OUTPUT_FOLDER=self.path("not_there_yet"))
        self.refused("features", INPUT=layer, OVERLAP="2")
        self.assertEqual(files(), before)

    def test_layers_on_other_machines_keep_no_dialog_waiting(self):
        from lejepa_gis.algorithms import estimating

        layer = mock.Mock(source=lambda: "/vsicurl/https://b.example/x.tif")
        algorithm = self.algorithm("features")
        with mock.patch.object(type(algorithm), "inputs", return_value=[("INPUT", [layer])]):
            with mock.patch.object(estimating.api, "estimate", side_effect=AssertionError("it was asked")):
                self.assertIsNone(algorithm.wrong_job({}, None))

    def test_the_number_of_bands_is_the_models_own(self):
        """A model of the user's may need fewer than the built-in ones; the library says what is missing."""
        three = self.derived("three_bands", bandList=[1, 2, 3])
        fixture = str(support.ROOT / "tests/fixtures/vit_32.pt")
        message = self.refused("features", INPUT=three, MODEL=fixture)
        self.assertIn('no band is known to be nir; the model needs', message)
        self.assertIn('say which is which with "Bands" (BANDS)', message)

    def test_silent_metadata_are_the_librarys_sentence_in_the_dialogs_words(self):
        from qgis.core import QgsProcessingException

        silent = self.shifted_values("silent", 1000)  # no dark pixel proves what is in it
        field = r'"Reflectance of the values" \(REFLECTANCE\) to dn'
        with self.assertRaisesRegex(QgsProcessingException, f"silent.tif.*{field}"):
            self.run_algorithm("features", INPUT=silent, OUTPUT=self.path("never.tif"))

    def test_real_imagery_passes_as_it_is(self):
        for name in ("dubai", "boadella", "lasvegas"):
            found = support.imagery(self.path(name), *(f"demo/{name}_{date}_*.tif" for date in ("before", "after")))
            if not found:
                self.skipTest("shared/imagery is not there")
            self.passes("change", BEFORE=str(found[0]), AFTER=str(found[1]), REFLECTANCE="dn")


if __name__ == "__main__":
    unittest.main()
