"""The project's Python module, by the plugin's name. SPDX-License-Identifier: GPL-2.0-or-later"""
from . import api, locate

SETTING = "lejepa_gis/library"
"""The settings of QGIS that name the library's file."""


def names():
    """What the Python module offers: the classes and functions of `api`."""
    own = (api.__name__, api.Error.__module__)
    return [name for name, found in vars(api).items() if name[0] != "_" and getattr(found, "__module__", "") in own]


def member(name):
    """A name of the Python module; the library is loaded where the plugin finds it."""
    if name not in names():
        raise AttributeError(f"module 'lejepa_gis' has no attribute {name!r}")
    from qgis.core import QgsSettings

    locate.load(QgsSettings().value(SETTING, ""))
    return getattr(api, name)
