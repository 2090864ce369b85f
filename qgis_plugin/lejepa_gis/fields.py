"""Messages with the labels of the dialogs: imports neither QGIS nor ctypes. SPDX-License-Identifier: GPL-2.0-or-later

The library's messages name its options (`say reflectance=dn`, `BOUNDS and WINDOW`, `ask for align`); in QGIS these are
fields with labels. Names of files and layers that a message quotes stay as they are.
"""
import re

WORDS = ("GDAL", "DRIVER", "COG", "CO", "MODEL", "MEMORY", "PRECISION")
"""Names of options that mean something else where they stand alone."""
BEFORE, AFTER = r"(?<![\w/\\.:=-])", r"(?![\w/\\-])(?!\.\w)"
"""Context of an option: it is no part of a path or of a longer word."""
SAY, ANY = "(?:say|set|give|use|with)", r"\S"
PLACE = "\0{}\0"
"""Placeholder of a name or a label until all options are replaced."""


def short(label):
    """A label without the hints in brackets: Bands, of "Bands (auto, 3,2,1,4,5, ...)"."""
    return re.sub(r"\s*[(\[].*$", "", label)


def named(name, label, window):
    """A field's name in messages; without a window, also the name that scripts and qgis_process use."""
    return short(label) if window else f"{short(label)} ({name})"


def in_labels(text, fields, quoted=(), window=True):
    """The text with labels instead of options.

    `fields` maps an option of the library to the QGIS parameter and its label; names in `quoted` stay as they are. An
    option with a value (MASK=none, or a pattern) has a box or a field of its own in QGIS.
    """
    kept = sorted({q for q in quoted if q and q in text}, key=len, reverse=True)
    for number, name in enumerate(kept):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", PLACE.format(number), text)
    lowered = text.lower()
    for option in sorted(fields, key=lambda name: ("=" in name, len(name)), reverse=True):
        name = option.partition("=")[0].lower()
        if name not in lowered and name.replace("_", "-") not in lowered:
            continue  # most options are not in it, and their patterns take seconds for all the helps
        parameter, label = fields[option]
        text = replaced(text, option, PLACE.format(len(kept)))
        kept.append(f'"{short(label)}"' + ("" if window else f" ({parameter})"))
    for number, name in enumerate(kept):
        text = text.replace(PLACE.format(number), name)
    return text


def replaced(text, option, place):
    """The text with one option's name, in any spelling, replaced by the placeholder of its field."""
    option, _, value = option.partition("=")
    flag = option.lower().replace("_", "-")
    either = f"(?:--)?(?:{flag}|{option})"
    if value == "none":
        text = re.sub(rf"\bwithout\s{either}=none\b", f"without {place}", text)
        return re.sub(rf"(?:\b{SAY}\s)?{BEFORE}{either}=none\b", f"tick {place}", text)
    text = re.sub(rf"\bonly\swith\s{either}=YES\b", f"only where {place} is ticked", text)
    text = re.sub(rf"\bonly\swith\s{either}=(?={ANY})", f"only where {place} is ", text)
    text = re.sub(rf"{BEFORE}{either}=YES\b(?=\sacts)", place, text)
    # A value that the user should set, then one that the message reports.
    text = re.sub(rf"\b{SAY}\s{either}=(?={value or ANY})", f"set {place} to ", text)
    text = re.sub(rf"{BEFORE}{either}=(?={value or ANY})", f"{place} = ", text)
    if value:
        return text
    text = re.sub(rf"{BEFORE}--{flag}{AFTER}", place, text)
    if "_" in option:
        return re.sub(rf"{BEFORE}(?:{flag}|{option}){AFTER}", place, text)
    if option not in WORDS:
        text = re.sub(rf"{BEFORE}{option}{AFTER}", place, text)
    # A plain word is an option only after a verb such as "set".
    text = re.sub(rf"\bask for\s{flag}{AFTER}", f"tick {place}", text)
    text = re.sub(rf"\b(say|set|give|tick|use|choose)\s{flag}{AFTER}", rf"\1 {place}", text)
    return re.sub(rf"\b(with|by)\s{flag}(?=\s?[.,;:()]|$)", rf"\1 {place}", text)
