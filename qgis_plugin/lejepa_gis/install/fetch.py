"""Fetches the library, where packaging has told an address. SPDX-License-Identifier: GPL-2.0-or-later

`library.json` beside the plugin has the address and, of each system's file its name, size and SHA-256. Without it
nothing is offered. Nothing is fetched but on a click.
"""
import hashlib
import json
import os
import sysconfig
from pathlib import Path

from qgis.core import QgsBlockingNetworkRequest, QgsTask
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest

from ..i18n import tr

FILE = Path(__file__).parent.with_name("library.json")
PLACE = Path(__file__).parent.with_name("lib")


def offered():
    """What may be fetched for this system: url, name, sha256, bytes; None where nothing is offered."""
    if not FILE.exists():
        return None
    told = json.loads(FILE.read_text("utf-8"))
    found = told["files"].get(sysconfig.get_platform())
    return found and {**found, "url": told["address"] + found["file"]}


def stored(offer, data, place=None):
    """Writes the library where `locate` finds it; returns its path. Raises OSError with a sentence."""
    digest = hashlib.sha256(data).hexdigest()
    if len(data) != offer["bytes"] or digest != offer["sha256"]:
        raise OSError(tr(
            "What came is not the library of this version: {found} bytes with SHA-256 {digest}; {bytes} bytes with "
            "{expected} were expected. Nothing was kept.",
            found=len(data), digest=digest, bytes=offer["bytes"], expected=offer["sha256"],
        ))  # fmt: skip
    folder = (place or PLACE) / sysconfig.get_platform()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / offer["name"]
    partly = target.with_suffix(".part")
    partly.write_bytes(data)
    os.replace(partly, target)
    return str(target)


class Fetch(QgsTask):
    """Fetches in the background; calls `done` with the path and the reason of a failure, one of them empty."""

    def __init__(self, offer, done):
        super().__init__(tr("Fetching the library of lejepa-gis"), QgsTask.Flag.CanCancel)
        self.offer, self.done, self.path, self.reason = offer, done, "", ""

    def run(self):
        request = QgsBlockingNetworkRequest()
        code = request.get(QNetworkRequest(QUrl(self.offer["url"])), True)
        if code != QgsBlockingNetworkRequest.ErrorCode.NoError:
            self.reason = request.errorMessage()
            return False
        try:
            self.path = stored(self.offer, bytes(request.reply().content()))
        except OSError as error:
            self.reason = str(error)
        return not self.reason

    def finished(self, good):
        self.done(self.path, "" if good else self.reason or tr("cancelled"))
