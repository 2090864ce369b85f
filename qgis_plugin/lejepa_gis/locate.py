"""Finds the C library; imports nothing but the standard library. SPDX-License-Identifier: GPL-2.0-or-later"""
import hashlib
import os
import shutil
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from . import _ffi

HELP = (
    "The lejepa-gis library was not found or cannot be used. Do one of these, then restart QGIS: install the plugin "
    "from the zip that holds the library (Plugins, Install from ZIP); or name the library's file in the "
    "algorithm Doctor, which remembers it; or set the environment variable LEJEPA_GIS_LIBRARY to that file; or "
    "install the Python wheel of lejepa-gis into QGIS's Python; or install the library on the system (make install)."
)
FORGET = "The file that Doctor remembers is tried alone: tick the box there that forgets it, to look elsewhere."
COPIES = "lejepa_gis_library_"
"""How folders of private copies begin."""
STALE = 3600
"""Seconds after which a folder that Windows kept in use is tried again."""
_loaded = ""
_tried = []


class NotFound(OSError):
    """No library could be loaded: what to do, and why each file that was tried is none."""

    def __init__(self, reasons, remembered):
        super().__init__()
        self.reasons, self.remembered = reasons, remembered

    def text(self, tr=str):
        """The message, its sentences translated by `tr`."""
        return f"{tr(HELP)} {tr(FORGET) + ' ' if self.remembered else ''}({'; '.join(self.reasons)})"

    __str__ = text


def candidates(setting="", folder=None, paths=None):
    """File names to try, in order. `setting` is the path that the user's settings name, or empty.

    What the user names (LEJEPA_GIS_LIBRARY, then the setting) is tried alone, and no other file replaces it silently.
    """
    if setting and not os.environ.get("LEJEPA_GIS_LIBRARY"):
        return [setting]
    plugin = Path(folder) if folder else Path(__file__).parent
    folders = [plugin / "lib" / sysconfig.get_platform(), plugin]  # a zip may hold the libraries of several systems
    folders += [Path(p) / "lejepa_gis" for p in (sys.path if paths is None else paths) if p]
    return _ffi.library_names(folders)


def load(setting=""):
    """Loads the library once for the process. Raises NotFound with what to do. Any thread."""
    global _loaded
    if _ffi.loaded():
        _loaded = _loaded or _ffi.loaded()
        return _ffi.load()
    failures = []
    _tried.clear()
    for name in candidates(setting):
        try:
            found = load_file(name)
            _loaded = name
            _tried.append((name, ""))
            return found
        except (OSError, AttributeError) as error:
            failures.append(str(error))
            _tried.append((name, str(error)))
    remembered = setting and not os.environ.get("LEJEPA_GIS_LIBRARY")
    raise NotFound(failures, bool(remembered))


def loaded():
    """Name of the library's file as it was found; not of the copy that is loaded."""
    return _loaded


def tried():
    """Each file that was tried, in order, and why it is no library; the last one has no reason where it was loaded."""
    return list(_tried)


def load_file(name):
    """Loads one file as a private copy.

    QGIS installs a plugin anew by writing into its files in place, which ends a process that has one of them mapped;
    and Windows lets nobody replace a library that is in use. A new copy is also a new library to the system's loader,
    so that a plugin which is installed anew runs with its own.
    """
    if os.path.isfile(name):
        if os.name == "nt":
            clean(tempfile.gettempdir())
        # A temporary folder may forbid that its files are run.
        for place in (tempfile.gettempdir(), os.path.join(os.path.expanduser("~"), ".cache")):
            found = load_copy(name, place)
            if found is not None:
                return found
    return _ffi.load(name)


def load_copy(name, place):
    """Loads a copy in a folder that only this user can read, made anew under `place`; None where that is impossible."""
    try:
        data = Path(name).read_bytes()
        folder = tempfile.mkdtemp(prefix=COPIES, dir=place)
    except OSError:
        return None
    copy = os.path.join(folder, f"{hashlib.sha256(data).hexdigest()[:16]}-{os.path.basename(name)}")
    try:
        Path(copy).write_bytes(data)
        return _ffi.load(copy)
    except OSError as error:
        if copy not in str(error) and error.filename != copy:
            raise  # it was loaded, and has the wrong interface
        return None
    finally:
        # A mapped file stays mapped after it is unlinked. Windows keeps it until the process ends: `clean` removes it.
        shutil.rmtree(folder, ignore_errors=True)


def clean(place):
    """Removes copies of processes that have ended; those in use cannot be removed and stay."""
    for folder in Path(place).glob(f"{COPIES}*"):
        try:
            if time.time() - folder.stat().st_mtime > STALE:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
