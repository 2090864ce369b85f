"""PCA to RGB. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputMultipleLayers,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
)

from ..formats import RasterDestination
from ..i18n import tr, tr_later
from ..naming import file_names
from ..outputs import target
from .raster import RasterAlgorithm


class Pca(RasterAlgorithm):
    """One or more rasters in, a picture of each out, all on one basis."""

    MORE = "MORE"
    SCORES = "SCORES"
    OUTPUT_FOLDER = "OUTPUT_FOLDER"
    OUTPUT_LAYERS = "OUTPUT_LAYERS"

    ID, NAME = "pca", tr_later("PCA to RGB")
    HELP = tr_later(
        "The first three principal components of the features become red, green and blue. Takes Sentinel-2 rasters or "
        "features rasters; colours compare between all rasters of one run, and between runs that name the same basis "
        "file."
    )
    VALUES = tr_later(
        "Red, green and blue are the first three principal components of the features: like colours mean like "
        "surfaces, and no colour has a meaning of its own."
    )
    TAGS = ("principal components", "colour", "embedding", "visualise")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        kind = QgsProcessing.SourceType.TypeRaster
        more = QgsProcessingParameterMultipleLayers(
            self.MORE, tr("More rasters on the same basis"), kind, optional=True
        )
        more.setHelp(tr("Other dates or tiles; their pictures go to the folder for more rasters."))
        self.addParameter(more)
        self.add_form()
        self.addParameter(RasterDestination(self.OUTPUT, tr("PCA")))
        folder = QgsProcessingParameterFolderDestination(
            self.OUTPUT_FOLDER, tr("Folder for more rasters"), optional=True
        )
        folder.setHelp(tr("Gets one picture, pca_NAME.tif, for each of the other rasters."))
        self.addParameter(folder)
        self.addOutput(QgsProcessingOutputMultipleLayers(self.OUTPUT_LAYERS, tr("All pictures")))

    def more(self, parameters, context):
        return self.parameterAsLayerList(parameters, self.MORE, context) or []

    def inputs(self, parameters, context):
        found = super().inputs(parameters, context)
        return found + [(self.MORE, [layer]) for layer in self.more(parameters, context)]

    def no_folder(self):
        return f"{self.field(self.OUTPUT_FOLDER)}: " + tr("say where the pictures of the other rasters go.")

    def wrong_output(self, parameters, context):
        wrong = super().wrong_output(parameters, context)
        more = [layer.name() for layer in self.more(parameters, context)]
        if wrong or not more:
            return wrong
        if not parameters.get(self.OUTPUT_FOLDER):
            return self.no_folder()
        folder = target(parameters.get(self.OUTPUT_FOLDER), context)
        if not folder:  # a temporary one
            return None
        if Path(folder).exists() and not Path(folder).is_dir():
            return tr("{field}: {folder} is no folder.", field=self.field(self.OUTPUT_FOLDER), folder=folder)
        if Path(folder).is_dir():
            inputs, replace = self.input_files(parameters, context), self.replaces(parameters, context)
            first = target(parameters.get(self.OUTPUT), context)
            inputs += [(self.field(self.OUTPUT), first)] if first else []
            for name in file_names(more, "pca"):
                wrong = wrong or self.wrong_target(self.OUTPUT_FOLDER, str(Path(folder) / name), inputs, replace)
        return wrong

    def planned_outputs(self, parameters, context):
        more = [layer.name() for layer in self.more(parameters, context)]
        folder = target(parameters.get(self.OUTPUT_FOLDER), context)
        there = bool(folder) and Path(folder).is_dir()
        others = [str(Path(folder) / n) if there else self.temporary_name() for n in file_names(more, "pca")]
        return super().planned_outputs(parameters, context) + others

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        more = self.layer_names[1:]
        folder = self.parameterAsString(parameters, self.OUTPUT_FOLDER, context) if more else ""
        if more and not folder:
            raise QgsProcessingException(self.no_folder())
        outputs = [output, *(str(Path(folder) / name) for name in file_names(more, "pca"))]
        if more:
            Path(folder).mkdir(parents=True, exist_ok=True)
        self.set_outputs(outputs)
        report = self.run_request(feedback)
        if report is None:
            return {}
        scores = self.request.options.get(self.SCORES)
        product = tr("PCA scores") if scores else tr("PCA")
        results = self.results(report)
        if context.willLoadLayerOnCompletion(output):
            for path, name, one in list(zip(outputs, self.layer_names, report["inputs"]))[:0:-1]:
                results.add(context, path, product, names=[name], report={"inputs": [one]})
        first = {"names": self.layer_names[:1], "report": {"inputs": report["inputs"][:1]}}
        results.show(context, output, product, **first)
        return {self.OUTPUT: output, self.OUTPUT_FOLDER: folder, self.OUTPUT_LAYERS: outputs}
