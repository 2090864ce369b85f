"""What is like a place: a features raster in memory, or the task `similar`. SPDX-License-Identifier: GPL-2.0-or-later

`Raster` is used by one thread at a time: `opened` makes it in a task, and a `worker` asks it.
"""
import uuid
from dataclasses import dataclass

from osgeo import gdal, ogr, osr

from .. import api
from .codes import Steps, coded, in_memory, warped

MEMORY = 2048
"""MiB that a raster in memory may take; a larger one is read for each answer, on click."""
LIKENESS = Steps(-1.0, 0.01, 200)
LIVE_SECONDS = 0.5
"""Answers that take longer are given on click only."""


@dataclass(frozen=True)
class Question:
    """Places, in the raster's own reference system, and the map's system if it is another one."""

    examples: tuple
    counter: tuple = ()
    best: bool = False
    to: str = ""


class Raster:
    """A features raster that answers questions."""

    def __init__(self, name, memory=MEMORY, progress=None):
        """Reads it into memory if it fits. Raises the library's Error."""
        dataset = gdal.OpenEx(name, gdal.OF_RASTER)
        if dataset is None:
            raise OSError(gdal.GetLastErrorMsg())
        self.name, self.place, self.crs = name, tuple(dataset.GetGeoTransform()), dataset.GetProjection()
        self.width, self.height, self.bands = dataset.RasterXSize, dataset.RasterYSize, dataset.RasterCount
        self.megabytes = self.width * self.height * (self.bands + 4) / 2**20
        self.handle = api.Similar(name, progress=progress) if self.megabytes <= memory else None

    def cells(self, question, wanted):
        """Codes of how much each cell is like the places, in the map's system; None once it is not wanted."""
        numbers = self.by_handle(question) if self.handle is not None else self.by_task(question, wanted)
        if numbers is None or not wanted():
            return None
        found = coded(in_memory(numbers, self.width, self.height, self.place), LIKENESS)
        shown = warped(found, self.crs, question.to) if question.to and self.crs else found
        return found, shown

    def by_handle(self, question):
        best = question.best and not question.counter
        return self.handle.query(question.examples, question.counter, best=best)

    def by_task(self, question, wanted):
        """Reads the raster for this answer."""
        folder = f"/vsimem/lejepa_gis_{uuid.uuid4().hex}"
        named = {"EXAMPLES": question.examples, "COUNTER_EXAMPLES": question.counter}
        named = {key: points for key, points in named.items() if points}
        options = {key: points_file(f"{folder}/{key}.gpkg", points, self.crs) for key, points in named.items()}
        out = f"{folder}/scores.tif"
        if question.best and not question.counter:
            options["UNION"] = True
        try:
            api.run_job("similar", [self.name], [out], options=options, progress=lambda *_: wanted())
            return gdal.Open(out).ReadRaster(buf_type=gdal.GDT_Float32)
        except api.Error as error:
            if error.status == api.CANCELLED:
                return None
            raise
        finally:
            for name in [*(value for value in options.values() if isinstance(value, str)), out]:
                gdal.Unlink(name)


def points_file(name, points, crs):
    """Writes points to a GeoPackage; returns its name."""
    system = osr.SpatialReference()
    if crs:
        system.SetFromUserInput(crs)
    file = ogr.GetDriverByName("GPKG").CreateDataSource(name)
    layer = file.CreateLayer("places", system if crs else None, ogr.wkbPoint)
    for x, y in points:
        feature, point = ogr.Feature(layer.GetLayerDefn()), ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(x, y)
        feature.SetGeometryDirectly(point)
        layer.CreateFeature(feature)
    layer = file = None
    return name
