"""Texts in the user's language. SPDX-License-Identifier: GPL-2.0-or-later

Every text that a person reads goes through `tr`, as a literal, so that `qgis_plugin/translate.py` can collect them; the
log stays English, for bug reports. Help of the library's table goes through it too. A translation is Qt's text file
`i18n/lejepa_gis_LANGUAGE.ts`, which is read as it is: nothing need be compiled, neither for a zip nor by a translator.
"""
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QXmlStreamReader

FOLDER = Path(__file__).with_name("i18n")
_texts = {}


def tr(text, **values):
    """The text in the user's language, with the values in the place of their names in braces."""
    found = _texts.get(text, text)
    return found.format(**values) if values else found


def marked(text):
    """What `tr_later` has marked elsewhere, or what the library's table says, in the user's language."""
    return _texts.get(text, text)


def tr_later(text):
    """Marks a text that is translated where it is shown."""
    return text


def use(locale=None):
    """Takes the language of QGIS, or the one given, from now on; English where there is no translation. Main thread."""
    locale = locale or QgsApplication.locale()
    _texts.clear()
    for language in (locale.split("_")[0], locale):
        file = FOLDER / f"lejepa_gis_{language}.ts"
        if file.exists():
            _texts.update(read(file.read_text("utf-8")))


def read(text):
    """Source and translation of a file's messages; those that are not finished are left out."""
    reader, found, source = QXmlStreamReader(text), {}, ""
    while not reader.atEnd():
        reader.readNext()
        if not reader.isStartElement():
            continue
        if reader.name() == "source":
            source = reader.readElementText()
        elif reader.name() == "translation" and not reader.attributes().value("type"):
            found[source] = reader.readElementText() or source
    return found
