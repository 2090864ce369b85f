"""Memory that a job needed goes back to the system when the job ends: QGIS lives on for hours."""
import os
import unittest
from pathlib import Path

import support

SIDE = 1600
"""Pixels along the scene: enough that a job needs hundreds of MiB."""
STAYS = 50
"""MiB that may stay. Without giving back, 200 stay; without what the C library keeps for each worker, 60."""


def resident():
    """MiB of memory that the process has now, without what files give it."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("RssAnon:"))
    return int(line.split()[1]) // 1024


@unittest.skipUnless(os.path.exists("/proc/self/status"), "the system does not tell")
class Memory(support.InQgis):
    def test_memory_goes_back_after_a_job(self):
        large = support.scene(self.home / "large", SIDE, SIDE)
        small = {"BEFORE": self.before, "AFTER": self.after}
        self.run_algorithm("change", **small, THREADS=2, OUTPUT=self.path("small.tif"))
        before, peak = resident(), []
        from qgis.core import QgsProcessingFeedback

        feedback = QgsProcessingFeedback(False)
        feedback.progressChanged.connect(lambda _share: peak.append(resident()))
        dates = {"BEFORE": str(large / "before.tif"), "AFTER": str(large / "after.tif")}
        self.run_algorithm("change", **dates, THREADS=2, OUTPUT=self.path("large.tif"), feedback=feedback)
        after = resident()
        self.assertGreater(max(peak) - before, 3 * STAYS, "the job is too small to show anything")
        self.assertLess(after - before, STAYS, f"{before} MiB before, {max(peak)} at most, {after} after")


if __name__ == "__main__":
    unittest.main()
