"""Tasks that write one raster for each input, shown by the tables. SPDX-License-Identifier: GPL-2.0-or-later"""
import json

from qgis.core import QgsProcessingOutputString

from ..formats import RasterDestination
from ..i18n import tr, tr_later
from . import table
from .raster import RasterAlgorithm


FIGURES = {
    "similar": ("similar", tr_later("Threshold, cells and hectares like the examples, as JSON")),
    "classify": ("class_areas", tr_later("Cells and hectares of each class, as JSON")),
    "cluster": ("class_areas", tr_later("Cells and hectares of each cluster, as JSON")),
    "transitions": ("transitions", tr_later("Cells and hectares of each transition, as JSON")),
}
"""Figures of a task's report that are an output as text: their name there, and what the output is called."""


NAMES = {
    "classify": tr_later("Classify"),
    "cluster": tr_later("Cluster"),
    "transitions": tr_later("Transitions"),
}
"""Names of tasks without a file of their own; one that is new in the table is called by its word there."""


class OneRaster(RasterAlgorithm):
    """The table's form, and the result as QGIS styles it; `PRODUCT` is what the result is called."""

    PRODUCT = ""

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.add_output()
        if self.ID in FIGURES:
            self.addOutput(QgsProcessingOutputString(FIGURES[self.ID][0].upper(), tr(FIGURES[self.ID][1])))

    def add_output(self):
        self.addParameter(RasterDestination(self.OUTPUT, tr(self.PRODUCT)))

    def output_names(self, parameters, context):
        """Where the rasters go, in the order of inputs."""
        return [self.parameterAsOutputLayer(parameters, self.OUTPUT, context)]

    def processAlgorithm(self, parameters, context, feedback):
        outputs = self.output_names(parameters, context)
        self.set_outputs(outputs)
        report = self.run_request(feedback)
        return {} if report is None else self.found(context, outputs, report)

    def found(self, context, outputs, report):
        """The outputs of a finished run, which are shown."""
        self.results(report).show(context, outputs[0], tr(self.PRODUCT))
        figures = {FIGURES[self.ID][0].upper(): json.dumps(report[FIGURES[self.ID][0]])} if self.ID in FIGURES else {}
        return {self.OUTPUT: outputs[0], **figures}


def of_task(task):
    """The class of a task without a file of its own; None where the form does not fit (a folder, no raster).

    A task that takes any number of rasters and writes one for each is shown for one; its batch is for more.
    """
    row = table.TASKS[task]
    if row["outputs"]["count"] not in ("one", "per-input"):
        return None
    words = task.capitalize().replace("_", " ").replace("-", " ")
    name = NAMES.get(task, words)
    own = {"ID": task, "NAME": name, "PRODUCT": name, "TAGS": (task, "embedding")}
    return type(words.title().replace(" ", ""), (OneRaster,), own)
