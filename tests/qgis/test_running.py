"""Algorithms by processing.run in the process of the test: every kind of input, results like the command line's."""
import json
import os
import unittest
from pathlib import Path

import support


class Running(support.InQgis):
    def features(self, source, *arguments, name):
        """The command line's features of a source."""
        out = self.path(f"{name}_cli.tif")
        support.cli("features", source, "-o", out, *arguments)
        return out

    def assert_features(self, name, *arguments, source=None, **parameters):
        """The plugin's features with these parameters have the pixels of the command line's with these arguments."""
        out = self.path(f"{name}.tif")
        self.run_algorithm("features", INPUT=parameters.pop("INPUT", self.before), OUTPUT=out, **parameters)
        self.assert_same_pixels(out, self.features(source or self.before, *arguments, name=name))

    def bands(self, suffix="tif", describe=True):
        """Each band of the first date as a file of its own."""
        from osgeo import gdal

        found = []
        for number, name in enumerate(("red", "green", "blue", "nir", "swir16"), 1):
            path = self.path(f"{name if describe else number}{suffix}")
            dataset = gdal.Translate(path, self.before, bandList=[number])
            dataset.GetRasterBand(1).SetDescription(name if describe else "")
            found.append(path)
            dataset = None
        return found

    # --- sources ----------------------------------------------------------------------------------------------------

    def test_every_algorithm_takes_rasters_in_memory(self):
        """The same results as from the files."""
        from osgeo import gdal

        for name in ("before", "after"):
            gdal.Translate(f"/vsimem/{name}.tif", str(self.scene / f"{name}.tif"))
        kept = [(f"/vsimem/{name}.tif", str(self.scene / f"{name}.tif")) for name in ("before", "after")]
        for where in (0, 1):
            before, after = (self.layer(pair[where], name) for pair, name in zip(kept, ("before", "after")))
            self.run_algorithm("features", INPUT=before, OUTPUT=self.path(f"features{where}.tif"))
            more = {"MORE": [after], "OUTPUT_FOLDER": self.path(f"more{where}")}
            self.run_algorithm("pca", INPUT=before, OUTPUT=self.path(f"pca{where}.tif"), **more)
            self.run_algorithm("change", BEFORE=before, AFTER=after, OUTPUT=self.path(f"change{where}.tif"))
            self.run_algorithm("describe", INPUT=before, OUTPUT=self.path(f"describe{where}.json"))
        for name in ("features{}.tif", "pca{}.tif", "change{}.tif", "more{}/pca_after.tif"):
            self.assert_same_pixels(self.path(name.format(0)), self.path(name.format(1)))
        first, second = (json.loads(Path(self.path(f"describe{i}.json")).read_text()) for i in (0, 1))
        self.assertEqual(first[0]["descriptor"], second[0]["descriptor"])

    def test_pixels_in_memory_by_their_address(self):
        import ctypes

        from osgeo import gdal
        from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer

        source = gdal.Open(self.before)
        data = ctypes.create_string_buffer(bytes(source.ReadRaster()))
        size = f"PIXELS={source.RasterXSize},LINES={source.RasterYSize},BANDS=5,DATATYPE=UInt16"
        place = f"GEOTRANSFORM={'/'.join(map(str, source.GetGeoTransform()))}"
        layer = QgsRasterLayer(f"MEM:::DATAPOINTER={ctypes.addressof(data)},{size},{place}", "memory")
        if not layer.isValid():
            self.skipTest("this GDAL opens no addresses")
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32631"))
        self.assert_features("address", INPUT=layer, BANDS="1,2,3,4,5", REFLECTANCE="dn")

    def test_real_imagery(self):
        found = support.imagery(self.path("real"), "demo/boadella_before_*.tif", "demo/boadella_after_*.tif")
        if not found:
            self.skipTest("shared/imagery is not there")
        before, after = found
        self.run_algorithm("change", BEFORE=str(before), AFTER=str(after), OUTPUT=self.path("real.tif"))
        support.cli("change", before, after, "-o", self.path("real_cli.tif"))
        self.assert_same_pixels(self.path("real.tif"), self.path("real_cli.tif"))

    def test_doctor(self):
        found = self.run_algorithm("doctor", OUTPUT=self.path("doctor.txt"))
        self.assertTrue(found["HEALTHY"], found["TEXT"])
        self.assertEqual(Path(self.path("doctor.txt")).read_text(), found["TEXT"])

    def test_a_subdataset(self):
        from osgeo import gdal

        path = self.path("two.tif")
        gdal.Translate(path, self.after)
        gdal.Translate(path, self.before, creationOptions=["APPEND_SUBDATASET=YES"])
        self.assert_features("subdataset", INPUT=self.layer(f"GTIFF_DIR:2:{path}"))

    def test_open_options(self):
        from osgeo import gdal

        path = self.path("fine.tif")
        gdal.Translate(path, self.before, xRes=5, yRes=5)
        gdal.Open(path, gdal.GA_Update).BuildOverviews("AVERAGE", [2])
        coarse = self.path("coarse.tif")
        gdal.Translate(coarse, gdal.OpenEx(path, open_options=["OVERVIEW_LEVEL=0"]))
        layer = self.layer(f"{path}|option:OVERVIEW_LEVEL=0")
        said = {"BANDS": "1,2,3,4,5", "REFLECTANCE": "dn"}  # overviews have no names and no tags
        arguments = ("--bands", "1,2,3,4,5", "--reflectance", "dn")
        self.assert_features("opened", *arguments, source=coarse, INPUT=layer, **said)
        self.assertEqual([f for f in gdal.ReadDirRecursive("/vsimem/") or [] if f.endswith(".vrt")], [])

    def test_one_layer_per_band_known_by_names(self):
        first, *more = (self.layer(b) for b in self.bands(".tif"))
        self.assert_features("per_band", INPUT=first, INPUT_LAYERS=more[::-1])

    def test_one_layer_per_band_in_the_order_that_bands_say_and_commas_in_names(self):
        first, *more = (self.layer(b, "a,b") for b in self.bands(",x.tif", describe=False))
        self.assert_features("ordered", INPUT=first, INPUT_LAYERS=more, BANDS="1,2,3,4,5", REFLECTANCE="dn")

    def clouds(self):
        """A scene classification: vegetation with a rectangle of thick cloud (9)."""
        from osgeo import gdal

        path, source = self.path("clouds.tif"), gdal.Open(self.before)
        made = gdal.GetDriverByName("GTiff").Create(path, source.RasterXSize, source.RasterYSize, 1, gdal.GDT_Byte)
        made.SetGeoTransform(source.GetGeoTransform())
        made.SetProjection(source.GetProjection())
        made.GetRasterBand(1).Fill(4)
        made.GetRasterBand(1).WriteRaster(40, 48, 64, 56, bytes([9]) * (64 * 56))
        return path

    # --- what to process --------------------------------------------------------------------------------------------

    def test_extent_in_the_rasters_reference_system_and_in_another(self):
        bounds = "500320,4698800,501280,4699680"
        west, south, east, north = bounds.split(",")
        extent = f"{west},{east},{south},{north}"
        self.assert_features("extent", "--bounds", bounds, EXTENT=f"{extent} [EPSG:32631]")
        degrees = "3.004,42.441,3.015,42.448"
        west, south, east, north = degrees.split(",")
        arguments = ("--bounds", degrees, "--bounds-crs", "EPSG:4326")
        self.assert_features("degrees", *arguments, EXTENT=f"{west},{east},{south},{north} [EPSG:4326]")

    def test_an_extent_of_numbers_alone_is_in_the_rasters_reference_system(self):
        """Whichever project is open."""
        from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle

        bounds = "500320,4698800,501280,4699680"
        QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
        try:
            self.assert_features("bare1", "--bounds", bounds, EXTENT="500320,501280,4698800,4699680")
            box = QgsRectangle(500320, 4698800, 501280, 4699680)
            self.assert_features("bare2", "--bounds", bounds, EXTENT=box)
        finally:
            QgsProject.instance().setCrs(QgsCoordinateReferenceSystem())

    def test_an_extent_on_the_cells_of_the_whole_raster(self):
        """Two extents that overlap then share their cells."""
        extent = "500331,501291,4698790,4699670 [EPSG:32631]"  # columns 33.1 to 129.1, rows 33 to 121
        how = {"EXTENT": extent, "WHOLE_CELLS": True}
        self.assert_features("whole_cells", "--window", "32,32,104,96", **how)
        edge = {"EXTENT": "500320,502100,4698300,4699680 [EPSG:32631]", "WHOLE_CELLS": True}
        self.assert_features("whole_edge", "--window", "32,32,168,128", **edge)

    def test_area_from_a_layer_in_memory(self):
        from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsVectorFileWriter, QgsVectorLayer

        area = QgsVectorLayer("Polygon?crs=EPSG:32631", "area", "memory")
        feature = QgsFeature()
        triangle = "Polygon((500300 4698700, 501500 4698900, 500900 4699800, 500300 4698700))"
        feature.setGeometry(QgsGeometry.fromWkt(triangle))
        area.dataProvider().addFeatures([feature])
        context = QgsProject.instance().transformContext()
        how = QgsVectorFileWriter.SaveVectorOptions()
        QgsVectorFileWriter.writeAsVectorFormatV3(area, self.path("area.gpkg"), context, how)
        self.assert_features("area", "--area", self.path("area.gpkg"), AREA=area)

    def test_window(self):
        self.assert_features("window", "--window", "16,24,80,64", WINDOW="16,24,80,64")

    def test_cloud_mask(self):
        mask = self.clouds()
        self.assert_features("mask", "--mask", mask, MASK=mask)
        self.assert_features("fewer", "--mask", mask, "--mask-values", "8", MASK=mask, MASK_VALUES="8")
        self.assert_features("unmasked", "--mask", "none", NO_MASK=True, MASK=mask)
        masked, fewer, unmasked = (support.pixels(self.path(f"{n}.tif")) for n in ("mask", "fewer", "unmasked"))
        self.assertNotEqual(masked, unmasked, "the cloud takes nothing away")
        self.assertEqual(fewer, unmasked)

    def test_own_scale_wins_over_the_convention(self):
        self.assert_features("own", "--reflectance", "0.0001,-0.02", OWN_SCALE="0.0001,-0.02", REFLECTANCE="dn")

    def test_a_value_is_taken_as_it_is_printed_for_the_command_line(self):
        """With the option's name before it, too."""
        order = "red=2,green=1,blue=3,nir=4,swir16=5"
        self.assert_features("printed", "--bands", order, BANDS=f"bands={order}", MODEL="")

    def test_every_other_option_arrives(self):
        arguments = ["--overlap", "0.5", "--taper", "cosine", "--dtype", "int8", "--min-valid", "0.9", "--threads", "1"]
        values = {"OVERLAP": "0.5", "TAPER": "cosine", "DTYPE": "int8", "MIN_VALID": 0.9, "THREADS": 1}
        self.assert_features("options", *arguments, **values)
        out = self.path("more.tif")
        more = {"SIDECAR": True, "VALIDITY": True, "CO": "COMPRESS=LZW|BLOCKXSIZE=128"}
        self.run_algorithm("features", INPUT=self.before, OUTPUT=out, **more)
        from osgeo import gdal

        self.assertEqual(gdal.Open(out).GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE"), "LZW")
        self.assertTrue([p for p in self.home.glob("more*") if "json" in p.name])
        self.assertTrue([p for p in self.home.glob("more*") if "valid" in p.name])

    # --- products ---------------------------------------------------------------------------------------------------

    def test_a_basis_is_saved_and_used_again(self):
        basis, first, second = (self.path(n) for n in ("basis.json", "basis1.tif", "basis2.tif"))
        self.run_algorithm("pca", INPUT=self.before, BASIS=basis, OUTPUT=first)
        saved = Path(basis).read_bytes()
        self.run_algorithm("pca", INPUT=self.after, BASIS=basis, OUTPUT=second)
        self.assertEqual(Path(basis).read_bytes(), saved)
        support.cli("pca", self.before, "-o", self.path("pca1_cli.tif"), "--basis", self.path("basis_cli.json"))
        support.cli("pca", self.after, "-o", self.path("pca2_cli.tif"), "--basis", self.path("basis_cli.json"))
        self.assert_same_pixels(first, self.path("pca1_cli.tif"))
        self.assert_same_pixels(second, self.path("pca2_cli.tif"))
        support.cli("pca", self.after, "-o", self.path("pca2_alone.tif"))
        self.assertNotEqual(support.pixels(second), support.pixels(self.path("pca2_alone.tif")), "a basis of its own")

    def test_more_rasters_on_one_basis(self):
        first, folder = self.path("one.tif"), self.path("others")
        values = {"INPUT": self.before, "MORE": [self.after], "OUTPUT": first, "OUTPUT_FOLDER": folder}
        found = self.run_algorithm("pca", **values)
        support.cli("pca", self.before, self.after, "-o", self.path("one_cli.tif"), "-o", self.path("two_cli.tif"))
        self.assertEqual(found["OUTPUT_LAYERS"], [first, os.path.join(folder, "pca_after.tif")])
        for ours, theirs in zip(found["OUTPUT_LAYERS"], ("one_cli.tif", "two_cli.tif")):
            self.assert_same_pixels(ours, self.path(theirs))
        from qgis.core import QgsProcessingException

        values["OUTPUT"] = self.path("one_again.tif")
        with self.assertRaisesRegex(QgsProcessingException, "pca_after.tif exists"):
            self.run_algorithm("pca", **values)
        self.run_algorithm("pca", **values, OVERWRITE=True)

    def test_scores(self):
        self.run_algorithm("pca", INPUT=self.before, SCORES=True, OUTPUT=self.path("scores.tif"))
        support.cli("pca", self.before, "-o", self.path("scores_cli.tif"), "--scores")
        self.assert_same_pixels(self.path("scores.tif"), self.path("scores_cli.tif"))

    def test_change_with_a_mask_of_each_date_and_a_warped_second_date(self):
        from osgeo import gdal

        moved, mask = self.path("moved.tif"), self.clouds()
        bounds = [500003, 4698403, 502003, 4700003]
        gdal.Warp(moved, self.after, xRes=10, yRes=10, outputBounds=bounds, resampleAlg="bilinear")
        out, theirs = self.path("aligned.tif"), self.path("aligned_cli.tif")
        how = {"ALIGN": True, "RESAMPLING": "cubic", "MASK": mask}
        self.run_algorithm("change", BEFORE=self.before, AFTER=moved, OUTPUT=out, **how)
        support.cli("change", self.before, moved, "-o", theirs, "--align", "--resampling", "cubic", "--mask", mask)
        self.assert_same_pixels(out, theirs)

    def test_change_is_the_command_lines_by_every_method(self):
        from lejepa_gis.algorithms import table

        for method in table.ROWS["METHOD"]["choices"]:
            ours, theirs = self.path(f"{method}.tif"), self.path(f"{method}_cli.tif")
            self.run_algorithm("change", BEFORE=self.before, AFTER=self.after, METHOD=method, OUTPUT=ours)
            support.cli("change", self.before, self.after, "-o", theirs, "--method", method)
            self.assert_same_pixels(ours, theirs)

    def test_change_of_features_made_earlier(self):
        made = [self.path(f"made{i}.tif") for i in range(2)]
        for source, out in zip((self.before, self.after), made):
            self.run_algorithm("features", INPUT=source, MODEL="untrained", OUTPUT=out)
        self.run_algorithm("change", BEFORE=made[0], AFTER=made[1], OUTPUT=self.path("late.tif"))
        support.cli("change", *made, "-o", self.path("late_cli.tif"), "--method", "residual")
        self.assert_same_pixels(self.path("late.tif"), self.path("late_cli.tif"))
        # As of dates that are encoded now: by this model the scene's medians lie above their least values, which
        # features alone cannot tell.
        now = ["-o", self.path("now_cli.tif"), "--method", "residual", "--model", "untrained"]
        support.cli("change", self.before, self.after, *now)
        self.assert_same_pixels(self.path("late.tif"), self.path("now_cli.tif"))

    def test_outputs_of_descriptor_and_model_information(self):
        found = self.run_algorithm("describe", INPUT=self.before, OUTPUT=self.path("d.json"))
        self.assertEqual(found["VALID_CELLS"], 25 * 20)
        self.assertEqual(json.loads(Path(self.path("d.json")).read_text())[0]["valid_cells"], 25 * 20)
        info = self.run_algorithm("modelinfo", MODEL="untrained")
        self.assertEqual((info["PATCH"], len(info["SHA256"])), (8, 64))
        self.assertIn("random", info["CAUTION"])

    def test_the_model_without_a_network(self):
        out, theirs = self.path("pixels.tif"), self.path("pixels_cli.tif")
        how = {"MODEL": "texture", "METHOD": "residual"}
        self.run_algorithm("change", BEFORE=self.before, AFTER=self.after, OUTPUT=out, **how)
        support.cli("change", self.before, self.after, "-o", theirs, "--model", "texture", "--method", "residual")
        self.assert_same_pixels(out, theirs)
        info = self.run_algorithm("modelinfo", MODEL="texture")
        self.assertEqual((info["KIND"], info["DIM"]), ("texture", 160))

    def test_a_model_file_that_tells_nothing_of_its_bands(self):
        from qgis.core import QgsProcessingException

        told, bare = self.path("told.onnx"), self.path("bare.onnx")
        support.cli("model", "export", support.ROOT / "tests/fixtures/vit_32.pt", told)
        Path(bare).write_bytes(support.without_metadata(Path(told).read_bytes()))
        field = r'"Bands of an ONNX model without metadata" \(MODEL_BANDS\)'
        with self.assertRaisesRegex(QgsProcessingException, field):
            self.run_algorithm("modelinfo", MODEL=bare)
        numbers = "1000,1000,1000,1000,1000"
        said = {"MODEL_BANDS": "red,green,blue,nir,swir16", "MODEL_MEAN": numbers, "MODEL_STD": numbers}
        self.assertEqual(self.run_algorithm("modelinfo", MODEL=bare, **said)["DIM"], 128)

    def test_a_model_file_and_a_file_that_is_none(self):
        fixture = support.ROOT / "tests/fixtures/vit_32.pt"
        self.assert_features("model", "--model", fixture, MODEL=str(fixture))
        from qgis.core import QgsProcessingException

        with self.assertRaisesRegex(QgsProcessingException, "hostile.pt"):
            hostile = str(support.ROOT / "tests/fixtures/hostile.pt")
            self.run_algorithm("features", INPUT=self.before, MODEL=hostile, OUTPUT=self.path("never.tif"))
        self.assertFalse(Path(self.path("never.tif")).exists())


if __name__ == "__main__":
    unittest.main()
