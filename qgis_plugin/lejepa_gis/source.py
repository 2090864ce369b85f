"""From a QGIS layer to a name that GDAL opens. SPDX-License-Identifier: GPL-2.0-or-later"""
import uuid

from osgeo import gdal
from qgis.core import QgsProviderRegistry


def refusal(layer):
    """A sentence that says why the layer cannot be used, or None. Reads no pixel."""
    if layer is None or not layer.isValid():
        return "The raster layer cannot be opened."
    if layer.providerType() != "gdal":
        return (
            f"{layer.name()} is a layer of the provider {layer.providerType()} (a web or virtual layer), which holds a "
            "picture and no measurements: save the Sentinel-2 bands as a raster file and use that."
        )
    return None


def source(layer, temporary):
    """The layer's name for GDAL, subdatasets and /vsimem included.

    Open options become a VRT in /vsimem, whose name is appended to `temporary`; the caller unlinks it.
    """
    parts = QgsProviderRegistry.instance().decodeUri("gdal", layer.source())
    options = list(parts.get("openOptions") or [])
    if not options:
        return layer.source()
    name = parts.get("vsiPrefix", "") + parts["path"] + parts.get("vsiSuffix", "")
    if parts.get("layerName"):
        name = f'GPKG:{name}:{parts["layerName"]}'
    opened = gdal.OpenEx(name, gdal.OF_RASTER, open_options=options)
    vrt = f"/vsimem/lejepa_gis_{uuid.uuid4().hex}.vrt"
    if opened is None or gdal.Translate(vrt, opened, format="VRT") is None:
        raise OSError(f"{layer.name()}: cannot be opened with its options {', '.join(options)}")
    temporary.append(vrt)
    return vrt
