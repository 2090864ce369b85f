"""From a QGIS layer to a name that GDAL opens. SPDX-License-Identifier: GPL-2.0-or-later"""
import re
import uuid
from pathlib import PurePath

from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsProviderRegistry

from .i18n import tr
from .product import Product

GDALS_OWN = ("", "IMAGE_STRUCTURE", "DERIVED_SUBDATASETS", "SUBDATASETS", "COLOR_PROFILE", "RPC", "GEOLOCATION")
"""Domains of metadata that GDAL copies itself, or that belong to the file and not to what is in it."""


def refusal(layer):
    """Why the layer cannot be used, as a sentence, or None. Reads no pixel."""
    if isinstance(layer, Product):
        return None
    if layer is None or not layer.isValid():
        return tr("the raster layer cannot be opened.")
    if layer.providerType() != "gdal":
        return tr(
            "{layer} is a layer of the provider {provider} (a web or virtual layer), which holds a picture and no "
            "measurements: save the Sentinel-2 bands as a raster file and use that.",
            layer=layer.name(), provider=layer.providerType(),
        )  # fmt: skip
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
    except RuntimeError:  # where gdal.UseExceptions was called
        return None


def given_crs(layer):
    """The reference system that the user gave the layer in QGIS, where its data have another one or none; else None."""
    provider, crs = layer.dataProvider(), layer.crs()
    return crs if provider is not None and crs.isValid() and crs != provider.crs() else None


def definition(crs):
    """A reference system as GDAL reads it."""
    whole = QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED
    return crs.authid() if crs.authid().startswith("EPSG:") else crs.toWkt(whole)


def source(layer, temporary):
    """A name of the layer that the library opens.

    Layers with open options, with a reference system of their own, or with a comma in the name (which would mean
    several files) become a VRT in /vsimem (a copy for pixels at an address) with the file's name, which may hold band
    and date; `temporary` maps its name to the layer's, and the caller unlinks it.
    """
    if isinstance(layer, Product):
        return layer.source()
    (name, options), crs = parts(layer), given_crs(layer)
    if not options and crs is None and "," not in name:
        return name
    path = QgsProviderRegistry.instance().decodeUri("gdal", layer.source()).get("path") or layer.name()
    called = re.sub("[^A-Za-z0-9_.-]+", "_", PurePath(path).stem) or "raster"
    # The library does not follow virtual rasters to addresses in memory, because others' files may name them too.
    copied = name.upper().startswith("MEM:")
    vrt = f"/vsimem/{uuid.uuid4().hex}/{called}.{'tif' if copied else 'vrt'}"
    dataset = opened(layer)
    how = {} if crs is None else {"outputSRS": definition(crs)}
    made = None if dataset is None else gdal.Translate(vrt, dataset, format="GTiff" if copied else "VRT", **how)
    if made is None:
        raise OSError(tr("{layer}: cannot be opened with its options {options}",
                         layer=layer.name(), options=", ".join(options)))  # fmt: skip
    copy_metadata(dataset, made)
    for number in range(1, made.RasterCount + 1):
        copy_metadata(dataset.GetRasterBand(number), made.GetRasterBand(number))
    made = None  # writes it
    temporary[vrt] = layer.name()
    return vrt


def copy_metadata(of, to):
    """Copies the domains that GDAL's VRT lacks: wavelengths, and the metadata of features rasters."""
    for domain in of.GetMetadataDomainList() or []:
        if domain not in GDALS_OWN and not domain.startswith("xml:"):
            to.SetMetadata(of.GetMetadata(domain), domain)
