"""Products in the place of layers. SPDX-License-Identifier: GPL-2.0-or-later

QGIS shows one subdataset of a product as a layer; the library opens the whole, which this stands for.
"""
import json
from pathlib import Path, PurePath

from qgis.core import QgsProcessingParameterMultipleLayers, QgsProcessingParameterRasterLayer

RASTERS = (".jp2", ".tif", ".tiff")
"""Endings of band files."""
ITEM_BYTES = 1 << 20
"""A STAC item is smaller."""


class Product:
    """A .SAFE product, a zip, a folder of bands or a STAC item: has what this plugin asks of a layer where it may."""

    def __init__(self, path):
        self.path = str(path).strip().strip('"')

    def name(self):
        """The file's name without its ending, in the place of a layer's."""
        of = PurePath(self.path)
        return of.parent.stem if of.name.startswith("MTD_") else of.stem

    def source(self):
        return self.path


def products_in(folder):
    """The products that lie in a folder, by name; none where there is no such folder."""
    try:
        found = sorted(Path(str(folder).strip().strip('"')).iterdir())
    except OSError:
        return []
    return [Product(path) for path in found if is_product(path)]


def is_product(path):
    """Whether it may be opened as one date. Loose rasters are no products: each may be a band.

    What cannot be read counts: the run then says why.
    """
    if path.name.startswith("."):
        return False
    try:
        if path.suffix.lower() == ".json":
            return is_item(path)
        if path.is_dir():
            return path.suffix.lower() == ".safe" or any(one.suffix.lower() in RASTERS for one in path.iterdir())
    except OSError:
        return True
    return path.suffix.lower() == ".zip"


def is_item(path):
    """Whether a file is a STAC item."""
    try:
        found = json.loads(path.read_text("utf-8")) if path.stat().st_size < ITEM_BYTES else None
    except ValueError:
        return False
    return isinstance(found, dict) and "stac_version" in found and found.get("type") == "Feature"


def is_layer(found):
    """Whether it is a layer of QGIS."""
    return not isinstance(found, Product)


class DateRaster(QgsProcessingParameterRasterLayer):
    """The field for a date's layer, which is needed, but not where a product stands in its place."""

    def __init__(self, name, description, optional=False):
        super().__init__(name, description, optional=optional)
        self.told = optional

    def clone(self):
        made = type(self)(self.name(), self.description(), self.told)
        made.setFlags(self.flags())
        made.setHelp(self.help())
        return made

    def checkValueIsAcceptable(self, value, context=None):
        """Empty values pass here: `checks.wrong_layers` says what is needed."""
        return value in (None, "") or super().checkValueIsAcceptable(value, context)


class DateRasters(QgsProcessingParameterMultipleLayers):
    """The field for the layers of many dates, which are needed, but not where products stand in their place."""

    def clone(self):
        made = type(self)(self.name(), self.description(), self.layerType())
        made.setFlags(self.flags())
        made.setHelp(self.help())
        return made

    def checkValueIsAcceptable(self, value, context=None):
        """Empty values pass here: the algorithm says how many dates are needed."""
        return value in (None, "", []) or super().checkValueIsAcceptable(value, context)
