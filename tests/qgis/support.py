"""What the plugin's tests share: paths, the scene, the command line, profiles of QGIS, QGIS in this process."""
import array
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "qgis_plugin" / "lejepa_gis"
LIBRARY = os.environ.setdefault("LEJEPA_GIS_LIBRARY", str(ROOT / "target/release/liblejepa_gis.so"))
HOME = os.path.expanduser("~")
SHOWN = LIBRARY.replace(f"{HOME}/", "~/", 1) if len(HOME) > 1 else LIBRARY
"""The library's file as logs show it."""
CLI = os.environ.get("LEJEPA_GIS_CLI", str(ROOT / "target/release/lejepa-gis"))
SYSTEM_PLUGINS = "/usr/share/qgis/python/plugins"
# Debian's wrapper script starts the program of this name, if it is there.
QGIS_PROCESS = "qgis_process.bin" if Path("/usr/bin/qgis_process.bin").exists() else "qgis_process"


def cli(*arguments):
    """Runs the command line; returns what it printed."""
    done = subprocess.run([CLI, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{arguments}: {done.stderr}")
    return done.stdout


def scene(folder, width=200, height=160):
    """Writes the synthetic scene: before.tif, after.tif, scl.tif."""
    cli("scene", folder, "--width", width, "--height", height)
    return Path(folder)


def imagery(folder, *patterns):
    """Copies of real rasters from beside the repository in a folder of the test, or None where they are not there.

    GDAL and QGIS write statistics beside what they open.
    """
    found = [sorted((ROOT.parent / "shared/imagery").glob(pattern))[:1] for pattern in patterns]
    if not all(found):
        return None
    Path(folder).mkdir(exist_ok=True)
    return [shutil.copyfile(one[0], Path(folder) / one[0].name) for one in found]


def without_metadata(onnx):
    """The bytes of an ONNX file without its properties: field 14 of the message at its top."""
    kept, at = b"", 0

    def number():
        nonlocal at
        found = shift = 0
        while True:
            byte, at = onnx[at], at + 1
            found, shift = found | (byte & 127) << shift, shift + 7
            if byte < 128:
                return found

    while at < len(onnx):
        start, tag = at, number()
        length = number()
        at += length if tag & 7 == 2 else 0
        kept += b"" if tag >> 3 == 14 else onnx[start:at]
    return kept


def pixels(path):
    """Digests of every byte of all bands, and of each band's mask; bytes themselves would flood a failed comparison."""
    from osgeo import gdal

    dataset = gdal.Open(str(path))
    masks = [dataset.GetRasterBand(i + 1).GetMaskBand().ReadRaster() for i in range(dataset.RasterCount)]
    return [hashlib.sha256(data).hexdigest() for data in (dataset.ReadRaster(), *masks)]


def values(path):
    """The first band's values, row by row."""
    from osgeo import gdal

    dataset = gdal.Open(str(path))  # a band does not keep its dataset open
    return array.array("f", dataset.GetRasterBand(1).ReadRaster(buf_type=gdal.GDT_Float32))


class Profile:
    """An empty profile of QGIS with the plugin from a zip, for qgis_process. `close` it."""

    def __init__(self, with_library=False, **environment):
        self.folder = tempfile.TemporaryDirectory()
        self.home = Path(self.folder.name)
        plugins = self.home / "config/profiles/default/python/plugins"
        plugins.mkdir(parents=True)
        (self.home / "run").mkdir(mode=0o700)
        build = [sys.executable, ROOT / "qgis_plugin/make_zip.py", "--out", self.home / "zip"]
        subprocess.run([*build, *(["--library", LIBRARY] if with_library else [])], check=True, capture_output=True)
        name = "lejepa_gis-plugin-linux-x86_64.zip" if with_library else "lejepa_gis-plugin.zip"
        with zipfile.ZipFile(self.home / "zip" / name) as archive:
            archive.extractall(plugins)
        self.environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(self.home / "run"),
            "QGIS_CUSTOM_CONFIG_PATH": str(self.home / "config"), **environment,
        }  # fmt: skip
        self.process("plugins", "enable", "lejepa_gis")

    def close(self):
        self.folder.cleanup()

    def process(self, *arguments, **environment):
        """Runs qgis_process; returns its exit code and all that it printed."""
        found = {k: v for k, v in {**self.environment, **environment}.items() if v is not None}
        done = subprocess.run(
            [QGIS_PROCESS, *map(str, arguments)], env=found, capture_output=True, text=True, timeout=300
        )
        return done.returncode, done.stdout + done.stderr

    def run(self, algorithm, _environment=(), **parameters):
        values = (f"{k}={v}" for k, v in parameters.items())
        return self.process("run", algorithm, "--", *values, **dict(_environment))


MISSION = (3, 3, 2, 1, 1, 1, 4, 4, 4, 4, 5, 5)
"""The scene's bands in the place of the mission's twelve of level 2A."""


class InQgis(unittest.TestCase):
    """QGIS in the process of the test, with the plugin and a scene. One class for each file: QGIS starts once."""

    WINDOW = False

    @classmethod
    def setUpClass(cls):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = Path(cls.folder.name)
        os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(cls.home / "config")
        (cls.home / "run").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(cls.home / "run")
        sys.path[:0] = [SYSTEM_PLUGINS, str(ROOT / "qgis_plugin")]
        from qgis.core import QgsApplication

        cls.app = QgsApplication([], cls.WINDOW)
        cls.app.initQgis()
        import processing
        from lejepa_gis.plugin import LejepaGisPlugin
        from processing.core.Processing import Processing

        Processing.initialize()
        cls.plugin, cls.processing = LejepaGisPlugin(None), processing
        cls.plugin.initProcessing()
        cls.scene = scene(cls.home / "scene")
        cls.before, cls.after = (str(cls.scene / f"{name}.tif") for name in ("before", "after"))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def path(self, name):
        return str(self.home / name)

    def layer(self, source, name="layer"):
        from qgis.core import QgsRasterLayer

        found = QgsRasterLayer(str(source), name)
        self.assertTrue(found.isValid(), source)
        return found

    def algorithm(self, name):
        from qgis.core import QgsApplication

        return QgsApplication.processingRegistry().createAlgorithmById(f"lejepa_gis:{name}")

    def algorithms(self):
        """One of each."""
        from qgis.core import QgsApplication

        return [a.create() for a in QgsApplication.processingRegistry().providerById("lejepa_gis").algorithms()]

    def run_algorithm(self, name, feedback=None, context=None, **parameters):
        """Runs as processing.run does: the checks of the values first, then on this thread."""
        return self.processing.run(f"lejepa_gis:{name}", parameters, feedback=feedback, context=context)

    def derived(self, name, source=None, **translate):
        """A raster made of the first date by gdal_translate."""
        from osgeo import gdal

        path = self.path(f"{name}.tif")
        gdal.Translate(path, source or self.before, **translate)
        return path

    def shifted_values(self, name, offset, scale=1.0, kind=None):
        """The first date with value * scale + offset, without tags; 0 stays 0."""
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

    def unnamed(self, name, order, offset=1000):
        """A raster of the first date's bands in this order, with nothing that tells which or what they are."""
        from osgeo import gdal

        source, path = gdal.Open(self.before), self.path(f"{name}.tif")
        size = source.RasterXSize, source.RasterYSize
        made = gdal.GetDriverByName("GTiff").Create(path, *size, len(order), gdal.GDT_UInt16)
        made.SetGeoTransform(source.GetGeoTransform())
        made.SetProjection(source.GetProjection())
        for at, number in enumerate(order, 1):
            values = array.array("H", source.GetRasterBand(number).ReadRaster())
            moved = array.array("H", (value + offset if value else 0 for value in values))
            made.GetRasterBand(at).WriteRaster(0, 0, *size, moved.tobytes())
        return path

    def passes(self, name, **parameters):
        from qgis.core import QgsProcessingContext

        parameters.setdefault("OUTPUT", self.path("never.tif"))
        self.assertEqual(self.algorithm(name).checkParameterValues(parameters, QgsProcessingContext()), (True, ""))

    def refused(self, name, **parameters):
        """The sentence with which the values are refused before a run."""
        from qgis.core import QgsProcessingContext

        parameters.setdefault("OUTPUT", self.path("never.tif"))
        good, message = self.algorithm(name).checkParameterValues(parameters, QgsProcessingContext())
        self.assertFalse(good, f"{name} takes {parameters}")
        return message

    def assert_same_pixels(self, ours, theirs):
        self.assertEqual(pixels(ours), pixels(theirs), f"{ours} and {theirs}")
