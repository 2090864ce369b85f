"""Finds the C library; imports nothing but the standard library. SPDX-License-Identifier: GPL-2.0-or-later"""
import os
import sys
import sysconfig
from pathlib import Path

from . import native

HELP = (
    "The lejepa-gis library was not found or cannot be used. Do one of these, then restart QGIS: install the plugin "
    "from the zip that holds the library (Plugins, Install from ZIP); or name the library's file in the "
    "algorithm Doctor, which remembers it; or set the environment variable LEJEPA_GIS_LIBRARY to that file; or "
    "install the Python wheel of lejepa-gis into QGIS's Python; or install the library on the system (make install)."
)


def candidates(setting="", folder=None, paths=None):
    """File names to try, in order. `setting` is the path that the user's settings name, or empty.

    What the user names (LEJEPA_GIS_LIBRARY, then the setting) is tried alone: no other file takes its place silently.
    """
    named = os.environ.get("LEJEPA_GIS_LIBRARY") or setting
    if named:
        return [named]
    base = {"win32": "lejepa_gis.dll", "darwin": "liblejepa_gis.dylib"}.get(sys.platform, "liblejepa_gis.so")
    names = [f"{base}.{native.ABI_VERSION}", base] if base.endswith(".so") else [base]
    plugin = Path(folder) if folder else Path(__file__).parent
    folders = [plugin / "lib" / sysconfig.get_platform(), plugin]  # a zip may hold the libraries of several systems
    folders += [Path(p) / "lejepa_gis" for p in (sys.path if paths is None else paths) if p]
    return [str(f / n) for f in folders for n in names if (f / n).is_file()] + [names[0]]


def load(setting=""):
    """Loads the library once for the process. Raises OSError with what to do. Any thread."""
    failures = []
    for name in candidates(setting):
        try:
            return native.load(name)
        except (OSError, AttributeError) as error:
            failures.append(str(error))
    raise OSError(f"{HELP} ({'; '.join(failures)})")
