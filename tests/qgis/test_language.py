"""The user's language, and the pages of help."""
import re
import sys
import unittest
from html.parser import HTMLParser
from pathlib import Path
from unittest import mock
from urllib.parse import unquote, urlparse

import support

sys.path.insert(0, str(support.ROOT / "qgis_plugin"))
import translate  # noqa: E402 (its folder has just been put on the path)

NAMES = re.compile(r"\{(\w+)\}")


class Language(support.InQgis):
    WINDOW = True

    def tearDown(self):
        from lejepa_gis import i18n

        i18n.use("en")

    def test_every_text_passes_through_the_translation(self):
        """Names, labels, help and refusals."""
        from lejepa_gis import i18n
        from qgis.core import QgsProcessingContext

        class Marking(dict):
            def get(self, text, _default=None):
                return f"§{text}"

        with mock.patch.object(i18n, "_texts", Marking()):
            for algorithm in self.algorithms():
                self.assertTrue(algorithm.displayName().startswith("§"))
                self.assertIn(algorithm.NAME, translate.texts(), "collected into the translations")
                self.assertTrue(algorithm.shortHelpString().startswith("<p>§"))
                for one in (*algorithm.parameterDefinitions(), *algorithm.outputDefinitions()):
                    self.assertIn("§", one.description(), f"{algorithm.name()} {one.name()}")
                for one in algorithm.parameterDefinitions():
                    if one.help():
                        self.assertIn("§", one.help(), f"{algorithm.name()} {one.name()}")
            wrong = {"INPUT": self.before, "OUTPUT": self.path("no/y.tif")}
            _, message = self.algorithm("features").checkParameterValues(wrong, QgsProcessingContext())
            self.assertRegex(message, "^§.*: the folder")

    def test_german_and_french_dialogs(self):
        from lejepa_gis import i18n

        for language, name, date in (
            ("de", "Veränderung zwischen zwei Zeitpunkten", "Erster Zeitpunkt"),
            ("fr", "Changement entre deux dates", "Première date"),
        ):
            i18n.use(f"{language}_{language.upper()}")
            algorithm = self.algorithm("change")
            self.assertEqual(algorithm.displayName(), name)
            self.assertEqual(algorithm.parameterDefinition("BEFORE").description(), date)
            # Longer ones push the buttons out of a dialog at the size that QGIS gives it.
            for algorithm in self.algorithms():
                for one in algorithm.parameterDefinitions():
                    self.assertLessEqual(len(one.description()), 60, f"{language} {algorithm.name()} {one.name()}")
        i18n.use("en_GB")
        self.assertEqual(self.algorithm("change").displayName(), "Change between two dates")

    def test_a_dialog_in_german(self):
        from lejepa_gis import i18n
        from qgis import utils

        i18n.use("de")
        usual, utils.iface = utils.iface, mock.Mock(activeLayer=lambda: None)
        try:
            dialog = self.algorithm("change").createCustomParametersWidget(None)
        finally:
            utils.iface = usual
        self.assertEqual(dialog.lists["MODEL"].itemText(0), "Eingebautes Modell")
        self.assertIn("Kosinus", " ".join(dialog.widget("METHOD").itemText(i) for i in range(6)))
        self.kept = dialog

    def test_translations_have_every_label_and_choice_and_hold_the_same_values(self):
        """Longer texts that nobody has translated yet stay English; `make plugin-texts` counts them."""
        from lejepa_gis.algorithms.labels import LABELS
        from lejepa_gis.dialogs import words

        needed = {*LABELS.values(), *words.MODELS.values()}
        for said in (*words.LISTS.values(), *words.TEXTS.values()):
            needed.update(said.values())
        needed.update(algorithm.NAME for algorithm in self.algorithms() if algorithm.NAME in translate.texts())
        for file in sorted(translate.FOLDER.glob("*.ts")):
            known = translate.translated(file)
            # New ones of the last days may be missing, but not many.
            missing = [text for text in needed if text not in known]
            self.assertLess(len(missing), len(needed) / 5, f"{file.name} lacks {missing}")
            self.assertGreater(len(known), 300)
            for text, translation in known.items():
                self.assertEqual(sorted(NAMES.findall(text)), sorted(NAMES.findall(translation)), translation)

    def test_what_is_not_translated_stays_english(self):
        from lejepa_gis import i18n

        text = """<TS><context><message><source>a</source><translation>b</translation></message>
            <message><source>c</source><translation type="unfinished">d</translation></message></context></TS>"""
        self.assertEqual(i18n.read(text), {"a": "b"})

    # --- help -------------------------------------------------------------------------------------------------------

    def test_every_algorithm_opens_a_page_inside_the_plugin(self):
        for algorithm in self.algorithms():
            page = Path(unquote(urlparse(algorithm.helpUrl()).path))
            self.assertTrue(page.is_file() and page.name != "index.html", algorithm.name())

    def test_help_opens_from_the_dialog_and_the_model_designer(self):
        from processing.modeler import ModelerParametersDialog as designer
        from qgis.core import QgsProcessingModelAlgorithm

        model = QgsProcessingModelAlgorithm("m", "g")
        dialog = designer.ModelerParametersDialog(self.algorithm("areas"), model)
        with mock.patch.object(designer.webbrowser, "open") as opened:
            dialog.openHelp() if hasattr(dialog, "openHelp") else dialog.widget.openHelp()
        self.assertTrue(opened.call_args.args[0].endswith("help/areas.html"))
        self.dialog = dialog

    def test_pages_have_their_pictures_and_links(self):
        folder = support.PLUGIN / "help"

        class Links(HTMLParser):
            def handle_starttag(self, tag, attributes):
                found.extend(value for name, value in attributes if name in ("href", "src"))

        for page in sorted(folder.glob("*.html")):
            found = []
            Links().feed(page.read_text())
            self.assertIn("style.css", found, page.name)
            for link in found:
                self.assertTrue((folder / link).is_file(), f"{page.name}: {link}")
        for name in ("change", "areas", "pca", "run"):
            self.assertIn("<img ", (folder / f"{name}.html").read_text(), name)

    def test_the_pages_numbers_are_the_librarys(self):
        """The threshold that a page names is the one that a run has."""
        import json

        text = (support.PLUGIN / "help/change.html").read_text()
        how = ["--model", "texture", "--method", "residual", "--json"]
        report = json.loads(support.cli("change", self.before, self.after, "-o", self.path("t.tif"), *how))
        self.assertIn(f"from {report['threshold']} on", text)


if __name__ == "__main__":
    unittest.main()
