"""The plugin's dialogs against the library's tables of tasks and parameters; their language and help."""
import json
import os
import unittest
from pathlib import Path
from unittest import mock

import support


class Tables(support.InQgis):
    """What dialogs have is what the tables say."""

    def test_dialogs_have_every_row_of_the_table_for_their_task(self):
        """With its choices, default and kind, folded away as the table says."""
        from lejepa_gis.algorithms import table
        from qgis.core import QgsProcessingParameterDefinition

        kinds = dict.fromkeys(("model", "basis", "fit", "folder"), "file") | {"raster": "raster"}
        kinds |= {"vector": "source", "places": "source"}
        kinds |= {"flag": "boolean", "choice": "enum", "choice-or-scale": "enum", "integer": "number"}
        kinds |= {"number": "number", "text": "string", "list": "string", "choice-or-number": "string"}
        seen, folded = set(), QgsProcessingParameterDefinition.Flag.FlagAdvanced
        for algorithm in self.algorithms():
            for name in table.TASKS.get(algorithm.name(), {"parameters": []})["parameters"]:
                row, definition = table.ROWS[name], algorithm.parameterDefinition(name)
                told = f"{algorithm.name()} {name}"
                self.assertEqual(definition is None, name in table.QGIS_HAS, told)
                if definition is None:
                    continue
                seen.add(row.get("file") or row["type"])
                self.assertEqual(definition.type(), kinds[row.get("file") or row["type"]], told)
                self.assertEqual(bool(definition.flags() & folded), row["advanced"], told)
                if hasattr(definition, "options"):
                    self.assertEqual([o for o in definition.options() if o != table.SAME], row["choices"])
                if row["type"] not in ("path", "flag", "list"):
                    found, expected = definition.defaultValue(), row["default"] or None
                    found = None if found in ("", table.SAME) else found
                    if row["type"] in ("number", "integer"):
                        found, expected = float(found), float(expected)
                    self.assertEqual(found, expected, told)
        self.assertEqual(seen, set(kinds), "a kind that no dialog has")

    def test_rows_that_are_new_in_the_table_appear_by_their_kind(self):
        """A date's mask, a vector file and a reflectance of another date need no line of Python."""
        from lejepa_gis.algorithms import table

        like = {"MASK_THIRD": "MASK_AFTER", "WATER": "AREA", "REFLECTANCE_THIRD": "REFLECTANCE", "NETWORK": "MODEL"}
        rows = {new: {**table.ROWS[old], "name": new} for new, old in like.items()}
        with mock.patch.dict(table.ROWS, rows):
            for new, old in like.items():
                made, known = table.parameters(new), table.parameters(old)
                self.assertEqual([p.type() for p in made], [p.type() for p in known], new)
                self.assertEqual(made[0].description(), new.capitalize().replace("_", " "))
            self.assertEqual(table.own_scale("REFLECTANCE_THIRD"), "OWN_SCALE_THIRD")
        self.assertIsNone(table.own_scale("NODATA"), "a text with choices that is no scale and offset")

    def test_a_task_that_is_new_in_the_table_appears_without_a_file_of_its_own(self):
        """With the form of its inputs and one output; a task that writes a folder does not."""
        from lejepa_gis import provider
        from lejepa_gis.algorithms import table

        known = [found.ID for found in provider.classes()]
        self.assertEqual(known[:6], ["features", "pca", "change", "areas", "describe", "run"])
        self.assertEqual(known[6:11], ["similar", "classify", "cluster", "transitions", "series"])
        self.assertEqual(sorted(known[11:]), ["doctor", "modelinfo"])
        scene = {"count": "one", "of": "pixels", "each": [{"name": "scene", "help": "A scene"}]}
        new = {"name": "land-use", "inputs": scene}
        new = {**table.TASKS["features"], **new, "help": "Tell what covers the land"}
        with mock.patch.dict(table.TASKS, {"land-use": new}):
            [made] = [found() for found in provider.classes() if found.ID == "land-use"]
            made = made.create()
            self.assertEqual((made.displayName(), made.shortDescription()), ("Land use", "Tell what covers the land."))
            names = [definition.name() for definition in made.parameterDefinitions()]
            self.assertEqual(names[:4], ["SCENE", "SCENE_PRODUCT", "SCENE_LAYERS", "EXTENT"])
            self.assertEqual(names[-1], "OUTPUT")
            self.assertEqual(made.parameterDefinition("SCENE").description(), "Scene")
            self.assertEqual(Path(made.svgIconPath()), support.PLUGIN / "icon.svg")

    def test_rasters_and_help_of_tasks_are_the_tables(self):
        from lejepa_gis.algorithms import table

        for algorithm in self.algorithms():
            if algorithm.name() in table.TASKS:
                every = algorithm.parameterDefinitions()
                rasters = [p.name() for p in every if p.type() == "raster" or p.name() == "INPUT"]
                masks = [name for name, row in table.ROWS.items() if row.get("file") == "raster"]
                # The second date of what takes any number of rasters.
                dates = [name for name in rasters if name not in masks and name != "INPUT_AFTER"]
                self.assertEqual(dates, table.inputs(algorithm.name()))
                self.assertEqual(algorithm.shortDescription(), f"{table.TASKS[algorithm.name()]['help']}.")
        self.assertEqual(table.inputs("change"), ["BEFORE", "AFTER"])

    def test_the_copy_of_the_tables_is_the_librarys(self):
        from lejepa_gis import api

        api.load(support.LIBRARY)
        copy = json.loads((support.PLUGIN / "tables.json").read_text())
        self.assertEqual(copy, {"tasks": api.tasks(), "parameters": api.parameters()}, "run make plugin-table")

    def test_algorithms_are_made_quickly(self):
        """QGIS makes each anew for every dialog, batch row and step of a model, and all of them as it starts."""
        import time

        began = time.process_time()
        for algorithm in self.algorithms():
            algorithm.create()
        self.assertLess(time.process_time() - began, 1.5, "seconds of the processor, for two of each")

    # --- a library that is not there ----------------------------------------------------------------------------------

    def test_what_cannot_run_says_so_before_a_dialog_opens(self):
        from lejepa_gis import _ffi, locate

        for algorithm in self.algorithms():
            self.assertEqual(algorithm.canExecute(), (True, ""))
        missing = mock.patch.dict(os.environ, LEJEPA_GIS_LIBRARY="/nowhere/lib.so")
        with missing, mock.patch.multiple(_ffi, _library=None, _loaded=""), mock.patch.object(locate, "_loaded", ""):
            for algorithm in self.algorithms():
                good, message = algorithm.canExecute()
                self.assertEqual(good, algorithm.name() == "doctor", algorithm.name())
                self.assertIn("" if good else "Install from ZIP", message)
                self.assertIn("" if good else "/nowhere/lib.so", message)


if __name__ == "__main__":
    unittest.main()
