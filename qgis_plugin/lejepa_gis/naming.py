"""Names of layers and files: imports neither QGIS nor ctypes. SPDX-License-Identifier: GPL-2.0-or-later"""
import datetime
import re

DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?([01]\d)[-_]?([0-3]\d)(?!\d{1,5}(?:\D|$))")


def date_of(text):
    """The first calendar date in a text (2022-06-12, 20220612, 20220612T105621), as 2022-06-12; empty without one."""
    for year, month, day in DATE.findall(text):
        try:
            return datetime.date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return ""


def dated(name, recorded):
    """A layer's name with its date: the one that the raster's metadata give, else the one in the name, else none."""
    date = (recorded or "")[:10] or date_of(name)
    return name if not date or date_of(name) == date else f"{name} {date}"


def product_name(product, inputs, report):
    """Name of a result's layer: product, rasters, and their dates from the library's report.

    For example: "Change (cosine), before 2022-06-12 to after 2023-09-05".
    """
    recorded = [one.get("date") for one in report.get("inputs", ())]
    recorded += [None] * (len(inputs) - len(recorded))
    return f"{product}, {' to '.join(dated(n, d) for n, d in zip(inputs, recorded))}"


def file_names(names, stem):
    """File names for layers, all different: `stem`, the layer's name in plain letters, a number where needed."""
    found = []
    for name in names:
        plain = f"{stem}_{re.sub(r'[^A-Za-z0-9_-]+', '_', name).strip('_') or 'raster'}"
        candidate, count = f"{plain}.tif", 2
        while candidate in found:
            candidate, count = f"{plain}_{count}.tif", count + 1
        found.append(candidate)
    return found
