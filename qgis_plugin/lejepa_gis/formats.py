"""Raster formats that hold a result, and the field for its file. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import QgsProcessingParameterDefinition, QgsProcessingParameterRasterDestination

from .i18n import tr
from .outputs import target

ANY = ("tif", "tiff", "img", "bil", "pix")
"""Endings of formats that keep float32 and bytes, any number of bands, nodata or mask, place and CRS (tested)."""
ONE_BAND = (*ANY, "gpkg", "nc", "sdat", "rst")
"""Endings of formats that do so for one band of float32."""


class RasterDestination(QgsProcessingParameterRasterDestination):
    """The field for a result's file: offers and accepts only formats that can hold it."""

    def __init__(self, name, description, endings=ANY):
        super().__init__(name, description)
        self.endings = endings

    def clone(self):
        made = type(self)(self.name(), self.description(), self.endings)
        made.setFlags(self.flags())
        made.setCreateByDefault(self.createByDefault())
        return made

    def optional(self):
        """Makes the file one that is not written unless it is asked for; returns it."""
        self.setFlags(self.flags() | QgsProcessingParameterDefinition.Flag.FlagOptional)
        self.setCreateByDefault(False)
        return self

    def defaultFileExtension(self):
        return self.endings[0]

    def createFileFilter(self):
        """GeoTIFF first, then the others."""
        files = tr("{ending} files")
        named = [f"{files.format(ending=e.upper())} (*.{e} *.{e.upper()})" for e in self.endings]
        return ";;".join(["GeoTIFF (*.tif *.tiff *.TIF *.TIFF)", *named[2:]])

    def supportedOutputRasterLayerExtensions(self):
        return list(self.endings)

    def isSupportedOutputValue(self, value, context):
        wrong = wrong_format(self.description(), target(value, context), self.endings)
        return wrong is None, wrong or ""


def wrong_format(field, path, endings):
    """A sentence where the ending of a file stands for a format that cannot hold the result, or None.

    A name without an ending becomes a GeoTIFF.
    """
    ending = Path(path).suffix.lower().lstrip(".")
    if not ending or ending in endings:
        return None
    return tr(
        "{field}: a file that ends in .{ending} is not known to hold this result whole (numbers, bands, nodata, place "
        "on the ground): take one of .{endings}.",
        field=field, ending=ending, endings=", .".join(endings),
    )  # fmt: skip
