"""Find similar. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsProcessingParameterRasterLayer

from ..formats import RasterDestination
from ..i18n import tr, tr_later
from .one_raster import OneRaster


class Similar(OneRaster):
    """One features raster, or those of two dates, and examples in; how much each cell is like them out."""

    SECOND, SECOND_OUTPUT = "INPUT_AFTER", "OUTPUT_AFTER"

    ID, NAME, PRODUCT = "similar", tr_later("Find similar"), tr_later("Similar")
    HELP = tr_later(
        "Choose examples: a layer of points or polygons, or places as x,y. The score runs from -1 to 1; the report "
        "says from which value on a cell counts as like them. With the features of a second date, both dates are "
        "scored by the same examples; the second raster may hold their difference too."
    )
    VALUES = tr_later("1 is like the examples, 0 unrelated.")
    TAGS = ("similarity", "search", "embedding", "examples")

    def add_rasters(self):
        super().add_rasters()
        second = QgsProcessingParameterRasterLayer(self.SECOND, tr("Features raster of a second date"), optional=True)
        second.setHelp(tr("Of the same model; scored by the same examples."))
        self.addParameter(second)

    def add_output(self):
        super().add_output()
        self.addParameter(RasterDestination(self.SECOND_OUTPUT, tr("Similar at the second date")).optional())

    def inputs(self, parameters, context):
        second = self.layers(parameters, self.SECOND, context)
        return [*super().inputs(parameters, context), *([(self.SECOND, second)] if second else [])]

    def wrong_output(self, parameters, context):
        wrong = super().wrong_output(parameters, context)
        asked = bool(parameters.get(self.SECOND_OUTPUT))
        if wrong or asked == (len(self.inputs(parameters, context)) == 2):
            return wrong
        names = {"raster": self.field(self.SECOND), "output": self.field(self.SECOND_OUTPUT)}
        return tr("{raster} and {output} go together: give both, or neither.", **names)

    def planned_outputs(self, parameters, context):
        second = [self.temporary_name()] if len(self.inputs(parameters, context)) == 2 else []
        return [*super().planned_outputs(parameters, context), *second]

    def output_names(self, parameters, context):
        asked = bool(parameters.get(self.SECOND_OUTPUT))
        second = [self.parameterAsOutputLayer(parameters, self.SECOND_OUTPUT, context)] if asked else []
        return [*super().output_names(parameters, context), *second]

    def found(self, context, outputs, report):
        found = super().found(context, outputs[:1], report)
        for output in outputs[1:]:
            names = self.layer_names[1:]
            self.results(report).show(context, output, tr(self.PRODUCT), names=names, parameter=self.SECOND_OUTPUT)
            found[self.SECOND_OUTPUT] = output
        return found
