"""The plugin in real QGIS: qgis_process on an own profile, results against the command line's."""
import ast
import json
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "qgis_plugin" / "lejepa_gis"
LIBRARY = os.environ.get("LEJEPA_GIS_LIBRARY", str(ROOT / "target/release/liblejepa_gis.so"))
CLI = os.environ.get("LEJEPA_GIS_CLI", str(ROOT / "target/release/lejepa-gis"))
LINT = os.environ.get("LEJEPA_GIS_LINT")
IDS = ("features", "pca", "change", "describe", "modelinfo", "doctor")


def pixels(path):
    from osgeo import gdal

    return gdal.Open(str(path)).ReadRaster()


class InQgis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = Path(cls.folder.name)
        plugins = cls.home / "config/profiles/default/python/plugins"
        plugins.mkdir(parents=True)
        subprocess.run([sys.executable, ROOT / "qgis_plugin/make_zip.py", "--out", cls.home / "zip"], check=True)
        zipfile.ZipFile(cls.home / "zip/lejepa_gis-plugin.zip").extractall(plugins)
        (cls.home / "run").mkdir(mode=0o700)
        cls.environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(cls.home / "run"),
            "QGIS_CUSTOM_CONFIG_PATH": str(cls.home / "config"), "LEJEPA_GIS_LIBRARY": LIBRARY,
        }  # fmt: skip
        cls.scene = cls.home / "scene"
        size = ["--width", "300", "--height", "260"]
        subprocess.run([CLI, "scene", cls.scene, *size], check=True, capture_output=True)
        cls.before, cls.after = cls.scene / "before.tif", cls.scene / "after.tif"
        cls.process("plugins", "enable", "lejepa_gis")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def process(cls, *arguments, **environment):
        done = subprocess.run(
            ["qgis_process.bin", *map(str, arguments)], env={**cls.environment, **environment}, capture_output=True,
            text=True, timeout=300,
        )
        return done.returncode, done.stdout + done.stderr

    def run_algorithm(self, name, **parameters):
        code, text = self.process("run", f"lejepa_gis:{name}", "--", *(f"{k}={v}" for k, v in parameters.items()))
        self.assertEqual(code, 0, text)
        self.assertNotIn("Traceback", text)
        return text

    def test_every_algorithm_is_listed(self):
        _, text = self.process("list")
        for name in IDS:
            self.assertIn(f"lejepa_gis:{name}\t", text)

    def test_change_is_the_command_lines(self):
        self.run_algorithm("change", BEFORE=self.before, AFTER=self.after, OUTPUT=self.home / "c.tif")
        subprocess.run([CLI, "change", self.before, self.after, "-o", self.home / "c2.tif"], check=True, capture_output=True)
        self.assertEqual(pixels(self.home / "c.tif"), pixels(self.home / "c2.tif"))

    def test_features_chain_into_pca(self):
        self.run_algorithm("features", INPUT=self.before, OUTPUT=self.home / "f.tif")
        self.run_algorithm("pca", INPUT=self.home / "f.tif", OUTPUT=self.home / "p.tif")
        subprocess.run([CLI, "pca", self.before, "-o", self.home / "p2.tif"], check=True, capture_output=True)
        self.assertEqual(pixels(self.home / "p.tif"), pixels(self.home / "p2.tif"))

    def test_descriptor(self):
        self.run_algorithm("describe", INPUT=self.before, OUTPUT=self.home / "d.json")
        done = subprocess.run([CLI, "describe", self.before], check=True, capture_output=True, text=True)
        found = json.loads((self.home / "d.json").read_text())[0]["descriptor"]
        self.assertEqual(found, json.loads(done.stdout)[0]["descriptor"])

    def test_information_and_doctor(self):
        self.assertIn("sha256", self.run_algorithm("modelinfo"))
        self.run_algorithm("doctor")

    def test_missing_library_is_a_sentence(self):
        code, text = self.process("run", "lejepa_gis:doctor", LEJEPA_GIS_LIBRARY="/nowhere/lib.so")
        self.assertNotEqual(code, 0)
        self.assertIn("was not found", text)
        self.assertNotIn("Traceback", text)


class Sources(unittest.TestCase):
    def test_table_is_the_librarys(self):
        sys.path.insert(0, str(ROOT / "python"))
        from lejepa_gis import native

        native.load(LIBRARY)
        copy = json.loads((PLUGIN / "parameters.json").read_text())
        self.assertEqual(copy, native.parameters(), "run make plugin-table")

    def test_imports(self):
        allowed = {*sys.stdlib_module_names, "qgis", "osgeo"}
        for path in PLUGIN.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
                for name in names:
                    self.assertIn(name.split(".")[0], allowed, path)

    @unittest.skipUnless(LINT, "LEJEPA_GIS_LINT names no folder of linters")
    def test_the_sites_checks(self):
        for command in (["bandit", "-q", "-r"], ["flake8", "--max-line-length=190", "--ignore=E203,W503,E129"]):
            done = subprocess.run([f"{LINT}/{command[0]}", *command[1:], PLUGIN], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout)
        done = subprocess.run([f"{LINT}/detect-secrets", "scan", "--all-files", PLUGIN], capture_output=True, text=True)
        self.assertEqual(json.loads(done.stdout)["results"], {})


if __name__ == "__main__":
    unittest.main()
