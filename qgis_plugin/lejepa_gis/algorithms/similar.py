"""Find similar. SPDX-License-Identifier: GPL-2.0-or-later"""
from ..i18n import tr_later
from .one_raster import OneRaster


class Similar(OneRaster):
    """A features raster and examples in, how much each cell is like them out."""

    ID, NAME, PRODUCT = "similar", tr_later("Find similar"), tr_later("Similar")
    HELP = tr_later(
        "Choose examples: a layer of points or polygons, or places as x,y. The score runs from -1 to 1; the report "
        "says from which value on a cell counts as like them."
    )
    VALUES = tr_later("1 is like the examples, 0 unrelated.")
    TAGS = ("similarity", "search", "embedding", "examples")
