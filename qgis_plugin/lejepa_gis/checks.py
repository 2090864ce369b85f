"""Checks of layers before a run, as sentences. SPDX-License-Identifier: GPL-2.0-or-later

The library checks all of this again, and more; here it is said while the dialog is still open.
"""
import array
import re

from osgeo import gdal
from qgis.core import QgsUnitTypes

from .source import opened, refusal

BANDS = 5
METRES = (5.0, 20.0)
"""Pixel sizes on the ground that the models take as they are; they were trained on 10 m."""
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


def wrong_layers(name, layers):
    """A sentence about the layers of one date (parameter `name`), or None."""
    if not layers:
        return f"{name}: choose a raster."
    for layer in layers:
        wrong = refusal(layer)
        if wrong:
            return f"{name}: {wrong}"
    bands = sum(layer.bandCount() for layer in layers)
    # A product's name (.SAFE, STAC, a folder) is opened by the library; QGIS shows one of its subdatasets.
    if bands < BANDS and not layers[0].source().startswith("SENTINEL2_"):
        return f"{name}: {BANDS} bands are needed (red, green, blue, nir, swir16); {layers[0].name()} has {bands}."
    return None


def wrong_resolution(name, layer):
    """A sentence where pixels are far from 10 m on the ground, or None."""
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
        f"{name}: pixels of {layer.name()} are about {pixel:.3g} m on the ground; the models were trained on 10 m. "
        f"Set the target resolution to 10 (or to {pixel:.3g}, to keep them on your own account)."
    )


def wrong_grid(first, second):
    """A sentence where the pixel grids of two dates differ, or None. Products of two tiles are left to the library."""
    tiles = [TILE.search(layer.source()) for layer in (first, second)]
    if all(tiles) and tiles[0][1] != tiles[1][1]:
        return None
    if first.crs() != second.crs():
        return (
            f"The dates have different reference systems, {first.crs().authid()} and {second.crs().authid()}: "
            "tick the box that warps the second one onto the first one's grid."
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
    return f"The pixel grids of the two dates differ ({found}): tick the box that warps the second one onto the first."


def sample(layers):
    """Values of each band in order of size, from 3 x 3 small windows; bands with too few valid values are left out."""
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


def wrong_values(name, layers, convention):
    """A sentence where values contradict the convention that the user chose (dn, dn-offset or unit), or None."""
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
        return f"{name}: values up to {top:g} are not reflectance from 0 to 1; choose the convention dn or dn-offset."
    if top < 3:
        return f"{name}: values up to {top:.3g} look like reflectance from 0 to 1; choose the convention unit."
    if convention == "dn-offset":
        if min(at(0.01)) >= BELOW_OFFSET:
            return None
        return (
            f"{name}: many values lie below 1000, as if the +1000 of baseline 04.00 were taken away already; choose "
            f"the convention dn. {OWN_SCALE} (0.0001,-0.1)."
        )
    red = next((i for i, d in enumerate(named) if d in ("red", "b04", "b4")), 0)
    if DARKEST[0] <= min(at(0.001)) < DARKEST[1] and at(0.5)[red] < BRIGHT_RED:
        return (
            f"{name}: no value is below {min(at(0.001)):.0f} in any band, as if the +1000 of baseline 04.00 were still "
            f"in them; choose the convention dn-offset. {OWN_SCALE} (0.0001,0)."
        )
    return None
