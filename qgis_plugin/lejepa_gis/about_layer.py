"""What a result's layer tells of itself: metadata, time, warnings. SPDX-License-Identifier: GPL-2.0-or-later"""
from dataclasses import dataclass, field

from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsLayerMetadata,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

from .i18n import tr

RESULT = "lejepa_gis/result"
"""Property of a layer that a run has made: the algorithm's name."""
WARNINGS = "lejepa_gis/warnings"
RIGHTS = "Contains modified Copernicus Sentinel data"


@dataclass
class Facts:
    """What is known of a run. Plain values: made on the worker, read on the main thread."""

    task: str
    abstract: str
    history: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    dates: list = field(default_factory=list)
    """Days of the inputs, as 2022-06-12."""


def describe(layer, facts):
    """Writes a run's facts into a layer's metadata, properties and temporal range. Main thread."""
    found = layer.metadata()
    found.setTitle(layer.name())
    found.setIdentifier(layer.name())
    found.setType("dataset")
    lines = [facts.abstract]
    if facts.warnings:
        lines += [tr("Warnings of the run:"), *facts.warnings]
    found.setAbstract("\n\n".join(lines))
    found.setHistory(facts.history)
    years = sorted({day[:4] for day in facts.dates})
    found.setRights([" ".join([RIGHTS, *years]) + "."])
    found.setLicenses([tr("The licence of the images holds for what is made of them; this software adds none.")])
    found.setCrs(layer.crs())
    span = time_span(facts.dates)
    if span is not None:
        extent = QgsLayerMetadata.Extent()
        extent.setTemporalExtents([span])
        found.setExtent(extent)
        fixed_range(layer, span)
    layer.setMetadata(found)
    layer.setCustomProperty(RESULT, facts.task)
    if facts.warnings:
        layer.setCustomProperty(WARNINGS, "\n".join(facts.warnings))


def time_span(dates):
    """From the begin of the first day to the end of the last one; None without dates."""
    days = sorted(QDate.fromString(day, "yyyy-MM-dd") for day in dates if day)
    if not days:
        return None
    return QgsDateTimeRange(QDateTime(days[0], QTime(0, 0)), QDateTime(days[-1], QTime(23, 59, 59)))


def fixed_range(layer, span):
    """The time in which the Temporal Controller shows the layer."""
    properties = layer.temporalProperties()
    if isinstance(layer, QgsRasterLayer):
        properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    elif isinstance(layer, QgsVectorLayer):
        properties.setMode(Qgis.VectorTemporalMode.FixedTemporalRange)
    else:
        return
    properties.setFixedTemporalRange(span)
    properties.setIsActive(True)
