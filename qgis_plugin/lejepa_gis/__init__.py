"""Feature and change maps from Sentinel-2 in QGIS. SPDX-License-Identifier: GPL-2.0-or-later"""


def classFactory(iface):
    """Gives QGIS the plugin; `iface` is None where there is no window (qgis_process)."""
    from .plugin import LejepaGisPlugin

    return LejepaGisPlugin(iface)
