"""The job that an algorithm runs; imports neither QGIS nor ctypes. SPDX-License-Identifier: GPL-2.0-or-later"""
import os
import re
from dataclasses import dataclass, field

KEYS = r"[\w-]*(?:passw|pwd|secret|credential|access.?key|api.?key|token|signature)[\w-]*="
SECRETS = rf"(?i)({KEYS})('[^']*'|\"[^\"]*\"|[^\s,;&]+)"
"""A key whose value is secret, and the value."""


def shown(text, home=None):
    """A name as a log may show it: no user, password or query of an address, no secret key's value, no home folder."""
    home = os.path.expanduser("~") if home is None else home
    if len(home) > 1:
        text = re.sub(rf"(?<![\w.~]){re.escape(home)}(?![\w.-])", "~", text)
    text = re.sub(r"://[^\s/?#]*@", "://", text)
    text = re.sub(r"((?:://|/vsi\w+)[^\s?#]*)[?#][^\s\"']*", r"\1?...", text)
    return re.sub(SECRETS, r"\1...", text)


@dataclass
class Request:
    """A job of the library. Inputs and outputs are names that GDAL opens; options are named as in its table."""

    task: str
    inputs: list = field(default_factory=list)
    outputs: list = field(default_factory=list)
    options: dict = field(default_factory=dict)

    def run(self, api, progress):
        """Runs with the module `api` on the calling thread; returns the report. Raises its Error."""
        return api.run_job(self.task, self.inputs, self.outputs, options=self.options, progress=progress)

    def estimate(self, api):
        """What the job would take and what the library warns of; makes nothing. Raises the refusal of the run."""
        return api.estimate(self.task, self.inputs, self.outputs, options=self.options)

    def log_lines(self):
        """Lines for the log: inputs, outputs, and every option."""
        lines = [f"input: {name}" for name in self.inputs] + [f"output: {name}" for name in self.outputs]
        lines.append("options: " + " ".join(f"{name}={value}" for name, value in self.options.items()))
        return [shown(line) for line in lines]


def time_left(fraction, elapsed):
    """Text for the time left, from the share done (0 to 1) and the seconds gone; empty while it is unknown."""
    if fraction <= 0.02 or elapsed < 1 or fraction >= 1:
        return ""
    seconds = max(1, round(elapsed * (1 - fraction) / fraction))
    return f", about {seconds} s left" if seconds < 120 else f", about {round(seconds / 60)} min left"
