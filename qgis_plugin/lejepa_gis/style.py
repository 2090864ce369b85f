"""How results look: set on the main thread, after loading. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import (
    QgsBilinearRasterResampler,
    QgsColorRampLegendNodeSettings,
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

from .i18n import tr

# The upper half of magma (matplotlib, CC0), as in the quicklooks of `run`.
CHANGED = ("#b73779", "#e65164", "#fc8961", "#fec287", "#fcfdbf")


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


def style_change(layer, threshold, top):
    """Change: below `threshold` transparent, above it magma up to `top`, with a legend in words; NaN is transparent."""
    step = (top - threshold) / (len(CHANGED) - 1)
    above = tr("changed, from {value}"), "{value}", tr("clearly, {value}"), "{value}", tr("strongly, {value} and more")
    below = QColor(0, 0, 0, 0)
    items = [(0.0, below, tr("not counted as changed")), (threshold * 0.9999, below, tr("below {value}"))]
    values = [threshold + i * step for i in range(len(CHANGED))]
    items += [(value, QColor(colour), word) for value, colour, word in zip(values, CHANGED, above)]
    ramp = QgsColorRampShader(0.0, top, None, QgsColorRampShader.Type.Interpolated)
    # A continuous bar would show two numbers instead of the words.
    legend = QgsColorRampLegendNodeSettings()
    legend.setUseContinuousLegend(False)
    ramp.setLegendSettings(legend)
    ramp.setColorRampItemList(
        [QgsColorRampShader.ColorRampItem(v, c, word.replace("{value}", f"{v:.2f}")) for v, c, word in items]
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
