"""QGIS's dialog of an algorithm, with what an analyst expects of it. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

from processing.gui.AlgorithmDialog import AlgorithmDialog
from processing.tools.dataobjects import createContext
from qgis import utils
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.gui import QgsFileWidget, QgsMapLayerComboBox
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)

from ..algorithms import table
from ..i18n import tr
from ..product import is_layer
from . import choices, dates, questions, words
from .ask import Ask
from .bands import BandPicker
from .width import Fitting


class Dialog(AlgorithmDialog):
    """Begins with the project's dates and remembered values, shows choices in words, and asks before it runs.

    Callers that open it with values, such as the history, give all of them.
    """

    def __init__(self, algorithm, parent, offered):
        super().__init__(algorithm, parent=parent)
        self.offered = offered
        self.algorithm().confirmed = set()
        self.wrappers = self.mainWidget().wrappers
        self.say_in_words()
        for name in table.inputs(algorithm.name()):
            self.offer_products(name)
        for name in ("BANDS", "BANDS_AFTER"):
            if name in self.wrappers:
                self.offer_bands(name)
        self.fitting = Fitting(self)
        super().setParameters({**self.offered, **self.preset()})

    def setParameters(self, parameters):
        if parameters:
            super().setParameters({**dict.fromkeys(self.offered, ""), **parameters})

    # --- fields -----------------------------------------------------------------------------------------------------

    def widget(self, name):
        """QGIS's widget of a parameter; its older wrappers have an attribute for it."""
        wrapper = self.wrappers[name]
        return wrapper.wrappedWidget() if hasattr(wrapper, "wrappedWidget") else wrapper.widget

    def say_in_words(self):
        """Lists and texts whose values have words."""
        self.lists = {}
        for name in self.wrappers:
            widget = self.widget(name)
            if name in words.LISTS and hasattr(widget, "setItemText"):
                choices.in_words(widget, words.LISTS[name])
            elif name in words.TEXTS and isinstance(widget, QLineEdit):
                self.lists[name] = choices.TextChoice(widget, words.TEXTS[name])
            elif name == "MODEL" and isinstance(widget, QgsFileWidget):
                self.lists[name] = choices.ModelChoice(widget)

    def preset(self):
        """The project's rasters as dates: none twice, no result."""
        names = [name for name in table.inputs(self.algorithm().name()) if name in self.wrappers]
        if not names or not self.algorithm().reads_pixels():
            return {}
        active = utils.iface.activeLayer() if utils.iface else None
        if self.algorithm().parameterDefinition(names[0]).type() == "multilayer":
            found = dates.together(active)
            return {names[0]: [layer.id() for layer in found]} if len(found) > 2 else {}
        found = dates.pair(active) if len(names) == 2 else [dates.one(active)]
        for name, layer in zip(names, found):
            # A product may stand in the place of a layer, so none need be chosen.
            for combo in self.layer_lists(name):
                combo.setAllowEmptyLayer(True)
                combo.setLayer(layer)
        return {name: layer.id() for name, layer in zip(names, found) if layer}

    def layer_lists(self, name):
        """QGIS's list of layers inside of a raster's widget, which Python takes for a plain list."""
        lists = [box for box in self.widget(name).findChildren(QComboBox) if box.inherits("QgsMapLayerComboBox")]
        return [sip.cast(box, QgsMapLayerComboBox) for box in lists]

    def offer_products(self, name):
        """A button for folders beside the one for files; the layer's field is grey while a product is named."""
        field = self.wrappers.get(self.algorithm().product(name)) and self.widget(self.algorithm().product(name))
        if not isinstance(field, QgsFileWidget):
            return
        button = QToolButton()
        button.setText(tr("Folder …"))
        button.setToolTip(tr("A .SAFE product, or a folder of band files"))
        button.clicked.connect(lambda: self.choose_folder(field))
        field.layout().addWidget(button)
        layer = self.widget(name)
        field.fileChanged.connect(lambda path: layer.setEnabled(not path))

    def choose_folder(self, field):
        chosen = QFileDialog.getExistingDirectory(self, tr("Product or folder of band files"), field.filePath())
        if chosen:
            field.setFilePath(chosen)

    def offer_bands(self, name):
        """A button that opens lists of bands."""
        field = self.widget(name)
        if not isinstance(field, QLineEdit):
            return
        beside, button = QWidget(field.parentWidget()), QPushButton(tr("Choose …"))
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        choices.in_front(beside, field)
        row.addWidget(field)
        row.addWidget(button)
        button.clicked.connect(lambda: self.choose_bands(name, field))

    def choose_bands(self, name, field):
        layer = self.raster(table.inputs(self.algorithm().name())[-1 if name.endswith("_AFTER") else 0])
        if layer is None:
            self.messageBar().pushMessage("", tr("Choose a raster layer first; the bands of products are known."))
            return
        picker = BandPicker(layer, field.text(), self)
        if picker.exec():
            field.setText(picker.text())

    def raster(self, name):
        """The layer that is chosen for a date, or None."""
        value = self.wrappers[name].parameterValue()
        if isinstance(value, QgsRasterLayer) or not value:
            return value or None
        layer = QgsProject.instance().mapLayer(str(value)) or QgsRasterLayer(str(value), Path(str(value)).stem)
        return layer if layer.isValid() else None

    # --- before a run -----------------------------------------------------------------------------------------------

    def runAlgorithm(self):
        if self.may_run():
            super().runAlgorithm()

    def may_run(self):
        """Asks all that the inputs do not tell, once; whether to go on."""
        context = createContext()
        try:
            parameters = self.createProcessingParameters()
        except Exception:  # QGIS's own classes for values that a field cannot hold; its dialog says which
            return True
        found, warnings = self.algorithm().questions(parameters, context, questions.collect)
        if not found and not warnings:
            return True
        layers = [layers[0] for _, layers in self.algorithm().inputs(parameters, context)]
        layers = [layer if is_layer(layer) else None for layer in layers]
        ask = Ask(self.algorithm(), found, warnings, self, layers)
        if not ask.exec():
            return False
        self.algorithm().confirmed.update(warnings)
        for parameter, value in ask.answers().items():
            super().setParameters(questions.answer(parameter, value))
        return True


def show(name):
    """Opens the dialog of an algorithm, or says why it cannot run."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"lejepa_gis:{name}")
    window = utils.iface.mainWindow()
    good, message = algorithm.canExecute()
    if not good:
        QMessageBox.warning(window, algorithm.displayName(), message)
        return None
    dialog = algorithm.createCustomParametersWidget(window)
    dialog.show()
    return dialog
