#!/usr/bin/env python3
"""Read two dates with GDAL, compute their change with lejepa_gis, write it with GDAL. No NumPy needed.

    gdal_change.py BEFORE AFTER CHANGE      rasters of five bands: red, green, blue, nir, swir16, reflectance x 10000
"""
import sys

import lejepa_gis
from osgeo import gdal

gdal.UseExceptions()


def features(model, dataset):
    """The cells of a raster, [rows][columns][dim]."""
    data = dataset.ReadRaster(buf_type=gdal.GDT_UInt16)
    pixels = memoryview(data).cast("B").cast("H", [dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize])
    return model.encode_image(pixels, options={"REFLECTANCE": "dn"})


def main(before, after, target):
    model = lejepa_gis.Model()
    first, second = gdal.Open(before), gdal.Open(after)
    change = lejepa_gis.cosine_change(features(model, first), features(model, second))
    rows, columns = change.shape
    out = gdal.GetDriverByName("GTiff").Create(target, columns, rows, 1, gdal.GDT_Float32, ["COMPRESS=DEFLATE"])
    x, dx, rx, y, ry, dy = first.GetGeoTransform()
    patch = model.info["patch"]  # a cell is that many pixels
    out.SetGeoTransform((x, dx * patch, rx * patch, y, ry * patch, dy * patch))
    out.SetProjection(first.GetProjection())
    out.GetRasterBand(1).SetNoDataValue(float("nan"))
    out.GetRasterBand(1).WriteRaster(0, 0, columns, rows, change.tobytes())
    print(f"{columns} x {rows} cells of {patch * dx:g} m, with GDAL {gdal.VersionInfo('RELEASE_NAME')}")


if len(sys.argv) != 4:
    sys.exit(__doc__)
main(*sys.argv[1:])
