"""A window with a map and the panel, as QGIS has them, for tests and pictures."""
import time

import support
from qgis.core import QgsProject
from qgis.gui import QgsLayerTreeMapCanvasBridge, QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QMainWindow, QMenu


class Interface(QObject):
    """What the panel uses of QGIS's `iface`."""

    currentLayerChanged = pyqtSignal(object)

    def __init__(self):
        super().__init__()
        self.window, self.active, self.icons = QMainWindow(), "", []
        self.raster, self.bar = QMenu(), QgsMessageBar()
        self.canvas = QgsMapCanvas(self.window)
        self.window.setCentralWidget(self.canvas)
        self.bridge = QgsLayerTreeMapCanvasBridge(QgsProject.instance().layerTreeRoot(), self.canvas)
        self.window.resize(1000, 700)
        self.window.show()

    def mapCanvas(self):
        return self.canvas

    def mainWindow(self):
        return self.window

    def activeLayer(self):
        return QgsProject.instance().mapLayer(self.active)

    def select(self, layer):
        self.active = layer.id()
        self.currentLayerChanged.emit(layer)

    def rasterMenu(self):
        return self.raster

    def messageBar(self):
        return self.bar

    def addDockWidget(self, area, dock):
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self.window.removeDockWidget(dock)

    def addRasterToolBarIcon(self, action):
        self.icons.append(action)

    def removeRasterToolBarIcon(self, action):
        self.icons.remove(action)

    # --- what a user does -------------------------------------------------------------------------------------------

    def mouse(self, kind, x, y, button=Qt.MouseButton.NoButton, keys=Qt.KeyboardModifier.NoModifier):
        """Sends a mouse event to the map, at a place of the map's reference system."""
        to = self.canvas.getCoordinateTransform().transform(x, y)
        place = QPoint(*(round(min(max(value, -9999), 9999)) for value in (to.x(), to.y())))
        held = button if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
        event = QMouseEvent(kind, QPointF(place), button, held, keys)
        QCoreApplication.sendEvent(self.canvas.viewport(), event)

    def move(self, x, y):
        self.mouse(QEvent.Type.MouseMove, x, y)

    def click(self, x, y, button=Qt.MouseButton.LeftButton, keys=Qt.KeyboardModifier.NoModifier):
        self.mouse(QEvent.Type.MouseButtonPress, x, y, button, keys)
        self.mouse(QEvent.Type.MouseButtonRelease, x, y, button, keys)


def wait(until, seconds=60.0):
    """Lets QGIS work until something is so; returns whether it is."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        QCoreApplication.processEvents()
        time.sleep(0.002)
    return True


def work(seconds):
    """Lets QGIS work for a while."""
    wait(lambda: False, seconds)


class WithPanel(support.InQgis):
    """Tests of the panel in a window. `page` is the one that is tested."""

    WINDOW = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from lejepa_gis.plugin import LejepaGisPlugin

        cls.plugin.unload()
        cls.iface = Interface()
        cls.plugin = LejepaGisPlugin(cls.iface)
        cls.plugin.initGui()
        cls.dock = cls.plugin.dock
        cls.dock.show()
        cls.features = cls.home / "features.tif"
        support.cli("features", cls.before, "-o", cls.features)

    @classmethod
    def tearDownClass(cls):
        cls.plugin.unload()
        super().tearDownClass()

    def setUp(self):
        QgsProject.instance().clear()
        self.page = self.dock.pages[0]
        self.canvas = self.iface.canvas

    def add(self, source, name="layer"):
        """A layer in the project, which the map shows whole."""
        layer = self.layer(source, name)
        QgsProject.instance().addMapLayer(layer)
        self.canvas.setDestinationCrs(layer.crs())
        self.canvas.setExtent(layer.extent())
        return layer

    def wait(self, until):
        self.assertTrue(wait(until), f"it never came; the panel says: {self.page.status.text.text()}")

    def place(self, column, row):
        """The middle of a cell."""
        return 500000 + 80 * column + 40, 4700000 - 80 * row - 40
