"""The library's options from the values of QGIS parameters. SPDX-License-Identifier: GPL-2.0-or-later"""
import math
import re

from qgis.core import QgsRectangle

from ..i18n import tr
from ..product import is_layer
from ..source import given_crs, refusal, source
from .table import NO_MASK, ROWS, SAME, TASKS, WHOLE_CELLS, form, own_scale

PATCH = 8
"""Pixels along a cell of the built-in models."""
SLIP = 1e-6
"""Of a cell: how far an edge may be off by rounding."""


def default(name):
    """The value of a row that nobody set, as `Options.one` gives it."""
    row = ROWS[name]
    as_given = {"flag": "YES".__eq__, "integer": int, "number": float}.get(row["type"], str)
    return as_given(row["default"])


class Options:
    """Reads the values of one run of an algorithm. Main thread.

    `temporary` gets the temporary names of layers, with the layers' own.
    """

    def __init__(self, algorithm, values, context, feedback, temporary):
        self.algorithm, self.values, self.context = algorithm, values, context
        self.feedback, self.temporary = feedback, temporary

    def all(self, task):
        """Every option that was set, named as in the library's table. Raises OSError with a sentence.

        What acts only beside another option is an error elsewhere, so it is not sent at its default, which nobody set.
        """
        found = {name: value for name in form(task) if (value := self.one(name)) not in (None, "")}
        found = {name: value for name, value in found.items() if "needs" not in ROWS[name] or value != default(name)}
        styled = {"STYLE": "qml"} if "STYLE" in TASKS[task]["parameters"] else {}
        return {**found, **styled, **self.bounds()}

    def one(self, name):
        """The value of one row; None or empty where nothing was set."""
        row, get = ROWS[name], self.algorithm
        read = {"raster": self.raster, "vector": self.vector, "places": self.vector}.get(row.get("file"))
        if read:
            return read(name)
        if row["type"] == "flag":
            return get.parameterAsBool(self.values, name, self.context)
        if row["type"] == "integer":
            return get.parameterAsInt(self.values, name, self.context)
        if row["type"] == "number":
            return get.parameterAsDouble(self.values, name, self.context)
        if row["type"] in ("choice", "choice-or-scale"):
            return self.choice(name)
        text = get.parameterAsString(self.values, name, self.context)
        # As it is printed for the command line: bands=red=3,...
        text = re.sub(rf"^\s*(?:--)?{row['flag']}=", "", text, flags=re.IGNORECASE)
        return text.split("|") if text and row["type"] == "list" else text

    def choice(self, name):
        """The word, or the scale and offset beside it, which win."""
        own = own_scale(name)
        numbers = self.algorithm.parameterAsString(self.values, own, self.context).strip() if own else ""
        word = self.algorithm.parameterAsEnumString(self.values, name, self.context)
        return numbers or ("" if word == SAME else word)

    def raster(self, name):
        """A layer's name for the library; none, where that box is ticked."""
        if name == "MASK" and self.algorithm.parameterAsBool(self.values, NO_MASK, self.context):
            return "none"
        layer = self.algorithm.parameterAsRasterLayer(self.values, name, self.context)
        if layer is not None and refusal(layer):
            raise OSError(f"{self.algorithm.field(name)}: {refusal(layer)}")
        return layer and source(layer, self.temporary)

    def vector(self, name):
        """A file of points or polygons.

        Files of one layer pass as they are; memory layers, selections, layers of a GeoPackage, and layers that were
        given a reference system in QGIS are copied.
        """
        if not self.values.get(name):
            return None
        layer = self.algorithm.parameterAsVectorLayer(self.values, name, self.context)
        formats = [] if layer is not None and given_crs(layer) else ["shp", "geojson", "fgb"]
        path = self.algorithm.parameterAsCompatibleSourceLayerPath(
            self.values, name, self.context, formats, "gpkg", self.feedback
        )
        if layer is not None and path not in layer.source():
            self.temporary[path] = layer.name()
        return path

    def bounds(self):
        """The extent and its reference system."""
        extent = self.values.get("EXTENT")
        if not extent:
            return {}
        if self.algorithm.parameterAsBool(self.values, WHOLE_CELLS, self.context) and not self.values.get("WINDOW"):
            return self.window()
        box = self.algorithm.parameterAsExtent(self.values, "EXTENT", self.context)
        found = {"BOUNDS": f"{box.xMinimum()!r},{box.yMinimum()!r},{box.xMaximum()!r},{box.yMaximum()!r}"}
        # Numbers alone are in the raster's system. QGIS would use that of the project that is open.
        bare = type(extent) is QgsRectangle or re.fullmatch(r"[\s\d.,eE+-]+", str(extent))
        crs = None if bare else self.algorithm.parameterAsExtentCrs(self.values, "EXTENT", self.context)
        if crs is not None and crs.isValid():
            found["BOUNDS_CRS"] = crs.authid() or crs.toWkt()
        return found

    def window(self):
        """The extent in pixels, moved outwards to the edges of the whole raster's cells."""
        layer = self.algorithm.inputs(self.values, self.context)[0][1][0]
        if not is_layer(layer):
            raise OSError(tr("{field}: a layer is needed.", field=self.algorithm.field(WHOLE_CELLS)))
        box, whole = self.algorithm.parameterAsExtent(self.values, "EXTENT", self.context, layer.crs()), layer.extent()
        wide, high = layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY()
        left, top = (box.xMinimum() - whole.xMinimum()) / wide, (whole.yMaximum() - box.yMaximum()) / high
        right, bottom = (box.xMaximum() - whole.xMinimum()) / wide, (whole.yMaximum() - box.yMinimum()) / high
        ends = []
        for first, last, size in ((left, right, layer.width()), (top, bottom, layer.height())):
            begin = max(0, math.floor(first / PATCH + SLIP) * PATCH)
            ends.append((begin, min(size, math.ceil(last / PATCH - SLIP) * PATCH) - begin))
        (column, width), (row, height) = ends
        return {"WINDOW": f"{column},{row},{width},{height}"}
