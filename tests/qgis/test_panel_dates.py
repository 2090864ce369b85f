"""The panel to explore with: two dates, and one cell through time."""
import math
import unittest

import support
from window import WithPanel


class Dates(WithPanel):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.change = cls.home / "change.tif"
        support.cli("change", cls.before, cls.after, "-o", cls.change, "--style", "qml")

    def setUp(self):
        super().setUp()
        self.page = self.dock.pages[1]

    def both(self):
        """Both dates in the project, and their map of change."""
        layers = self.add(self.before, "before 2022-06-12"), self.add(self.after, "after 2023-09-05")
        change = self.add(self.change, "change")
        self.wait(self.page.threshold.isEnabled)
        return *layers, change

    def test_two_dates_are_chosen_by_day(self):
        before, after, change = self.both()
        self.assertEqual(self.page.dates(), [before, after])
        self.page.first.choose(after)
        self.assertEqual(self.page.dates(), [after, before])
        self.assertEqual(self.page.change.layer(), change)

    def test_the_threshold_of_a_map_of_change_tells_the_librarys_hectares_and_moves_the_style(self):
        import json

        from lejepa_gis.panel.styles import threshold_items

        *_, change = self.both()
        out = self.path("again.tif")
        for value in (None, 1.0, 3.0):
            if value is not None:
                self.page.threshold.box.setValue(value)
            value = self.page.threshold.value
            said = ["-o", out, "--overwrite", "--json", "--threshold", f"{value:.6g}"]
            report = json.loads(support.cli("change", self.before, self.after, *said))
            reaching = self.page.threshold.cells.reaching(self.page.threshold.number)
            self.assertEqual(reaching, report["changed_cells"], value)
            self.assertEqual(self.page.threshold.cells.valid(), report["valid_change_cells"])
            hectares = reaching * self.page.threshold.hectares
            self.assertAlmostEqual(hectares, report["changed_hectares"], delta=0.001 * hectares + 0.1)
        self.wait(lambda: not self.page.restyle.isActive())
        items = threshold_items(change)
        self.assertAlmostEqual(items[2].value, value)
        self.assertEqual(items[2].label, f"changed, from {value:.2f}")
        self.assertIn(f"below {value:.2f}", items[0].label)

    def grabbed(self, x, y):
        """The colour of the map's picture at a place of the widget, with all that lies above it."""
        return self.canvas.grab().toImage().pixelColor(x, y).getRgb()[:3]

    def test_split_and_blink_show_both_dates(self):
        from qgis.PyQt.QtCore import QEvent, Qt

        before, after, _ = self.both()
        pictures = {}
        self.page.set_mode("split")
        item = self.page.comparing.item
        self.wait(lambda: all(r.image is not None for r in item.renderings))
        self.canvas.waitWhileRendering()
        width, height = self.canvas.width(), self.canvas.height()
        places = [(width * part // 10, height // 2) for part in (2, 4, 6, 8)]
        for share in (0.0, 1.0, 0.5):
            item.share = share
            item.update()
            pictures[share] = [self.grabbed(*place) for place in places]
        self.assertNotEqual(pictures[0.0], pictures[1.0])
        self.assertEqual(pictures[0.5], pictures[1.0][:2] + pictures[0.0][2:])
        self.page.set_mode("blink")
        self.wait(lambda: all(r.image is not None for r in item.renderings))
        self.assertEqual([self.grabbed(*place) for place in places], pictures[1.0])
        self.page.flip.click()
        self.assertEqual([self.grabbed(*place) for place in places], pictures[0.0])
        # The line follows the mouse that holds it.
        self.page.set_mode("split")
        view, left = self.canvas.extent(), Qt.MouseButton.LeftButton
        to_map = self.canvas.getCoordinateTransform().toMapCoordinates
        middle, quarter = to_map(width // 2, height // 2), to_map(width // 4, height // 2)
        self.iface.mouse(QEvent.Type.MouseButtonPress, middle.x(), middle.y(), left)
        self.iface.mouse(QEvent.Type.MouseMove, quarter.x(), quarter.y())
        self.iface.mouse(QEvent.Type.MouseButtonRelease, quarter.x(), quarter.y(), left)
        self.assertAlmostEqual(item.share, 0.25, delta=0.01)
        self.assertEqual(self.canvas.extent(), view)

    def test_mapping_the_change_and_finding_areas(self):
        self.add(self.before, "before 2022-06-12")
        self.add(self.after, "after 2023-09-05")
        self.page.map_it.click()
        self.wait(lambda: not self.dock.busy() and self.page.threshold.isEnabled())
        self.assert_same_pixels(self.page.change.layer().source(), self.change)
        self.page.find_areas.click()
        self.wait(lambda: not self.dock.busy() and self.page.list.rowCount() > 0)
        areas = self.page.areas.layer()
        sizes = sorted((feature["hectares"] for feature in areas.getFeatures()), reverse=True)
        self.assertEqual(self.page.list.rowCount(), len(sizes))
        self.assertEqual(self.page.list.item(0, 0).text(), f"{sizes[0]:.1f}")
        self.page.list.zoom(0)
        largest = max(areas.getFeatures(), key=lambda feature: feature["hectares"])
        self.assertTrue(self.canvas.extent().contains(largest.geometry().boundingBox()))
        self.assertLess(self.canvas.extent().width(), areas.extent().width() * 3)

    def test_the_history_of_a_cell(self):
        """Of three days, by cosine distances computed here from the files."""
        from osgeo import gdal

        history, files = self.dock.pages[2], {}
        for day, source in (("2022-06-12", self.before), ("2023-09-05", self.after), ("2024-01-01", self.before)):
            files[day] = self.path(f"f_{day}.tif")
            support.cli("features", source, "-o", files[day], "--overwrite")
            self.add(files[day], f"features {day}")
        self.assertEqual(history.days.count(), 3)
        history.point.setChecked(True)
        column, row = 5, 7
        self.iface.click(*self.place(column, row))
        self.wait(lambda: history.chart.points)
        self.assertEqual([day for day, _ in history.chart.points], sorted(files))
        found = [memoryview(gdal.Open(files[day]).ReadRaster(column, row, 1, 1)).cast("f") for day in sorted(files)]
        middle = [sorted(three)[1] for three in zip(*found)]
        for (_, value), one in zip(history.chart.points, found):
            dot = sum(a * b for a, b in zip(one, middle))
            length = math.sqrt(sum(a * a for a in one) * sum(b * b for b in middle))
            self.assertAlmostEqual(value, 1 - dot / length, places=5)
        place = history.chart.places()[1]
        self.assertIn("2023-09-05: ", history.chart.told_at(place.x(), place.y()))
        # A cell outside of all rasters.
        self.iface.click(*self.place(-3, 7))
        self.wait(lambda: not history.chart.points)
        self.assertIn("no cell", history.chart.message)


if __name__ == "__main__":
    unittest.main()
