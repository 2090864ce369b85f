"""The library's options from the values of QGIS parameters. SPDX-License-Identifier: GPL-2.0-or-later"""
import re

from qgis.core import QgsRectangle

from ..source import given_crs, refusal, source
from .table import NO_MASK, ROWS, SAME, TASKS, form, own_scale


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
        box = self.algorithm.parameterAsExtent(self.values, "EXTENT", self.context)
        found = {"BOUNDS": f"{box.xMinimum()!r},{box.yMinimum()!r},{box.xMaximum()!r},{box.yMaximum()!r}"}
        # Numbers alone are in the raster's system. QGIS would use that of the project that is open.
        bare = type(extent) is QgsRectangle or re.fullmatch(r"[\s\d.,eE+-]+", str(extent))
        crs = None if bare else self.algorithm.parameterAsExtentCrs(self.values, "EXTENT", self.context)
        if crs is not None and crs.isValid():
            found["BOUNDS_CRS"] = crs.authid() or crs.toWkt()
        return found
