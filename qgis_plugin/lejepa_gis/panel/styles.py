"""How layers look that the panel makes or whose threshold it moves. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsColorRampShader, QgsRasterShader, QgsSingleBandPseudoColorRenderer
from qgis.PyQt.QtGui import QColor

from ..i18n import tr
from .overlay import between

JUST_BELOW = 0.9999
"""Share of the threshold up to which nothing is shown, as in the library's styles."""
PARTS = 4


def item(value, colour, label=""):
    return QgsColorRampShader.ColorRampItem(value, colour, label)


def set_items(layer, items):
    """Gives a layer colours by value, between which it is interpolated."""
    function = QgsColorRampShader(items[0].value, items[-1].value)
    function.setColorRampType(QgsColorRampShader.Type.Interpolated)
    function.setColorRampItemList(items)
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(items[0].value)
    renderer.setClassificationMax(items[-1].value)
    layer.setRenderer(renderer)
    layer.triggerRepaint()
    layer.emitStyleChanged()


def style_similar(layer, threshold):
    """Shows nothing below the threshold, and above it the overlay's colours."""
    nothing = QColor(0, 0, 0, 0)
    shown = f"{threshold:.2f}"
    items = [item(-1.0, nothing, tr("below {threshold}: not counted as like the examples", threshold=shown))]
    items.append(item(threshold - (1 - JUST_BELOW), nothing))
    for part in range(PARTS + 1):
        value = threshold + (1 - threshold) * part / PARTS
        items.append(item(value, QColor(*between(part / PARTS)), f"{value:.2f}"))
    items[2].label = tr("like the examples, from {threshold}", threshold=shown)
    set_items(layer, items)


def threshold_items(layer):
    """The colours of a map of change in the library's style: two of nothing, then from the threshold on; or None."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsSingleBandPseudoColorRenderer) or renderer.shader() is None:
        return None
    function = renderer.shader().rasterShaderFunction()
    items = function.colorRampItemList() if isinstance(function, QgsColorRampShader) else []
    shown = len(items) > 3 and [found.color.alpha() > 0 for found in items[:3]] == [False, False, True]
    return items if shown else None


def move_threshold(layer, threshold):
    """Moves the threshold of a map of change in the library's style, and its colours with it."""
    items = threshold_items(layer)
    if items is None:
        return
    old, top = items[2].value, items[-1].value
    top = max(top, threshold * 1.01)
    scale = (top - threshold) / (items[-1].value - old)
    moved = []
    for number, found in enumerate(items):
        value = found.value
        if number == 1:
            value = threshold * JUST_BELOW
        elif number > 1:
            value = threshold + (found.value - old) * scale
        label = found.label.replace(f"{old:.2f}" if number < 3 else f"{found.value:.2f}",
                                    f"{threshold:.2f}" if number < 3 else f"{value:.2f}")  # fmt: skip
        moved.append(item(value, found.color, label))
    set_items(layer, moved)
