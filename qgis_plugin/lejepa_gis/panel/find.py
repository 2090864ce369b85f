"""The page "Find": more like this place. SPDX-License-Identifier: GPL-2.0-or-later"""
from qgis.core import QgsProject

from ..i18n import tr
from .codes import cell_at, corners
from .examples import Examples
from .find_form import FindForm
from .maptool import NEAR, CellTool
from .overlay import Overlay, pictured
from .saving import Saving
from .session import Session


class FindPage(FindForm):
    """Chooses a features layer, or makes one; points at the map; saves what was found."""

    def __init__(self, dock):
        super().__init__()
        self.dock, self.canvas = dock, dock.canvas
        self.session, self.examples = Session(self), Examples(self.canvas)
        self.overlay, self.tool = Overlay(self.canvas), CellTool(self.canvas)
        self.found, self.hovered, self.shown = None, None, None
        self.saving = Saving(self)
        for signal, slot in (
            (self.layers.chosen, self.layer_chosen), (self.session.ready, self.opened),
            (self.session.answer, self.answered), (self.session.failed, self.failed),
            (self.session.progressed, self.status.progress), (self.tool.moved, self.mouse_moved),
            (self.tool.clicked, self.mouse_clicked), (self.tool.left, self.tool_left),
            (self.point.toggled, self.use_tool), (self.threshold.moved, self.paint),
            (self.best.toggled, self.ask), (self.clear.clicked, self.forget_examples),
            (self.encode.clicked, self.encode_image), (self.mode_chosen, self.set_mode),
            (self.stopped, self.cancel), (self.saved, self.saving.layer), (self.drawn, self.saving.areas),
            (self.follow.toggled, self.show_state),
            (self.canvas.destinationCrsChanged, self.map_crs_changed),
        ):  # fmt: skip
            signal.connect(slot)
        self.show_state()

    def show_state(self, *_):
        """Enables what can be done now, and says what to do next."""
        image, layer, ready = self.dock.image(), self.layers.layer(), self.session.raster is not None
        busy = self.dock.busy()
        self.encode.setText(tr("Encode {layer}", layer=image.name()) if image else tr("Encode a raster"))
        self.encode.setToolTip(tr("Makes features of the raster that is selected in the list of layers"))
        self.encode.setEnabled(image is not None and not busy)
        self.point.setEnabled(layer is not None)
        signs = [self.examples.of(sign) for sign in ("plus", "minus")]
        self.best.setEnabled(len(signs[0]) > 1 and not signs[1])
        self.clear.setEnabled(any(signs))
        for button in (self.save, self.areas):
            button.setEnabled(bool(signs[0]) and ready and not busy)
        if layer is None:
            text = tr("Add a raster of features to the project, or select an image and encode it.")
        elif not self.point.isChecked():
            text = tr('Press "Point at the map" to find what is like a place.')
        elif not ready:
            text = tr("The features are being read.")
        elif any(signs):
            text = tr("Examples: {plus}. Counter-examples: {minus}.", plus=len(signs[0]), minus=len(signs[1]))
        elif self.session.live and self.follow.isChecked():
            text = tr("Move over the map; a click keeps a place.")
        else:
            text = tr("Click on the map.")
        self.told.setText(text)

    # --- the features layer -----------------------------------------------------------------------------------------

    def layer_chosen(self, layer):
        self.session.close()
        self.nothing_found()
        if layer is None:
            self.examples.clear()
            self.leave_tool()
        else:
            self.examples.set_crs(layer.crs())
            if self.point.isChecked():
                self.open(layer)
        self.status.done()
        self.show_state()

    def open(self, layer):
        self.status.begin(tr("Reading {layer}", layer=layer.name()))
        self.session.open(layer)

    def opened(self):
        raster = self.session.raster
        self.status.done(
            "" if raster.handle is not None else
            tr("{megabytes} MiB of features are too many to keep in memory: answers come on click.",
               megabytes=round(raster.megabytes))
        )  # fmt: skip
        self.show_state()
        self.ask()

    def failed(self, message):
        self.status.fail(message)
        self.show_state()

    def encode_image(self, *_):
        image = self.dock.image()
        if image is not None:
            title = tr("Encoding {layer}", layer=image.name())
            self.dock.run("features", {"INPUT": image.id()}, ".tif", title, self.status, self.encoded)
            self.show_state()

    def encoded(self, layers):
        self.layers.refresh()
        for layer in layers:
            self.layers.choose(layer)
            node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
            if node is not None:
                node.setItemVisibilityChecked(False)  # three of its numbers as colours would hide the image
        self.point.setChecked(True)
        self.show_state()

    # --- pointing ---------------------------------------------------------------------------------------------------

    def use_tool(self, on):
        layer = self.layers.layer()
        if on and layer is not None:
            self.examples.set_crs(layer.crs())
            self.canvas.setMapTool(self.tool)
            if self.session.layer_id != layer.id():
                self.open(layer)
        elif self.canvas.mapTool() is self.tool:
            self.canvas.unsetMapTool(self.tool)
        self.show_state()

    def leave_tool(self):
        self.point.setChecked(False)

    def tool_left(self):
        self.leave_tool()
        self.overlay.show_outline([])
        if not self.examples.places:
            self.nothing_found()

    def set_mode(self, mode):
        self.tool.mode = mode
        if not self.point.isChecked():
            self.point.setChecked(True)

    def mouse_moved(self, point):
        pair = self.examples.to_raster(point) if self.examples.crs else None
        raster = self.session.raster
        cell = pair and raster and cell_at(raster.place, raster.width, raster.height, *pair)
        if not cell:
            self.overlay.show_outline([])
            return
        around = [self.examples.to_map(corner) for corner in corners(raster.place, *cell)]
        self.overlay.show_outline([] if None in around else [(p.x(), p.y()) for p in around])
        if self.follow.isChecked() and self.session.live and not self.examples.places and cell != self.hovered:
            self.hovered = cell
            self.session.ask([pair], (), False, self.map_crs())

    def mouse_clicked(self, point, meant):
        if self.session.raster is None:
            return
        if meant == "away":
            if not self.examples.remove_near(point, NEAR * self.canvas.mapUnitsPerPixel()):
                return
        else:
            pair, raster = self.examples.to_raster(point), self.session.raster
            if pair is None or cell_at(raster.place, raster.width, raster.height, *pair) is None:
                self.status.fail(tr("There is no cell of the features."))
                return
            if meant == "look":
                self.examples.only(pair)
            else:
                self.examples.add(pair, meant)
        self.ask()
        self.show_state()

    def forget_examples(self, *_):
        self.examples.clear()
        self.nothing_found()
        self.show_state()

    # --- answers ----------------------------------------------------------------------------------------------------

    def map_crs(self):
        return self.canvas.mapSettings().destinationCrs()

    def ask(self, *_):
        """Asks for the examples."""
        plus, minus = (self.examples.of(sign) for sign in ("plus", "minus"))
        if plus and self.session.raster is not None:
            if self.session.raster.handle is None:
                self.status.begin(tr("Comparing all cells"))
            self.session.ask(plus, minus, self.best.isChecked(), self.map_crs())
        elif not plus:
            self.nothing_found()

    def answered(self, question, cells):
        self.status.done()
        self.found, self.shown = cells
        self.threshold.set_cells(self.found, self.session.hectares)
        self.paint()

    def paint(self, *_):
        if self.shown is not None:
            self.overlay.show_picture(pictured(self.shown, self.threshold.number), self.shown.place)

    def nothing_found(self):
        self.session.forget()
        self.found, self.shown, self.hovered = None, None, None
        self.threshold.set_cells(None, None)
        self.overlay.show_picture(None, None)
        self.overlay.show_outline([])

    def map_crs_changed(self):
        """What is shown lies in the old system."""
        self.overlay.show_picture(None, None)
        self.overlay.show_outline([])
        self.shown, self.hovered = None, None
        if self.examples.crs is not None:
            self.examples.draw()
            self.ask()

    def cancel(self):
        self.dock.cancel()
        self.session.cancel()

    # --- its life ---------------------------------------------------------------------------------------------------

    def close_all(self, seconds=0.0):
        """Leaves the map as it was, and lets go of what is in memory."""
        self.leave_tool()
        self.session.close(seconds)
        self.examples.clear()
        self.nothing_found()
        self.status.done()

    def unload(self):
        """Takes everything off the canvas; the page is not used any more."""
        self.close_all(5.0)
        self.overlay.remove()
