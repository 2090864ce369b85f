"""Tasks that write one raster for each input, shown by the tables. SPDX-License-Identifier: GPL-2.0-or-later"""
from ..formats import RasterDestination
from ..i18n import tr
from . import table
from .raster import RasterAlgorithm


class OneRaster(RasterAlgorithm):
    """The table's form, and the result as QGIS styles it; `PRODUCT` is what the result is called."""

    PRODUCT = ""

    def initAlgorithm(self, configuration=None):
        self.add_rasters()
        self.add_form()
        self.addParameter(RasterDestination(self.OUTPUT, tr(self.PRODUCT)))

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        self.set_outputs([output])
        report = self.run_request(feedback)
        if report is None:
            return {}
        self.results(report).show(context, output, tr(self.PRODUCT))
        return {self.OUTPUT: output}


def of_task(task):
    """The class of a task without a file of its own; None where the form does not fit (a folder, no raster).

    A task that takes any number of rasters and writes one for each is shown for one; its batch is for more.
    """
    row = table.TASKS[task]
    if row["outputs"]["count"] not in ("one", "per-input"):
        return None
    words = task.capitalize().replace("_", " ").replace("-", " ")
    own = {"ID": task, "NAME": words, "PRODUCT": words, "TAGS": (task, "embedding")}
    return type(words.title().replace(" ", ""), (OneRaster,), own)
