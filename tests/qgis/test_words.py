"""Names, dates, requests and the places of the library: plain Python, without QGIS."""
import importlib
import os
import sys
import sysconfig
import tempfile
import types
import unittest
from pathlib import Path
from unittest import mock

import support


def module(name):
    """A module of the plugin, loaded without the package's own start."""
    if "lejepa_gis" not in sys.modules:
        package = types.ModuleType("lejepa_gis")
        package.__path__ = [str(support.PLUGIN)]
        sys.modules["lejepa_gis"] = package
    return importlib.import_module(f"lejepa_gis.{name}")


class Names(unittest.TestCase):
    def test_dates_in_texts(self):
        date_of = module("naming").date_of
        self.assertEqual(date_of("T31TDG_20200604T105621_B04"), "2020-06-04")
        self.assertEqual(date_of("S2A_MSIL2A_20220308T105841_N0400_R094_T31TDG_20220308T150000"), "2022-03-08")
        self.assertEqual(date_of("scene 2022-06-12"), "2022-06-12")
        for none in ("", "before", "20209999", "tile_123202006045", "20200604123"):
            self.assertEqual(date_of(none), "", none)

    def test_layers_tell_product_and_date(self):
        name = module("naming").product_name
        dated = {"inputs": [{"date": "2022-06-12T00:00:00Z"}, {"date": "2023-09-05T00:00:00Z"}]}
        self.assertEqual(name("Change (cosine)", ["a", "b"], dated), "Change (cosine), 2022-06-12 to 2023-09-05")
        self.assertEqual(name("PCA", ["a"], dated), "PCA, a 2022-06-12")
        half = {"inputs": [{"date": "2022-06-12"}, {}]}
        self.assertEqual(name("Change", ["a", "b"], half), "Change, a 2022-06-12 to b")
        self.assertEqual(name("PCA", ["dubai_20151211"], {"inputs": [{"date": "2015-12-11"}]}), "PCA, dubai_20151211")
        self.assertEqual(name("PCA", ["a"], {"inputs": [{}]}), "PCA, a")
        self.assertEqual(name("PCA", ["a_20200604"], {}), "PCA, a_20200604")

    def test_the_report_becomes_lines(self):
        one = {"name": "/a/b.tif", "cells": 4, "tile": "", "mask": None, "valid_cells": 3, "metres": [10, 10.004]}
        model = {"name": "default", "precision": "f32", "bands": "red", "chip": 128, "patch": 8, "digest": "ab"}
        lines = module("naming").report_lines({"model": model, "inputs": [one]})
        self.assertEqual(lines[0], "model default: f32, bands red, chips of 128 pixels, cells of 8 pixels, SHA-256 ab")
        self.assertEqual(lines[1], "b.tif: cells 4; valid cells 3; pixels 10.00 x 10.00 m on the ground")

    def test_file_names_differ(self):
        names = module("naming").file_names(["a", "a", "b/c d", "é"], "pca")
        self.assertEqual(names, ["pca_a.tif", "pca_a_2.tif", "pca_b_c_d.tif", "pca_raster.tif"])


class Requests(unittest.TestCase):
    def test_each_task_calls_its_function(self):
        request, heard = module("request"), []

        class Library:
            def __getattr__(self, name):
                return lambda *a, **k: heard.append((name, a, k["options"]))

        for task, inputs, outputs, arguments in (
            ("features", ["a"], ["o"], ("a", "o")),
            ("pca", ["a", "b"], ["o", "p"], (["a", "b"], ["o", "p"])),
            ("change", ["a", "b"], ["o"], ("a", "b", "o")),
            ("describe", ["a"], [], (["a"],)),
        ):
            request.Request(task, inputs, outputs, {"OVERLAP": "best"}).run(Library(), None)
            self.assertEqual(heard.pop(), (task, arguments, {"OVERLAP": "best"}))
        with self.assertRaises(ValueError):
            request.Request("other").run(Library(), None)

    def test_time_left(self):
        left = module("request").time_left
        self.assertEqual(left(0.5, 30), ", about 30 s left")
        self.assertEqual(left(0.1, 60), ", about 9 min left")
        self.assertEqual([left(0.01, 60), left(0.5, 0.2), left(1.0, 60)], ["", "", ""])

    def test_neither_qgis_nor_ctypes_is_imported(self):
        for name in ("request", "naming"):
            text = (support.PLUGIN / f"{name}.py").read_text()
            self.assertNotIn("import ctypes", text)
            self.assertNotIn("from qgis", text)


class Places(unittest.TestCase):
    """Where the library is looked for, in order: variable, setting, the plugin's folder, a wheel, the system."""

    def test_order(self):
        locate = module("locate")
        usual = os.environ.pop("LEJEPA_GIS_LIBRARY", None)
        try:
            with tempfile.TemporaryDirectory() as plugin, tempfile.TemporaryDirectory() as site:
                self.assertEqual(locate.candidates("", plugin, [site]), ["liblejepa_gis.so.1"])
                wheel = Path(site) / "lejepa_gis" / "liblejepa_gis.so.1"
                wheel.parent.mkdir()
                wheel.touch()
                self.assertEqual(locate.candidates("", plugin, [site]), [str(wheel), "liblejepa_gis.so.1"])
                own = Path(plugin) / "liblejepa_gis.so.1"
                own.touch()
                self.assertEqual(locate.candidates("", plugin, [site])[0], str(own))
                # The zip for all systems: this one's library, never another's.
                systems = {"win-amd64": "lejepa_gis.dll", sysconfig.get_platform(): "liblejepa_gis.so.1"}
                for system, name in systems.items():
                    (Path(plugin) / "lib" / system).mkdir(parents=True)
                    (Path(plugin) / "lib" / system / name).touch()
                here = str(Path(plugin) / "lib" / sysconfig.get_platform() / "liblejepa_gis.so.1")
                found = [here, str(own), str(wheel), "liblejepa_gis.so.1"]
                self.assertEqual(locate.candidates("", plugin, [site]), found)
                there = str(Path(plugin) / "lib/win-amd64/lejepa_gis.dll")
                with mock.patch("sysconfig.get_platform", lambda: "win-amd64"), mock.patch("sys.platform", "win32"):
                    self.assertEqual(locate.candidates("", plugin, [site]), [there, "lejepa_gis.dll"])
                self.assertEqual(locate.candidates("/set.so", plugin, [site]), ["/set.so"])
                os.environ["LEJEPA_GIS_LIBRARY"] = "/named.so"
                self.assertEqual(locate.candidates("/set.so", plugin, [site]), ["/named.so"])
        finally:
            os.environ.pop("LEJEPA_GIS_LIBRARY", None)
            if usual is not None:
                os.environ["LEJEPA_GIS_LIBRARY"] = usual


if __name__ == "__main__":
    unittest.main()
