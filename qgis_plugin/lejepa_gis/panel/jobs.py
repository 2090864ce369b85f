"""Algorithms of the toolbox in the background, for the panel. SPDX-License-Identifier: GPL-2.0-or-later"""
import os
import uuid

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..i18n import tr


class Heard(QgsProcessingFeedback):
    """Keeps what goes wrong."""

    def __init__(self):
        super().__init__(False)
        self.errors = []

    def reportError(self, error, fatalError=False):
        self.errors.append(error)


class Job(QObject):
    """One run. `ended` comes on the main thread with its layers, or with a sentence, and never after `drop`."""

    ended = pyqtSignal(object)
    progressed = pyqtSignal(float)
    running = set()
    """Jobs until they end: their context must outlive the task, which QGIS owns."""

    def __init__(self, algorithm, parameters, output, ended):
        """`output` is a file's name, or an ending for a temporary one. The project gets the layer."""
        super().__init__()
        self.ended.connect(ended)
        project = QgsProject.instance()
        self.context, self.feedback = QgsProcessingContext(), Heard()
        self.context.setProject(project)
        self.context.setTransformContext(project.transformContext())
        self.context.setFeedback(self.feedback)
        if output.startswith("."):
            output = os.path.join(QgsProcessingUtils.tempFolder(), f"{uuid.uuid4().hex}{output}")
        parameters = {**parameters, "OUTPUT": QgsProcessingOutputLayerDefinition(output, project), "OVERWRITE": True}
        self.output, self.parameters, self.task = output, parameters, None
        self.algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"lejepa_gis:{algorithm}")

    def start(self):
        """Begins; returns a sentence where that is impossible, else nothing."""
        good, why = self.algorithm.canExecute()
        if not good:
            return why
        self.task = QgsProcessingAlgRunnerTask(self.algorithm, self.parameters, self.context, self.feedback)
        if self.task.isCanceled():  # it could not be prepared
            return self.why()
        self.task.executed.connect(self._executed)
        self.task.progressChanged.connect(self.progressed)
        Job.running.add(self)
        QgsApplication.taskManager().addTask(self.task)
        return ""

    def cancel(self):
        """Asks it to stop; `ended` says that it did."""
        if self in Job.running:
            self.feedback.cancel()

    def drop(self):
        """Cancels; nothing is heard of it any more. One that has ended is fine."""
        if self in Job.running:
            self.blockSignals(True)
            self.feedback.cancel()

    def why(self):
        return self.feedback.errors[0] if self.feedback.errors else tr("It was cancelled.")

    def _executed(self, good, _results):
        Job.running.discard(self)
        if self.signalsBlocked():
            return
        self.ended.emit(self._layers() if good and not self.feedback.isCanceled() else self.why())

    def _layers(self):
        """Adds the layers that the algorithm asks QGIS to load, styled and named as it says."""
        found = []
        for output, details in self.context.layersToLoadOnCompletion().items():
            layer = QgsProcessingUtils.mapLayerFromString(output, self.context)
            if layer is None:
                continue
            layer = self.context.takeResultLayer(layer.id()) or layer
            layer.setName(details.name)
            QgsProject.instance().addMapLayer(layer)
            if details.postProcessor() is not None:
                details.postProcessor().postProcessLayer(layer, self.context, self.feedback)
            found.append(layer)
        return found
