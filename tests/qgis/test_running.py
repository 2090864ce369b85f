"""Algorithms by processing.run, in the process of the test."""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = ["/usr/share/qgis/python/plugins", str(Path(__file__).resolve().parents[2] / "qgis_plugin")]

from osgeo import gdal  # noqa: E402
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsRasterLayer  # noqa: E402

CLI = os.environ.get("LEJEPA_GIS_CLI", str(Path(__file__).resolve().parents[2] / "target/release/lejepa-gis"))


class Running(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.app = QgsApplication([], False)
        cls.app.initQgis()
        from processing.core.Processing import Processing
        import processing
        from lejepa_gis.plugin import LejepaGisPlugin

        Processing.initialize()
        cls.plugin, cls.processing = LejepaGisPlugin(None), processing
        cls.plugin.initProcessing()
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = Path(cls.folder.name)
        size = ["--width", "200", "--height", "160"]
        subprocess.run([CLI, "scene", cls.home / "scene", *size], check=True, capture_output=True)

    def layer(self, name):
        return QgsRasterLayer(str(self.home / "scene" / f"{name}.tif"), name)

    def test_memory_layer_gives_the_same_pixels(self):
        gdal.Translate("/vsimem/before.tif", str(self.home / "scene/before.tif"))
        results = []
        for i, layer in enumerate((self.layer("before"), QgsRasterLayer("/vsimem/before.tif", "memory"))):
            out = str(self.home / f"f{i}.tif")
            self.processing.run("lejepa_gis:features", {"INPUT": layer, "OUTPUT": out})
            results.append(gdal.Open(out).ReadRaster())
        self.assertEqual(*results)

    def test_cancel_leaves_no_file(self):
        feedback = QgsProcessingFeedback()
        feedback.progressChanged.connect(lambda _: feedback.cancel())
        out = self.home / "cancelled.tif"
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("lejepa_gis:features")
        values = {"INPUT": self.layer("before"), "OUTPUT": str(out)}
        results, _ = algorithm.run(values, QgsProcessingContext(), feedback)
        self.assertEqual((results, list(self.home.glob("cancelled*"))), ({}, []))

    def test_refusals_are_sentences(self):
        algorithm = QgsApplication.processingRegistry().algorithmById("lejepa_gis:change")
        values = {"BEFORE": self.layer("before"), "AFTER": self.layer("truth"), "OUTPUT": str(self.home / "x.tif")}
        good, message = algorithm.checkParameterValues(values, QgsProcessingContext())
        self.assertFalse(good)
        self.assertIn("5 bands are needed", message)


if __name__ == "__main__":
    unittest.main()
