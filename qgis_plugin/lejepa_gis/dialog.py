"""QGIS's dialog of an algorithm, with remembered values; needs a window. SPDX-License-Identifier: GPL-2.0-or-later"""
from processing.gui.AlgorithmDialog import AlgorithmDialog


class RememberingDialog(AlgorithmDialog):
    """Begins with remembered values. Callers that open it with values, such as the history, give all of them."""

    def __init__(self, algorithm, parent, offered):
        super().__init__(algorithm, parent=parent)
        self.offered = offered
        self.algorithm().confirmed = set()
        super().setParameters(offered)

    def setParameters(self, parameters):
        super().setParameters({**dict.fromkeys(self.offered, ""), **parameters})
