"""Where the library is not there: the message, the window, fetching it, Doctor; the Python module beside the plugin."""
import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import threading
import time
import unittest
import zipfile
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from unittest import mock

import support


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Says nothing."""


class Install(support.InQgis):
    WINDOW = True

    def without(self):
        """No library: none is loaded, and the one that is named is not there."""
        from contextlib import ExitStack

        from lejepa_gis import _ffi, locate

        all_of = ExitStack()
        all_of.enter_context(mock.patch.dict(os.environ, LEJEPA_GIS_LIBRARY="/nowhere/lib.so"))
        all_of.enter_context(mock.patch.multiple(_ffi, _library=None, _loaded=""))
        all_of.enter_context(mock.patch.object(locate, "_loaded", ""))
        return all_of

    def iface(self):
        from qgis.gui import QgsMessageBar
        from qgis.PyQt.QtWidgets import QMainWindow, QMenu

        self.window, self.bar = QMainWindow(), QgsMessageBar()
        self.menu = QMenu()
        return mock.Mock(messageBar=lambda: self.bar, mainWindow=lambda: self.window, rasterMenu=lambda: self.menu)

    # --- after installing -------------------------------------------------------------------------------------------

    def test_a_message_with_a_button_once_for_a_version(self):
        from lejepa_gis.install import notice
        from qgis.core import QgsSettings
        from qgis.PyQt.QtWidgets import QPushButton

        QgsSettings().remove(notice.LOOKED)
        with self.without():
            made = notice.Notice(self.iface())
            self.assertTrue(made.timer.isActive())
            made.timer.stop()
            made.look()
            [item] = self.bar.items()
            self.assertIn("its library is not there yet", item.text())
            [button] = [b for b in item.findChildren(QPushButton) if b.text() == "What to do"]
            button.click()
            self.assertTrue(made.window.isVisible())
            self.assertIn("/nowhere/lib.so", made.window.told.text())
            self.assertEqual(self.bar.items(), [])
            made.close()
            self.assertFalse(notice.Notice(self.iface()).timer.isActive(), "it is said once")
        QgsSettings().remove(notice.LOOKED)
        made = notice.Notice(self.iface())
        made.look()
        self.assertEqual(self.bar.items(), [], "the library is there")
        made.close()

    def test_the_window_names_and_forgets_a_file(self):
        from lejepa_gis.install import window as module
        from lejepa_gis.module import SETTING
        from qgis.core import QgsSettings

        with self.without():
            window = module.LibraryWindow()
            self.assertNotIn("fetch", window.buttons, "no address is configured")
            self.assertFalse(window.buttons["forget"].isEnabled())
            with mock.patch.object(module.QFileDialog, "getOpenFileName", return_value=(support.LIBRARY, "")):
                window.buttons["file"].click()
            self.assertEqual(QgsSettings().value(SETTING), support.LIBRARY)
            self.assertTrue(window.buttons["forget"].isEnabled())
            window.buttons["forget"].click()
            self.assertFalse(QgsSettings().value(SETTING, ""))
            self.assertIn("is forgotten", window.told.text())

    def test_the_plugin_adds_and_removes_its_menu(self):
        from lejepa_gis.plugin import LejepaGisPlugin
        from qgis.core import QgsApplication

        type(self).plugin.unload()
        iface = self.iface()
        plugin = type(self).plugin = LejepaGisPlugin(iface)
        with mock.patch.object(plugin, "add_panel"):  # which has tests of its own
            plugin.initGui()
        [entry] = self.menu.actions()
        words = [action.text() for action in entry.menu().actions() if action.text()]
        self.assertEqual(words[0], "Change between two dates …")
        self.assertEqual(words[-2:], ["Library …", "Help"])
        plugin.unload()
        self.assertEqual(self.menu.actions(), [])
        self.assertIsNone(QgsApplication.processingRegistry().providerById("lejepa_gis"))
        type(self).plugin = LejepaGisPlugin(None)
        type(self).plugin.initGui()

    # --- fetching ---------------------------------------------------------------------------------------------------

    def zips(self, address):
        """The zips of a packager who has told this address; what the zip without binaries says of it."""
        addresses, out = Path(self.path("addresses.ini")), Path(self.path("zips"))
        addresses.write_text(f"[project]\n[library]\naddress = {address}\n")
        command = [sys.executable, support.ROOT / "qgis_plugin/make_zip.py", "--out", out, "--library", support.LIBRARY]
        subprocess.run([*command, "--addresses", addresses], check=True, capture_output=True)
        return out, zipfile.ZipFile(out / "lejepa_gis-plugin.zip").read("lejepa_gis/library.json")

    def fetched(self, offer, place):
        from lejepa_gis.install import fetch
        from qgis.core import QgsApplication

        ended = []
        with mock.patch.object(fetch, "PLACE", place):
            task = fetch.Fetch(offer, lambda path, reason: ended.append((path, reason)))
            QgsApplication.taskManager().addTask(task)
            until = time.monotonic() + 60
            while not ended and time.monotonic() < until:
                self.app.processEvents()
                time.sleep(0.01)
        return ended[0]

    def test_the_library_is_fetched_on_a_click_and_its_digest_compared(self):
        from lejepa_gis import _ffi
        from lejepa_gis.install import fetch, window as module

        out, told = self.zips("https://b.example/libraries")
        said = json.loads(told)
        self.assertEqual(said["address"], "https://b.example/libraries/")
        place = Path(self.path("plugin/lib"))
        server = HTTPServer(("127.0.0.1", 0), partial(Quiet, directory=out / "library"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            said["address"] = f"http://127.0.0.1:{server.server_port}/"
            file = Path(self.path("library.json"))
            file.write_text(json.dumps(said))
            with mock.patch.object(fetch, "FILE", file):
                offer = fetch.offered()
                self.assertEqual(offer["name"], f"liblejepa_gis.so.{_ffi.ABI_VERSION}")
                with self.without():
                    self.assertIn("Fetch it (", module.LibraryWindow().buttons["fetch"].text())
            path, reason = self.fetched(offer, place)
            self.assertEqual((path, reason), (str(place / sysconfig.get_platform() / offer["name"]), ""))
            self.assertEqual(hashlib.sha256(Path(path).read_bytes()).hexdigest(), offer["sha256"])
            from lejepa_gis import locate

            with mock.patch.dict(os.environ):
                os.environ.pop("LEJEPA_GIS_LIBRARY")
                self.assertEqual(locate.candidates("", place.parent, [])[0], path)
            Path(path).unlink()
            path, reason = self.fetched({**offer, "sha256": "0" * 64}, place)
            self.assertEqual(path, "")
            self.assertIn("is not the library of this version", reason)
            path, reason = self.fetched({**offer, "url": offer["url"] + "x"}, place)
            self.assertTrue(reason)
            self.assertEqual([p for p in place.rglob("*") if p.is_file()], [], "something was kept")
        finally:
            server.shutdown()
            server.server_close()

    def test_no_address_no_offer(self):
        from lejepa_gis.install import fetch

        self.assertIsNone(fetch.offered())
        out = Path(self.path("plain"))
        command = [sys.executable, support.ROOT / "qgis_plugin/make_zip.py", "--out", out]
        subprocess.run(command, check=True, capture_output=True)
        self.assertNotIn("lejepa_gis/library.json", zipfile.ZipFile(out / "lejepa_gis-plugin.zip").namelist())

    # --- Doctor -----------------------------------------------------------------------------------------------------

    def test_doctor_runs_without_a_library_and_lists_what_was_tried(self):
        with self.without():
            found = self.run_algorithm("doctor", OUTPUT=self.path("doctor.txt"))
        self.assertFalse(found["HEALTHY"])
        for words in ("tried: /nowhere/lib.so: ", "library file: none", "QGIS 3.", "GDAL ", "Install from ZIP"):
            self.assertIn(words, found["TEXT"])
        self.assertEqual(Path(self.path("doctor.txt")).read_text(), found["TEXT"])

    # --- the Python module ------------------------------------------------------------------------------------------

    def test_the_python_module_and_the_plugin_do_not_collide(self):
        import lejepa_gis
        from lejepa_gis import Error, features

        self.assertIn("qgis_plugin", lejepa_gis.__file__)
        out, theirs = self.path("console.tif"), self.path("console_cli.tif")
        report = features(self.before, out, options={"MODEL": "texture"})
        support.cli("features", self.before, "-o", theirs, "--model", "texture")
        self.assert_same_pixels(out, theirs)
        self.assertEqual(report["outputs"], [out])
        with self.assertRaises(Error):
            features("/nowhere.tif", out)
        with self.assertRaises(ImportError):
            from lejepa_gis import no_such_name  # noqa: F401
        text = (support.ROOT / "python/lejepa_gis/__init__.py").read_text()
        scope = {}
        exec(text[text.index("__all__"):text.index("]  # fmt: skip", text.index("__all__")) + 1], scope)
        for name in scope["__all__"]:
            self.assertIn(name, dir(lejepa_gis))
            self.assertTrue(hasattr(lejepa_gis, name), name)

    def test_the_modules_folder_first_on_the_path_still_gives_the_plugin(self):
        """As with PYTHONPATH: QGIS asks the Python module's package for the plugin."""
        script = (
            "import sys\n"
            f"sys.path[:0] = [{str(support.ROOT / 'python')!r}, {str(support.ROOT / 'qgis_plugin')!r}]\n"
            "import lejepa_gis\n"
            "from lejepa_gis import features\n"
            "print(type(lejepa_gis.classFactory(None)).__name__)\n"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        self.assertEqual(done.stdout.strip(), "LejepaGisPlugin", done.stderr)


if __name__ == "__main__":
    unittest.main()
