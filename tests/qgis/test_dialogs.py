"""QGIS's own dialogs for the algorithms: every parameter has a field, and a batch runs."""
import time
import unittest
from pathlib import Path
from unittest import mock

import support


class Dialogs(support.InQgis):
    WINDOW = True
    kept = []
    """Dialogs until the end of the process: QGIS answers events of their fields late."""

    def dialog(self, name):
        from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

        dialog = BatchAlgorithmDialog(self.algorithm(name))
        self.kept.append(dialog)
        return dialog

    def test_a_batch_of_two(self):
        outputs = [self.path(f"batch{i}.tif") for i in range(2)]
        dialog = self.dialog("features")
        panel = dialog.mainWidget()
        panel.checkLoadLayersOnCompletion.setChecked(False)
        rows = []
        for source, out in zip((self.before, self.after), outputs):
            rows.append({"INPUT": source, "OUTPUT": out, "DTYPE": "float16"})
        self.fill(panel, rows)
        dialog.runAlgorithm()
        until = time.monotonic() + 60
        while not all(Path(out).exists() for out in outputs) and time.monotonic() < until:
            self.app.processEvents()  # from 3.40 on, rows run as tasks
        for source, out in zip((self.before, self.after), outputs):
            support.cli("features", source, "-o", f"{out}_cli.tif", "--dtype", "float16")
            self.assert_same_pixels(out, f"{out}_cli.tif")

    def test_every_parameter_has_a_field(self):
        for name in ("features", "pca", "change", "areas", "describe", "modelinfo", "doctor"):
            algorithm = self.algorithm(name)
            panel = self.dialog(name).mainWidget()
            for parameter in algorithm.parameterDefinitions():
                if not parameter.isDestination():
                    column = panel.parameter_to_column[parameter.name()]
                    self.assertIsNotNone(panel.tblParameters.cellWidget(1, column), parameter.name())

    def test_the_last_model_is_offered_in_the_dialog_only(self):
        from qgis import utils
        from qgis.core import QgsSettings

        self.assertIsNone(self.algorithm("change").createCustomParametersWidget(None))
        usual, utils.iface = utils.iface, mock.Mock()
        try:
            QgsSettings().setValue("lejepa_gis/model", "texture")
            dialog = self.algorithm("change").createCustomParametersWidget(None)
        finally:
            utils.iface = usual
            QgsSettings().remove("lejepa_gis/model")
        self.kept.append(dialog)
        self.assertEqual(dialog.mainWidget().wrappers["MODEL"].parameterValue(), "texture")
        # A run of the history, from a time when nobody had said a model.
        dialog.setParameters({"METHOD": "joint"})
        self.assertFalse(dialog.mainWidget().wrappers["MODEL"].parameterValue())
        self.assertEqual(dialog.mainWidget().wrappers["METHOD"].parameterValue(), "joint")

    def test_no_button_is_out_of_sight_at_the_size_that_qgis_gives_a_dialog(self):
        """In any language, also with the advanced parameters."""
        from lejepa_gis import i18n
        from qgis import utils
        from qgis.gui import QgsCollapsibleGroupBox
        from qgis.PyQt.QtWidgets import QScrollArea

        usual, utils.iface = utils.iface, mock.Mock(activeLayer=lambda: None)
        self.addCleanup(setattr, utils, "iface", usual)
        self.addCleanup(i18n.use, "en")
        for language in ("en", "de", "fr"):
            i18n.use(language)
            for name in ("change", "similar", "features"):
                dialog = self.algorithm(name).createCustomParametersWidget(None)
                self.kept.append(dialog)
                dialog.show()
                for folded in (True, False):
                    for box in dialog.findChildren(QgsCollapsibleGroupBox):
                        box.setCollapsed(folded)
                    for _ in range(10):
                        self.app.processEvents()
                    beyond = [area.horizontalScrollBar().maximum() for area in dialog.findChildren(QScrollArea)]
                    self.assertEqual([*beyond, dialog.width() <= 720], [0, 0, True], f"{language} {name} {folded}")
                dialog.hide()

    def fill(self, panel, rows):
        """Fills rows of the batch table by the parameters' own widgets."""
        columns = panel.parameter_to_column
        while panel.batchRowCount() < len(rows):
            panel.addRow()
        for number, values in enumerate(rows):
            for name, value in values.items():
                wrapper = panel.wrappers[number][columns[name]]
                if wrapper is not None:
                    wrapper.setParameterValue(value, panel.processing_context)
                else:  # an output
                    panel.tblParameters.cellWidget(number + 1, columns[name]).setValue(value)


if __name__ == "__main__":
    unittest.main()
