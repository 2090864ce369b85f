"""Everything about two dates. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import QgsProcessingOutputFile, QgsProcessingParameterFolderDestination

from ..i18n import tr, tr_later
from ..naming import product_name
from ..style import load_group
from .change import Change


class Run(Change):
    """Two dates in, a folder out; its maps come as one group of layers."""

    REPORT = "REPORT_FILE"

    ID, NAME = "run", tr_later("Everything about two dates")
    HELP = tr_later(
        "One pass over both dates writes all that the other algorithms write, and a report to look at. The maps come "
        "as one group of layers: areas of change, change by the method and by cosine, components of both dates."
    )
    TAGS = ("change detection", "report", "areas", "embedding")

    def add_output(self):
        self.addParameter(QgsProcessingParameterFolderDestination(self.OUTPUT, tr("Folder for all results")))
        self.addOutput(QgsProcessingOutputFile(self.REPORT, tr("Report to look at")))

    def set_outputs(self, names):
        """A folder has no format."""
        self.request.outputs = names

    def processAlgorithm(self, parameters, context, feedback):
        folder = self.parameterAsString(parameters, self.OUTPUT, context)
        self.set_outputs([folder])
        report = self.run_request(feedback)
        if report is None:
            return {}
        written = {Path(name).name: name for name in report["outputs"]}
        methods = [one["method"] for one in report["change"]]
        # From the lowest to the highest.
        layers = [("pca_before.tif", tr("PCA, first date")), ("pca_after.tif", tr("PCA, second date"))]
        layers += [(f"change_{method}.tif", tr("Change ({method})", method=method)) for method in methods]
        layers.append(("areas.gpkg", tr("Areas of change")))
        there = [(written[name], label) for name, label in layers if name in written]
        load_group(context, product_name(tr("Change"), self.layer_names, report), there)
        return {self.OUTPUT: folder, self.REPORT: written.get("report.html", "")}
