"""From a QGIS layer to a name that GDAL opens. SPDX-License-Identifier: GPL-2.0-or-later"""
import re
import uuid

from osgeo import gdal
from qgis.core import QgsProviderRegistry


def refusal(layer):
    """A sentence that says why the layer cannot be used, or None. Reads no pixel."""
    if layer is None or not layer.isValid():
        return "the raster layer cannot be opened."
    if layer.providerType() != "gdal":
        return (
            f"{layer.name()} is a layer of the provider {layer.providerType()} (a web or virtual layer), which holds a "
            "picture and no measurements: save the Sentinel-2 bands as a raster file and use that."
        )
    return None


def parts(layer):
    """The layer's name for GDAL, subdatasets and /vsi prefixes included, and its open options."""
    found = QgsProviderRegistry.instance().decodeUri("gdal", layer.source())
    options = list(found.get("openOptions") or [])
    if not options:
        return layer.source(), options
    name = (found.get("vsiPrefix") or "") + found["path"] + (found.get("vsiSuffix") or "")
    if found.get("layerName"):
        name = f'GPKG:{name}:{found["layerName"]}'
    return name, options


def opened(layer):
    """The layer's dataset, opened with its options and apart from QGIS's own; None where GDAL cannot."""
    name, options = parts(layer)
    try:
        return gdal.OpenEx(name, gdal.OF_RASTER, open_options=options)
    except RuntimeError:  # somebody may have called gdal.UseExceptions
        return None


def source(layer, temporary):
    """A name of the layer that the library opens.

    Open options, and names with a comma (which would mean several files), become a VRT in /vsimem that is called like
    the layer; its name is appended to `temporary`, and the caller unlinks it.
    """
    name, options = parts(layer)
    if not options and "," not in name:
        return name
    vrt = f"/vsimem/{uuid.uuid4().hex}/{re.sub('[^A-Za-z0-9_.-]+', '_', layer.name()) or 'raster'}.vrt"
    dataset = opened(layer)
    if dataset is None or gdal.Translate(vrt, dataset, format="VRT") is None:
        raise OSError(f"{layer.name()}: cannot be opened with its options {', '.join(options)}")
    temporary.append(vrt)
    return vrt
