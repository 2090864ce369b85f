"""Results in every format that is offered, and layers whose reference system was given in QGIS."""
import unittest
from pathlib import Path

import support


class Layers(support.InQgis):
    def test_every_format_that_is_offered_holds_the_result(self):
        """Numbers, bands, type, nodata or mask, place on the ground, reference system."""
        from lejepa_gis import formats
        from osgeo import gdal

        both = {"AREA": self.triangle(), "MODEL": "texture"}  # the fastest
        two = {"BEFORE": self.before, "AFTER": self.after, **both}
        one = {"INPUT": self.before, **both}
        cases = (
            ("change", formats.ONE_BAND, two), ("features", formats.ANY, one),
            ("features", formats.ANY, {**one, "DTYPE": "int8"}),
            ("pca", formats.ANY, one), ("pca", formats.ANY, {**one, "SCORES": True}),
        )  # fmt: skip
        for number, (name, endings, values) in enumerate(cases):
            first = None
            for ending in endings:
                folder = Path(self.path(f"format{number}_{ending}"))  # some formats write files beside theirs
                folder.mkdir()
                out = str(folder / f"result.{ending}")
                self.run_algorithm(name, **values, OUTPUT=out)
                layer, found = self.layer(out), gdal.Open(out)
                kept = [layer.crs().authid(), found.GetGeoTransform(), found.RasterCount, self.values(found)]
                first = first or kept
                self.assertEqual(kept[:3], first[:3], f"{name} as {ending}")
                self.assertTrue(kept[3] == first[3], f"numbers of {name}, {values.keys()}, as {ending}")
                self.assertIn(None, kept[3][0], "nothing is outside of the triangle")

    def values(self, dataset):
        """Numbers of some bands, scaled, with None where there is none: NaN, or transparent."""
        import array

        from osgeo import gdal

        found = []
        for number in {1, 2, dataset.RasterCount // 2, dataset.RasterCount} & {*range(1, dataset.RasterCount + 1)}:
            band = dataset.GetRasterBand(number)
            numbers = array.array("f", band.ReadRaster(buf_type=gdal.GDT_Float32))
            shown, scale, offset = band.GetMaskBand().ReadRaster(), band.GetScale(), band.GetOffset()
            numbers = [v * (1 if scale is None else scale) + (offset or 0) for v in numbers]
            found.append([round(v, 5) if m and v == v else None for v, m in zip(numbers, shown)])
        return found

    def triangle(self):
        from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

        area = QgsVectorLayer("Polygon?crs=EPSG:32631", "area", "memory")
        feature = QgsFeature()
        triangle = "Polygon((500300 4698700, 501500 4698900, 500900 4699800, 500300 4698700))"
        feature.setGeometry(QgsGeometry.fromWkt(triangle))
        area.dataProvider().addFeatures([feature])
        return area

    # --- reference systems ------------------------------------------------------------------------------------------

    def test_the_reference_system_that_a_layer_was_given_counts(self):
        from osgeo import gdal
        from qgis.core import QgsCoordinateReferenceSystem

        layers = []
        for name, source, wrong in (("before", self.before, ""), ("after", self.after, "EPSG:32632")):
            path = self.path(f"bare_{name}.tif")
            gdal.Translate(path, source, outputSRS=wrong or None)
            if not wrong:
                gdal.Open(path, gdal.GA_Update).SetProjection("")
            layers.append(self.layer(path, name))
            layers[-1].setCrs(QgsCoordinateReferenceSystem("EPSG:32631"))
        out, theirs = self.path("given.tif"), self.path("given_cli.tif")
        self.run_algorithm("change", BEFORE=layers[0], AFTER=layers[1], OUTPUT=out)
        support.cli("change", self.before, self.after, "-o", theirs)
        self.assert_same_pixels(out, theirs)
        self.assertEqual(self.layer(out).crs().authid(), "EPSG:32631")

    def test_a_features_raster_keeps_what_it_is_under_another_reference_system(self):
        from qgis.core import QgsCoordinateReferenceSystem

        support.cli("features", self.before, "-o", self.path("moved_source.tif"))
        layer = self.layer(self.path("moved_source.tif"), "moved")
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
        out = self.path("moved_pca.tif")
        self.run_algorithm("pca", INPUT=layer, OUTPUT=out)
        support.cli("pca", self.before, "-o", self.path("moved_cli.tif"))
        self.assert_same_pixels(out, self.path("moved_cli.tif"))
        self.assertEqual(self.layer(out).crs().authid(), "EPSG:32632")

    def test_the_reference_system_that_an_area_was_given_counts(self):
        from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsVectorFileWriter, QgsVectorLayer

        how = QgsVectorFileWriter.SaveVectorOptions()
        how.driverName = "ESRI Shapefile"
        context = QgsProject.instance().transformContext()
        area = self.triangle()
        area.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
        QgsVectorFileWriter.writeAsVectorFormatV3(area, self.path("wrong_area.shp"), context, how)
        given = QgsVectorLayer(self.path("wrong_area.shp"), "given area")
        given.setCrs(QgsCoordinateReferenceSystem("EPSG:32631"))
        self.run_algorithm("features", INPUT=self.before, AREA=given, OUTPUT=self.path("given_area.tif"))
        self.run_algorithm("features", INPUT=self.before, AREA=self.triangle(), OUTPUT=self.path("right_area.tif"))
        self.assert_same_pixels(self.path("given_area.tif"), self.path("right_area.tif"))


if __name__ == "__main__":
    unittest.main()
