"""What is said before a run: inputs that cannot be used, as sentences of `checkParameterValues`."""
import unittest

import support


class Refusals(support.InQgis):
    def derived(self, name, source=None, **translate):
        """A raster made of the first date by gdal_translate."""
        from osgeo import gdal

        path = self.path(f"{name}.tif")
        gdal.Translate(path, source or self.before, **translate)
        return path

    def shifted_values(self, name, offset, scale=1.0, kind=None):
        """The first date with value * scale + offset, without tags; 0 stays 0."""
        import array

        from osgeo import gdal

        source, path = gdal.Open(self.before), self.path(f"{name}.tif")
        size = source.RasterXSize, source.RasterYSize
        made = gdal.GetDriverByName("GTiff").Create(path, *size, 5, kind or gdal.GDT_UInt16)
        made.SetGeoTransform(source.GetGeoTransform())
        made.SetProjection(source.GetProjection())
        for number in range(1, 6):
            values = array.array("f", source.GetRasterBand(number).ReadRaster(buf_type=gdal.GDT_Float32))
            values = array.array("f", (v * scale + offset if v else 0 for v in values))
            made.GetRasterBand(number).WriteRaster(0, 0, *size, values.tobytes(), buf_type=gdal.GDT_Float32)
            made.GetRasterBand(number).SetDescription(source.GetRasterBand(number).GetDescription())
        return path

    def passes(self, name, **parameters):
        from qgis.core import QgsProcessingContext

        parameters.setdefault("OUTPUT", self.path("never.tif"))
        self.assertEqual(self.algorithm(name).checkParameterValues(parameters, QgsProcessingContext()), (True, ""))

    def test_web_layers(self):
        from qgis.core import QgsRasterLayer

        layer = QgsRasterLayer("type=xyz&url=http://localhost/%7Bz%7D/%7Bx%7D/%7By%7D.png", "tiles", "wms")
        self.assertTrue(layer.isValid())
        for name, values in (("features", {"INPUT": layer}), ("change", {"BEFORE": self.before, "AFTER": layer})):
            self.assertIn("tiles is a layer of the provider wms", self.refused(name, **values))
        self.assertIn("MORE: tiles is", self.refused("pca", INPUT=self.before, MORE=[layer]))

    def test_a_mask_from_the_web_is_refused_too(self):
        from qgis.core import QgsRasterLayer

        layer = QgsRasterLayer("type=xyz&url=http://localhost/%7Bz%7D/%7Bx%7D/%7By%7D.png", "tiles", "wms")
        self.assertIn("MASK: tiles is a layer", self.refused("features", INPUT=self.before, MASK=layer))

    def test_too_few_bands(self):
        three = self.derived("three", bandList=[1, 2, 3])
        self.assertIn("INPUT: 5 bands are needed", self.refused("features", INPUT=three))
        self.assertIn("three has 3", self.refused("features", INPUT=three))

    def test_one_raster_as_both_dates(self):
        message = self.refused("change", BEFORE=self.before, AFTER=self.before)
        self.assertIn("Both dates are the same raster, before", message)

    def test_no_raster(self):
        self.assertIn("INPUT", self.refused("features"))

    def test_reference_systems_and_grids_that_differ(self):
        other = self.derived("other", source=self.after, outputSRS="EPSG:32632")
        self.assertIn("EPSG:32631 and EPSG:32632", self.refused("change", BEFORE=self.before, AFTER=other))
        smaller = self.derived("smaller", source=self.after, srcWin=[0, 0, 192, 160])
        self.assertIn("200 x 160 and 192 x 160 pixels", self.refused("change", BEFORE=self.before, AFTER=smaller))
        bounds = [500003, 4700000, 502003, 4698400]
        moved = self.derived("moved", source=self.after, outputBounds=bounds)
        self.assertIn("corners 3 units apart", self.refused("change", BEFORE=self.before, AFTER=moved))
        for date in (smaller, moved):
            self.passes("change", BEFORE=self.before, AFTER=date, ALIGN=True)

    def test_products_of_two_tiles_are_left_to_the_library(self):
        first = self.derived("T31TDG_20220612")
        second = self.derived("T31TEG_20220612", source=self.after, srcWin=[8, 0, 192, 160])
        self.passes("change", BEFORE=first, AFTER=second)
        third = self.derived("T31TDG_20230905", source=self.after, srcWin=[8, 0, 192, 160])
        self.assertIn("pixel grids of the two dates differ", self.refused("change", BEFORE=first, AFTER=third))

    def test_resolution_far_from_ten_metres(self):
        coarse = self.derived("coarse", xRes=60, yRes=60)
        self.assertIn("about 60 m on the ground", self.refused("features", INPUT=coarse))
        self.passes("features", INPUT=coarse, TARGET_RESOLUTION=10)
        degrees = self.derived("degrees", outputSRS="EPSG:4326", outputBounds=[3.0, 43.0, 3.2, 42.84])
        self.assertIn("about 111 m on the ground", self.refused("features", INPUT=degrees))

    def test_values_that_look_like_zero_to_one(self):
        from osgeo import gdal

        unit = self.shifted_values("unit", 0, 0.0001, gdal.GDT_Float32)
        for convention in ("dn", "dn-offset"):
            message = self.refused("features", INPUT=unit, REFLECTANCE=convention)
            self.assertIn("look like reflectance from 0 to 1", message)
        self.passes("features", INPUT=unit, REFLECTANCE="unit")
        message = self.refused("features", INPUT=self.before, REFLECTANCE="unit")
        self.assertIn("are not reflectance from 0 to 1", message)

    def test_values_that_carry_the_offset_and_values_that_do_not(self):
        carrying = self.shifted_values("carrying", 1000)
        message = self.refused("features", INPUT=carrying, REFLECTANCE="dn")
        self.assertIn("as if the +1000 of baseline 04.00 were still in them", message)
        self.passes("features", INPUT=carrying, REFLECTANCE="dn-offset")
        self.passes("features", INPUT=carrying, REFLECTANCE="dn", OWN_SCALE="0.0001,0")
        self.assertIn("taken away already", self.refused("features", INPUT=self.before, REFLECTANCE="dn-offset"))
        self.passes("features", INPUT=self.before, REFLECTANCE="dn")

    def test_the_second_date_is_held_to_its_own_convention(self):
        carrying = self.shifted_values("second", 1000)
        values = {"BEFORE": self.before, "AFTER": carrying, "REFLECTANCE": "dn"}
        self.assertIn("AFTER: no value is below", self.refused("change", **values))
        self.passes("change", **values, REFLECTANCE_AFTER="dn-offset")

    def test_silent_metadata_are_the_librarys_sentence(self):
        from qgis.core import QgsProcessingException

        silent = self.shifted_values("silent", 0)
        with self.assertRaisesRegex(QgsProcessingException, "silent.tif.*reflectance=dn"):
            self.run_algorithm("features", INPUT=silent, OUTPUT=self.path("never.tif"))

    def test_real_imagery_passes_as_it_is(self):
        folder = support.ROOT.parent / "shared/imagery/demo"
        if not folder.is_dir():
            self.skipTest(f"{folder} is not there")
        for name in ("dubai", "boadella", "lasvegas"):
            before, after = (sorted(folder.glob(f"{name}_{date}_*.tif"))[0] for date in ("before", "after"))
            self.passes("change", BEFORE=str(before), AFTER=str(after), REFLECTANCE="dn")


if __name__ == "__main__":
    unittest.main()
