"""Which layers a dialog begins with. SPDX-License-Identifier: GPL-2.0-or-later"""
from osgeo import gdal
from qgis.core import QgsProject, QgsRasterLayer

from ..about_layer import RESULT
from ..checks import BANDS
from ..naming import date_of
from ..outputs import AFAR
from ..source import opened, refusal

TAGS = ("ACQUISITION", "SENSING", "DATE", "TIME")
"""Words in the names of metadata that hold a day."""
OURS = "LEJEPA_GIS"
"""Domain of metadata that every output of the library has."""


def usable(layer):
    """Whether a layer may be a date: five bands or more in a file, and no result of this software."""
    if not isinstance(layer, QgsRasterLayer) or refusal(layer) or layer.bandCount() < BANDS:
        return False
    if layer.customProperty(RESULT):
        return False
    dataset = None if AFAR.search(layer.source()) else opened(layer)
    return dataset is None or not dataset.GetMetadata(OURS)


def day(layer):
    """The day of a layer as 2022-06-12, from its name, its file's, or the file's metadata; empty where none tells."""
    found = date_of(layer.name()) or date_of(layer.source())
    if found or AFAR.search(layer.source()):
        return found
    dataset = opened(layer)
    tags = dataset.GetMetadata() if isinstance(dataset, gdal.Dataset) else {}
    days = [date_of(value) for name, value in tags.items() if any(tag in name.upper() for tag in TAGS)]
    return next(filter(None, days), "")


def grid(layer):
    """What layers that can be compared have in common."""
    return layer.crs().authid() or layer.crs().toWkt(), layer.width(), layer.height(), layer.extent().toString(3)


def candidates(project=None):
    """Layers of the project that may be dates, in the order of its tree."""
    project = project or QgsProject.instance()
    ordered = [node.layer() for node in project.layerTreeRoot().findLayers()]
    rest = [layer for layer in project.mapLayers().values() if layer not in ordered]
    return [layer for layer in (*ordered, *rest) if layer is not None and usable(layer)]


def together(active=None, project=None):
    """The dates on one grid, by their days: that of the active layer, else the one with most layers. None twice."""
    found = candidates(project)
    grids = {}
    for layer in found:
        grids.setdefault(grid(layer), []).append(layer)
    own = grids.get(grid(active)) if active in found else None
    chosen = own if own and len(own) > 1 else max(grids.values(), key=len, default=[])
    if len(chosen) == 1 and active in found:
        return [active]
    days = {layer.id(): day(layer) for layer in chosen}
    if all(days.values()):
        chosen = sorted(chosen, key=lambda layer: days[layer.id()])
    return list({layer.source(): layer for layer in chosen[::-1]}.values())[::-1]


def pair(active=None, project=None):
    """The earliest and the latest of the dates on one grid; None for what there is not."""
    found = together(active, project)
    return next(iter(found), None), (found[-1] if len(found) > 1 else None)


def one(active=None, project=None):
    """The raster for an algorithm of one date: the active layer where it may be one, else the first that may."""
    found = candidates(project)
    return active if active in found else next(iter(found), None)
