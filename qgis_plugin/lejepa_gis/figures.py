"""What a run found, as lines for the log: imports neither QGIS nor ctypes. SPDX-License-Identifier: GPL-2.0-or-later"""


def lines(report):
    """Cells and hectares of everything that the report counts."""
    found = []
    if "changed_cells" in report:
        found.append(changed(report, report["threshold"], report["method"]))
    if "changed" in report:
        found.append(changed(report["changed"], report["threshold"], report["measure"]))
    areas = report.get("areas")
    if areas:
        found.append(f"areas: {areas['count']}, {areas['hectares']:.1f} ha, {areas['share']:.2%} of the valid area")
        found += [f"  {of['kind']}: {of['count']}, {of['hectares']:.1f} ha" for of in areas["kinds"]]
        for of in areas.get("transitions", ()):
            found.append(f"  {of['from']} to {of['to']}: {of['count']}, {of['hectares']:.1f} ha")
    for of in report.get("similar", ()):
        found.append(
            f"like the examples: {of['like_cells']} of {of['valid_cells']} cells{hectares(of, 'like_hectares')}, from "
            f"{of['threshold']:.2f} on"
        )
    for classes in report.get("class_areas", ()):
        found += [f"{of['name']}: {of['cells']} cells{hectares(of)}" for of in classes]
    if "changed_class_cells" in report:
        every = report["changed_class_cells"] + report["same_class_cells"]
        found.append(f"to another class: {report['changed_class_cells']} of {every} cells")
    for of in report.get("transitions", ()):
        if of["from"] != of["to"]:
            found.append(f"  {of['from']} to {of['to']}: {of['cells']} cells{hectares(of)}")
    return [*found, *of_many_dates(report)]


def changed(of, threshold, measure):
    """How much counts as changed between two dates."""
    return (
        f"changed: {of['changed_cells']} of {of.get('valid_change_cells', of.get('valid_cells'))} cells"
        f"{hectares(of, 'changed_hectares')}, from {threshold:.2f} on ({measure})"
    )


def of_many_dates(report):
    """Dates that were left out, what became of cells, and whether the newest date is out of the ordinary."""
    found = [
        f"left out: {date['name']}, {date['clear']:.0%} of the cells are valid"
        for date in report.get("dates", ()) if not date["used"]
    ]  # fmt: skip
    if report.get("task") == "series" and "cells" in report:
        cells = report["cells"]
        found.append(f"many dates: {cells['asked']} cells could be asked, from {report['threshold']:.2f} on")
        for state, words in (("stayed", "changed and stayed"), ("returned", "changed and returned"),
                             ("unconfirmed", "stands out on the newest date, unconfirmed")):  # fmt: skip
            found.append(f"  {words}: {cells[state]['cells']} cells{hectares(cells[state])}")
    watch = report.get("watch")
    if watch:
        verdict = "is out of the ordinary" if watch["alarm"] else "is not out of the ordinary"
        found.append(
            f"newest date {watch['date']} {verdict}: {watch['cells']} of {watch['valid_cells']} cells{hectares(watch)} "
            f"stand out, the largest area has {watch['largest']:.1f} ha, and {watch['from_hectares']:.1f} ha are needed"
        )
    return found


def hectares(of, name="hectares"):
    """A number of hectares, where the place on Earth is known."""
    return f", {of[name]:.1f} ha" if of.get(name) is not None else ""
