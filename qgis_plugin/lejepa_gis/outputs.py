"""Files that results go to: which are refused, how texts are written. SPDX-License-Identifier: GPL-2.0-or-later

The library refuses all of this again for rasters; these checks show the problem while the dialog is still open.
"""
import os
import re
import stat
import uuid
from contextlib import suppress
from pathlib import Path

from osgeo import gdal
from qgis.core import QgsProcessing, QgsProcessingOutputLayerDefinition, QgsProperty, QgsProviderRegistry

from .i18n import tr
from .source import opened, parts

AFAR = re.compile("/vsi(?:curl|s3|gs|az|adls|oss|swift|hdfs|webhdfs)|https?://")
"""Names on other machines: no local file, and slow to look up in a dialog."""
DEPTH = 4
"""How deep virtual rasters of virtual rasters are followed."""


def target(value, context):
    """The file that a destination's value names; empty where QGIS chooses a temporary one or nothing is written."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.valueAsString(context.expressionContext(), "")[0]
    return "" if value in (None, QgsProcessing.TEMPORARY_OUTPUT) else str(value)


def wrong_target(field, path, replace, box):
    """A sentence about a file that may not be written, or None. `box` says how to let it be replaced."""
    there = tr("{field}: {path} exists: choose another name, or {box}.", field=field, path=path, box=box)
    if path.startswith("/vsi"):  # names that are not in memory are slow to look up; the library checks them
        return there if path.startswith("/vsimem/") and gdal.VSIStatL(path) is not None and not replace else None
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        return tr("{field}: the folder {folder} is not there.", field=field, folder=folder)
    if not os.path.lexists(path):
        return None
    if os.path.isdir(path):
        return tr("{field}: {path} is a folder; the name of a file is needed.", field=field, path=path)
    if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
        return tr("{field}: {path} is a device or a pipe and no file; it is not replaced.", field=field, path=path)
    return None if replace else there


def same(one, other):
    """Whether two names are one file, through links too."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return one == other or os.path.realpath(one) == os.path.realpath(other)


def plain(name):
    """The files behind a name of GDAL's: itself, and the archives that it lies in."""
    found, rest = [name], name
    while rest.startswith("/vsi") and not rest.startswith("/vsimem/"):
        rest = rest[1:].partition("/")[2]
        rest = f"/{rest}" if rest.startswith("vsi") else rest
        if rest.startswith("{"):
            return [*found, rest[1:].partition("}")[0]]
        found += [rest, *(str(parent) for parent in Path(rest).parents if parent.is_file())]
    return found


def files_of(layer):
    """Names of all files that a layer reads: its own, and those that a virtual raster refers to."""
    source = layer.source()
    if layer.providerType() != "gdal":
        found = [str(QgsProviderRegistry.instance().decodeUri(layer.providerType(), source).get("path") or "")]
    elif AFAR.search(parts(layer)[0]):
        return []
    else:
        dataset = opened(layer)
        found = [parts(layer)[0], *((dataset.GetFileList() or []) if dataset is not None else [])]
        path = QgsProviderRegistry.instance().decodeUri("gdal", source).get("path")
        found += [path] if path else []
        inner = [name for name in found if name.lower().endswith(".vrt")]
        for _ in range(DEPTH):
            inner = [name for vrt in inner if not AFAR.search(vrt) for name in sources_of(vrt) if name not in found]
            found += inner
            inner = [name for name in inner if name.lower().endswith(".vrt")]
    return [file for name in found if name for file in plain(name)]


def sources_of(vrt):
    try:
        dataset = gdal.OpenEx(vrt, gdal.OF_RASTER)
    except RuntimeError:
        return []
    return (dataset.GetFileList() or []) if dataset is not None else []


def write_text(path, text, replace):
    """Writes a text whole or not at all. Raises OSError with a sentence."""
    if not replace and os.path.lexists(path):
        raise OSError(tr("{path} exists", path=path))
    wrong = wrong_target(tr("Output"), path, True, "")
    if wrong:
        raise OSError(wrong)
    beside = os.path.join(os.path.dirname(os.path.abspath(path)), f".lejepa_gis_{uuid.uuid4().hex}")
    try:
        with open(beside, "x", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise


def unlink(names):
    """Unlinks those of the names that are files in memory, and their folders."""
    for name in names:
        if name.startswith("/vsimem/"):
            gdal.Unlink(name)
            # GDAL 3.13 keeps the folder of a file that is gone; before, there is none to remove.
            with suppress(RuntimeError):
                gdal.Rmdir(name.rpartition("/")[0])
