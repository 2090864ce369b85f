"""The plugin's own dialog: what it begins with, what its fields offer, what it asks before a run."""
import time
import unittest
from pathlib import Path
from unittest import mock

import support


class Asking(support.InQgis):
    WINDOW = True
    kept = []
    """Dialogs until the end of the process: QGIS answers events of their fields late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from processing.core.ProcessingConfig import ProcessingConfig

        ProcessingConfig.setSettingValue(ProcessingConfig.KEEP_DIALOG_OPEN, True)

    def setUp(self):
        from qgis import utils
        from qgis.core import QgsProject

        super().setUp()
        QgsProject.instance().clear()
        self.usual, utils.iface = utils.iface, mock.Mock(activeLayer=lambda: self.active)
        self.active = None

    def tearDown(self):
        from qgis import utils

        utils.iface = self.usual

    def dialog(self, name, **values):
        found = self.algorithm(name).createCustomParametersWidget(None)
        self.kept.append(found)
        if values:
            found.setParameters(values)
        return found

    def load(self, source, name):
        from qgis.core import QgsProject

        return QgsProject.instance().addMapLayer(self.layer(source, name))

    def chosen(self, dialog, name):
        """Name of the layer that a field has, or None."""
        layer = dialog.raster(name)
        return layer and layer.name()

    def run_dialog(self, dialog, answer=None, press="runAlgorithm"):
        """Presses Run; `answer` gets the window that asks, and says whether to accept. Returns the windows' texts."""
        from lejepa_gis.dialogs import dialog as module

        asked = []

        class Ask(module.Ask):
            def exec(self):
                asked.append(self)
                return answer(self) if answer else True

        dialog.show()  # QGIS deletes one that is not visible when a run ends
        from processing.gui import AlgorithmDialog

        with mock.patch.object(module, "Ask", Ask), mock.patch.object(AlgorithmDialog.QMessageBox, "warning") as told:
            getattr(dialog, press)()
        self.refusals = [call.args[2] for call in told.call_args_list]
        self.kept += asked
        return asked

    def finished(self, dialog, out):
        until = time.monotonic() + 90
        while not dialog.results() and time.monotonic() < until:
            self.app.processEvents()
        self.assertTrue(Path(out).exists())

    def texts(self, window):
        from qgis.PyQt.QtWidgets import QLabel

        return "\n".join(label.text() for label in window.findChildren(QLabel))

    # --- what it begins with ----------------------------------------------------------------------------------------

    def test_dates_are_the_earliest_and_the_latest_on_one_grid(self):
        smaller = self.derived("smaller", srcWin=[0, 0, 100, 100])
        self.load(smaller, "2020-01-01 elsewhere")
        self.load(self.after, "b 2023-09-05")
        self.load(self.derived("middle"), "m 2022-12-01")
        self.load(self.before, "a 2022-06-12")
        dialog = self.dialog("change")
        self.assertEqual([self.chosen(dialog, name) for name in ("BEFORE", "AFTER")], ["a 2022-06-12", "b 2023-09-05"])

    def test_many_dates_are_all_of_one_grid_from_three_on(self):
        for source, name in ((self.after, "b 2023-09-05"), (self.before, "a 2022-06-12")):
            self.load(source, name)
        self.load(self.derived("another_grid", srcWin=[0, 0, 100, 100]), "2020-01-01 elsewhere")
        self.assertFalse(self.dialog("series").wrappers["INPUT"].parameterValue())
        self.load(self.derived("between"), "m 2022-12-01")
        from processing.tools.dataobjects import createContext

        dialog = self.dialog("series")
        values = {"INPUT": dialog.wrappers["INPUT"].parameterValue()}
        names = [layer.name() for layer in dialog.algorithm().parameterAsLayerList(values, "INPUT", createContext())]
        self.assertEqual(names, ["a 2022-06-12", "m 2022-12-01", "b 2023-09-05"])

    def test_dates_are_known_by_metadata_too(self):
        self.load(self.after, "second")
        self.load(self.before, "first")
        dialog = self.dialog("change")
        self.assertEqual([self.chosen(dialog, name) for name in ("BEFORE", "AFTER")], ["first", "second"])

    def test_a_result_is_no_date_and_no_raster_is_both(self):
        features = self.path("begun_features.tif")
        support.cli("features", self.before, "-o", features, "--model", "texture")
        self.load(features, "features 2022")
        self.load(self.derived("picture", bandList=[1, 2, 3]), "picture")
        only = self.load(self.before, "only one")
        dialog = self.dialog("change")
        self.assertEqual([self.chosen(dialog, name) for name in ("BEFORE", "AFTER")], ["only one", None])
        self.load(self.before, "the same again")
        dialog = self.dialog("change")
        self.assertIsNone(self.chosen(dialog, "AFTER"))
        self.active = only
        self.assertEqual(self.chosen(self.dialog("features"), "INPUT"), "only one")
        self.assertEqual(self.chosen(self.dialog("similar"), "INPUT"), "features 2022")

    # --- fields -----------------------------------------------------------------------------------------------------

    def test_choices_are_words_and_values_stay(self):
        dialog = self.dialog("change")
        method = dialog.widget("METHOD")
        self.assertIn("Cosine: every change, floods, fire and season too", self.items(method))
        method.setCurrentIndex(method.findData("cosine"))
        overlap = dialog.lists["OVERLAP"]
        self.assertEqual(overlap.currentText(), "Fast: a quarter")
        overlap.setCurrentIndex(overlap.findData("best"))
        dialog.lists["THRESHOLD"].setEditText("0.3")
        values = dialog.createProcessingParameters()
        self.assertEqual([values[name] for name in ("METHOD", "OVERLAP", "THRESHOLD")], ["cosine", "best", "0.3"])
        dialog.setParameters({"OVERLAP": "0.4", "METHOD": "residual", "THRESHOLD": "otsu"})
        self.assertEqual(overlap.currentText(), "0.4")
        self.assertEqual(dialog.lists["THRESHOLD"].currentText(), "What parts the values best in two (otsu)")

    def items(self, combo):
        return [combo.itemText(at) for at in range(combo.count())]

    def test_every_choice_of_the_table_has_words(self):
        from lejepa_gis.algorithms import table
        from lejepa_gis.dialogs import words

        said = {**words.LISTS, **words.TEXTS}
        for name in {name for task in table.TASKS for name in table.form(task)}:
            row = table.ROWS[name]
            for choice in row.get("choices", ()) if row.get("file") is None else ():
                self.assertIn(choice, said.get(name, {}), f"{name} in dialogs/words.py")

    def test_the_model_is_a_list_with_a_field_for_a_file(self):
        dialog = self.dialog("features")
        models, field = dialog.lists["MODEL"], dialog.widget("MODEL")
        self.assertEqual((models.currentText(), field.isHidden()), ("Built-in model", True))
        models.setCurrentIndex(1)
        models.say(1)
        self.assertEqual(dialog.createProcessingParameters()["MODEL"], "texture")
        models.say(models.count() - 1)
        self.assertFalse(field.isHidden())
        dialog.setParameters({"MODEL": "/some/model.onnx"})
        self.assertEqual((models.currentText(), field.isHidden()), ("A model file …", False))
        dialog.setParameters({"MODEL": ""})
        self.assertEqual((models.currentText(), field.isHidden()), ("Built-in model", True))

    def test_bands_are_chosen_from_lists(self):
        from lejepa_gis.dialogs import dialog as module
        from lejepa_gis.dialogs.bands import BandPicker

        self.load(self.before, "scene")
        dialog = self.dialog("features")
        picker = BandPicker(dialog.raster("INPUT"), "auto")
        self.assertEqual(picker.text(), "red=1,green=2,blue=3,nir=4,swir16=5")
        self.assertEqual(BandPicker(dialog.raster("INPUT"), "3,2,1,4,5").text(), "red=3,green=2,blue=1,nir=4,swir16=5")
        ok = picker.buttons.button(picker.buttons.StandardButton.Ok)
        picker.lists["red"].setCurrentIndex(1)
        self.assertFalse(ok.isEnabled(), "one band twice")
        picker.lists["green"].setCurrentIndex(0)
        self.assertTrue(ok.isEnabled())
        with mock.patch.object(module, "BandPicker", return_value=mock.Mock(exec=lambda: 1, text=picker.text)):
            dialog.choose_bands("BANDS", dialog.widget("BANDS"))
        self.assertEqual(dialog.createProcessingParameters()["BANDS"], "red=2,green=1,blue=3,nir=4,swir16=5")

    def test_a_product_stands_in_the_place_of_a_layer(self):
        import zipfile

        from osgeo import gdal

        folder = Path(self.path("T31TDG_20220612_bands"))
        folder.mkdir()
        for number, name in enumerate(("B04", "B03", "B02", "B08", "B11"), 1):
            gdal.Translate(str(folder / f"{name}.tif"), self.before, bandList=[number])
        archive = self.path("T31TDG_20220612.zip")
        with zipfile.ZipFile(archive, "w") as made:
            for path in sorted(folder.glob("*.tif")):
                made.write(path, path.name)
        theirs = self.path("product_cli.tif")
        support.cli("features", folder, "-o", theirs)
        for number, product in enumerate((str(folder), archive)):
            out = self.path(f"product{number}.tif")
            self.run_algorithm("features", INPUT_PRODUCT=product, OUTPUT=out)
            self.assert_same_pixels(out, theirs)
        self.assertIn("is not there", self.refused("features", INPUT_PRODUCT="/nowhere/x.SAFE"))
        two = {"BEFORE_PRODUCT": archive, "AFTER_PRODUCT": archive}
        self.assertIn("the same raster, T31TDG_20220612:", self.refused("change", **two))
        self.assertIn("choose a raster", self.refused("change", AFTER_PRODUCT=archive))
        self.load(self.before, "scene")
        dialog = self.dialog("features")
        dialog.widget("INPUT_PRODUCT").setFilePath(archive)
        self.assertFalse(dialog.widget("INPUT").isEnabled())
        dialog.widget("INPUT_PRODUCT").setFilePath("")
        self.assertTrue(dialog.widget("INPUT").isEnabled())

    # --- before a run -----------------------------------------------------------------------------------------------

    def test_all_questions_are_asked_at_once_and_their_answers_run(self):
        stack, out = self.unnamed("asked", support.MISSION), self.path("asked_out.tif")
        dialog = self.dialog("features", INPUT=stack, OUTPUT=out)

        def answer(window):
            self.assertEqual(list(window.fields), ["BANDS", "REFLECTANCE"])
            self.assertEqual(window.answers()["BANDS"], "red=4,green=3,blue=2,nir=8,swir16=11")
            said = self.texts(window)
            self.assertIn("asked: no band is known to be red", said)
            self.assertIn("values run from", said)
            reflectance = window.fields["REFLECTANCE"]
            self.assertIn("x 10000 + 1000, baseline 04.00 and later (dn-offset)", self.items(reflectance))
            reflectance.setCurrentIndex(reflectance.findData("dn-offset"))
            return True

        asked = self.run_dialog(dialog, answer)
        self.assertEqual(len(asked), 1)
        self.finished(dialog, out)
        theirs = self.path("asked_cli.tif")
        how = ["--bands", "red=4,green=3,blue=2,nir=8,swir16=11", "--reflectance", "dn-offset"]
        support.cli("features", stack, "-o", theirs, *how)
        self.assert_same_pixels(out, theirs)

    def test_a_mask_of_0_and_1_is_a_question(self):
        from osgeo import gdal

        mask = self.path("mask_01.tif")
        made = gdal.Translate(mask, self.before, bandList=[1], outputType=gdal.GDT_Byte)
        made.GetRasterBand(1).Fill(0)
        made.GetRasterBand(1).WriteRaster(0, 0, 40, 40, bytes([1]) * 1600)
        made = None
        dialog = self.dialog("features", INPUT=self.before, MASK=mask, OUTPUT=self.path("never.tif"))
        asked = self.run_dialog(dialog, lambda window: False)
        self.assertEqual(list(asked[0].fields), ["MASK_VALUES"])
        self.assertEqual(self.items(asked[0].fields["MASK_VALUES"]), ["1", "0"])
        self.assertFalse(Path(self.path("never.tif")).exists())

    def test_the_second_dates_question_has_its_own_field(self):
        carrying = self.shifted_values("second_date", 1000)
        dialog = self.dialog("change", BEFORE=self.before, AFTER=carrying, OUTPUT=self.path("never.tif"))
        asked = self.run_dialog(dialog, lambda window: False)
        self.assertEqual(list(asked[0].fields), ["REFLECTANCE_AFTER"])

    def test_a_question_without_an_answer_opens_lists(self):
        some = self.unnamed("seven", (1, 2, 3, 4, 5, 1, 2))
        dialog = self.dialog("features", INPUT=some, OUTPUT=self.path("never.tif"))
        asked = self.run_dialog(dialog, lambda window: False)
        self.assertIn("=?", asked[0].answers()["BANDS"])
        from qgis.PyQt.QtWidgets import QPushButton

        self.assertIn("Choose the bands from lists …", [b.text() for b in asked[0].findChildren(QPushButton)])

    def test_warnings_are_shown_once_before_the_run(self):
        """In the dialog's words; nothing is written until the user says so."""
        out = self.path("warned.tif")
        values = {"INPUT": self.before, "REFLECTANCE": "dn-offset", "OUTPUT": out}
        dialog = self.dialog("features", **values)
        asked = self.run_dialog(dialog, lambda window: False)
        said = self.texts(asked[0])
        self.assertIn("Sentinel-2 raster: before: many pixels are negative after the offset", said)
        self.assertIn('check the convention ("Reflectance of the values" = dn leaves values as they are)', said)
        self.assertFalse(Path(out).exists())
        self.assertEqual(asked[0].run.text(), "Run all the same")
        self.assertEqual(len(self.run_dialog(dialog)), 1)
        self.finished(dialog, out)
        dialog.setParameters({**values, "OVERWRITE": True})
        self.assertEqual(self.run_dialog(dialog, press="may_run"), [])

    def test_a_refusal_without_an_answer_stays_a_sentence(self):
        dialog = self.dialog("features", INPUT=self.before, WINDOW="a", OUTPUT=self.path("never.tif"))
        self.assertEqual(self.run_dialog(dialog), [])
        self.assertIn('"Only these pixels" = a', self.refusals[0])


if __name__ == "__main__":
    unittest.main()
