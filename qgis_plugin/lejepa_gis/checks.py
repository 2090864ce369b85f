"""Checks of layers before a run, as sentences. SPDX-License-Identifier: GPL-2.0-or-later

The library checks all of this again, and more; these checks show the problem while the dialog is still open.
"""
import array
import re

from osgeo import gdal
from qgis.core import QgsUnitTypes

from .source import opened, refusal

BANDS = 5
METRES = (5.0, 20.0)
"""Pixel sizes on the ground that are accepted as they are; the models were trained on 10 m."""
METRES_PER_DEGREE = 111_320.0
# The same limits as the library's own warnings (src/raster/reflectance/check.rs), measured on real scenes there.
ENOUGH, DARKEST, BRIGHT_RED, BELOW_OFFSET = 2000, (950, 1350), 2200, 880
TILE = re.compile(r"(?<![A-Za-z0-9])T(\d\d[C-X][A-Z]{2})(?![A-Za-z0-9])")
"""A tile of the mission's grid in a product's name."""
OWN_SCALE = "If they are right as they are, say so by an own scale and offset"


def is_features(layer):
    """Whether the layer is a features raster of this software, which needs no bands and no reflectance."""
    dataset = opened(layer)
    return dataset is not None and dataset.GetMetadataItem("PRODUCT", "LEJEPA_GIS") == "features"


def wrong_layers(field, layers, further=""):
    """A sentence about the layers of one date, or None. `further` is the field for bands that are layers too."""
    if not layers:
        return f"{field}: choose a raster."
    for layer in layers:
        wrong = refusal(layer)
        if wrong:
            return f"{field}: {wrong}"
    bands = sum(layer.bandCount() for layer in layers)
    # A product's name (.SAFE, STAC, a folder) is opened by the library; QGIS shows one of its subdatasets.
    if bands < BANDS and not layers[0].source().startswith("SENTINEL2_"):
        more = f' Where each band is a layer of its own, add the others under "{further}".' if further else ""
        needed = f"{BANDS} bands are needed (red, green, blue, nir, swir16)"
        return f"{field}: {needed}; {layers[0].name()} has {bands}.{more}"
    return None


def wrong_extent(field, box, date, layer):
    """A sentence where an extent, in the layer's reference system, does not meet the layer, or None."""
    if box.isNull() or box.intersects(layer.extent()):
        return None
    there, crs = layer.extent().toString(0), crs_name(layer.crs())
    return f"{field}: {box.toString(0)} does not meet {layer.name()} ({date}), which is {there} in {crs}."


def wrong_resolution(field, layer, box):
    """A sentence where pixels are far from 10 m on the ground, or None. `box` is the field that resamples."""
    unit = layer.crs().mapUnits()
    if not layer.crs().isValid() or unit == QgsUnitTypes.DistanceUnit.DistanceUnknownUnit:
        return None
    if unit == QgsUnitTypes.DistanceUnit.DistanceDegrees:
        metre = METRES_PER_DEGREE
    else:
        metre = QgsUnitTypes.fromUnitToUnitFactor(unit, QgsUnitTypes.DistanceUnit.DistanceMeters)
    pixel = layer.rasterUnitsPerPixelY() * metre
    if METRES[0] <= pixel <= METRES[1]:
        return None
    return (
        f"{field}: pixels of {layer.name()} are about {pixel:.3g} m on the ground; the models were trained on 10 m. "
        f'Set "{box}" to 10 (or to {pixel:.3g}, to keep them on your own account).'
    )


def crs_name(crs):
    """A reference system in a few words."""
    return crs.authid() or crs.description() or "a reference system without a name"


def wrong_crs(fields, layers):
    """A sentence where one of two dates has no reference system, or None."""
    for field, layer, other in zip(fields, layers, layers[::-1]):
        if not layer.crs().isValid() and other.crs().isValid():
            return (
                f"{field}: {layer.name()} has no reference system, and {other.name()} has {crs_name(other.crs())}. "
                "If it is the same, say so in QGIS: right click on the layer, Layer CRS, Set Layer CRS."
            )
    return None


def wrong_grid(first, second, box):
    """A sentence where the pixel grids of two dates differ, or None. The library decides about products of two tiles.

    `box` is the field that warps the second one.
    """
    tiles = [TILE.search(layer.source()) for layer in (first, second)]
    if all(tiles) and tiles[0][1] != tiles[1][1]:
        return None
    if first.crs() != second.crs():
        return (
            f"The dates have different reference systems, {crs_name(first.crs())} and {crs_name(second.crs())}: "
            f'tick "{box}".'
        )
    if (first.width(), first.height()) != (second.width(), second.height()):
        found = f"{first.width()} x {first.height()} and {second.width()} x {second.height()} pixels"
    else:
        one, other, pixel = first.extent(), second.extent(), first.rasterUnitsPerPixelX()
        pairs = ((one.xMinimum(), other.xMinimum()), (one.yMaximum(), other.yMaximum()),
                 (one.xMaximum(), other.xMaximum()), (one.yMinimum(), other.yMinimum()))  # fmt: skip
        moved = max(abs(a - b) for a, b in pairs)
        if moved < pixel / 100:
            return None
        found = f"corners {moved:.6g} units apart"
    return f'The pixel grids of the two dates differ ({found}): tick "{box}".'


def sample(layers):
    """Sorted values of each band, from 3 x 3 small windows; bands with too few valid values are left out."""
    found = []
    for layer in layers:
        dataset = opened(layer)
        for number in range(1, dataset.RasterCount + 1 if dataset else 0):
            band, values = dataset.GetRasterBand(number), array.array("f")
            nodata, side = band.GetNoDataValue(), [min(96, s) for s in (dataset.RasterXSize, dataset.RasterYSize)]
            for place in range(9):
                x = (dataset.RasterXSize - side[0]) * (place % 3) // 2
                y = (dataset.RasterYSize - side[1]) * (place // 3) // 2
                pixels = band.ReadRaster(x, y, *side, buf_type=gdal.GDT_Float32)
                values.frombytes(bytes(pixels or b""))
            # 0 in integers without nodata is no measurement, as in the library.
            valid = sorted(v for v in values if v == v and v != nodata and v != 0)
            if len(valid) >= ENOUGH:
                found.append((band.GetDescription().lower(), valid))
    return found


def wrong_values(field, layers, convention, box):
    """A sentence where values contradict the convention that the user chose (dn, dn-offset or unit), or None.

    `box` is the field of the convention.
    """
    if convention not in ("dn", "dn-offset", "unit"):
        return None
    bands = sample(layers)
    if not bands:
        return None

    def at(share):
        return [values[round(share * (len(values) - 1))] for _, values in bands]

    top, named = max(at(0.99)), [d for d, _ in bands]
    if convention == "unit":
        if top <= 100:
            return None
        return f'{field}: values up to {top:g} are not reflectance from 0 to 1; set "{box}" to dn or dn-offset.'
    if top < 3:
        return f'{field}: values up to {top:.3g} look like reflectance from 0 to 1; set "{box}" to unit.'
    if convention == "dn-offset":
        if min(at(0.01)) >= BELOW_OFFSET:
            return None
        return (
            f"{field}: many values lie below 1000, as if the +1000 of baseline 04.00 were taken away already; set "
            f'"{box}" to dn. {OWN_SCALE} (0.0001,-0.1).'
        )
    red = next((i for i, d in enumerate(named) if d in ("red", "b04", "b4")), 0)
    if DARKEST[0] <= min(at(0.001)) < DARKEST[1] and at(0.5)[red] < BRIGHT_RED:
        return (
            f"{field}: no value is below {min(at(0.001)):.0f} in any band, as if the +1000 of baseline 04.00 were "
            f'still in them; set "{box}" to dn-offset. {OWN_SCALE} (0.0001,0).'
        )
    return None
