"""The layers of a run: group, names, metadata, time, colours, what else was written, names that models give."""
import unittest
from pathlib import Path

import support


class Results(support.InQgis):
    WINDOW = True

    def load(self, name, clear=True, **parameters):
        """Runs and loads results as the toolbox does; returns the layers by name."""
        from qgis.core import QgsProject

        if clear:
            QgsProject.instance().clear()
        self.processing.runAndLoadResults(f"lejepa_gis:{name}", parameters)
        return {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}

    def tree(self):
        """Names of the tree's groups and layers from the top, with those inside of groups."""
        from qgis.core import QgsProject

        def told(node):
            return (node.name(), [told(child) for child in node.children()]) if node.children() else node.name()

        return [told(node) for node in QgsProject.instance().layerTreeRoot().children()]

    def scenes(self):
        """Layers of a place with a name."""
        from qgis.core import QgsProject

        QgsProject.instance().clear()
        found = [self.layer(self.before, "harbour_before"), self.layer(self.after, "harbour_after")]
        for layer in found:
            QgsProject.instance().addMapLayer(layer)
        return dict(zip(("BEFORE", "AFTER"), found))

    QUICK = {"MODEL": "texture", "METHOD": "residual"}

    def test_a_run_has_a_group_on_top_named_by_place_and_dates(self):
        scenes = self.scenes()
        for number in range(2):
            self.load("change", clear=False, **scenes, **self.QUICK, OUTPUT=self.path(f"group{number}.tif"))
        name = "harbour, 2022-06-12 to 2023-09-05"
        layer = f"Change (residual), {name}"
        expected = [(f"{name} (2)", [layer]), (name, [layer]), "harbour_after", "harbour_before"]
        self.assertEqual(self.tree(), expected)

    def test_what_was_also_written_is_loaded_below(self):
        values = {**self.scenes(), **self.QUICK, "VALIDITY": True, "SIDECAR": True}
        layers = self.load("change", clear=False, **values, OUTPUT=self.path("also.tif"))
        name = "harbour, 2022-06-12 to 2023-09-05"
        self.assertEqual(self.tree()[0], (name, [f"Change (residual), {name}", f"Valid shares, {name}"]))
        self.assertEqual(layers[f"Valid shares, {name}"].renderer().type(), "paletted")
        files = [path for path in self.home.glob("also*") if path.suffix != ".xml"]
        modes = {path.suffix: oct(path.stat().st_mode & 0o777) for path in files}
        self.assertEqual(len(set(modes.values())), 1, modes)

    def test_layers_tell_where_they_come_from(self):
        from qgis.PyQt.QtCore import QDate

        values = {"BEFORE": self.before, "AFTER": self.after, "MODEL": "untrained", "METHOD": "cosine"}
        [layer] = self.load("change", **values, OUTPUT=self.path("told.tif")).values()
        found = layer.metadata()
        for word in ("0 (alike) to 2", "counts as changed", "changed: ", "Warnings of the run:", "random"):
            self.assertIn(word, found.abstract())
        self.assertRegex(found.history()[0], r"^\d{4}-\d\d-\d\d .*Change between two dates, lejepa-gis \d")
        self.assertIn(f"input: {self.before}", found.history())
        self.assertTrue([line for line in found.history() if "METHOD=cosine" in line])
        self.assertEqual(found.rights(), ["Contains modified Copernicus Sentinel data 2022 2023."])
        self.assertTrue(found.licenses())
        [span] = found.extent().temporalExtents()
        self.assertEqual((span.begin().date(), span.end().date()), (QDate(2022, 6, 12), QDate(2023, 9, 5)))
        self.assertTrue(layer.temporalProperties().isActive())
        self.assertEqual(layer.temporalProperties().fixedTemporalRange().begin().date(), QDate(2022, 6, 12))
        self.assertIn("random", layer.customProperty("lejepa_gis/warnings"))
        self.assertEqual(layer.customProperty("lejepa_gis/result"), "change")

    def test_other_ends_and_classes_keep_the_colours(self):
        from qgis.core import QgsColorRampShader

        values = {"BEFORE": self.before, "AFTER": self.after, **self.QUICK}
        [layer] = self.load("change", **values, OUTPUT=self.path("ramp.tif")).values()
        shader = layer.renderer().shader().rasterShaderFunction()
        ramp = shader.sourceColorRamp()
        self.assertIsNotNone(ramp)
        anew = QgsColorRampShader(0, 8, ramp.clone(), shader.colorRampType())
        anew.classifyColorRamp()
        items = anew.colorRampItemList()
        self.assertEqual((items[0].color.alpha(), items[-1].color.name()), (0, "#fcfdbf"))
        threshold = 8 * 1.75 / 4
        self.assertEqual([anew.shade(value)[4] for value in (0.9 * threshold, 1.01 * threshold)], [0, 255])

    def test_features_show_three_of_their_numbers_alike(self):
        """Not the first three, each stretched to its own ends; numbers that hardly vary stay quiet."""
        layers = self.load("features", INPUT=self.before, OUTPUT=self.path("shown.tif"))
        self.assertEqual(list(layers), ["Features, before 2022-06-12"])
        found = layers["Features, before 2022-06-12"].renderer()
        self.assertEqual(found.type(), "multibandcolor")
        bands = [found.redBand(), found.greenBand(), found.blueBand()]
        self.assertTrue(len(set(bands)) == 3 and bands != [1, 2, 3], bands)
        of = [found.redContrastEnhancement(), found.greenContrastEnhancement(), found.blueContrastEnhancement()]
        spans = [one.maximumValue() - one.minimumValue() for one in of]
        self.assertLess(max(spans) - min(spans), 1e-3 * max(spans))
        self.assertEqual(self.tree(), [("before 2022-06-12", ["Features, before 2022-06-12"])])

    def test_a_name_given_in_the_model_designer_stays(self):
        from qgis.core import (
            QgsApplication, QgsProcessingModelAlgorithm, QgsProcessingModelChildAlgorithm,
            QgsProcessingModelChildParameterSource, QgsProcessingModelOutput, QgsProcessingModelParameter,
            QgsProcessingParameterRasterLayer, QgsProject,
        )  # fmt: skip

        source = QgsProcessingModelChildParameterSource
        model = QgsProcessingModelAlgorithm("draw", "tests")
        scene = QgsProcessingParameterRasterLayer("scene", "Scene")
        model.addModelParameter(scene, QgsProcessingModelParameter("scene"))
        draw = QgsProcessingModelChildAlgorithm("lejepa_gis:pca")
        draw.setChildId("draw")
        draw.addParameterSources("INPUT", [source.fromModelParameter("scene")])
        result = QgsProcessingModelOutput("Picture")
        result.setChildOutputName("OUTPUT")
        draw.setModelOutputs({"Picture": result})
        model.addChildAlgorithm(draw)
        path = self.path("draw.model3")
        self.assertTrue(model.toFile(path))
        loaded = QgsProcessingModelAlgorithm()
        self.assertTrue(loaded.fromFile(path))
        loaded.setProvider(QgsApplication.processingRegistry().providerById("model"))
        QgsProject.instance().clear()
        self.processing.runAndLoadResults(loaded, {"scene": self.before, "draw:Picture": self.path("drawn.tif")})
        self.assertEqual(self.tree(), ["Picture"])
        [layer] = QgsProject.instance().mapLayers().values()
        self.assertTrue(layer.metadata().history())

    def test_everything_about_two_dates_comes_as_one_group(self):
        from qgis.core import QgsProject

        folder = self.path("everything")
        layers = self.load("run", BEFORE=self.before, AFTER=self.after, OUTPUT=folder)
        root = QgsProject.instance().layerTreeRoot()
        self.assertEqual([node.name() for node in root.children()], ["2022-06-12 to 2023-09-05"])
        dates = "2022-06-12 to 2023-09-05"
        names = [f"{product}, {dates}" for product in ("Areas of change", "Change (joint)", "Change (cosine)")]
        names += ["PCA, after 2023-09-05", "PCA, before 2022-06-12"]
        self.assertEqual([node.name() for node in root.children()[0].children()], names)
        self.assertEqual(sorted(layers), sorted(names))
        kinds = ["categorizedSymbol", *["singlebandpseudocolor"] * 2, *["multibandcolor"] * 2]
        self.assertEqual([layers[name].renderer().type() for name in names], kinds)
        self.assertTrue((Path(folder) / "report.html").exists())


if __name__ == "__main__":
    unittest.main()
