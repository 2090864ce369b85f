#!/usr/bin/env python3
"""Installs the plugin's zip in a real QGIS on a display in memory (Xvfb), makes its first map and its first areas.

    desktop.py ZIP FOLDER

Takes pictures, and prints the seconds from the begin of installing, of the clock and of the processors. The clicks that
a person needs are counted in docs/qgis.md. QGIS runs this file itself, with an empty profile.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def outside(archive, folder):
    """Makes the scene and starts QGIS with this file."""
    import support

    with tempfile.TemporaryDirectory() as home:
        scene = support.scene(Path(home) / "scene", 640, 560)
        (Path(home) / "run").mkdir(mode=0o700)
        told = {"zip": str(Path(archive).resolve()), "scene": str(scene), "out": str(Path(folder).resolve())}
        display, number = os.pipe()
        screen = ["Xvfb", "-screen", "0", "1600x1000x24", "-displayfd", str(number)]
        server = subprocess.Popen(screen, pass_fds=[number], stderr=subprocess.DEVNULL)
        os.close(number)
        with os.fdopen(display) as line:
            place = f":{line.readline().strip()}"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("LEJEPA_GIS")}
        environment |= {"DISPLAY": place, "XDG_RUNTIME_DIR": f"{home}/run", "DESKTOP_TOLD": json.dumps(told)}
        program = "qgis.bin" if Path("/usr/bin/qgis.bin").exists() else "qgis"
        command = [program, "--nologo", "--noversioncheck", "--profiles-path", f"{home}/profiles", "--code", __file__]
        try:
            return subprocess.run(command, env=environment, timeout=600).returncode
        finally:
            server.terminate()
            server.wait()


class Day:
    """What a new user does, with the buttons that a person presses."""

    def __init__(self, told):
        from qgis.utils import iface

        self.iface, self.told = iface, told
        self.begun, self.worked = time.monotonic(), time.process_time()
        iface.mainWindow().resize(1200, 720)

    def say(self, what):
        clock, worked = time.monotonic() - self.begun, time.process_time() - self.worked
        print(f"{clock:6.1f} s, {worked:6.1f} s of processors: {what}", flush=True)

    def wait(self, until, seconds=120):
        from qgis.PyQt.QtCore import QCoreApplication

        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end:
            QCoreApplication.processEvents()
            time.sleep(0.005)
        if not until():
            raise RuntimeError("it never came")

    def work(self, seconds):
        from qgis.PyQt.QtCore import QCoreApplication

        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QCoreApplication.processEvents()

    def install(self):
        import pyplugin_installer

        pyplugin_installer.instance().installFromZipFile(self.told["zip"])
        from qgis.core import QgsApplication

        self.wait(lambda: QgsApplication.processingRegistry().providerById("lejepa_gis"))
        self.say("installed")

    def open_dates(self):
        from qgis.core import QgsContrastEnhancement, QgsProject, QgsRasterLayer, QgsRasterMinMaxOrigin

        stretch = QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        for name, day in (("before", "2022-06-12"), ("after", "2023-09-05")):
            layer = QgsRasterLayer(f"{self.told['scene']}/{name}.tif", f"harbour {day}")
            layer.setContrastEnhancement(stretch, QgsRasterMinMaxOrigin.Limits.CumulativeCut)
            QgsProject.instance().addMapLayer(layer)
        self.iface.mapCanvas().zoomToFullExtent()
        self.say("two dates are open")

    def run(self, words):
        """Raster › lejepa-gis › an entry, then Run; returns the dialog when it has results."""
        from qgis.PyQt.QtWidgets import QApplication

        menu = next(one for one in self.iface.rasterMenu().actions() if one.text() == "lejepa-gis").menu()
        next(one for one in menu.actions() if one.text().startswith(words)).trigger()
        shown = []

        def dialog():
            ours = (one for one in QApplication.topLevelWidgets() if type(one).__name__ == "Dialog")
            shown[:] = [one for one in ours if one.isVisible()]
            return shown

        self.wait(dialog)
        shown[0].runButton().click()
        self.wait(lambda: shown[0].results())
        return shown[0]

    def picture(self, name):
        self.work(1.5)
        self.wait(lambda: not self.iface.mapCanvas().isDrawing())
        self.iface.mainWindow().grab().save(f"{self.told['out']}/{name}.jpg", "JPG", 85)

    def all(self):
        from qgis.core import QgsProject

        self.install()
        self.open_dates()
        dialog = self.run("Change between two dates")
        self.wait(lambda: any(one.name().startswith("Change") for one in QgsProject.instance().mapLayers().values()))
        self.say("the first map, and its hectares in the log")
        dialog.close()
        self.tidy()
        self.picture("qgis-change")
        dialog = self.run("Change areas")
        self.wait(lambda: any(one.name().startswith("Areas") for one in QgsProject.instance().mapLayers().values()))
        self.say(f"the first areas: {dialog.results()['HECTARES']:.1f} ha")
        dialog.close()
        self.picture("qgis-areas")

    def tidy(self):
        """The tree of layers and the toolbox's group in sight."""
        from qgis.PyQt.QtCore import Qt
        from qgis.PyQt.QtWidgets import QDockWidget, QTreeView

        window = self.iface.mainWindow()
        window.findChild(QDockWidget, "Browser").setUserVisible(False)
        layers = window.findChild(QDockWidget, "Layers")
        window.resizeDocks([layers], [380], Qt.Orientation.Horizontal)
        toolbox = window.findChild(QDockWidget, "ProcessingToolbox")
        toolbox.setUserVisible(True)
        tree = toolbox.findChild(QTreeView)
        model = tree.model()
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        ours = next(row for row in rows if model.data(row) == "lejepa-gis")
        tree.expand(ours)
        tree.scrollTo(ours, QTreeView.ScrollHint.PositionAtTop)


def inside():
    """What QGIS runs."""
    try:
        Day(json.loads(os.environ["DESKTOP_TOLD"])).all()
        code = 0
    except Exception:
        import traceback

        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    os._exit(code)  # QGIS would ask whether to save the project


if "DESKTOP_TOLD" in os.environ:
    from qgis.PyQt.QtCore import QTimer

    QTimer.singleShot(1000, inside)
elif __name__ == "__main__":
    sys.exit(outside(*sys.argv[1:]))
