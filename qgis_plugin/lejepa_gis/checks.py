"""Checks of layers, their reference systems and grids, as sentences. SPDX-License-Identifier: GPL-2.0-or-later

The library checks all of this again, and the pixels besides; here it is said of layers, in QGIS's own terms.
"""
import os
import re

from .i18n import tr
from .outputs import AFAR
from .product import is_layer
from .source import refusal

BANDS = 5
"""Bands of the built-in models."""
TILE = re.compile(r"(?<![A-Za-z0-9])T(\d\d[C-X][A-Z]{2})(?![A-Za-z0-9])")
"""A tile of the mission's grid in a product's name."""


def wrong_layers(field, layers, further="", any_bands=False):
    """A sentence about the layers of one date, or None. `further` is the field for bands that are layers too.

    `any_bands` stands for a model of the user's own, whose bands only the library knows.
    """
    if not layers:
        return tr("{field}: choose a raster.", field=field)
    if not is_layer(layers[0]):
        path = layers[0].source()
        there = path.startswith("/vsi") or AFAR.match(path) or os.path.exists(path)
        return None if there else tr("{field}: {path} is not there.", field=field, path=path)
    for layer in layers:
        wrong = refusal(layer)
        if wrong:
            return f"{field}: {wrong}"
    bands = sum(layer.bandCount() for layer in layers)
    # A product's name (.SAFE, STAC, a folder) is opened by the library; QGIS shows one of its subdatasets.
    if any_bands or bands >= BANDS or layers[0].source().startswith("SENTINEL2_"):
        return None
    few = tr("{field}: {needed} bands are needed (red, green, blue, nir, swir16); {layer} has {bands}.",
             field=field, needed=BANDS, layer=layers[0].name(), bands=bands)  # fmt: skip
    more = tr('Where each band is a layer of its own, add the others under "{further}".', further=further)
    return f"{few} {more}" if further else few


def wrong_extent(field, box, date, layer):
    """A sentence where an extent, in the layer's reference system, does not meet the layer, or None."""
    if box.isNull() or box.intersects(layer.extent()):
        return None
    return tr(
        "{field}: {box} does not meet {layer} ({date}), which is {there} in {crs}.",
        field=field, box=box.toString(0), layer=layer.name(), date=date, there=layer.extent().toString(0),
        crs=crs_name(layer.crs()),
    )  # fmt: skip


def crs_name(crs):
    """A reference system in a few words."""
    return crs.authid() or crs.description() or tr("a reference system without a name")


def wrong_crs(fields, layers):
    """A sentence where one of two dates has no reference system, or None."""
    if not all(map(is_layer, layers)):  # the library knows
        return None
    for field, layer, other in zip(fields, layers, layers[::-1]):
        if not layer.crs().isValid() and other.crs().isValid():
            return tr(
                "{field}: {layer} has no reference system, and {other} has {crs}. If it is the same, say so in QGIS: "
                "right click on the layer, Layer CRS, Set Layer CRS.",
                field=field, layer=layer.name(), other=other.name(), crs=crs_name(other.crs()),
            )  # fmt: skip
    return None


def wrong_grid(first, second, box):
    """A sentence where the pixel grids of two dates differ, or None. The library decides about products of two tiles.

    `box` is the field that warps the second one.
    """
    if not (is_layer(first) and is_layer(second)):
        return None
    tiles = [TILE.search(layer.source()) for layer in (first, second)]
    if all(tiles) and tiles[0][1] != tiles[1][1]:
        return None
    if first.crs() != second.crs():
        one, two = crs_name(first.crs()), crs_name(second.crs())
        return tr(
            'The dates have different reference systems, {one} and {two}: tick "{box}".', one=one, two=two, box=box
        )
    if (first.width(), first.height()) != (second.width(), second.height()):
        one, two = (f"{layer.width()} x {layer.height()}" for layer in (first, second))
        found = tr("{one} and {two} pixels", one=one, two=two)
    else:
        one, other, pixel = first.extent(), second.extent(), first.rasterUnitsPerPixelX()
        pairs = ((one.xMinimum(), other.xMinimum()), (one.yMaximum(), other.yMaximum()),
                 (one.xMaximum(), other.xMaximum()), (one.yMinimum(), other.yMinimum()))  # fmt: skip
        moved = max(abs(a - b) for a, b in pairs)
        if moved < pixel / 100:
            return None
        found = tr("corners {moved} units apart", moved=f"{moved:.6g}")
    return tr('The pixel grids of the two dates differ ({found}): tick "{box}".', found=found, box=box)
