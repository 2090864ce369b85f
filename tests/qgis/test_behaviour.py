"""What a person sees: names, styles, the log, cancel, models, settings. QGIS with a window, offscreen."""
import itertools
import shutil
import time
import unittest
from pathlib import Path
from unittest import mock

import support


class Behaviour(support.InQgis):
    WINDOW = True

    def load(self, name, **parameters):
        """Runs and loads results as the toolbox does; returns the new layers by name."""
        from qgis.core import QgsProject

        QgsProject.instance().clear()
        self.processing.runAndLoadResults(f"lejepa_gis:{name}", parameters)
        return {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}

    def drawn(self, layer, x, y):
        """The colour that a layer gets at a place on the ground, drawn alone on nothing."""
        from qgis.core import QgsMapRendererSequentialJob, QgsMapSettings
        from qgis.PyQt.QtCore import QSize
        from qgis.PyQt.QtGui import QColor

        settings, extent = QgsMapSettings(), layer.extent()
        settings.setLayers([layer])
        settings.setDestinationCrs(layer.crs())
        settings.setExtent(extent)
        settings.setOutputSize(QSize(300, int(300 * extent.height() / extent.width())))
        settings.setBackgroundColor(QColor(0, 0, 0, 0))
        job = QgsMapRendererSequentialJob(settings)
        job.start()
        job.waitForFinished()
        place = settings.mapToPixel().transform(x, y)
        return job.renderedImage().pixelColor(int(place.x()), int(place.y()))

    def unsmoothed(self, layer):
        """Lets cells have their own colours up to their edges."""
        from qgis.core import Qgis

        layer.dataProvider().enableProviderResampling(False)
        layer.setResamplingStage(Qgis.RasterResamplingStage.ResampleFilter)

    def area(self):
        """Polygons that leave out the west of the scene."""
        from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

        area = QgsVectorLayer("Polygon?crs=EPSG:32631", "area", "memory")
        feature = QgsFeature()
        west = "Polygon((500000 4698400, 502000 4698400, 502000 4700000, 501000 4700000, 500000 4698400))"
        feature.setGeometry(QgsGeometry.fromWkt(west))
        area.dataProvider().addFeatures([feature])
        return area

    def legend(self, layer):
        """The words beside a layer's colours in the tree of layers."""
        from qgis.core import QgsLayerTreeLayer, QgsMapLayerLegend

        nodes = QgsMapLayerLegend.defaultRasterLegend(layer).createLayerTreeModelLegendNodes(QgsLayerTreeLayer(layer))
        return [node.data(0) for node in nodes if node.data(0)]

    def listener(self):
        """A feedback that keeps what it hears."""
        from qgis.core import QgsProcessingFeedback

        class Listener(QgsProcessingFeedback):
            def __init__(self):
                super().__init__(False)
                self.lines, self.texts, self.shares = [], [], []
                self.progressChanged.connect(self.shares.append)

            def pushInfo(self, text):
                self.lines.append(text)

            def pushWarning(self, text):
                self.lines.append(f"warning: {text}")

            def setProgressText(self, text):
                self.texts.append(text)

        return Listener()

    # --- layers -----------------------------------------------------------------------------------------------------

    def test_change_layers_tell_product_and_dates_and_are_transparent_below_the_threshold(self):
        from osgeo import gdal
        from qgis.core import Qgis, QgsSingleBandPseudoColorRenderer

        for method in ("cosine", "residual", "joint"):
            values = {"BEFORE": self.before, "AFTER": self.after, "METHOD": method, "AREA": self.area()}
            layers = self.load("change", OUTPUT=self.path(f"{method}.tif"), **values)
            name = f"Change ({method}), 2022-06-12 to 2023-09-05 (area)"
            self.assertEqual(list(layers), [name])
            layer, renderer = layers[name], layers[name].renderer()
            self.assertIsInstance(renderer, QgsSingleBandPseudoColorRenderer)
            dataset = gdal.Open(layer.source())
            threshold = float(dataset.GetMetadataItem("THRESHOLD", "LEJEPA_GIS"))
            items = renderer.shader().rasterShaderFunction().colorRampItemList()
            self.assertEqual([item.color.alpha() for item in items[:3]], [0, 0, 255])
            self.assertAlmostEqual(items[2].value, threshold, places=5)
            self.assertEqual(items[2].label, f"changed, from {threshold:.2f}")
            below = f"below {threshold:.2f} (the threshold of {method}"
            self.assertTrue(items[0].label.startswith(below), items[0].label)
            self.assertEqual(items[-1].color.name(), "#fcfdbf")
            self.assertEqual(renderer.classificationMax(), items[-1].value)
            shown = self.legend(layer)
            self.assertTrue(shown[1].endswith(": not counted as changed"), shown)
            self.assertTrue(shown[-1].startswith("strongly changed, "), shown)
            provider, bilinear = layer.dataProvider(), layer.dataProvider().ResamplingMethod.Bilinear
            self.assertEqual(layer.resamplingStage(), Qgis.RasterResamplingStage.Provider)
            self.assertEqual(provider.zoomedInResamplingMethod(), bilinear)
            self.assertEqual(self.drawn(layer, 500100, 4699900).alpha(), 0, "outside of the area")
            # The middle of cells far below and far above the threshold.
            self.unsmoothed(layer)
            rows = dataset.GetRasterBand(1).ReadAsArray()
            cells = [(value, x, y) for y, row in enumerate(rows) for x, value in enumerate(row) if value == value]
            for (value, x, y), alpha in ((min(cells), 0), (max(cells), 255)):
                self.assertEqual(self.drawn(layer, 500000 + 80 * x + 40, 4700000 - 80 * y - 40).alpha(), alpha, value)

    def test_pca_layers_are_shown_as_they_are_with_transparent_nodata(self):
        from osgeo import gdal

        values = {"INPUT": self.before, "MORE": [self.after], "AREA": self.area()}
        layers = self.load("pca", OUTPUT=self.path("p.tif"), OUTPUT_FOLDER=self.path("p"), **values)
        self.assertEqual(sorted(layers), ["PCA, after 2023-09-05 (area)", "PCA, before 2022-06-12 (area)"])
        for layer in layers.values():
            self.assertEqual(layer.renderer().type(), "multibandcolor")
            self.assertEqual(self.drawn(layer, 500100, 4699900).alpha(), 0, "outside of the area")
            # The middle of a cell has the file's own colour: nothing is stretched.
            column, row = 15, 8
            dataset = gdal.Open(layer.source())
            bands = [dataset.GetRasterBand(b + 1).ReadRaster(column, row, 1, 1)[0] for b in range(3)]
            self.unsmoothed(layer)
            colour = self.drawn(layer, 500000 + 80 * column + 40, 4700000 - 80 * row - 40)
            self.assertEqual([colour.red(), colour.green(), colour.blue(), colour.alpha()], [*bands, 255])

    # --- log, progress, cancel ----------------------------------------------------------------------------------------

    def test_the_log_tells_what_was_used(self):
        heard = self.listener()
        values = {"INPUT": self.before, "OVERLAP": "best", "MODEL": "untrained"}
        self.run_algorithm("features", heard, OUTPUT=self.path("l.tif"), **values)
        text = "\n".join(heard.lines)
        for word in (
            "on the CPU", support.SHOWN, f"input: {self.before}", "OVERLAP=best", "model untrained: ",
            "SHA-256 ", "before.tif: ", "reflectance dn: tag OFFSET=none", "bands red=1,green=2,blue=3,nir=4,swir16=5",
            "2022-06-12", "valid cells 500", "pixels 10.00 x 10.00 m on the ground", "warning: ", "Done in ",
        ):  # fmt: skip
            self.assertIn(word, text)

    def test_progress_has_chip_counts_and_the_time_left(self):
        from lejepa_gis.algorithms import job

        large, heard = support.scene(self.home / "large", 700, 600), self.listener()
        # A clock that goes on by a second at each look: a fast machine would be done before a time can be told.
        clock = mock.Mock(monotonic=itertools.count().__next__)
        values = {"INPUT": str(large / "before.tif"), "OVERLAP": "best", "THREADS": 1}
        with mock.patch.object(job, "time", clock), mock.patch.object(job, "SECONDS_BETWEEN_TEXTS", 0):
            self.run_algorithm("features", heard, OUTPUT=self.path("large.tif"), **values)
        self.assertRegex("\n".join(heard.texts), r"chip 20 of \d+\n|chip 20 of \d+,")
        self.assertRegex("\n".join(heard.texts), r"chip \d+ of \d+, about \d+ s left")
        self.assertEqual(heard.shares, sorted(heard.shares))
        self.assertAlmostEqual(heard.shares[-1], 100)

    def test_a_run_says_what_it_will_take_and_which_date_it_is_at(self):
        from lejepa_gis.algorithms import job

        heard = self.listener()
        values = {"BEFORE": self.before, "AFTER": self.after, "METHOD": "residual"}
        with mock.patch.object(job, "SECONDS_BETWEEN_TEXTS", 0):
            self.run_algorithm("change", heard, **values, OUTPUT=self.path("which.tif"))
        [line] = [line for line in heard.lines if line.startswith("expected: ")]
        self.assertRegex(line, r"^expected: about .*, \d+ MiB of memory, .* of results before compression")
        texts = "\n".join(heard.texts)
        self.assertRegex(texts, r"\d+%: first date, before: chip \d+ of \d+")
        self.assertRegex(texts, r"\d+%: second date, after: chip \d+ of \d+")
        self.assertNotIn("raster 1 of 2", texts)

    def test_cancel_is_quick_and_leaves_no_file(self):
        large, heard = support.scene(self.home / "cancel", 900, 900), self.listener()
        out = self.home / "cancelled.tif"
        asked = []

        def stop(share):
            if share > 20 and not asked:
                asked.append(time.monotonic())
                heard.cancel()

        heard.progressChanged.connect(stop)
        values = {"INPUT": str(large / "before.tif"), "THREADS": 1, "OVERLAP": "best", "OUTPUT": str(out)}
        found = self.run_algorithm("features", heard, **values)
        waited = time.monotonic() - asked[0]
        self.assertEqual((found, [p.name for p in self.home.iterdir() if "cancelled" in p.name]), ({}, []))
        self.assertIn("Cancelled; nothing was written.", heard.lines)
        # One chip of the built-in model takes some 30 ms on one thread.
        self.assertLess(waited, 0.5)

    def test_the_window_answers_while_a_task_runs(self):
        from qgis.core import (
            QgsApplication, QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProcessingFeedback,
        )  # fmt: skip
        from qgis.PyQt.QtCore import QTimer

        ticks, ended, context, feedback = [], [], QgsProcessingContext(), QgsProcessingFeedback()
        large = support.scene(self.home / "task", 900, 900)
        values = {"INPUT": str(large / "before.tif"), "OVERLAP": "best", "OUTPUT": self.path("task.tif")}
        timer = QTimer()
        timer.timeout.connect(lambda: ticks.append(time.monotonic()))
        timer.start(10)
        task = QgsProcessingAlgRunnerTask(self.algorithm("features"), values, context, feedback)
        task.executed.connect(lambda good, _results: ended.append(good))
        QgsApplication.taskManager().addTask(task)
        until = time.monotonic() + 60
        while not ended and time.monotonic() < until:
            self.app.processEvents()
            time.sleep(0.001)
        timer.stop()
        self.assertEqual(ended, [True])
        self.assertTrue(Path(self.path("task.tif")).exists())
        gaps = [b - a for a, b in zip(ticks, ticks[1:])]
        self.assertGreater(len(gaps), 10)
        self.assertLess(max(gaps), 0.5, "a longest wait of the window, in seconds")

    # --- models, settings ---------------------------------------------------------------------------------------------

    def test_a_model_of_the_designer_chains_embed_and_pca(self):
        from qgis.core import (
            QgsApplication, QgsProcessingModelAlgorithm, QgsProcessingModelChildAlgorithm,
            QgsProcessingModelChildParameterSource, QgsProcessingModelOutput, QgsProcessingModelParameter,
            QgsProcessingParameterRasterLayer,
        )  # fmt: skip

        source = QgsProcessingModelChildParameterSource
        model = QgsProcessingModelAlgorithm("embed and draw", "tests")
        scene = QgsProcessingParameterRasterLayer("scene", "Scene")
        model.addModelParameter(scene, QgsProcessingModelParameter("scene"))
        embed, draw = (QgsProcessingModelChildAlgorithm(f"lejepa_gis:{name}") for name in ("features", "pca"))
        embed.setChildId("embed")
        embed.addParameterSources("INPUT", [source.fromModelParameter("scene")])
        draw.setChildId("draw")
        draw.addParameterSources("INPUT", [source.fromChildOutput("embed", "OUTPUT")])
        result = QgsProcessingModelOutput("picture")
        result.setChildOutputName("OUTPUT")
        draw.setModelOutputs({"picture": result})
        for child in (embed, draw):
            model.addChildAlgorithm(child)
        path = self.path("chain.model3")
        self.assertTrue(model.toFile(path))
        loaded = QgsProcessingModelAlgorithm()
        self.assertTrue(loaded.fromFile(path))
        loaded.setProvider(QgsApplication.processingRegistry().providerById("model"))
        out = self.path("chained.tif")
        self.processing.run(loaded, {"scene": self.before, "draw:picture": out})
        support.cli("pca", self.before, "-o", self.path("chained_cli.tif"))
        self.assert_same_pixels(out, self.path("chained_cli.tif"))

    def test_a_model_step_refuses_in_words_what_the_dialog_would(self):
        from osgeo import gdal
        from qgis.core import QgsProcessingContext

        few, heard = self.path("few.tif"), self.listener()
        gdal.Translate(few, self.before, bandList=[1, 2])
        heard.reportError = lambda text, fatalError=False: heard.lines.append(text)
        algorithm = self.algorithm("features")
        prepared = algorithm.prepare({"INPUT": few, "OUTPUT": self.path("few_out.tif")}, QgsProcessingContext(), heard)
        self.assertFalse(prepared)
        self.assertTrue([line for line in heard.lines if "5 bands are needed" in line], heard.lines)

    def test_the_last_model_is_the_dialogs_memory_and_nobodys_default(self):
        from qgis import utils
        from qgis.core import QgsSettings

        values = {"INPUT": self.before, "MODEL": "texture"}
        usual, utils.iface = utils.iface, mock.Mock()
        try:
            first = self.path("plain1.tif")
            self.run_algorithm("features", INPUT=self.before, OUTPUT=first)
            self.run_algorithm("features", **values, OUTPUT=self.path("texture_first.tif"))
            self.assertEqual(QgsSettings().value("lejepa_gis/model"), "texture")
            for said in ({}, {"MODEL": None}, {"MODEL": ""}):
                again = self.path("plain2.tif")
                self.run_algorithm("features", INPUT=self.before, **said, OUTPUT=again, OVERWRITE=True)
                self.assert_same_pixels(again, first)
                QgsSettings().setValue("lejepa_gis/model", "texture")
            for name in ("features", "pca", "change", "areas", "describe", "modelinfo"):
                algorithm = self.algorithm(name)
                self.assertFalse(algorithm.parameterDefinition("MODEL").defaultValue())
        finally:
            utils.iface = usual
            QgsSettings().remove("lejepa_gis/model")

    def test_warnings_stay_in_the_message_bar(self):
        from qgis import utils

        usual, utils.iface = utils.iface, mock.Mock()
        try:
            values = {"INPUT": self.before, "MODEL": "untrained"}
            self.run_algorithm("features", **values, OUTPUT=self.path("warned.tif"))
            ((title, text, all_of_them, _level, seconds), _), = utils.iface.messageBar().pushMessage.call_args_list
            self.assertEqual((title, seconds), ("lejepa-gis", 0))
            self.assertIn("Embed raster: ", text)
            self.assertIn("random", all_of_them)
            utils.iface.messageBar().pushMessage.reset_mock()
            self.run_algorithm("features", INPUT=self.before, OUTPUT=self.path("quiet.tif"))
            utils.iface.messageBar().pushMessage.assert_not_called()
        finally:
            utils.iface = usual

    def test_messages_of_the_library_have_the_dialogs_words(self):
        """Labels in the place of options, layers' names in the place of files that QGIS made for them."""
        from qgis import utils
        from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsRasterLayer

        usual, utils.iface = utils.iface, mock.Mock()
        try:
            for values, found, absent in (
                ({"BANDS": "nonsense"}, '"Bands" = nonsense: expected auto', "bands="),
                ({"OVERLAP": "2"}, '"Overlap of chips"', "OVERLAP"),
                ({"WINDOW": "0,0,8,8", "EXTENT": "500000,500100,4699000,4699100"},
                 '"Extent to process" and "Only these pixels"', "BOUNDS"),
                ({"EXTENT": "100000,100100,4699000,4699100 [EPSG:32631]"}, "Extent to process: 100000", "EXTENT"),
            ):  # fmt: skip
                with self.assertRaises(QgsProcessingException) as caught:
                    self.run_algorithm("features", INPUT=self.before, **values, OUTPUT=self.path("never.tif"))
                self.assertIn(found, str(caught.exception))
                self.assertNotIn(absent, str(caught.exception))
            layer = QgsRasterLayer(self.before, "my first date")
            layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
            far = self.area()
            far.setName("far away")
            far.setCrs(QgsCoordinateReferenceSystem("EPSG:32655"))
            with self.assertRaises(QgsProcessingException) as caught:
                self.run_algorithm("features", INPUT=layer, AREA=far, OUTPUT=self.path("never.tif"))
            self.assertIn("my first date", str(caught.exception))
            self.assertIn("far away", str(caught.exception))
            self.assertNotIn("AREA.gpkg", str(caught.exception))
        finally:
            utils.iface = usual

    def test_dates_that_are_alike_are_warned_of(self):
        heard = self.listener()
        again = self.path("again.tif")
        shutil.copyfile(self.before, again)
        values = {"BEFORE": self.before, "AFTER": again, "METHOD": "residual", "MODEL": "untrained"}
        self.run_algorithm("change", heard, **values, OUTPUT=self.path("nothing.tif"))
        self.assertIn("the second date are alike", "\n".join(heard.lines))
        self.assertLess(max(support.values(self.path("nothing.tif"))), 0.3)

    def test_what_else_was_written_is_in_the_log(self):
        heard = self.listener()
        values = {"INPUT": self.before, "SIDECAR": True, "VALIDITY": True}
        self.run_algorithm("features", heard, **values, OUTPUT=self.path("told.tif"))
        start = "also written: "
        also = [Path(line.removeprefix(start)) for line in heard.lines if line.startswith(start)]
        names = ["told.json", "told.qml", "told_validity.qml", "told_validity.tif"]
        self.assertEqual(sorted(path.name for path in also), names, heard.lines)
        for path in also:
            self.assertTrue(path.exists(), path)

    def context_and_feedback(self):
        from qgis.core import QgsProcessingContext

        return QgsProcessingContext(), self.listener()

    def test_unloading_takes_the_provider_away(self):
        from lejepa_gis.plugin import LejepaGisPlugin
        from qgis.core import QgsApplication

        registry = QgsApplication.processingRegistry()
        self.plugin.unload()
        self.assertIsNone(registry.providerById("lejepa_gis"))
        type(self).plugin = LejepaGisPlugin(None)
        self.plugin.initGui()
        self.assertIsNotNone(registry.providerById("lejepa_gis"))


if __name__ == "__main__":
    unittest.main()
