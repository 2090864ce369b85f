"""Feature and change maps from Sentinel-2 in QGIS. SPDX-License-Identifier: GPL-2.0-or-later

The Python module of the project has this package's name. In QGIS the plugin is found first, so it gives the module's
names on: `from lejepa_gis import features` works in its console, with the plugin's library.
"""
from importlib import import_module
from importlib.util import find_spec


def classFactory(iface):
    """Gives QGIS the plugin; `iface` is None where there is no window (qgis_process)."""
    from .plugin import LejepaGisPlugin

    return LejepaGisPlugin(iface)


def __getattr__(name):
    """A name of the module `api`, the project's Python module; it finds the library as the plugin does."""
    if name.startswith("_") or find_spec(f"{__name__}.{name}"):
        raise AttributeError(name)  # a file of the plugin, which Python imports itself
    return import_module(f"{__name__}.module").member(name)


def __dir__():
    return sorted({*globals(), *import_module(f"{__name__}.module").names()})
