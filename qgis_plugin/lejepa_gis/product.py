"""Products in the place of layers. SPDX-License-Identifier: GPL-2.0-or-later

QGIS shows one subdataset of a product as a layer; the library opens the whole, which this stands for.
"""
from pathlib import PurePath

from qgis.core import QgsProcessingParameterRasterLayer


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
