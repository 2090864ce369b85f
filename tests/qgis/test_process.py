"""The plugin by qgis_process, in profiles of its own: results like the command line's; libraries that are not there."""
import json
import subprocess
import unittest

import support

TABLES = json.loads((support.PLUGIN / "tables.json").read_text())
IDS = [*(task["name"] for task in TABLES["tasks"]), "modelinfo", "doctor"]


class ByQgisProcess(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.profile = support.Profile()
        cls.home = cls.profile.home
        cls.scene = support.scene(cls.home / "scene", 300, 260)
        cls.before, cls.after = cls.scene / "before.tif", cls.scene / "after.tif"

    @classmethod
    def tearDownClass(cls):
        cls.profile.close()

    def succeed(self, name, **parameters):
        code, text = self.profile.run(f"lejepa_gis:{name}", **parameters)
        self.assertEqual(code, 0, text)
        self.assertNotIn("Traceback", text)
        return text

    def test_the_plugin_is_enabled_and_every_algorithm_is_listed(self):
        _, text = self.profile.process("plugins")
        self.assertRegex(text, r"\*\s+lejepa_gis")
        _, text = self.profile.process("list")
        for name in IDS:
            self.assertIn(f"lejepa_gis:{name}\t", text)

    def test_change_is_the_command_lines(self):
        """Here by one method, by its word; test_running has every method."""
        ours, theirs = self.home / "cosine.tif", self.home / "cosine_cli.tif"
        self.succeed("change", BEFORE=self.before, AFTER=self.after, METHOD="cosine", OUTPUT=ours)
        support.cli("change", self.before, self.after, "-o", theirs, "--method", "cosine")
        self.assertEqual(support.pixels(ours), support.pixels(theirs))

    def results(self, name, **parameters):
        """The outputs that qgis_process tells as JSON; Python's own warnings may stand around it."""
        values = (f"{k}={v}" for k, v in parameters.items())
        code, text = self.profile.process("--json", "run", f"lejepa_gis:{name}", "--", *values)
        self.assertEqual(code, 0, text)
        return json.JSONDecoder().raw_decode(text[text.index("{\n"):])[0]["results"]

    def test_tasks_on_features_run_and_tell_their_figures(self):
        features, clusters = self.home / "found.tif", self.home / "clusters.tif"
        support.cli("features", self.before, "-o", features, "--model", "untrained")
        counted = json.loads(self.results("cluster", INPUT=features, CLUSTERS=3, OUTPUT=clusters)["CLASS_AREAS"])
        self.assertEqual(len(counted[0]), 3)
        like = self.results("similar", INPUT=features, AT="501000,4699000", OUTPUT=self.home / "like.tif")
        self.assertGreater(json.loads(like["SIMILAR"])[0]["like_cells"], 0)

    def test_areas_are_the_command_lines_and_their_totals_are_outputs(self):
        ours, theirs, made = (self.home / f"{name}.geojson" for name in ("ours", "theirs", "made"))
        dates = {"BEFORE": self.before, "AFTER": self.after}
        results = self.results("areas", **dates, MIN_AREA=2, OUTPUT=ours)
        report = json.loads(support.cli("areas", self.before, self.after, "-o", theirs, "--min-area", 2, "--json"))
        features = json.loads(ours.read_text())["features"]
        self.assertEqual(features, json.loads(theirs.read_text())["features"])
        totals = report["areas"]
        self.assertGreater(totals["count"], 2)
        self.assertEqual(results["COUNT"], totals["count"])
        self.assertAlmostEqual(results["HECTARES"], totals["hectares"])
        self.assertAlmostEqual(results["SHARE"], totals["share"])
        for of in totals["kinds"]:
            name = f"HECTARES_{of['kind'].upper().replace(' ', '_')}"
            self.assertAlmostEqual(results[name], of["hectares"])
        kinds = [value for name, value in results.items() if name.startswith("HECTARES_")]
        self.assertEqual(len(kinds), 9)
        self.assertAlmostEqual(sum(kinds), totals["hectares"], 2)
        # A change raster alone: the same outlines.
        support.cli("change", self.before, self.after, "-o", self.home / "map.tif")
        self.succeed("areas", BEFORE=self.home / "map.tif", MIN_AREA=2, OUTPUT=made)
        outlines = [feature["geometry"] for feature in features]
        self.assertEqual([feature["geometry"] for feature in json.loads(made.read_text())["features"]], outlines)

    def test_features_and_their_pca_are_the_command_lines(self):
        self.succeed("features", INPUT=self.before, OUTPUT=self.home / "f.tif")
        support.cli("features", self.before, "-o", self.home / "f2.tif")
        self.assertEqual(support.pixels(self.home / "f.tif"), support.pixels(self.home / "f2.tif"))
        self.succeed("pca", INPUT=self.home / "f.tif", OUTPUT=self.home / "p.tif")
        support.cli("pca", self.before, "-o", self.home / "p2.tif")
        self.assertEqual(support.pixels(self.home / "p.tif"), support.pixels(self.home / "p2.tif"))

    def test_the_descriptor_is_the_command_lines(self):
        self.succeed("describe", INPUT=self.before, OUTPUT=self.home / "d.json")
        theirs = json.loads(support.cli("describe", self.before))
        found = json.loads((self.home / "d.json").read_text())
        self.assertEqual(found[0]["descriptor"], theirs[0]["descriptor"])

    def test_information_and_doctor(self):
        self.assertIn("SHA-256 of its weights: ", self.succeed("modelinfo"))
        self.assertIn(support.SHOWN, self.succeed("doctor"))

    def test_help_has_no_codes_for_quotes(self):
        _, text = self.profile.process("help", "lejepa_gis:change")
        self.assertIn("Measure of change", text)
        self.assertNotRegex(text, r"&#x?\w+;|&quot;")

    def assert_sentence(self, found, *words):
        """A refusal in words."""
        code, text = found
        self.assertNotEqual(code, 0, text)
        self.assert_words(text, *words)

    def assert_doctor(self, found, *words):
        """Doctor runs without a library, too, and says why there is none."""
        code, text = found
        self.assertEqual(code, 0, text)
        self.assert_words(text, *words, "library file: none")

    def assert_words(self, text, *words):
        for word in ("was not found or cannot be used", "Install from ZIP", *words):
            self.assertIn(word, text)
        self.assertNotIn("Traceback", text)

    def test_a_missing_library_is_a_sentence(self):
        nowhere = {"LEJEPA_GIS_LIBRARY": "/nowhere/lib.so"}
        self.assert_doctor(self.profile.run("lejepa_gis:doctor", nowhere), "tried: /nowhere/lib.so")
        values = {"INPUT": self.before, "OUTPUT": self.home / "x.tif"}
        self.assert_sentence(self.profile.run("lejepa_gis:features", nowhere, **values), "/nowhere/lib.so")

    def test_a_library_of_another_version_is_a_sentence(self):
        source, other = self.home / "other.c", self.home / "other.so"
        source.write_text("int lejepa_gis_abi_version(void) { return 99; }\n")
        subprocess.run(["gcc", "-shared", "-fPIC", "-o", other, source], check=True)
        found = self.profile.run("lejepa_gis:doctor", {"LEJEPA_GIS_LIBRARY": str(other)})
        self.assert_doctor(found, "interface 99", "needs 1")

    def test_a_file_that_is_no_library_is_a_sentence(self):
        found = self.profile.run("lejepa_gis:doctor", {"LEJEPA_GIS_LIBRARY": str(self.before)})
        self.assert_doctor(found, "before.tif")

    def test_the_official_zip_without_a_library_tells_what_to_do(self):
        self.assert_doctor(self.profile.run("lejepa_gis:doctor", {"LEJEPA_GIS_LIBRARY": None}), "make install")

    def test_the_file_that_doctor_is_told_is_remembered(self):
        profile = support.Profile(LEJEPA_GIS_LIBRARY=None)
        try:
            code, text = profile.run("lejepa_gis:doctor", LIBRARY=support.LIBRARY)
            self.assertEqual(code, 0, text)
            code, text = profile.run("lejepa_gis:modelinfo")
            self.assertEqual(code, 0, text)
            self.assert_sentence(profile.run("lejepa_gis:doctor", LIBRARY=self.before), "before.tif")
            # Forgotten again: the zip of this profile holds none.
            code, text = profile.run("lejepa_gis:doctor", {"LEJEPA_GIS_LIBRARY": support.LIBRARY}, FORGET="true")
            self.assertEqual(code, 0, text)
            self.assert_sentence(profile.run("lejepa_gis:modelinfo"), "make install")
        finally:
            profile.close()

    def test_the_zip_with_the_library_runs_from_an_empty_profile(self):
        profile = support.Profile(with_library=True, LEJEPA_GIS_LIBRARY=None)
        try:
            code, text = profile.run("lejepa_gis:doctor")
            self.assertEqual(code, 0, text)
            own = profile.home / "config/profiles/default/python/plugins/lejepa_gis"
            self.assertRegex(text, rf"library file: {own}/.*liblejepa_gis\.so")
            values = {"BEFORE": self.before, "AFTER": self.after, "OUTPUT": self.home / "z.tif"}
            code, text = profile.run("lejepa_gis:change", **values)
            self.assertEqual(code, 0, text)
            support.cli("change", self.before, self.after, "-o", self.home / "z2.tif")
            self.assertEqual(support.pixels(self.home / "z.tif"), support.pixels(self.home / "z2.tif"))
        finally:
            profile.close()


if __name__ == "__main__":
    unittest.main()
