"""PCA to RGB. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputMultipleLayers,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
)

from .. import checks
from ..formats import RasterDestination
from ..naming import file_names, product_name
from ..outputs import target
from ..style import style_rgb
from .raster import RasterAlgorithm


NO_FOLDER = "say where the pictures of the other rasters go."


class Pca(RasterAlgorithm):
    """One or more rasters in, a picture of each out, all on one basis."""

    ID, NAME, TASK = "pca", "PCA to RGB", "pca"
    HELP = (
        "Draws the first three principal components of the features as red, green and blue. Takes Sentinel-2 rasters "
        "or features rasters; colours compare between all rasters of one run, and between runs that name the same "
        "basis file."
    )
    TAGS = ("principal components", "colour", "embedding", "visualise")

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        more = QgsProcessingParameterMultipleLayers(
            "MORE", "More rasters on the same basis", QgsProcessing.SourceType.TypeRaster, optional=True
        )
        more.setHelp("Other dates or tiles; their pictures go to the folder for more rasters.")
        self.addParameter(more)
        self.add_form()
        self.addParameter(RasterDestination("OUTPUT", "PCA"))
        folder = QgsProcessingParameterFolderDestination("OUTPUT_FOLDER", "Folder for more rasters", optional=True)
        folder.setHelp("Gets one picture, pca_NAME.tif, for each of the other rasters.")
        self.addParameter(folder)
        self.addOutput(QgsProcessingOutputMultipleLayers("OUTPUT_LAYERS", "All pictures"))

    def wrong_input(self, parameters, context):
        wrong = super().wrong_input(parameters, context)
        for layer in self.parameterAsLayerList(parameters, "MORE", context) or []:
            wrong = wrong or checks.wrong_layers(self.field("MORE"), [layer])
        return wrong

    def wrong_output(self, parameters, context):
        wrong = super().wrong_output(parameters, context)
        more = [layer.name() for layer in self.parameterAsLayerList(parameters, "MORE", context) or []]
        if wrong or not more:
            return wrong
        folder, field = target(parameters.get("OUTPUT_FOLDER"), context), self.field("OUTPUT_FOLDER")
        if not parameters.get("OUTPUT_FOLDER"):
            return f"{field}: {NO_FOLDER}"
        if not folder:  # a temporary one
            return None
        if Path(folder).exists() and not Path(folder).is_dir():
            return f"{field}: {folder} is no folder."
        if Path(folder).is_dir():
            inputs, replace = self.input_files(parameters, context), self.replaces(parameters, context)
            first = target(parameters.get("OUTPUT"), context)
            inputs += [(self.field("OUTPUT"), first)] if first else []
            for name in file_names(more, "pca"):
                wrong = wrong or self.wrong_target("OUTPUT_FOLDER", str(Path(folder) / name), inputs, replace)
        return wrong

    def prepareAlgorithm(self, parameters, context, feedback):
        super().prepareAlgorithm(parameters, context, feedback)
        try:
            for layer in self.parameterAsLayerList(parameters, "MORE", context) or []:
                self.request.inputs.append(self.source_name([layer]))
                self.layer_names.append(layer.name())
        except OSError as error:
            self.forget_temporary()
            raise QgsProcessingException(f"{self.field('MORE')}: {error}") from error
        return True

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        more = self.layer_names[1:]
        folder = self.parameterAsString(parameters, "OUTPUT_FOLDER", context) if more else ""
        if more and not folder:
            raise QgsProcessingException(f"{self.field('OUTPUT_FOLDER')}: {NO_FOLDER}")
        outputs = [output, *(str(Path(folder) / name) for name in file_names(more, "pca"))]
        if more:
            Path(folder).mkdir(parents=True, exist_ok=True)
        self.set_outputs(outputs)
        report = self.ask(feedback)
        if report is None:
            return {}
        product = "PCA scores" if self.request.options.get("SCORES") else "PCA"
        style = None if self.request.options.get("SCORES") else style_rgb
        names = [
            product_name(product, [name], {"inputs": [one]}) for name, one in zip(self.layer_names, report["inputs"])
        ]
        for other, name in zip(outputs[1:], names[1:]):
            self.load_too(context, output, other, name, style)
        self.dress(context, output, names[0], style)
        return {"OUTPUT": output, "OUTPUT_FOLDER": folder, "OUTPUT_LAYERS": outputs}
