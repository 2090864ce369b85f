"""Styles that the library writes beside outputs (STYLE=qml), as QGIS loads them by itself."""
import unittest
from pathlib import Path

import support


class Styles(support.InQgis):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        both = [cls.before, cls.after]
        cls.results = cls.home / "results"
        support.cli("run", *both, "-o", cls.results, "--style", "qml", "--validity")
        scores = ["-o", cls.home / "scores.tif", "--scores", "--style", "qml"]
        support.cli("pca", cls.before, *scores)

    def styled(self, path):
        """The layer of a raster after QGIS has loaded the style beside it."""
        layer = self.layer(path)
        told, good = layer.loadNamedStyle(str(Path(path).with_suffix(".qml")))
        self.assertTrue(good, told)
        return layer

    def test_every_map_of_a_run_has_a_style_and_nothing_else_has(self):
        styles = sorted(path.stem for path in self.results.glob("*.qml"))
        expected = ["change_cosine", "change_joint", "features_after", "features_before", "pca_after", "pca_before"]
        expected.append("validity")
        self.assertEqual(styles, ["areas", *expected])
        for stem in expected:
            self.styled(self.results / f"{stem}.tif")

    def test_change_has_colour_from_its_threshold_on(self):
        from osgeo import gdal

        for method in ("cosine", "joint"):
            path = self.results / f"change_{method}.tif"
            layer = self.styled(path)
            # QGIS finds the style by its name too.
            self.assertEqual(layer.styleURI(), str(path.with_suffix(".qml")))
            ramp = layer.renderer().shader().rasterShaderFunction()
            threshold = float(gdal.Open(str(path)).GetMetadataItem("THRESHOLD", "LEJEPA_GIS"))
            for value, shown in ((0.5 * threshold, False), (0.999 * threshold, False), (1.001 * threshold, True)):
                _, *colour = ramp.shade(value)
                self.assertEqual(colour[3] == 255, shown, f"{method} {value}")
                self.assertEqual(colour[3] == 0, not shown, f"{method} {value}")

    def test_components_are_not_stretched_and_scores_are_shown_alike(self):
        from qgis.core import QgsContrastEnhancement

        kinds = QgsContrastEnhancement.ContrastEnhancementAlgorithm
        for path, kind, alpha in (
            (self.results / "pca_before.tif", kinds.NoEnhancement, 4),
            (self.home / "scores.tif", kinds.StretchToMinimumMaximum, -1),
        ):
            layer = self.styled(path)
            renderer = layer.renderer()
            self.assertEqual((renderer.type(), renderer.alphaBand()), ("multibandcolor", alpha))
            self.assertEqual([renderer.redBand(), renderer.greenBand(), renderer.blueBand()], [1, 2, 3])
            enhancement = renderer.redContrastEnhancement()
            self.assertEqual(enhancement.contrastEnhancementAlgorithm(), kind)
            self.assertLess(enhancement.minimumValue(), enhancement.maximumValue())

    def test_areas_have_the_colours_of_their_kinds_and_hectares_from_a_scale_on(self):
        from qgis.core import QgsVectorLayer

        layer = QgsVectorLayer(str(self.results / "areas.gpkg"), "areas")
        told, good = layer.loadNamedStyle(str(self.results / "areas.qml"))
        self.assertTrue(good, told)
        renderer, settings = layer.renderer(), layer.labeling().settings()
        self.assertEqual((renderer.type(), renderer.classAttribute()), ("categorizedSymbol", "kind"))
        kinds = {category.value() for category in renderer.categories()}
        found = {feature["kind"] for feature in layer.getFeatures()}
        self.assertTrue(found and found <= kinds, found)
        colours = {category.symbol().color().name() for category in renderer.categories()}
        self.assertEqual(len(colours), len(kinds))
        self.assertTrue(layer.labelsEnabled() and settings.scaleVisibility)
        self.assertEqual((settings.minimumScale, settings.maximumScale), (100000, 0))
        self.assertIn("hectares", settings.fieldName)

    def test_validity_says_its_reasons_in_words(self):
        layer = self.styled(self.results / "validity.tif")
        renderer = layer.renderer()
        self.assertEqual((renderer.type(), renderer.band()), ("paletted", 2))
        labels = [entry.label for entry in renderer.classes()]
        self.assertEqual(labels, ["valid", "no measurement", "masked", "outside of the area"])


if __name__ == "__main__":
    unittest.main()
