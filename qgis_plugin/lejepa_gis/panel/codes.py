"""Numbers of cells as bytes, which are counted and coloured at once. SPDX-License-Identifier: GPL-2.0-or-later

Plain Python would take a second for the cells of a whole tile: GDAL makes the bytes, and `bytes` counts them.
"""
import math
from dataclasses import dataclass

from osgeo import gdal, osr

INVALID, BELOW, FIRST = 0, 1, 2
"""Codes of a cell without a number, and of one below the range; code of the range's first step."""
MOST = 250
"""Most steps of a range, so that codes fit in a byte."""
MOST_CELLS = 16_000_000
"""Cells of a map that are counted; a whole tile has two millions."""


@dataclass(frozen=True)
class Steps:
    """A range in equal steps; what lies above it counts as its last step."""

    low: float
    step: float
    count: int

    def value(self, number):
        """The number at which a step begins."""
        return self.low + self.step * number

    def nearest(self, value):
        """The step that begins nearest to a value."""
        return min(max(round((value - self.low) / self.step), 0), self.count)

    @property
    def high(self):
        return self.value(self.count)

    @classmethod
    def around(cls, threshold, top):
        """Round steps from nearly 0 to about `top`, one of which begins at a threshold exactly."""
        rough = max(top, threshold, 1e-6) / 200
        power = 10 ** math.floor(math.log10(rough))
        step = power * next(part for part in (1, 2, 5, 10) if rough <= part * power * 1.000001)
        low = threshold - step * math.floor(threshold / step + 1e-9)
        return cls(low, step, min(math.ceil((max(top, threshold) - low) / step), MOST))


@dataclass(frozen=True)
class Cells:
    """Codes of the cells of a raster, and where they lie: `place` is GDAL's geotransform."""

    codes: bytes
    width: int
    height: int
    place: tuple
    steps: Steps

    def valid(self):
        """How many cells have a number."""
        return len(self.codes) - self.codes.count(INVALID)

    def reaching(self, number):
        """How many cells reach the beginning of a step."""
        return len(self.codes.translate(None, bytes(range(number + FIRST))))


def cell_at(place, width, height, x, y):
    """Column and row of the cell of a grid at a place, or None."""
    inverse = gdal.InvGeoTransform(list(place))
    if inverse is None:
        return None
    column, row = (int(v // 1) for v in gdal.ApplyGeoTransform(inverse, x, y))
    return (column, row) if 0 <= column < width and 0 <= row < height else None


def corners(place, column, row):
    """The corners of a cell of a grid, in order around it."""
    shifts = ((0, 0), (1, 0), (1, 1), (0, 1))
    return [tuple(gdal.ApplyGeoTransform(list(place), column + i, row + j)) for i, j in shifts]


def in_memory(numbers, width, height, place):
    """A dataset in memory with one band of float32 from a buffer."""
    dataset = gdal.GetDriverByName("MEM").Create("", width, height, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform(place)
    dataset.GetRasterBand(1).WriteRaster(0, 0, width, height, memoryview(numbers).cast("B"))
    return dataset


def coded(dataset, steps):
    """The cells of a dataset's first band; of a very large one, every second or third of each row and column.

    NaN, and marks of missing values far below the range, become INVALID.
    """
    width, height = dataset.RasterXSize, dataset.RasterYSize
    part = max(1, math.ceil(math.sqrt(width * height / MOST_CELLS)))
    made = gdal.Translate(
        "", dataset, format="MEM", outputType=gdal.GDT_Byte, bandList=[1], noData="none",
        scaleParams=[[steps.low, steps.high, FIRST - 0.5, FIRST + steps.count - 0.5]],
        width=math.ceil(width / part), height=math.ceil(height / part),
    )  # fmt: skip
    size = made.RasterXSize, made.RasterYSize
    return Cells(bytes(made.ReadRaster()), *size, tuple(made.GetGeoTransform()), steps)


def warped(cells, of, to):
    """The cells on a north-up grid of another reference system, by the nearest one; systems as GDAL reads them."""
    source = gdal.GetDriverByName("MEM").Create("", cells.width, cells.height, 1, gdal.GDT_Byte)
    source.SetGeoTransform(cells.place)
    source.SetProjection(definition(of))
    source.GetRasterBand(1).WriteRaster(0, 0, cells.width, cells.height, cells.codes)
    made = gdal.Warp("", source, format="MEM", dstSRS=to, srcNodata=INVALID, dstNodata=INVALID, multithread=False)
    size = made.RasterXSize, made.RasterYSize
    return Cells(bytes(made.ReadRaster()), *size, tuple(made.GetGeoTransform()), cells.steps)


def definition(system):
    """A reference system's whole text, from any text that GDAL reads."""
    found = osr.SpatialReference()
    found.SetFromUserInput(system)
    return found.ExportToWkt()
