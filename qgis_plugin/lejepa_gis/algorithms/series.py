"""Change over many dates. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import QgsProcessing, QgsProcessingParameterFile, QgsProcessingParameterMultipleLayers

from ..formats import RasterDestination
from ..i18n import tr, tr_later
from ..product import DateRasters, Product, products_in
from .raster import RasterAlgorithm


class Series(RasterAlgorithm):
    """Three dates or more in, when each cell changed out."""

    INPUTS, FILES, FOLDER = "INPUT", "INPUT_PRODUCTS", "INPUT_FOLDER"
    LEAST = 3
    """Dates that it takes at least."""

    ID, NAME = "series", tr_later("Change over many dates")
    HELP = tr_later(
        "Choose three rasters or more of one place, each of one date with all its bands, or features rasters. Bands of "
        "the result: date of the first change that the next date confirms (days since 1970-01-01), its magnitude, "
        "confirming dates, valid dates, and what became of it (1 stayed, 2 returned, 3 not confirmed yet)."
    )
    TAGS = ("time series", "change date", "alert", "persistence", "monitoring", "embedding")

    def initAlgorithm(self, configuration=None):
        rasters = DateRasters(self.INPUTS, tr("Dates (three rasters or more)"), QgsProcessing.SourceType.TypeRaster)
        rasters.setHelp(tr(
            "In any order: each tells when it was sensed, by its metadata or its name (20240630). Products count with "
            "them."
        ))  # fmt: skip
        self.addParameter(rasters)
        folder = QgsProcessingParameterFile.Behavior.Folder
        folder = QgsProcessingParameterFile(self.FOLDER, tr("Folder of products"), folder, optional=True)
        folder.setHelp(tr(
            "Each product in it is a date: .SAFE products, zips, folders of band files, and STAC items (.json). They "
            "count with the layers."
        ))  # fmt: skip
        self.addParameter(folder)
        kind = QgsProcessing.SourceType.TypeFile
        files = QgsProcessingParameterMultipleLayers(self.FILES, tr("Product files"), kind, optional=True)
        files.setHelp(tr(
            "Zips, MTD_MSIL2A.xml of .SAFE products, and STAC items (.json), each of one date. They count with the "
            "layers."
        ))  # fmt: skip
        self.addParameter(files)
        self.add_form()
        self.addParameter(RasterDestination(self.OUTPUT, tr("Change over many dates")))

    def inputs(self, parameters, context):
        """Each date is a layer, or a product, of its own."""
        layers = self.parameterAsLayerList(parameters, self.INPUTS, context) or []
        folder = self.parameterAsString(parameters, self.FOLDER, context)
        files = self.parameterAsFileList(parameters, self.FILES, context)
        return [
            *((self.INPUTS, [layer]) for layer in layers),
            *((self.FOLDER, [product]) for product in (products_in(folder) if folder else [])),
            *((self.FILES, [Product(path)]) for path in files if path),
        ]

    def wrong_layers(self, parameters, context):
        folder = self.parameterAsString(parameters, self.FOLDER, context)
        if folder and not products_in(folder):
            field, there = self.field(self.FOLDER), Path(folder).is_dir()
            words = tr("{field}: no product lies in {path}.", field=field, path=folder)
            return words if there else tr("{field}: {path} is not there.", field=field, path=folder)
        count = len(self.inputs(parameters, context))
        if count < self.LEAST:
            field = self.field(self.INPUTS)
            return tr(
                "{field}: choose three rasters or products, or more; there are {count}.", field=field, count=count
            )
        return super().wrong_layers(parameters, context)

    def product_name(self, report):
        return tr(self.NAME)
