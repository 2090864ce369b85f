"""Texts in the user's language. SPDX-License-Identifier: GPL-2.0-or-later

Every text that a person reads goes through `tr`, as a literal, so that a tool can collect them; the log stays English,
for bug reports. A translation is a file `i18n/lejepa_gis_LANGUAGE.qm`.
"""
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

CONTEXT = "lejepa_gis"
FOLDER = Path(__file__).with_name("i18n")


def tr(text, **values):
    """The text in the user's language, with the values in the place of their names in braces."""
    found = QCoreApplication.translate(CONTEXT, text)
    return found.format(**values) if values else found


def tr_later(text):
    """Marks a text that is translated where it is shown."""
    return text


def translator():
    """The translator for QGIS's language, or None where there is none. The caller keeps it alive."""
    made = QTranslator()
    return made if made.load(QLocale(QgsApplication.locale()), "lejepa_gis", "_", str(FOLDER)) else None
