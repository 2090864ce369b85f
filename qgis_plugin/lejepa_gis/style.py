"""How results look: set on the main thread, after loading. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import (
    QgsBilinearRasterResampler,
    QgsColorRampShader,
    QgsContrastEnhancement,
    QgsMultiBandColorRenderer,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsRaster,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

MAGMA = ("#000004", "#180f3d", "#440f76", "#721f81", "#9e2f7f", "#cd4071", "#f1605d", "#fd9668", "#feca8d", "#fcfdbf")


def style_rgb(layer):
    """PCA: bands 1, 2, 3 as they are, without a stretch; cells without a value transparent by the mask."""
    provider = layer.dataProvider()
    renderer = QgsMultiBandColorRenderer(provider, 1, 2, 3)
    for band in ("Red", "Green", "Blue"):
        enhancement = QgsContrastEnhancement(provider.dataType(1))
        enhancement.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.NoEnhancement
        )
        getattr(renderer, f"set{band}ContrastEnhancement")(enhancement)
    # QGIS shows the mask of a dataset as one more band.
    last = provider.bandCount()
    if last > 3 and provider.colorInterpretation(last) == QgsRaster.ColorInterpretation.AlphaBand:
        renderer.setAlphaBand(last)
    layer.setRenderer(renderer)


def style_change(layer, top):
    """Change: magma from 0 to `top`, which is the same for every run of a measure; NaN is transparent."""
    ramp = QgsColorRampShader(0.0, top, None, QgsColorRampShader.Type.Interpolated)
    step = top / (len(MAGMA) - 1)
    ramp.setColorRampItemList(
        [QgsColorRampShader.ColorRampItem(i * step, QColor(c), f"{i * step:.2f}") for i, c in enumerate(MAGMA)]
    )
    shader = QgsRasterShader()
    shader.setMinimumValue(0.0)
    shader.setMaximumValue(top)
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(0.0)
    renderer.setClassificationMax(top)
    layer.setRenderer(renderer)


def smooth(layer):
    """Interpolates between cells, which are large on the ground."""
    resampling = layer.resampleFilter()
    if resampling is not None:
        resampling.setZoomedInResampler(QgsBilinearRasterResampler())
        resampling.setZoomedOutResampler(QgsBilinearRasterResampler())


class Styler(QgsProcessingLayerPostProcessorInterface):
    """Styles one layer. `kept` holds the objects alive: QGIS does not own them in Python."""

    kept = []

    @classmethod
    def make(cls, style, *arguments):
        styler = cls()
        styler.style, styler.arguments = style, arguments
        cls.kept.append(styler)
        return styler

    def postProcessLayer(self, layer, context, feedback):
        self.style(layer, *self.arguments)
        smooth(layer)
        layer.triggerRepaint()
        if self in self.kept:
            self.kept.remove(self)


def style_layer(context, output, name, style=None, *arguments):
    """Names the layer that QGIS loads from `output`; it is styled on the main thread, after loading. Any thread."""
    if context.willLoadLayerOnCompletion(output):
        details = context.layerToLoadOnCompletionDetails(output)
        details.name = name
        if style is not None:
            details.setPostProcessor(Styler.make(style, *arguments))


def load_too(context, first, output, name, style=None):
    """Loads `output` as a layer too, if QGIS loads `first`. Any thread."""
    if context.willLoadLayerOnCompletion(first):
        project = context.layerToLoadOnCompletionDetails(first).project
        context.addLayerToLoadOnCompletion(output, QgsProcessingContext.LayerDetails(name, project, name))
        style_layer(context, output, name, style)
