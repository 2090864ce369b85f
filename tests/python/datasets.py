"""Jobs on datasets that osgeo has open, and the module's own refusals: datasets.py FOLDER (before.tif, after.tif)."""
import sys

from lejepa_gis import api
from osgeo import gdal

gdal.UseExceptions()
try:
    api.features("/vsimem/missing.tif", "/vsimem/out.tif")
    raise SystemExit("a raster that is not there was opened")
except api.Error as error:
    told = (error.status, error.file, error.gdal)
    assert told == (api.RASTER, "/vsimem/missing.tif", {"call": "GDALOpenEx", "number": 4}), told
folder = sys.argv[1]
before, after = (gdal.Open(f"{folder}/{name}.tif") for name in ("before", "after"))
columns, rows = -(-before.RasterXSize // 8), -(-before.RasterYSize // 8)


def written(name):
    dataset = gdal.Open(name)
    assert (dataset.RasterXSize, dataset.RasterYSize) == (columns, rows), name
    return dataset


with_model = {"model": api.Model(), "options": {"THREADS": 1}}
api.features(before, "/vsimem/features.tif", **with_model)
assert written("/vsimem/features.tif").RasterCount == with_model["model"].info["dim"]
api.change(before, after, "/vsimem/change.tif", **with_model)
api.change(f"{folder}/before.tif", f"{folder}/after.tif", "/vsimem/named.tif", **with_model)
mixed = api.run_job("change", [f"{folder}/before.tif", after], ["/vsimem/mixed.tif"], **with_model)
assert [one["name"] for one in mixed["inputs"]] == [f"{folder}/before.tif", f"{folder}/after.tif"], mixed["inputs"]
same = {bytes(written(f"/vsimem/{name}.tif").ReadRaster()) for name in ("change", "named", "mixed")}
assert len(same) == 1, "datasets and names give the same bytes, also side by side"
api.pca([before, after], ["/vsimem/a.tif", "/vsimem/b.tif"], **with_model)
assert written("/vsimem/b.tif").RasterCount == 3
assert len(api.describe([before, after], **with_model)["descriptors"]) == 2
api.run(before, after, f"{folder}/all", **with_model)
assert before.GetRasterBand(1).Checksum() >= 0, "the datasets are still the caller's"


class Layer:
    """What a QgsRasterLayer looks like from outside."""

    def source(self):
        return f"{folder}/before.tif"


for wrong, says in [
    (lambda: api.run_job("features", f"{folder}/before.tif", ["/vsimem/x.tif"]), "inputs: expected a list"),
    (lambda: api.estimate("features", [before], "/vsimem/x.tif"), "outputs: expected a list"),
    (lambda: api.change(None, after, "/vsimem/x.tif"), "open dataset"),
    (lambda: api.features(before, "/vsimem/x.tif", overlap="best"), "options={'OVERLAP': 'best'}"),
    (lambda: api.change(before, after, "/vsimem/x.tif", METHOD="residual"), "options={'METHOD': 'residual'}"),
    (lambda: api.features(Layer(), "/vsimem/x.tif"), "layer.source()"),
    (lambda: api.features(before.GetRasterBand(1), "/vsimem/x.tif"), "open dataset"),
    (lambda: api.features(True, "/vsimem/x.tif"), "open dataset"),
    (lambda: api.features(3.5, "/vsimem/x.tif"), "open dataset"),
    (lambda: api.features(before, "/vsimem/x.tif", model="default"), "open Model"),
    (lambda: api.features(before, "/vsimem/x.tif", options="OVERLAP=best"), "dictionary"),
]:
    try:
        wrong()
    except TypeError as error:
        assert says in str(error), error
    else:
        raise SystemExit(f"no TypeError with {says!r}")
try:
    api.features(before, "/vsimem/features.tif", **with_model)
    raise SystemExit("an existing output was replaced")
except api.Error as error:
    assert error.status == api.EXISTS, error
try:
    api.features(before, "/vsimem/stopped.tif", progress=lambda fraction, message: False)
    raise SystemExit("nobody stopped")
except api.Error as error:
    assert error.status == api.CANCELLED, error

# --- estimates ----------------------------------------------------------------------------------------------------------

found = api.estimate("pca", [before, f"{folder}/after.tif"], ["/vsimem/e1.tif", "/vsimem/e2.tif"], **with_model)
assert [one["cells"] for one in found["inputs"]] == [[columns, rows]] * 2, found
assert [one["name"] for one in found["inputs"]] == [f"{folder}/before.tif", f"{folder}/after.tif"], found
assert found["inputs"][0]["warnings"] == [] and found["seconds"] > 0 < found["memory_bytes"], found
assert gdal.VSIStatL("/vsimem/e1.tif") is None, "an estimate writes nothing"
# What the run refuses, in the same words and with the same status.
both = [before, f"{folder}/after.tif"]
for task, inputs, outputs, options, status, says in [
    ("change", both, ["/vsimem/x.tif"], {"METHOD": "none"}, api.ARGUMENT, "METHOD=none: expected one of auto"),
    ("change", both[:1], ["/vsimem/x.tif"], {}, api.ARGUMENT, "change takes two inputs, before and after; 1 are given"),
    ("change", both, ["/vsimem/named.tif"], {}, api.EXISTS, "/vsimem/named.tif"),
    ("other", both, ["/vsimem/x.tif"], {}, api.ARGUMENT, "expected one of features, pca, change, areas, describe, run"),
    ("features", [before], ["/vsimem/x.tif"], {"REFLECTANCE": "unit"}, api.REFLECTANCE, "brighter than any reflectance"),
]:
    heard = []
    for function in (api.estimate, api.run_job):
        try:
            function(task, inputs, outputs, options=options)
            raise SystemExit(f"{task} with {options} was not refused")
        except api.Error as error:
            assert error.status == status and says in str(error), error
            heard.append(str(error))
    assert heard[0] == heard[1], heard
warned = api.estimate("features", [before], ["/vsimem/x.tif"], options={"REFLECTANCE": "dn-offset"})
assert "negative after the offset" in warned["inputs"][0]["warnings"][-1], warned

# --- finding ------------------------------------------------------------------------------------------------------------

api.features(f"{folder}/before.tif", "/vsimem/f.tif", options={"MODEL": "texture"})
index = api.Similar("/vsimem/f.tif", options={"THREADS": "1"})
place = (500040.0, 4699960.0)
scores = index.query([place], crs="EPSG:32631")
assert scores.shape == (index.height, index.width) and scores[0, 0] > 0.999, scores.shape
assert index.query([place], [(500200.0, 4699800.0)])[0, 0] > 0.5
like = api.similar(["/vsimem/f.tif"], ["/vsimem/like.tif"], options={"AT": "500040,4699960"})
assert like["similar"][0]["like_cells"] > 0, like
api.cluster(["/vsimem/f.tif"], ["/vsimem/c.tif"], options={"CLUSTERS": "2"})
found = api.transitions("/vsimem/c.tif", "/vsimem/c.tif", "/vsimem/t.tif")
assert found["changed_class_cells"] == 0 < found["same_class_cells"], found
try:
    api.classify(["/vsimem/f.tif"], ["/vsimem/k.tif"])
    raise SystemExit("classes without labels were not refused")
except api.Error as error:
    assert error.status == api.ARGUMENT and error.parameter == "LABELS", error

# --- many dates ---------------------------------------------------------------------------------------------------------

dates = []
for day, source in (("2024-05-01", after), ("2024-01-03", before), ("2024-03-02", after)):
    dates.append(gdal.GetDriverByName("MEM").CreateCopy("", source))
    dates[-1].SetMetadataItem("DATE", day)
found = api.series(dates, "/vsimem/series.tif", **with_model)
assert [one["date"] for one in found["dates"]] == ["2024-01-03", "2024-03-02", "2024-05-01"], found["dates"]
assert found["features"] == {"encoded": 3, "found": 0, "given": 0} and found["dates"][1]["used"], found
series = written("/vsimem/series.tif")
assert series.RasterCount == 5 and gdal.VSIStatL("/vsimem/series.tif.html") is not None
# After one date both others look alike and not like it: what stands out on the second, the third confirms.
changed = found["cells"]["stayed"]["cells"]
assert found["dates"][1]["first_of_cells"] == changed and found["cells"]["returned"]["cells"] == 0, found
states = memoryview(series.GetRasterBand(5).ReadRaster()).cast("f")
assert sum(state == 1 for state in states) == changed, found["cells"]
try:
    api.series(dates, "/vsimem/no.tif", progress=lambda fraction, message: False)
    raise SystemExit("nobody stopped")
except api.Error as error:
    assert error.status == api.CANCELLED and gdal.VSIStatL("/vsimem/no.tif") is None, error

# --- tables -------------------------------------------------------------------------------------------------------------

parameters = {row["name"]: row for row in api.parameters()}
for task in api.tasks():
    assert callable(getattr(api, task["name"])), "each task has a function of its name"
    assert task["parameters"] == [name for name, row in parameters.items() if task["name"] in row["tasks"]], task
assert parameters["MASK"]["file"] == "raster" and "default" in parameters["MODEL"], parameters["MASK"]
report = api.doctor()
assert report.healthy and "healthy" in report.text, report
