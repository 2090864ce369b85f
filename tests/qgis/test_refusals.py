"""What is said before a run: inputs that cannot be used, as sentences of `checkParameterValues`."""
import os
import unittest
from pathlib import Path

import support


class Refusals(support.InQgis):
    def test_web_layers(self):
        from qgis.core import QgsRasterLayer

        layer = QgsRasterLayer("type=xyz&url=http://localhost/%7Bz%7D/%7Bx%7D/%7By%7D.png", "tiles", "wms")
        self.assertTrue(layer.isValid())
        for name, values in (("features", {"INPUT": layer}), ("change", {"BEFORE": self.before, "AFTER": layer})):
            self.assertIn("tiles is a layer of the provider wms", self.refused(name, **values))
        message = self.refused("pca", INPUT=self.before, MORE=[layer])
        self.assertIn("More rasters on the same basis (MORE): tiles is", message)

    def test_a_mask_from_the_web_is_refused_too(self):
        from qgis.core import QgsRasterLayer

        layer = QgsRasterLayer("type=xyz&url=http://localhost/%7Bz%7D/%7Bx%7D/%7By%7D.png", "tiles", "wms")
        self.assertIn("Cloud mask (MASK): tiles is a layer", self.refused("features", INPUT=self.before, MASK=layer))

    def test_too_few_bands(self):
        three = self.derived("three", bandList=[1, 2, 3])
        message = self.refused("features", INPUT=three)
        self.assertIn("Sentinel-2 raster (INPUT): 5 bands are needed", message)
        self.assertIn("three has 3", message)
        self.assertIn('add the others under "Sentinel-2 raster: further bands', message)

    def test_one_raster_as_both_dates(self):
        message = self.refused("change", BEFORE=self.before, AFTER=self.before)
        self.assertIn("Both dates are the same raster, before", message)
        for name, link in (("soft", os.symlink), ("hard", os.link)):
            link(self.before, self.path(f"{name}_link.tif"))
            message = self.refused("change", BEFORE=self.before, AFTER=self.path(f"{name}_link.tif"))
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
        """Which knows whether a raster is such a product."""
        first = self.derived("T31TDG_20220612")
        second = self.derived("T31TEG_20220612", source=self.after, srcWin=[8, 0, 192, 160])
        message = self.refused("change", BEFORE=first, AFTER=second)
        self.assertIn("do not share one pixel grid: origins (500000, 4700000) and (500080, 4700000)", message)
        self.assertIn("tick \"Warp second date onto the first one's grid\" (ALIGN)", message)
        third = self.derived("T31TDG_20230905", source=self.after, srcWin=[8, 0, 192, 160])
        self.assertIn("pixel grids of the two dates differ", self.refused("change", BEFORE=first, AFTER=third))

    def test_an_extent_elsewhere(self):
        values = {"INPUT": self.before, "EXTENT": "100000,100100,4699000,4699100 [EPSG:32631]"}
        message = self.refused("features", **values)
        self.assertIn("Extent to process (EXTENT): 100000,4699000 : 100100,4699100 does not meet before", message)
        self.assertIn("EPSG:32631", message)
        self.passes("features", INPUT=self.before, EXTENT="3.004,3.015,42.441,42.448 [EPSG:4326]")

    # --- reference systems of layers ----------------------------------------------------------------------------------

    def without_crs(self, name, source):
        from qgis.core import QgsRasterLayer

        path = self.derived(name, source=source)
        from osgeo import gdal

        gdal.Open(path, gdal.GA_Update).SetProjection("")
        layer = QgsRasterLayer(path, name)
        self.assertFalse(layer.crs().isValid())
        return layer

    def test_a_date_without_a_reference_system(self):
        bare = self.without_crs("bare", self.after)
        message = self.refused("change", BEFORE=self.before, AFTER=bare)
        self.assertIn("Second date (AFTER): bare has no reference system, and before has EPSG:32631", message)
        self.assertIn("no reference system", self.refused("change", BEFORE=self.before, AFTER=bare, ALIGN=True))
        self.assertIn("First date", self.refused("change", BEFORE=bare, AFTER=self.before))

    # --- outputs ------------------------------------------------------------------------------------------------------

    def test_a_file_that_exists_is_replaced_only_where_the_box_is_ticked(self):
        out = self.path("there.tif")
        Path(out).write_text("somebody's")
        message = self.refused("features", INPUT=self.before, OUTPUT=out)
        self.assertIn(f"Features (OUTPUT): {out} exists", message)
        self.assertIn('tick "Replace files that exist (OVERWRITE)"', message)
        self.passes("features", INPUT=self.before, OUTPUT=out, OVERWRITE=True)
        text = self.path("there.json")
        Path(text).write_text("somebody's")
        self.assertIn("exists", self.refused("describe", INPUT=self.before, OUTPUT=text))
        self.assertIn("exists", self.refused("modelinfo", OUTPUT=text))
        self.assertIn("exists", self.refused("doctor", OUTPUT=text))
        self.passes("doctor", OUTPUT=text, OVERWRITE=True)
        self.passes("features", INPUT=self.before, OUTPUT="TEMPORARY_OUTPUT")

    def test_a_model_step_replaces_nothing_either(self):
        from qgis.core import QgsProcessingContext, QgsProcessingFeedback

        out = self.path("step.tif")
        Path(out).write_text("somebody's")
        values = {"INPUT": self.before, "OUTPUT": out}
        self.assertFalse(self.algorithm("features").prepare(values, QgsProcessingContext(), QgsProcessingFeedback()))
        self.assertEqual(Path(out).read_text(), "somebody's")

    def test_inputs_are_never_replaced(self):
        from osgeo import gdal

        kept = {name: self.path(f"kept_{name}.tif") for name in ("before", "after", "mask")}
        for name, path in kept.items():
            gdal.Translate(path, self.before, bandList=[1] if name == "mask" else None)
        soft, hard, vrt = (self.path(f"kept_{name}") for name in ("soft.tif", "hard.tif", "stack.vrt"))
        os.symlink(kept["before"], soft)
        os.link(kept["before"], hard)
        gdal.BuildVRT(vrt, [kept["after"]])
        nested = self.path("kept_nested.vrt")
        gdal.BuildVRT(nested, [vrt])
        values = {"BEFORE": kept["before"], "AFTER": nested, "MASK": kept["mask"], "OVERWRITE": True}
        values["AFTER_LAYERS"] = []
        for path in (*kept.values(), soft, hard, vrt, nested):
            message = self.refused("change", **values, OUTPUT=path)
            self.assertIn("an input is never replaced", message, path)
        self.assertIn('"Second date (AFTER)" reads', self.refused("change", **values, OUTPUT=kept["after"]))
        self.assertIn("never replaced", self.refused("describe", INPUT=kept["before"], OVERWRITE=True, OUTPUT=soft))
        basis = self.path("kept_basis.json")
        Path(basis).write_text("{}")
        values = {"INPUT": self.before, "BASIS": basis, "OVERWRITE": True, "MORE": [kept["after"]]}
        self.assertIn("never replaced", self.refused("pca", **values, OUTPUT=basis[:-5] + ".json"))
        folder = Path(self.path("kept_folder"))
        folder.mkdir()
        gdal.Translate(str(folder / "pca_kept_after.tif"), self.after)
        values.update(MORE=[str(folder / "pca_kept_after.tif")], OUTPUT_FOLDER=str(folder), OUTPUT=self.path("x.tif"))
        os.link(values["MORE"][0], folder / "pca_pca_kept_after.tif")
        self.assertIn("never replaced", self.refused("pca", **values))

    def test_rasters_in_memory_and_in_archives_are_not_replaced(self):
        import zipfile

        from osgeo import gdal
        from qgis.core import QgsRasterLayer

        gdal.Translate("/vsimem/kept.tif", self.before)
        layer = QgsRasterLayer("/vsimem/kept.tif", "kept")
        values = {"INPUT": layer, "OVERWRITE": True}
        self.assertIn("never replaced", self.refused("features", **values, OUTPUT="/vsimem/kept.tif"))
        self.assertIn("exists", self.refused("features", INPUT=self.before, OUTPUT="/vsimem/kept.tif"))
        archive = self.path("scene.img")
        with zipfile.ZipFile(archive, "w") as made:
            made.write(self.before, "before.tif")
        inside = QgsRasterLayer(f"/vsizip/{{{archive}}}/before.tif", "inside")
        self.assertTrue(inside.isValid())
        self.assertIn("never replaced", self.refused("features", INPUT=inside, OVERWRITE=True, OUTPUT=archive))
        plain = self.path("scene.zip")
        Path(archive).rename(plain)
        inside = QgsRasterLayer(f"/vsizip/{plain}/before.tif", "inside")
        found = self.refused("describe", INPUT=inside, OVERWRITE=True, OUTPUT=plain)
        self.assertIn("never replaced", found)

    def test_folders_devices_and_places_that_are_not_there(self):
        folder, pipe = self.path("folder.tif"), self.path("pipe.tif")
        os.mkdir(folder)
        os.mkfifo(pipe)
        values = {"INPUT": self.before, "OVERWRITE": True}
        self.assertIn("is a folder", self.refused("features", **values, OUTPUT=folder))
        self.assertIn("a device or a pipe", self.refused("features", **values, OUTPUT=pipe))
        nowhere = self.path("nowhere/x.tif")
        message = self.refused("features", **values, OUTPUT=nowhere)
        self.assertIn(f"the folder {Path(nowhere).parent} is not there", message)

    def test_formats_that_cannot_hold_the_result(self):
        from qgis.core import QgsProcessingContext

        for ending in ("vrt", "png", "pdf", "mbtiles", "gtx", "bmp", "mrf", "hdr", "pgm", "xyz", "2020"):
            message = self.refused("features", INPUT=self.before, OUTPUT=self.path(f"never.{ending}"))
            self.assertIn(f"ends in .{ending}", message)
        two = {"BEFORE": self.before, "AFTER": self.after}
        self.assertIn("ends in .vrt", self.refused("change", **two, OUTPUT=self.path("never.vrt")))
        self.assertIn("ends in .nc", self.refused("features", INPUT=self.before, OUTPUT=self.path("never.nc")))
        for name in ("change", "features", "pca"):
            algorithm = self.algorithm(name)
            field = algorithm.parameterDefinition("OUTPUT")
            self.assertNotIn("vrt", field.supportedOutputRasterLayerExtensions())
            self.assertEqual(field.createFileFilter().split(";;")[0], "GeoTIFF (*.tif *.tiff *.TIF *.TIFF)")
            self.assertFalse(field.isSupportedOutputValue(self.path("never.png"), QgsProcessingContext())[0])
            self.assertTrue(field.isSupportedOutputValue(self.path("never.TIF"), QgsProcessingContext())[0])
            self.assertTrue(field.isSupportedOutputValue("TEMPORARY_OUTPUT", QgsProcessingContext())[0])
            self.assertEqual(field.clone().defaultFileExtension(), "tif")

    def test_a_mask_of_0_and_1_is_refused_in_the_dialogs_words(self):
        """And one that leaves no cell; no empty raster is called a success."""
        from osgeo import gdal
        from qgis.core import QgsProcessingException

        mask, source = self.path("mask01.tif"), gdal.Open(self.before)
        made = gdal.GetDriverByName("GTiff").Create(mask, source.RasterXSize, source.RasterYSize, 1, gdal.GDT_Byte)
        made.SetGeoTransform(source.GetGeoTransform())
        made.SetProjection(source.GetProjection())
        made.GetRasterBand(1).WriteRaster(0, 0, 100, 160, bytes([1]) * (100 * 160))
        made = None
        out = self.path("masked01.tif")
        for values, field in (
            ({}, '"Values of the mask that take a pixel away" (MASK_VALUES) to 1'),
            ({"MASK_VALUES": "0,1"}, "tick \"No cloud mask, not even the product's own\" (NO_MASK)"),
        ):  # fmt: skip
            with self.assertRaises(QgsProcessingException) as caught:
                self.run_algorithm("features", INPUT=self.before, MASK=mask, **values, OUTPUT=out)
            self.assertIn("mask01.tif", str(caught.exception))
            self.assertIn(field, str(caught.exception))
            self.assertFalse(Path(out).exists())
        self.run_algorithm("features", INPUT=self.before, MASK=mask, MASK_VALUES="1", OUTPUT=out)


if __name__ == "__main__":
    unittest.main()
