"""The panel survives what a user may do at any moment, 200 times with random timing."""
import os
import random
import threading
import unittest

from window import WithPanel, wait, work

ROUNDS = int(os.environ.get("LEJEPA_GIS_PANEL_ROUNDS", "200"))
LONGEST = 0.12
"""Seconds between two things that a user does."""
BLOCKED = 2.0
"""Seconds for which nothing may keep the window from answering, on a busy machine."""


class Safety(WithPanel):
    """Nothing ends the process, nothing stays behind, and the window answers all the time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from qgis.core import QgsApplication

        import support

        cls.tasks = QgsApplication.taskManager()
        cls.change = cls.home / "change.tif"
        support.cli("change", cls.before, cls.after, "-o", cls.change, "--style", "qml")

    # --- what a user does: each may be impossible now, and then does nothing ----------------------------------------

    def load(self):
        """Adds one of the layers that the panel is for."""
        from qgis.core import QgsProject

        if len(QgsProject.instance().mapLayers()) < 8:
            name = self.chance.choice(("features 2022-06-12", "features 2023-09-05", "before", "after", "change"))
            file = self.features if name.startswith("features") else self.home / f"scene/{name}.tif"
            self.iface.select(self.add(self.change if name == "change" else file, name))

    def remove(self):
        """Removes a layer, which may be the one that is looked at or rendered."""
        from qgis.core import QgsProject

        layers = list(QgsProject.instance().mapLayers())
        if layers:
            QgsProject.instance().removeMapLayer(self.chance.choice(layers))

    def new_project(self):
        from qgis.core import QgsProject

        QgsProject.instance().clear()

    def point(self):
        self.find.point.toggle()

    def move(self):
        self.iface.move(*self.place(self.chance.randrange(-2, 27), self.chance.randrange(-2, 22)))

    def click(self):
        from qgis.PyQt.QtCore import Qt

        buttons = Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
        keys = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        place = self.place(self.chance.randrange(25), self.chance.randrange(20))
        self.iface.click(*place, button=self.chance.choice(buttons), keys=self.chance.choice(keys))

    def slide(self):
        for page in self.dock.pages[:2]:
            page.threshold.slider.setValue(self.chance.randrange(page.threshold.slider.maximum() + 1))

    def encode(self):
        self.find.encode.click()

    def save(self):
        self.chance.choice((self.find.save, self.find.areas)).click()

    def map_change(self):
        self.chance.choice((self.dates.map_it, self.dates.find_areas)).click()

    def compare(self):
        self.chance.choice([*self.dates.buttons.values(), self.dates.flip]).click()

    def history(self):
        self.dock.pages[2].point.toggle()

    def cancel(self):
        for page in self.dock.pages[:2]:
            page.status.stop.click()

    def close(self):
        self.dock.close()
        work(self.chance.random() * LONGEST)
        self.dock.show()

    def other_crs(self):
        from qgis.core import QgsCoordinateReferenceSystem

        system = self.chance.choice(("EPSG:32631", "EPSG:3857", "EPSG:4326"))
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem(system))

    def anew(self):
        """The plugin is switched off and on, or QGIS ends and begins."""
        from lejepa_gis.plugin import LejepaGisPlugin

        self.plugin.unload()
        type(self).plugin = LejepaGisPlugin(self.iface)
        self.plugin.initGui()
        self.plugin.dock.show()
        self.use(self.plugin.dock)

    def use(self, dock):
        type(self).dock = dock
        self.find, self.dates = dock.pages[:2]

    def test_anything_at_any_moment(self):
        import time

        from lejepa_gis.panel.jobs import Job
        from lejepa_gis.panel.tasks import Work

        self.use(self.dock)
        often = self.load, self.move, self.move, self.move, self.click, self.click, self.point, self.slide, self.compare
        seldom = (self.remove, self.new_project, self.encode, self.save, self.map_change, self.history, self.cancel,
                  self.close, self.other_crs, self.anew)  # fmt: skip
        seed = int(os.environ.get("LEJEPA_GIS_PANEL_SEED", "1"))
        self.chance = random.Random(seed)
        longest = (0.0, "")
        for number in range(ROUNDS):
            action = self.chance.choice(often + often + seldom)
            started = time.monotonic()
            action()
            longest = max(longest, (time.monotonic() - started, f"{action.__name__} of round {number}"))
            work(self.chance.random() * LONGEST)
        print(f"seed {seed}: {ROUNDS} rounds; the longest took {longest[0]:.2f} s, {longest[1]}")
        self.new_project()
        self.dock.close()
        idle = wait(lambda: not Work.running and not Job.running and not self.tasks.count(), 120)
        self.assertTrue(idle, "a task stays behind")
        answering = [t for t in threading.enumerate() if t.name == "lejepa-gis panel"]
        self.assertTrue(wait(lambda: not any(t.is_alive() for t in answering), 30), "a thread stays behind")


if __name__ == "__main__":
    unittest.main()
