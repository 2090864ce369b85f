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

    For example: "PCA, before 2022-06-12"; two dates by themselves where both are known: "Change (cosine), 2022-06-12 to
    2023-09-05".
    """
    recorded = [one.get("date") for one in report.get("inputs", ())]
    recorded += [None] * (len(inputs) - len(recorded))
    days = [(date or "")[:10] or date_of(name) for name, date in zip(inputs, recorded)]
    if len(days) > 1 and all(days):
        return f"{product}, {' to '.join(days)}"
    return f"{product}, {' to '.join(dated(n, d) for n, d in zip(inputs, recorded))}"


def report_lines(report):
    """Lines for the log: which model, and what was detected and decided for each raster."""
    model = report.get("model") or {}
    lines = []
    if model:
        lines.append(
            f"model {model['name']}: {model['precision']}, bands {model['bands']}, chips of {model['chip']} pixels, "
            f"cells of {model['patch']} pixels, SHA-256 {model['digest']}"
        )
    for one in report.get("inputs", ()):
        apart = ("name", "metres", "shift")
        facts = {k.replace("_", " "): v for k, v in one.items() if v not in (None, "") and k not in apart}
        if one.get("metres"):
            facts["pixels"] = "{:.2f} x {:.2f} m on the ground".format(*one["metres"])
        if one.get("shift"):
            facts["shift"] = "{:.2f} pixels right, {:.2f} down against the first date".format(*one["shift"])
        told = "; ".join(f"{name} {value}" for name, value in facts.items())
        lines.append(f"{re.split('[/:]', one['name'])[-1] or one['name']}: {told}")
    if "changed_cells" in report:
        hectares = f", {report['changed_hectares']:.1f} ha" if "changed_hectares" in report else ""
        lines.append(
            f"changed: {report['changed_cells']} of {report['valid_change_cells']} cells{hectares}, from "
            f"{report['threshold']:.2f} on ({report['method']})"
        )
    areas = report.get("areas")
    if areas:
        lines.append(f"areas: {areas['count']}, {areas['hectares']:.1f} ha, {areas['share']:.2%} of the valid area")
        lines += [f"  {of['kind']}: {of['count']}, {of['hectares']:.1f} ha" for of in areas["kinds"]]
    return lines


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
