#!/usr/bin/env python3
"""Takes pictures of the plugin's real dialogs and results, offscreen, with the synthetic scene.

    dialog_pictures.py FOLDER [dialog series questions bands library designer help]

`make plugin-pictures` puts them where docs/qgis.md and the pages of help have them. LEJEPA_GIS_LIBRARY and
LEJEPA_GIS_CLI are as for the tests.
"""
import sys
from pathlib import Path
from unittest import mock

import support


class Pictures(support.InQgis):
    WINDOW = True

    def runTest(self):
        """No test: InQgis starts QGIS."""

    def prepare(self, folder):
        from qgis import utils
        from qgis.core import QgsProject
        from qgis.PyQt.QtWidgets import QMainWindow

        self.out = Path(folder)
        self.out.mkdir(parents=True, exist_ok=True)
        window = QMainWindow()
        utils.iface = mock.Mock(mainWindow=lambda: window, activeLayer=lambda: None)
        for source, name in ((self.after, "harbour 2023-09-05"), (self.before, "harbour 2022-06-12")):
            QgsProject.instance().addMapLayer(self.layer(source, name))
        self.kept = [window]

    def take(self, widget, name, width=0, height=0):
        """A picture of a widget as it is drawn."""
        if width:
            widget.resize(width, height)
        widget.show()
        for _ in range(20):
            self.app.processEvents()
        widget.grab().save(str(self.out / f"{name}.png"))
        self.kept.append(widget)
        print(self.out / f"{name}.png")

    def dialog(self):
        self.take(self.algorithm("change").createCustomParametersWidget(None), "qgis-dialog", 900, 640)

    def series(self):
        from qgis.core import QgsProject

        QgsProject.instance().addMapLayer(self.layer(self.derived("between"), "harbour 2022-12-01"))
        self.take(self.algorithm("series").createCustomParametersWidget(None), "qgis-series", 900, 640)

    def advanced(self):
        from qgis.gui import QgsCollapsibleGroupBox

        dialog = self.algorithm("change").createCustomParametersWidget(None)
        for box in dialog.findChildren(QgsCollapsibleGroupBox):
            box.setCollapsed(False)
        self.take(dialog, "qgis-dialog-advanced", 900, 1900)

    def questions(self):
        from lejepa_gis.dialogs.ask import Ask
        from lejepa_gis.dialogs.questions import collect
        from qgis.core import QgsProcessingContext

        many = self.unnamed("harbour_stack", support.MISSION)
        algorithm, context = self.algorithm("features"), QgsProcessingContext()
        algorithm.confirmed = set()
        values = {"INPUT": many, "MODEL": "untrained", "OUTPUT": "TEMPORARY_OUTPUT"}
        found, warnings = algorithm.questions(values, context, collect)
        layers = [self.layer(many)]
        self.take(Ask(algorithm, found, warnings, None, layers), "qgis-questions", 640, 420)

    def bands(self):
        from lejepa_gis.dialogs.bands import BandPicker

        self.take(BandPicker(self.layer(self.before, "harbour 2022-06-12"), "auto"), "qgis-bands")

    def library(self):
        from lejepa_gis import _ffi, locate
        from lejepa_gis.install.window import LibraryWindow

        missing = mock.patch.dict("os.environ", LEJEPA_GIS_LIBRARY="/nowhere/liblejepa_gis.so.1")
        with missing, mock.patch.multiple(_ffi, _library=None, _loaded=""), mock.patch.object(locate, "_loaded", ""):
            self.take(LibraryWindow(), "qgis-library")

    def help(self):
        """Both dates of the synthetic scene, and what was found, for the pages of help."""
        from qgis.PyQt.QtGui import QColor, QFont, QImage, QPainter

        large, results = support.scene(self.home / "large", 640, 480), self.home / "results"
        support.cli("run", large / "before.tif", large / "after.tif", "-o", results, "--style", "qml")
        one, two = large / "before.tif", large / "after.tif"
        panels = {
            "change": [("first date", one, ()), ("second date", two, ()),
                       ("change (joint)", two, ["change_joint.tif"]), ("change (cosine)", two, ["change_cosine.tif"])],
            "areas": [("second date", two, ()), ("areas of change", two, ["areas.gpkg"])],
            "pca": [("first date", one, ()), ("principal components", one, ["pca_before.tif"])],
        }  # fmt: skip
        for name, shown in panels.items():
            width, height, line = 288, 216, 22
            whole = QImage(width * 2 + 8, (height + line) * (len(shown) // 2), QImage.Format.Format_RGB32)
            whole.fill(QColor("white"))
            painter = QPainter(whole)
            painter.setFont(QFont("sans", 11))
            for at, (words, image, above) in enumerate(shown):
                x, y = (at % 2) * (width + 8), (at // 2) * (height + line)
                painter.drawText(x + 2, y + 16, words)
                painter.drawImage(x, y + line, self.drawn(image, [results / of for of in above], width, height))
            painter.end()
            whole.save(str(self.out / f"{name}.jpg"), quality=75)
            print(self.out / f"{name}.jpg")

    def drawn(self, image, above, width, height):
        """A date in its colours with results above, as QGIS draws them."""
        from qgis.core import (
            QgsContrastEnhancement, QgsMapRendererSequentialJob, QgsMapSettings, QgsRasterMinMaxOrigin, QgsVectorLayer,
        )  # fmt: skip
        from qgis.PyQt.QtCore import QSize

        date = self.layer(image)
        date.setContrastEnhancement(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum,
            QgsRasterMinMaxOrigin.Limits.CumulativeCut,
        )
        layers = [date]
        for path in above:
            found = QgsVectorLayer(str(path), "a") if path.suffix == ".gpkg" else self.layer(path)
            found.loadNamedStyle(str(path.with_suffix(".qml")))
            layers.insert(0, found)
        settings = QgsMapSettings()
        settings.setLayers(layers)
        settings.setDestinationCrs(date.crs())
        settings.setExtent(date.extent())
        settings.setOutputSize(QSize(width, height))
        job = QgsMapRendererSequentialJob(settings)
        job.start()
        job.waitForFinished()
        self.kept += layers
        return job.renderedImage()

    def designer(self):
        from processing.modeler.ModelerParametersDialog import ModelerParametersDialog
        from qgis.core import QgsProcessingModelAlgorithm

        model = QgsProcessingModelAlgorithm("m", "g")
        self.take(ModelerParametersDialog(self.algorithm("change"), model), "qgis-designer", 800, 700)


def main():
    names = sys.argv[2:] or ["dialog", "series", "questions", "bands", "library"]
    Pictures.setUpClass()
    pictures = Pictures()
    pictures.prepare(sys.argv[1])
    for name in names:
        getattr(pictures, name)()


if __name__ == "__main__":
    main()
