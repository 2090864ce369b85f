"""The plugin's sources: words, metadata, imports, Qt 6, what the plugin site checks. Reads files; runs no algorithm."""
import ast
import configparser
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import support

TOOLS = os.environ.get("LEJEPA_GIS_LINT")
"""Folder of bandit, detect-secrets, flake8, in an environment that has PyQt6 (its own files are enough)."""
SOURCES = sorted(p for p in support.PLUGIN.rglob("*.py") if "__pycache__" not in p.parts)
VERBS = ("Write", "Compute", "Find", "Map", "Group", "Tell", "Show", "Check")
NEEDED = (
    "name", "description", "about", "version", "qgisMinimumVersion", "qgisMaximumVersion", "author", "email", "license",
    "repository", "tracker", "homepage", "tags", "icon", "category", "hasProcessingProvider",
)  # fmt: skip


def tool(*command):
    done = subprocess.run([f"{TOOLS}/{command[0]}", *map(str, command[1:])], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def built(folder):
    """The zip without a library, built into a folder, and what was told."""
    command = [sys.executable, support.ROOT / "qgis_plugin/make_zip.py", "--out", folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return zipfile.ZipFile(Path(folder) / "lejepa_gis-plugin.zip"), done.stdout


def metadata(text):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(text)
    return dict(parser["general"])


class Words(support.InQgis):
    """Help, labels, icons, and parameters against the library's table."""

    def test_help_begins_with_a_verb_and_tells_every_parameter(self):
        self.assertEqual(len(self.algorithms()), 13)
        for algorithm in self.algorithms():
            text = re.sub("<[^>]*>", "", algorithm.shortHelpString())
            self.assertIn(text.split()[0], VERBS, algorithm.name())
            self.assertRegex(algorithm.shortDescription(), r"^[A-Z].{20,300}\.$")
            self.assertRegex(algorithm.displayName(), r"^[A-Z]")
            self.assertGreaterEqual(len(algorithm.tags()), 4)
            for parameter in algorithm.parameterDefinitions():
                if not parameter.isDestination():
                    self.assertRegex(parameter.help(), r"^[A-Z].{15,}\.$", f"{algorithm.name()} {parameter.name()}")

    def test_help_says_nothing_of_the_command_line(self):
        """Its commands, its report, and how it repeats an option."""
        leaks = re.compile(
            r"(?<![\w/])(run|classify|cluster|series|areas|features) (writes|then tells)|made by features|=YES|--\w|"
            "raster of series|of areas the|command line|exit code|under watch|[Mm]ay be repeated"
        )
        for algorithm in self.algorithms():
            text = algorithm.shortHelpString()
            self.assertIsNone(leaks.search(text), f"{algorithm.name()}: {leaks.search(text)}")

    def test_the_provider_tells_the_plugins_version(self):
        from qgis.core import QgsApplication

        found = metadata((support.PLUGIN / "metadata.txt").read_text())["version"]
        self.assertEqual(QgsApplication.processingRegistry().providerById("lejepa_gis").versionInfo(), found)

    def test_labels_are_words(self):
        from lejepa_gis.algorithms import table

        for algorithm in self.algorithms():
            for parameter in algorithm.parameterDefinitions():
                words, name = parameter.description(), parameter.name()
                self.assertRegex(words, r"^[A-Z]", name)
                self.assertNotIn("_", words.replace("red=", ""), name)
                # A longer one pushes the buttons out of a dialog at the size that QGIS gives it.
                self.assertLessEqual(len(words), 45, name)
                if name in table.ROWS:
                    self.assertIn(name, table.LABELS, "give the new row of the table human words in labels.py")
        for name in ("TARGET_RESOLUTION", "MEMORY"):
            self.assertTrue(table.label(name).endswith(f"[{table.ROWS[name]['unit']}]"), name)

    def test_dates_are_not_called_optional(self):
        from qgis.core import QgsProcessingParameterDefinition

        optional = QgsProcessingParameterDefinition.Flag.FlagOptional
        for algorithm in self.algorithms():
            for name in ("INPUT", "BEFORE", "AFTER"):
                definition = algorithm.parameterDefinition(name)
                # A change raster made earlier is given alone.
                told = (algorithm.name(), name) == ("areas", "AFTER")
                self.assertEqual(bool(definition and definition.flags() & optional), told, algorithm.name())

    def test_icons_are_there_and_differ(self):
        from qgis.PyQt.QtSvg import QSvgRenderer

        paths = [algorithm.svgIconPath() for algorithm in self.algorithms()]
        self.assertEqual(len({Path(p).read_bytes() for p in paths}), len(paths))
        for path in (*paths, support.PLUGIN / "icon.svg"):
            self.assertTrue(QSvgRenderer(str(path)).isValid(), path)

    def test_every_function_of_the_header_has_its_arguments_and_result(self):
        import ctypes

        from lejepa_gis import api

        library = api.load(support.LIBRARY)
        text = re.sub(r"//.*", "", (support.ROOT / "include/lejepa_gis.h").read_text())
        pattern = r"(?m)^(\w[\w ]*?\*?)\s*\blejepa_gis_(\w+)\(([^()]*)\);"
        declared = re.findall(pattern, text)
        self.assertGreater(len(declared), 30)
        results = {"void": None, "const char *": ctypes.c_char_p}
        results |= {name: ctypes.c_int32 for name in ("LejepaGisStatus", "int32_t")}
        for result, name, arguments in declared:
            function = getattr(library, f"lejepa_gis_{name}")
            given = [] if arguments.strip() == "void" else arguments.split(",")
            self.assertEqual(len(function.argtypes), len(given), name)
            self.assertIs(function.restype, results[result.strip()], name)
            for one, kind in zip(given, function.argtypes):
                pointer = "*" in one or "LejepaGisProgress" in one or "LejepaGisLog" in one
                self.assertEqual(ctypes.sizeof(kind), 8 if pointer or "size_t" in one else 4, f"{name}: {one}")

    def test_enums_of_qgis_are_named_with_their_scope(self):
        """`Class.Enum.Member`, never `Class.Member`, which Qt 6's QGIS has no more."""
        import importlib

        for path in SOURCES:
            tree, names = ast.parse(path.read_text()), {}
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and not node.level and node.module.startswith("qgis"):
                    module = importlib.import_module(node.module)
                    names.update({a.asname or a.name: getattr(module, a.name) for a in node.names})
            for node in ast.walk(tree):
                owner = self.resolved(node.value, names) if isinstance(node, ast.Attribute) else None
                value = getattr(owner, node.attr, None) if owner is not None else None
                if isinstance(value, int) and type(value) not in (int, bool) and isinstance(owner, type):
                    self.assertIs(type(value), owner, f"{path}:{node.lineno}: {ast.unparse(node)} lacks its scope")

    def resolved(self, node, names):
        """What a dotted name of QGIS means, or None."""
        if isinstance(node, ast.Name):
            return names.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.resolved(node.value, names)
            return getattr(owner, node.attr, None) if owner is not None else None
        return None


class Files(unittest.TestCase):
    def test_imports_are_the_standard_library_qgis_and_osgeo(self):
        """And, where there is a window, QGIS's own dialog of an algorithm."""
        for path in SOURCES:
            allowed = {*sys.stdlib_module_names, "qgis", "osgeo", *(["processing"] if path.name == "dialog.py" else [])}
            tree = ast.parse(path.read_text())
            # What only a checker of types reads may be anything.
            checked = [n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING"]
            ignored = {id(inner) for block in checked for inner in ast.walk(block)}
            for node in ast.walk(tree):
                if id(node) in ignored:
                    continue
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
                for name in names:
                    self.assertIn(name.split(".")[0], allowed, path)
                    self.assertNotIn(name.split(".")[0], ("PyQt5", "PyQt6", "sip"), path)

    def test_texts_for_people_are_literals(self):
        """Or no tool could collect them for translators."""
        found = []
        for path in SOURCES:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "tr_later"):
                    found.append((path.name, node.args[0]))
        texts = [argument.value for _, argument in found if isinstance(argument, ast.Constant)]
        self.assertGreater(len(set(texts)), 100)
        # What tr_later has marked is looked up by a name.
        others = {(name, ast.unparse(argument)) for name, argument in found if not isinstance(argument, ast.Constant)}
        for name, expression in others:
            self.assertRegex(expression, r"^(self\.)?[A-Z_]+(\[.*\])?$|^label$|^[a-z]+\.HELP\[.*\]$", name)

    def test_qt_names_are_there_in_qt_6(self):
        """Every name from `qgis.PyQt` is one of PyQt6, by the stubs of its wheel; `exec_` is gone there."""
        used = set()
        for path in SOURCES:
            self.assertNotIn("exec_(", path.read_text(), path)
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt."):
                    used.update((node.module.removeprefix("qgis.PyQt."), a.name) for a in node.names)
        self.assertTrue(used)
        if not TOOLS:
            self.skipTest("LEJEPA_GIS_LINT names no folder of tools")
        stubs = next(Path(TOOLS).parent.glob("lib/python3*/site-packages/PyQt6"))
        for module, name in used:
            self.assertIn(name, re.findall(r"(?m)^(?:class|def) (\w+)", (stubs / f"{module}.pyi").read_text()), module)

    def test_metadata_are_complete_where_the_project_has_an_address(self):
        sys.path.insert(0, str(support.ROOT / "qgis_plugin"))
        import addresses

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "addresses.ini"
            file.write_text("[project]\nrepository = https://b.example/x/\nemail = a@b.example\n[library]\naddress =\n")
            said = addresses.of_packaging().read(file)
            self.assertEqual(addresses.of_packaging().lacking(said), [])
            file.write_text("[project]\nhomepage =\n[library]\naddress = http://b.example\n")
            with self.assertRaises(SystemExit):
                addresses.of_packaging().read(file)
        found = metadata(addresses.completed((support.PLUGIN / "metadata.txt").read_text(), said))
        for name in NEEDED:
            self.assertTrue(found.get(name), name)
        self.assertEqual(found["tracker"], "https://b.example/x/issues")
        self.assertEqual((found["qgisMinimumVersion"], found["qgisMaximumVersion"]), ("3.22", "3.99"))
        self.assertEqual((found["hasProcessingProvider"], found["category"]), ("yes", "Raster"))
        self.assertEqual(found["license"], "GPL-2.0-or-later")
        self.assertIn("External dependency", found["about"])
        self.assertNotIn("\ufeff", (support.PLUGIN / "metadata.txt").read_text("utf-8"))

    def test_what_the_plugin_site_lacks_is_printed(self):
        command = [sys.executable, support.ROOT / "packaging/addresses.py"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        sys.path.insert(0, str(support.ROOT / "qgis_plugin"))
        import addresses

        lacks = addresses.of_packaging().lacking(addresses.of_packaging().read())
        self.assertIn("lacks nothing" if not lacks else f"still lacks {', '.join(lacks)}", told)

    def test_no_address_is_made_up(self):
        with tempfile.TemporaryDirectory() as folder:
            archive, told = built(folder)
            found = metadata(archive.read("lejepa_gis/metadata.txt").decode())
        self.assertNotIn("example", json.dumps(found))
        self.assertEqual("repository" not in found or "email" not in found, "Not for the plugin site" in told)

    def test_the_version_is_the_crates(self):
        version = re.search(r'(?m)^version = "(.*)"', (support.ROOT / "Cargo.toml").read_text())[1]
        found = metadata((support.PLUGIN / "metadata.txt").read_text())
        self.assertEqual(found["version"], version)
        self.assertIn(version, found["changelog"])

    def test_the_zip(self):
        """One folder, no binaries, plain modes, the licence's text, the same bytes each time."""
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            archive, _ = built(one)
            built(other)
            first, second = (Path(f) / "lejepa_gis-plugin.zip" for f in (one, other))
            self.assertEqual(first.read_bytes(), second.read_bytes())
        for entry in archive.infolist():
            self.assertTrue(entry.filename.startswith("lejepa_gis/"), entry.filename)
            self.assertEqual(entry.external_attr >> 16, 0o100644, entry.filename)
            self.assertRegex(entry.filename, r"\.(py|json|svg|txt|ts|html|css|jpg)$|/LICENSE$")
            self.assertNotIn("test", entry.filename)
        licence = (support.PLUGIN / "LICENSE").read_text()
        self.assertIn("GNU GENERAL PUBLIC LICENSE", licence)
        self.assertIn("Version 2, June 1991", licence)
        self.assertIn("END OF TERMS AND CONDITIONS", licence)

    def test_modes_and_licences_of_files(self):
        for path in SOURCES:
            self.assertEqual(path.stat().st_mode & 0o111, 0, path)
            if path.is_symlink():  # the Python module, which has a licence of its own
                continue
            if path.name != "__init__.py" or path.parent == support.PLUGIN:
                self.assertIn("SPDX-License-Identifier: GPL-2.0-or-later", path.read_text(), path)
            self.assertLessEqual(len(path.read_text().splitlines()), 300, path)

    @unittest.skipUnless(TOOLS, "LEJEPA_GIS_LINT names no folder of tools")
    def test_bandit(self):
        code, text = tool("bandit", "-q", "-r", support.PLUGIN)
        self.assertEqual(code, 0, text)

    @unittest.skipUnless(TOOLS, "LEJEPA_GIS_LINT names no folder of tools")
    def test_detect_secrets(self):
        _, text = tool("detect-secrets", "scan", "--all-files", support.PLUGIN)
        self.assertEqual(json.loads(text)["results"], {})

    @unittest.skipUnless(TOOLS, "LEJEPA_GIS_LINT names no folder of tools")
    def test_flake8(self):
        code, text = tool("flake8", "--max-line-length=120", support.PLUGIN, support.ROOT / "tests/qgis")
        self.assertEqual(code, 0, text)


if __name__ == "__main__":
    unittest.main()
