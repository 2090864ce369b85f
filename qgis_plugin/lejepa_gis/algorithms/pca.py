"""PCA to RGB. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputMultipleLayers,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
)

from .. import checks
from ..naming import file_names, product_name
from ..style import style_rgb
from .raster import RasterAlgorithm


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
        self.addParameter(QgsProcessingParameterRasterDestination("OUTPUT", "PCA"))
        folder = QgsProcessingParameterFolderDestination("OUTPUT_FOLDER", "Folder for more rasters", optional=True)
        folder.setHelp("Gets one picture, pca_NAME.tif, for each of the other rasters; files in it are not replaced.")
        self.addParameter(folder)
        self.addOutput(QgsProcessingOutputMultipleLayers("OUTPUT_LAYERS", "All pictures"))

    def wrong_input(self, parameters, context):
        wrong = super().wrong_input(parameters, context)
        for layer in self.parameterAsLayerList(parameters, "MORE", context) or []:
            wrong = wrong or checks.wrong_layers("MORE", [layer])
        return wrong

    def prepareAlgorithm(self, parameters, context, feedback):
        super().prepareAlgorithm(parameters, context, feedback)
        try:
            for layer in self.parameterAsLayerList(parameters, "MORE", context) or []:
                self.request.inputs.append(self.source_name([layer]))
                self.layer_names.append(layer.name())
        except OSError as error:
            self.forget_temporary()
            raise QgsProcessingException(f"MORE: {error}") from error
        return True

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        more = self.layer_names[1:]
        folder = self.parameterAsString(parameters, "OUTPUT_FOLDER", context) if more else ""
        if more and not folder:
            raise QgsProcessingException("OUTPUT_FOLDER: say where the pictures of the other rasters go.")
        outputs = [output, *(str(Path(folder) / name) for name in file_names(more, "pca"))]
        for other in outputs[1:]:
            if Path(other).exists():
                raise QgsProcessingException(f"{other} exists: choose another folder for more rasters.")
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
