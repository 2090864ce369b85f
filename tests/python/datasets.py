"""Jobs on datasets that osgeo has open, and the module's own refusals: datasets.py FOLDER (before.tif, after.tif)."""
import sys

from lejepa_gis import native
from osgeo import gdal

gdal.UseExceptions()
folder = sys.argv[1]
before, after = (gdal.Open(f"{folder}/{name}.tif") for name in ("before", "after"))
columns, rows = -(-before.RasterXSize // 8), -(-before.RasterYSize // 8)


def written(name):
    dataset = gdal.Open(name)
    assert (dataset.RasterXSize, dataset.RasterYSize) == (columns, rows), name
    return dataset


with_model = {"model": native.Model(), "options": {"THREADS": 1}}
native.features(before, "/vsimem/features.tif", **with_model)
assert written("/vsimem/features.tif").RasterCount == with_model["model"].info["dim"]
native.change(before, after, "/vsimem/change.tif", **with_model)
named = native.change(f"{folder}/before.tif", f"{folder}/after.tif", "/vsimem/named.tif", **with_model)
same = [written(f"/vsimem/{name}.tif").ReadRaster() for name in ("change", "named")]
assert same[0] == same[1], "a dataset and its name give the same bytes"
native.pca([before, after], ["/vsimem/a.tif", "/vsimem/b.tif"], **with_model)
assert written("/vsimem/b.tif").RasterCount == 3
assert len(native.describe([before, after], **with_model)["descriptors"]) == 2
native.run(before, after, f"{folder}/all", **with_model)
assert before.GetRasterBand(1).Checksum() >= 0, "the datasets are still the caller's"


class Layer:
    """What a QgsRasterLayer looks like from outside."""

    def source(self):
        return f"{folder}/before.tif"


for wrong, says in [
    (lambda: native.change(before, f"{folder}/after.tif", "/vsimem/x.tif"), "cannot be mixed"),
    (lambda: native.change(None, after, "/vsimem/x.tif"), "open dataset"),
    (lambda: native.features(before, "/vsimem/x.tif", overlap="best"), "options={'OVERLAP': 'best'}"),
    (lambda: native.change(before, after, "/vsimem/x.tif", METHOD="residual"), "options={'METHOD': 'residual'}"),
    (lambda: native.features(Layer(), "/vsimem/x.tif"), "layer.source()"),
    (lambda: native.features(before.GetRasterBand(1), "/vsimem/x.tif"), "open dataset"),
    (lambda: native.features(True, "/vsimem/x.tif"), "open dataset"),
    (lambda: native.features(3.5, "/vsimem/x.tif"), "open dataset"),
    (lambda: native.features(before, "/vsimem/x.tif", model="default"), "open Model"),
    (lambda: native.features(before, "/vsimem/x.tif", options="OVERLAP=best"), "dictionary"),
]:
    try:
        wrong()
    except TypeError as error:
        assert says in str(error), error
    else:
        raise SystemExit(f"no TypeError with {says!r}")
try:
    native.features(before, "/vsimem/features.tif", **with_model)
    raise SystemExit("an existing output was replaced")
except native.Error as error:
    assert error.status == native.EXISTS, error
try:
    native.features(before, "/vsimem/stopped.tif", progress=lambda fraction, message: False)
    raise SystemExit("nobody stopped")
except native.Error as error:
    assert error.status == native.CANCELLED, error
report = native.doctor()
assert report.healthy and "healthy" in report.text, report
