"""PCA to RGB. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
)

from ..request import Request
from ..source import refusal
from ..style import Styler, style_rgb
from .base import Algorithm
from .features import COMMON


class Pca(Algorithm):
    """One or more rasters in, a picture of each out, all on one basis."""

    ID, NAME, TASK = "pca", "PCA to RGB", "pca"
    HELP = (
        "Draws the first three principal components of the features as red, green and blue. Takes Sentinel-2 rasters or "
        "features rasters; colours compare between all rasters of one run, and between runs that name the same basis file."
    )
    FORM = (*COMMON, "BASIS", "SCORES", "STRETCH", "CO")

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
        self.addParameter(folder)

    def processAlgorithm(self, parameters, context, feedback):
        temporary = []
        layers = self.layers(parameters, "INPUT", context)
        more = self.parameterAsLayerList(parameters, "MORE", context) or []
        for layer in more:
            if refusal(layer):
                raise QgsProcessingException(refusal(layer))
        outputs = [self.parameterAsOutputLayer(parameters, "OUTPUT", context)]
        folder = self.parameterAsString(parameters, "OUTPUT_FOLDER", context) if more else ""
        if more and not folder:
            raise QgsProcessingException("OUTPUT_FOLDER: say where the pictures of the other rasters go.")
        if more:
            Path(folder).mkdir(parents=True, exist_ok=True)
        outputs += [str(Path(folder) / f"pca_{i + 2}.tif") for i in range(len(more))]
        options = self.options(parameters, context, layers[0])
        self.add_driver(options, outputs[0])
        inputs = [self.names(layers, temporary), *(self.names([layer], temporary) for layer in more)]
        if self.ask(Request(self.TASK, inputs, outputs, options), feedback, temporary) is None:
            return {}
        styler = None if options.get("SCORES") else Styler.make(style_rgb)
        self.dress(context, outputs[0], f"PCA of {layers[0].name()}", styler)
        return {"OUTPUT": outputs[0], "OUTPUT_FOLDER": folder}
