"""One process as a host: imports what a host imports, then uses the library, and prints which GDAL was bound.

    host.py HOST FOLDER     HOST: osgeo, rasterio, qgis, rasterio+osgeo, none; FOLDER holds before.tif and after.tif
"""
import json
import sys

host, folder = sys.argv[1:]
if "rasterio" in host:
    import rasterio  # first: its libgdal is then the first one loaded
if "osgeo" in host:
    from osgeo import gdal

    gdal.UseExceptions()
if host == "qgis":
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()

from lejepa_gis import api

if host == "none":
    try:
        api.gdal_info()
        raise SystemExit("a GDAL was bound where none should be")
    except api.Error as error:
        assert error.status == api.GDAL_MISSING, error
        print(json.dumps({"version": "none", "origin": str(error)[:60]}))
    model = api.Model()
    side = model.info["chip"]
    import array

    chips = array.array("f", [1000.0 + i * 37 % 2003 for i in range(5 * side * side)])
    cells = model.encode_chips(chips)
    assert cells.shape == (1, side // 8, side // 8, model.info["dim"]), cells.shape
    image = memoryview(chips).cast("B").cast("f", [5, side, side])
    grid = model.encode_image(image, scale=1.0)
    assert api.cosine_change(grid, grid)[0, 0] < 1e-6
    raise SystemExit(0)

info = api.gdal_info()
report = api.change(f"{folder}/before.tif", f"{folder}/after.tif", f"{folder}/change.tif")
assert report["valid_change_cells"] > 0, report
report = api.change(f"{folder}/before.tif", f"{folder}/after.tif", "/vsimem/change.tif")
# The host's own copy sees what the library wrote into memory only if both are one GDAL.
if "osgeo" in host and "rasterio" not in host:
    assert gdal.VersionInfo("RELEASE_NAME") == info["version"]
    assert gdal.Open("/vsimem/change.tif").RasterCount == 1
if host == "rasterio":
    assert rasterio.__gdal_version__ == info["version"], (rasterio.__gdal_version__, info)
    with rasterio.open("/vsimem/change.tif") as dataset:
        assert dataset.count == 1
if host == "rasterio+osgeo":
    # Two copies in one process: the library keeps to one, the other goes on working.
    with rasterio.open(f"{folder}/change.tif") as dataset:
        assert dataset.read(1).shape == (dataset.height, dataset.width)
    assert gdal.Open(f"{folder}/change.tif").RasterCount == 1
    assert info["version"] in (rasterio.__gdal_version__, gdal.VersionInfo("RELEASE_NAME"))
if host == "qgis":
    from qgis.core import Qgis, QgsRasterLayer

    assert QgsRasterLayer(f"{folder}/change.tif").isValid()
print(json.dumps(info))
