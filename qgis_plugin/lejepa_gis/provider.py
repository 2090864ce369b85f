"""The provider: one line for each algorithm. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithms.change import Change
from .algorithms.describe import Describe
from .algorithms.doctor import Doctor
from .algorithms.features import Features
from .algorithms.modelinfo import ModelInfo
from .algorithms.pca import Pca
from .i18n import tr
from .metadata import metadata

ALGORITHMS = (Features, Pca, Change, Describe, ModelInfo, Doctor)


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
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
