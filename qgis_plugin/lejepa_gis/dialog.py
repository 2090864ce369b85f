"""QGIS's dialog of an algorithm, with a memory; needs a window. SPDX-License-Identifier: GPL-2.0-or-later"""
from processing.gui.AlgorithmDialog import AlgorithmDialog


class RememberingDialog(AlgorithmDialog):
    """Begins with values of its own. Who opens it with values, as the history does, says all of them."""

    def __init__(self, algorithm, parent, offered):
        super().__init__(algorithm, parent=parent)
        self.offered = offered
        super().setParameters(offered)

    def setParameters(self, parameters):
        super().setParameters({**dict.fromkeys(self.offered, ""), **parameters})
