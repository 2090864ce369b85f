"""Similar, classes, clusters and transitions on features rasters, with the command line's pixels."""
import json
import unittest
from pathlib import Path

import support


class Finding(support.InQgis):
    def setUp(self):
        super().setUp()
        self.features = self.path("found_features.tif")
        if not Path(self.features).exists():
            support.cli("features", self.before, "-o", self.features, "--model", "texture")

    def labels(self):
        """Two squares of two classes, as a layer in memory with the reference system of degrees."""
        from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsFeature, QgsGeometry
        from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer

        raster = QgsRasterLayer(self.features)
        box = raster.extent()
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        there = QgsCoordinateTransform(raster.crs(), degrees, QgsProject.instance())
        layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=kind:string(20)", "labels", "memory")
        for kind, x in (("left", box.xMinimum() + 100), ("right", box.xMaximum() - 740)):
            square = QgsGeometry.fromRect(QgsRectangle(x, box.yMinimum() + 100, x + 640, box.yMinimum() + 740))
            square.transform(there)
            feature = QgsFeature(layer.fields())
            feature.setAttribute("kind", kind)
            feature.setGeometry(square)
            layer.dataProvider().addFeature(feature)
        return layer

    def test_layers_in_memory_name_examples_and_labels(self):
        layer = self.labels()
        classes, like = self.path("classes.tif"), self.path("like.tif")
        self.run_algorithm("classify", INPUT=self.features, LABELS=layer, CLASS_FIELD="kind", OUTPUT=classes)
        self.run_algorithm("similar", INPUT=self.features, EXAMPLES=layer, OUTPUT=like)
        from osgeo import gdal
        from qgis.core import QgsCoordinateTransformContext, QgsVectorFileWriter

        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = "GeoJSON"
        file = self.path("labels.geojson")
        QgsVectorFileWriter.writeAsVectorFormatV3(layer, file, QgsCoordinateTransformContext(), options)
        expected = self.path("classes_cli.tif"), self.path("like_cli.tif")
        support.cli("classify", self.features, "--labels", file, "--class-field", "kind", "-o", expected[0])
        support.cli("similar", self.features, "--examples", file, "-o", expected[1])
        self.assert_same_pixels(classes, expected[0])
        self.assert_same_pixels(like, expected[1])
        dataset = gdal.Open(classes)
        table = dataset.GetRasterBand(1).GetDefaultRAT()
        self.assertEqual([table.GetValueAsString(row, 1) for row in range(2)], ["left", "right"])

    def test_clusters_and_their_transitions(self):
        first, second, out = (self.path(name) for name in ("one.tif", "two.tif", "transitions.tif"))
        found = self.run_algorithm("cluster", INPUT=self.features, CLUSTERS=3, OUTPUT=first)
        counted = json.loads(found["CLASS_AREAS"])
        self.assertEqual(len(counted[0]), 3)
        self.run_algorithm("cluster", INPUT=self.features, CLUSTERS=2, OUTPUT=second)
        found = self.run_algorithm("transitions", BEFORE=first, AFTER=second, OUTPUT=out)
        table = json.loads(Path(self.path("transitions_transitions.json")).read_text())
        self.assertEqual(json.loads(found["TRANSITIONS"]), table)
        areas = self.path("transition_areas.geojson")
        totals = self.run_algorithm("areas", BEFORE=first, AFTER=second, MIN_AREA=0, OUTPUT=areas)
        self.assertEqual(totals["COUNT"], len(json.loads(Path(areas).read_text())["features"]))
        changed = [row for row in table if row["from"] != row["to"]]
        self.assertEqual(len(json.loads(totals["TRANSITIONS"])), len(changed))
        width, height = self.size(out)
        self.assertEqual(sum(row["cells"] for row in table), width * height)
        self.assertEqual(sum(row["cells"] for row in counted[0]), width * height)

    def test_a_raster_of_classes_in_the_place_of_labels(self):
        clusters, out = self.path("labelling.tif"), self.path("labelled.tif")
        self.run_algorithm("cluster", INPUT=self.features, CLUSTERS=2, OUTPUT=clusters)
        found = self.run_algorithm("classify", INPUT=self.features, LABELS_RASTER=clusters, OUTPUT=out)
        counted = json.loads(found["CLASS_AREAS"])[0]
        self.assertEqual([row["value"] for row in counted], [1, 2])
        width, height = self.size(out)
        self.assertEqual(sum(row["cells"] for row in counted), width * height)

    def test_two_dates_give_two_rasters_and_their_difference(self):
        from osgeo import gdal

        later = self.path("found_later.tif")
        if not Path(later).exists():
            support.cli("features", self.before.replace("before", "after"), "-o", later, "--model", "untrained")
        earlier = self.path("found_earlier.tif")
        support.cli("features", self.before, "-o", earlier, "--model", "untrained", "--overwrite")
        layer, (one, two) = self.labels(), (self.path("like_one.tif"), self.path("like_two.tif"))
        dates = {"INPUT": earlier, "INPUT_AFTER": later, "EXAMPLES": layer, "DIFFERENCE": True}
        found = self.run_algorithm("similar", **dates, OUTPUT=one, OUTPUT_AFTER=two)
        bands = [gdal.Open(path).ReadAsArray() for path in (one, two)]
        self.assertEqual([band.ndim for band in bands], [2, 3])
        self.assertLess(abs(bands[1][1] - (bands[1][0] - bands[0])).max(), 1e-6)
        self.assertEqual(len(json.loads(found["SIMILAR"])), 2)
        with self.assertRaisesRegex(Exception, "go together"):
            self.run_algorithm("similar", **dates, OUTPUT=self.path("like_three.tif"))

    def size(self, path):
        from osgeo import gdal

        dataset = gdal.Open(path)
        return dataset.RasterXSize, dataset.RasterYSize


if __name__ == "__main__":
    unittest.main()
