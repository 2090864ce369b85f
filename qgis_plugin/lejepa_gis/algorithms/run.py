"""Everything about two dates. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from qgis.core import QgsProcessingOutputFile, QgsProcessingParameterFolderDestination

from ..i18n import tr, tr_later
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

    def values(self, report):
        return ""

    def processAlgorithm(self, parameters, context, feedback):
        folder = self.parameterAsString(parameters, self.OUTPUT, context)
        self.set_outputs([folder])
        report = self.run_request(feedback)
        if report is None:
            return {}
        written = {Path(name).name: name for name in report["outputs"]}
        methods = [one["method"] for one in report["change"]]
        # From the lowest to the highest.
        each = [{"names": [n], "report": {"inputs": [one]}} for n, one in zip(self.layer_names, report["inputs"])]
        layers = [("pca_before.tif", tr("PCA"), each[0]), ("pca_after.tif", tr("PCA"), each[1])]
        layers += [(f"change_{method}.tif", tr("Change ({method})", method=method), {}) for method in methods]
        layers.append(("areas.gpkg", tr("Areas of change"), {}))
        results = self.results(report)
        for name, product, of in layers:
            if name in written:
                results.add(context, written[name], product, **of)
        return {self.OUTPUT: folder, self.REPORT: written.get("report.html", "")}
