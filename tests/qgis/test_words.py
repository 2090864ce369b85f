"""Names, dates, requests and the places of the library: plain Python, without QGIS."""
import importlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
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

    def test_a_place_is_what_names_have_in_common(self):
        place = module("naming").place
        for names, expected in (
            (["dubai_before_20151211", "dubai_after_20180330"], "dubai"), (["before", "after"], ""),
            (["Las Vegas 2015", "las vegas 2018"], "Las Vegas"), (["T31TDG_20220612", "T31TDG_20230905"], "T31TDG"),
            (["S2A_MSIL2A_20220308T105841_N0400_R094_T31TDG_20220308T150000",
              "S2B_MSIL2A_20230308T105841_N0509_R094_T31TDG_20230308T150000"], "T31TDG"),
            (["a", "b"], ""), ([], ""),
        ):  # fmt: skip
            self.assertEqual(place(names), expected)

    def test_runs_have_place_and_dates(self):
        name = module("naming").run_name
        dated = {"inputs": [{"date": "2022-06-12T00:00:00Z"}, {"date": "2023-09-05T00:00:00Z"}]}
        self.assertEqual(name(["dubai a", "dubai b"], dated), "dubai, 2022-06-12 to 2023-09-05")
        self.assertEqual(name(["dubai a", "dubai b"], dated, "extent"), "dubai, 2022-06-12 to 2023-09-05 (extent)")
        self.assertEqual(name(["before"], {"inputs": [{"date": "2022-06-12"}]}), "before 2022-06-12")
        self.assertEqual(name(["a", "b"], {}), "a to b")

    def test_features_made_earlier_have_no_counts_in_the_log(self):
        one = {"name": "f.tif", "form": "features", "cells": 0, "chips": 0, "encoded": 0, "valid_cells": 0}
        self.assertEqual(module("naming").report_lines({"inputs": [one]}), ["f.tif: form features"])

    def test_what_a_job_takes_in_words(self):
        expected = module("expected")
        found = {"seconds": 75.4, "memory_bytes": 300 << 20, "output_bytes": 5000, "temporary_bytes": 3 << 30}
        told = "about 75 s, 300 MiB of memory, 5 KiB of results before compression, 3.0 GiB of temporary disk"
        self.assertEqual(expected.told(found), told)
        self.assertEqual([expected.span(s) for s in (0.2, 600)], ["about a second", "about 10 min"])
        expected.remember("a", found)
        self.assertEqual((expected.lines("b"), expected.lines("a")), ([], [f"expected: {told}"]))

    def test_the_report_becomes_lines(self):
        one = {"name": "/a/b.tif", "cells": 4, "tile": "", "mask": None, "valid_cells": 3, "metres": [10, 10.004]}
        model = {"name": "default", "precision": "f32", "bands": "red", "chip": 128, "patch": 8, "digest": "ab"}
        lines = module("naming").report_lines({"model": model, "inputs": [one]})
        self.assertEqual(lines[0], "model default: f32, bands red, chips of 128 pixels, cells of 8 pixels, SHA-256 ab")
        self.assertEqual(lines[1], "b.tif: cells 4; valid cells 3; pixels 10.00 x 10.00 m on the ground")

    def test_what_was_found_is_in_the_log(self):
        lines = module("figures").lines
        burnt = {"kind": "burnt", "count": 2, "hectares": 7.04}
        areas = {"count": 2, "hectares": 7.04, "share": 0.01, "kinds": [burnt]}
        found = {"changed_cells": 5, "valid_change_cells": 80, "changed_hectares": 3.2, "threshold": 1.75}
        self.assertEqual(
            lines({**found, "method": "joint", "areas": areas}),
            ["changed: 5 of 80 cells, 3.2 ha, from 1.75 on (joint)", "areas: 2, 7.0 ha, 1.00% of the valid area",
             "  burnt: 2, 7.0 ha"],
        )  # fmt: skip
        like = {"threshold": 0.5, "valid_cells": 80, "like_cells": 8, "like_hectares": 5.12}
        self.assertEqual(lines({"similar": [like]}), ["like the examples: 8 of 80 cells, 5.1 ha, from 0.50 on"])
        one = {"name": "water", "cells": 3}  # without a place on Earth
        self.assertEqual(lines({"class_areas": [[one]]}), ["water: 3 cells"])
        stays = {"from": "a", "to": "a", "cells": 7, "hectares": 4.48}
        went = [stays, {"from": "a", "to": "b", "cells": 1, "hectares": 0.64}]
        self.assertEqual(
            lines({"changed_class_cells": 1, "same_class_cells": 7, "transitions": went}),
            ["to another class: 1 of 8 cells", "  a to b: 1 cells, 0.6 ha"],
        )

    def test_what_became_of_cells_on_many_dates_is_in_the_log(self):
        lines = module("figures").lines
        dates = [{"name": "a.tif", "clear": 0.1, "used": False}, {"name": "b.tif", "clear": 1.0, "used": True}]
        states = {"stayed": {"cells": 3, "hectares": 1.92}, "returned": {"cells": 0}, "unconfirmed": {"cells": 0}}
        told = lines({"task": "series", "threshold": 1.75, "dates": dates, "cells": {"asked": 9, **states}})
        self.assertEqual(told[0], "left out: a.tif, 10% of the cells are valid")
        asked = "many dates: 9 cells could be asked, from 1.75 on"
        self.assertEqual(told[1:3], [asked, "  changed and stayed: 3 cells, 1.9 ha"])
        watch = {"date": "2024-07-11", "alarm": True, "from_hectares": 10, "valid_cells": 90, "cells": 20}
        watch |= {"largest": 12.8, "hectares": 12.8}
        [told] = lines({"task": "series", "watch": watch})
        self.assertIn("newest date 2024-07-11 is out of the ordinary: 20 of 90 cells, 12.8 ha stand out", told)
        two = {"valid_cells": 90, "changed_cells": 9, "changed_hectares": 5.76}
        told = lines({"task": "series", "measure": "residual", "threshold": 1.75, "changed": two})
        self.assertEqual(told, ["changed: 9 of 90 cells, 5.8 ha, from 1.75 on (residual)"])

    def test_file_names_differ(self):
        names = module("naming").file_names(["a", "a", "b/c d", "é"], "pca")
        self.assertEqual(names, ["pca_a.tif", "pca_a_2.tif", "pca_b_c_d.tif", "pca_raster.tif"])


class Requests(unittest.TestCase):
    def test_a_request_is_the_librarys_job(self):
        api = mock.Mock()
        request = module("request").Request("pca", ["a", "b"], ["o", "p"], {"OVERLAP": "best"})
        request.run(api, print)
        job = ("pca", ["a", "b"], ["o", "p"])
        api.run_job.assert_called_once_with(*job, options={"OVERLAP": "best"}, progress=print)
        self.assertIs(request.estimate(api), api.estimate.return_value)
        api.estimate.assert_called_once_with(*job, options={"OVERLAP": "best"})

    def test_secrets_are_not_shown(self):
        request = module("request")
        for name, expected in (
            ("/vsicurl/https://me:pa%ss@host.example/a/b.tif?sig=abc&t=1", "/vsicurl/https://host.example/a/b.tif?..."),
            ("/vsicurl?pc_url_signing=yes&url=https%3A%2F%2Fhost%2Fa.tif", "/vsicurl?..."),
            ("PG:host=db user=me password='my own' dbname=x", "PG:host=db user=me password=... dbname=x"),
            ("AWS_SECRET_ACCESS_KEY=abc,COMPRESS=LZW", "AWS_SECRET_ACCESS_KEY=...,COMPRESS=LZW"),
            ("/home/me/data/a.tif", "~/data/a.tif"), ("/home/meme/a.tif", "/home/meme/a.tif"),
            ("/data/a b@c?.tif", "/data/a b@c?.tif"), ("/vsizip//data/a.zip/b.tif", "/vsizip//data/a.zip/b.tif"),
        ):  # fmt: skip
            self.assertEqual(request.shown(name, "/home/me"), expected)
        options = {"MODEL": "https://h/m.pt?sig=1"}
        asked = request.Request("features", ["/vsicurl/https://u:p@h/x.tif"], ["o.tif"], options)
        told = "\n".join(asked.log_lines())
        for secret in ("u:p", "sig=1"):
            self.assertNotIn(secret, told)

    def test_time_left(self):
        left = module("request").time_left
        self.assertEqual(left(0.5, 30), ", about 30 s left")
        self.assertEqual(left(0.1, 60), ", about 9 min left")
        self.assertEqual([left(0.01, 60), left(0.5, 0.2), left(1.0, 60)], ["", "", ""])

    def test_neither_qgis_nor_ctypes_is_imported(self):
        for name in ("request", "naming", "figures", "fields"):
            text = (support.PLUGIN / f"{name}.py").read_text()
            self.assertNotIn("import ctypes", text)
            self.assertNotIn("from qgis", text)


class Fields(unittest.TestCase):
    """Options of the library in messages become the labels of the dialog."""

    FIELDS = {
        "BANDS": ("BANDS", "Bands (auto, ...)"), "REFLECTANCE": ("REFLECTANCE", "Reflectance"),
        "REFLECTANCE_AFTER": ("REFLECTANCE_AFTER", "Second reflectance"), "ALIGN": ("ALIGN", "Warp"),
        "MASK": ("MASK", "Cloud mask"), "MASK_VALUES": ("MASK_VALUES", "Values of the mask"),
        "BOUNDS": ("EXTENT", "Extent"), "WINDOW": ("WINDOW", "Only these pixels"),
        "OVERWRITE": ("OVERWRITE", "Replace"), "TARGET_RESOLUTION": ("TARGET_RESOLUTION", "Resample to [m]"),
        "MODEL": ("MODEL", "Model file"), "MASK=none": ("NO_MASK", "No cloud mask"),
        r"REFLECTANCE=-?[\d.]+,": ("OWN_SCALE", "Own scale and offset"),
    }  # fmt: skip

    def test_options_become_labels(self):
        in_labels = module("fields").in_labels
        for text, expected in (
            ("a: say reflectance=dn for reflectance x 10000", 'a: set "Reflectance" to dn for reflectance x 10000'),
            ("reflectance-after says it for the second", '"Second reflectance" says it for the second'),
            ("say which is which with bands, for example bands=red=1,nir=?",
             'say which is which with "Bands", for example "Bands" = red=1,nir=?'),
            ("ask for align to warp the second", 'tick "Warp" to warp the second'),
            ("x.tif exists; ask for overwrite to replace it", 'x.tif exists; tick "Replace" to replace it'),
            ("say `mask-values=1` or --mask-values bits:1",
             'say `"Values of the mask" = 1` or "Values of the mask" bits:1'),
            ("BOUNDS and WINDOW name the area twice", '"Extent" and "Only these pixels" name the area twice'),
            ("MASK_VALUES=x: expected numbers", '"Values of the mask" = x: expected numbers'),
            ("say mask-values for those that shall go, or mask=none",
             'say "Values of the mask" for those that shall go, or tick "No cloud mask"'),
            ("say reflectance=0.0001,-0.1, or reflectance=unit",
             'set "Own scale and offset" to 0.0001,-0.1, or "Reflectance" = unit'),
            ("say mask-values=>0.5 for what shall go", 'set "Values of the mask" to >0.5 for what shall go'),
            ("say the convention that fits with reflectance (of a second date, reflectance-after)",
             'say the convention that fits with "Reflectance" (of a second date, "Second reflectance")'),
            ("target-resolution 10 resamples", '"Resample to" 10 resamples'),
            ("OVERWRITE=YES acts only with ALIGN=YES", '"Replace" acts only where "Warp" is ticked'),
            ("OVERWRITE=YES acts only with BANDS=auto", '"Replace" acts only where "Bands" is auto'),
            ("MASK_VALUES=8 acts only without MASK=none",
             '"Values of the mask" = 8 acts only without "No cloud mask"'),
        ):  # fmt: skip
            self.assertEqual(in_labels(text, self.FIELDS), expected)
        told = in_labels("say bands=1,2,3,4,5", self.FIELDS, window=False)
        self.assertEqual(told, 'set "Bands" (BANDS) to 1,2,3,4,5')

    def test_words_and_names_stay(self):
        in_labels = module("fields").in_labels
        for text in (
            "a raster with bands was expected, and no mask", "the bounds are in EPSG:4326",
            "/data/MASK/bands=3/x.tif: bad", "model default: f32, bands red", "has 3 bands", "MODEL of a window",
        ):  # fmt: skip
            self.assertEqual(in_labels(text, self.FIELDS), text)
        told = in_labels("a: ask for align", self.FIELDS, ["a", "lign"])
        self.assertEqual(told, 'a: tick "Warp"')
        told = in_labels("MASK 2.tif: MASK=x", self.FIELDS, ["MASK 2.tif"])
        self.assertEqual(told, 'MASK 2.tif: "Cloud mask" = x')


REINSTALLED = """
import sys, types
from pathlib import Path
plugin, installed = map(Path, sys.argv[1:])

def fresh():
    for name in [n for n in sys.modules if n.startswith("lejepa_gis")]:
        del sys.modules[name]
    package = types.ModuleType("lejepa_gis")
    package.__path__ = [str(plugin)]
    sys.modules["lejepa_gis"] = package
    from lejepa_gis import api, locate
    found = locate.load(str(installed))
    locate.load_file = None  # one copy is enough
    assert locate.load("other") is found and locate.loaded() == str(installed)
    return api

before = fresh()
data = installed.read_bytes()
for new in (b"\\0" * (len(data) // 2), data):
    with open(installed, "wb") as file:  # as QGIS's installer does: in place
        file.write(new)
    old = before.parameters()
again = fresh()
assert again.load() is not before.load()
assert again.parameters() == before.parameters() == old and again.version() == before.version()
print("alive")
"""


class Copies(unittest.TestCase):
    """The library runs as a private copy."""

    def test_installing_anew_in_place_does_not_end_the_process(self):
        with tempfile.TemporaryDirectory() as folder:
            installed, place = Path(folder) / "liblejepa_gis.so.1", Path(folder) / "temporary"
            shutil.copyfile(support.LIBRARY, installed)
            place.mkdir()
            known = {k: v for k, v in os.environ.items() if k != "LEJEPA_GIS_LIBRARY"}
            command = [sys.executable, "-c", REINSTALLED, support.PLUGIN, installed]
            done = subprocess.run(command, capture_output=True, text=True, env={**known, "TMPDIR": str(place)})
            self.assertEqual((done.returncode, done.stdout.strip()), (0, "alive"), done.stderr)
            self.assertEqual(list(place.iterdir()), [], "copies are left")

    def test_a_file_that_is_no_library_is_named_as_it_was_given(self):
        with tempfile.TemporaryDirectory() as folder:
            wrong = Path(folder) / "wrong.so"
            wrong.write_text("no library")
            named = mock.patch.dict(os.environ, {"LEJEPA_GIS_LIBRARY": str(wrong)})
            with named, mock.patch.multiple(module("_ffi"), _library=None, _loaded=""):
                with self.assertRaisesRegex(OSError, "wrong.so") as caught:
                    module("locate").load()
            self.assertNotIn("lejepa_gis_library_", str(caught.exception))

    def test_why_no_library_was_found_is_translated_but_for_the_reasons(self):
        error = module("locate").NotFound(["a.so: no such file", "b.so: wrong"], True)
        text = error.text(lambda sentence: f"<{sentence[:11]}>")
        self.assertEqual(text, "<The lejepa-> <The file th> (a.so: no such file; b.so: wrong)")
        self.assertIn("Do one of these", str(error))

    def test_the_way_to_forget_a_remembered_file_is_told(self):
        with mock.patch.dict(os.environ), mock.patch.multiple(module("_ffi"), _library=None, _loaded=""):
            os.environ.pop("LEJEPA_GIS_LIBRARY", None)
            with self.assertRaisesRegex(OSError, "tick the box there that forgets it"):
                module("locate").load("/nowhere/remembered.so")

    def test_windows_removes_old_copies_and_no_others(self):
        locate = module("locate")
        with tempfile.TemporaryDirectory() as folder:
            for name, age in (("lejepa_gis_library_old", 7200), ("lejepa_gis_library_new", 0), ("other", 7200)):
                path = Path(folder) / name
                path.mkdir()
                os.utime(path, (time.time() - age,) * 2)
            locate.clean(folder)
            self.assertEqual(sorted(p.name for p in Path(folder).iterdir()), ["lejepa_gis_library_new", "other"])


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
