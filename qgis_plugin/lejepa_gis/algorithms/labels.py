"""The plugin's own words for rows of the library's table. SPDX-License-Identifier: GPL-2.0-or-later"""
from ..i18n import tr_later

LABELS = {
    "MODEL": tr_later("Model (empty: the built-in one)"),
    "BANDS": tr_later("Bands (auto, numbers or red=3,green=2,...)"),
    "REFLECTANCE": tr_later("Reflectance of the values"),
    "MASK": tr_later("Cloud mask (SCL or other classes)"),
    "MASK_VALUES": tr_later("Values of the mask that take a pixel away"),
    "NODATA": tr_later("Values that mean no measurement"),
    "AREA": tr_later("Only inside these polygons"),
    "WINDOW": tr_later("Only these pixels (column,row,width,height)"),
    "TARGET_RESOLUTION": tr_later("Resample to pixels of (0: as they are)"),
    "METHOD": tr_later("Measure of change"),
    "ALIGN": tr_later("Warp second date onto the first one's grid"),
    "RESAMPLING": tr_later("Resampling of a warped second date"),
    "MIXED": tr_later("Compare dates that contradict each other"),
    "BANDS_AFTER": tr_later("Bands of second date (empty: as the first)"),
    "REFLECTANCE_AFTER": tr_later("Reflectance of the second date's values"),
    "MASK_AFTER": tr_later("Cloud mask of the second date"),
    "THRESHOLD": tr_later("Threshold (auto, a number, share:2%, otsu)"),
    "MIN_AREA": tr_later("Smallest area [ha]"),
    "SIMPLIFY": tr_later("Outlines may move by"),
    "FIT": tr_later("Fit file (read, or written if new)"),
    "SMOOTHING": tr_later("Smoothing of the map (auto or a number)"),
    "WHITENING": tr_later("Whitening of the residual (0 to 0.5)"),
    "PROBABILITY": tr_later("Also write irmad's probability of change"),
    "BASIS": tr_later("PCA basis file (read, or written if new)"),
    "SCORES": tr_later("Write raw scores instead of colours"),
    "STRETCH": tr_later("Range of each component that fills a colour"),
    "DTYPE": tr_later("Number type of the features"),
    "OVERLAP": tr_later("Overlap of chips (fast, best or 0 to 0.9)"),
    "TAPER": tr_later("Weight of a chip's cells towards its edge"),
    "STRIDE": tr_later("Pixels from cell to cell (patch, 4 or 2)"),
    "GRID": tr_later("Pixels of the map (cells, pixels or a size)"),
    "CHIPS": tr_later("Chips to encode"),
    "AT": tr_later("Examples as places (x,y; x,y; ...)"),
    "AT_CRS": tr_later("Reference system of these places"),
    "EXAMPLES": tr_later("Examples (points or polygons)"),
    "COUNTER_EXAMPLES": tr_later("Counter-examples (points or polygons)"),
    "UNION": tr_later("Score by the best example, not their mean"),
    "DIFFERENCE": tr_later("Also write the difference of two dates"),
    "LABELS": tr_later("Labels (points or polygons)"),
    "CLASS_FIELD": tr_later("Field of the labels that names the class"),
    "LABELS_RASTER": tr_later("Raster of classes instead of labels"),
    "IMAGE": tr_later("Image of the features, to compare or colour"),
    "CONFIDENCE": tr_later("Also write probability and margin"),
    "UNBALANCED": tr_later("Each labelled cell counts alike"),
    "BLOCK": tr_later("Side of the blocks that are left out (cells)"),
    "CLUSTERS": tr_later("Number of clusters"),
    "SEED": tr_later("Number that the clusters begin with"),
    "FILTER": tr_later("Only changes of many dates that are"),
    "SERIES_METHOD": tr_later("How the dates are compared"),
    "STORE": tr_later("Folder that keeps the dates' features"),
    "MIN_CLEAR": tr_later("Least share of valid cells on a date"),
    "WATCH": tr_later("Only ask about the newest date"),
    "ALARM": tr_later("Out of the ordinary from an area of [ha]"),
    "HISTORY": tr_later("Dates of history before one is asked"),
    "SEASON": tr_later("Days of the year that are one season"),
    "EARLY": tr_later("Number of early dates (auto or a number)"),
    "LATE": tr_later("Number of late dates (auto or a number)"),
    "QUANTISATION": tr_later("How features of others are stored"),
    "MIN_VALID": tr_later("Least valid share of a cell's pixels"),
    "THREADS": tr_later("Worker threads (0: all processors)"),
    "MEMORY": tr_later("Memory for pixels and features"),
    "TEMP": tr_later("Folder for large temporary data"),
    "PRECISION": tr_later("Arithmetic of the encoder"),
    "COG": tr_later("Write a cloud-optimised GeoTIFF"),
    "CO": tr_later("Creation options"),
    "SIDECAR": tr_later("Also write a STAC item"),
    "VALIDITY": tr_later("Also write a raster of valid shares"),
    "REPORT": tr_later("Report to look at"),
    "OVERWRITE": tr_later("Replace files that exist"),
    "SOURCES": tr_later("What inputs may reach"),
    "MODEL_BANDS": tr_later("Bands of an ONNX model without metadata"),
    "MODEL_MEAN": tr_later("Means of an ONNX model without metadata"),
    "MODEL_STD": tr_later("Deviations of an ONNX model without metadata"),
    # Fields of QGIS's own, beside the rows that they belong to.
    "EXTENT": tr_later("Extent to process"),
    "WHOLE_CELLS": tr_later("Extent: on the whole raster's cells"),
    "NO_MASK": tr_later("No cloud mask, not even the product's own"),
    "OWN_SCALE": tr_later("Own scale and offset"),
    "OWN_SCALE_AFTER": tr_later("Own scale and offset of the second date"),
}
"""Short enough that a dialog shows its buttons at the size that QGIS gives it."""
OWN_SCALE_HELP = tr_later(
    "Two numbers, 0.0001,-0.1 for example: reflectance = value x scale + offset. Wins over the choice."
)
HELP = {
    "EXTENT": tr_later("Only this part is processed; by default the whole raster."),
    "WHOLE_CELLS": tr_later(
        "Moves the extent's edges outwards to the edges of the whole raster's cells (8 pixels), so that maps of "
        "several extents of one raster compare cell by cell."
    ),
    "NO_MASK": tr_later("Without this and without a mask layer, a product's own scene classification is used."),
    "MASK": tr_later(
        "Raster of classes that tells clouds and the like. Without one, the scene classification of the product is "
        "used where it has one."
    ),
    "MASK_AFTER": tr_later("Mask of the second date, where it differs from the first one's."),
    "METHOD": tr_later(
        "Auto is joint for rasters, residual for features. Joint and residual show what stands out from what the scene "
        "does as a whole, in medians of the scene: building, clearing, quarries, among any seasons. A change of most "
        "of the scene, such as a flood of all water, passes for none in them. Cosine, from 0 to 2, sees every change: "
        "floods, fire, harvest, and the season. Irmad and vector measure pixels without a model, for comparison."
    ),
    "THRESHOLD": tr_later(
        "Value from which on a cell counts as changed, or as like the examples: shown in colour, counted in the log, "
        "and where areas begin. The measure's own was measured on labelled scenes; a number, share:2% (what so much of "
        "the valid cells reaches) or otsu (what parts the values best in two) replaces it."
    ),
    "SMOOTHING": tr_later(
        "Width of the bell that smooths the map of change, in cells; the measure's own is 0.4 for joint, none for "
        "others."
    ),
    "BANDS_AFTER": tr_later("Said as for the first date; only where the second one's differ."),
    "REFLECTANCE_AFTER": tr_later("Said as for the first date; only where the second one's differs."),
    "BASIS": tr_later(
        "One basis makes colours of several runs comparable: name a new file in the first run, and it in others."
    ),
    "FIT": tr_later(
        "What is learned from the inputs: the scale of change, the classifier, the centres of clusters. Name a new "
        "file in the first run, and it for other tiles or extents of the same dates, which then have the same scale "
        "and threshold, or for other features of one model, which then have the same classes."
    ),
    "FILTER": tr_later(
        "Of a raster of Change over many dates: which changes count, all of first>=2024-01-01, first<=2024-06-30, "
        "confirming>=3, state=stayed or state=returned, separated by commas."
    ),
    "WATCH": tr_later("Whether the newest date is out of the ordinary against all others: the log says so."),
    "IMAGE": tr_later(
        "The image that the features were made of. Classify then tells how well plain means and deviations of its "
        "bands do beside the features; Cluster takes the colours of its clusters from its first three bands."
    ),
    "REPORT": tr_later(
        "One file that works offline in any browser: both dates, the change between them, areas, scores, warnings and "
        "where all of it comes from. Of many dates: maps of how much and when over the newest date, the dates, and the "
        "history of the cells that changed most. It lies beside the output, or in its folder. Of a raster made "
        "earlier, of features and of classes, it has no pictures of the dates."
    ),
    "CO": tr_later("Options of the output's format."),
    "OVERWRITE": tr_later("Without it, an output that exists is refused before the run. An input is never replaced."),
}
"""Help where a field takes something else than the table's row, or needs another wording."""
