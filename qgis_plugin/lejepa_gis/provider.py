"""The provider: every file of `algorithms`, and the library's other tasks. SPDX-License-Identifier: GPL-2.0-or-later"""
import pkgutil
from importlib import import_module
from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from . import algorithms
from .algorithms import one_raster, table
from .algorithms.base import Algorithm
from .i18n import tr
from .metadata import metadata


def classes():
    """The algorithms: of the library's tasks in the table's order, then the plugin's own.

    Each has a file by its name; a task without one has the form of `one_raster`, where that fits.
    """
    own = {}
    for module in pkgutil.iter_modules(algorithms.__path__):
        for found in vars(import_module(f"{algorithms.__name__}.{module.name}")).values():
            if isinstance(found, type) and issubclass(found, Algorithm) and found.ID == module.name:
                own[found.ID] = found
    tasks = [own.pop(task, None) or one_raster.of_task(task) for task in table.TASKS]
    return [found for found in (*tasks, *own.values()) if found]


class LejepaGisProvider(QgsProcessingProvider):
    """The group "lejepa-gis" of the toolbox."""

    def id(self):
        return "lejepa_gis"

    def name(self):
        return "lejepa-gis"

    def longName(self):
        return tr("lejepa-gis: feature and change maps from Sentinel-2")

    def versionInfo(self):
        return metadata("version")

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return str(Path(__file__).with_name("icon.svg"))

    def loadAlgorithms(self):
        for algorithm in classes():
            self.addAlgorithm(algorithm())
