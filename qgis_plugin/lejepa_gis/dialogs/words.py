"""Choices of the library's table in words. SPDX-License-Identifier: GPL-2.0-or-later

Values stay as they are in the table, for scripts, models and the history; a dialog shows these words in their place. A
choice that is new in the table is shown as it is.
"""
from ..i18n import tr_later

REFLECTANCE = {
    "auto": tr_later("From the metadata, or proved by the values"),
    "dn": tr_later("x 10000 (dn)"),
    "dn-offset": tr_later("x 10000 + 1000, baseline 04.00 and later (dn-offset)"),
    "unit": tr_later("0 to 1 (unit)"),
}
LISTS = {
    "METHOD": {
        "auto": tr_later("Automatic: joint for rasters, residual for features"),
        "joint": tr_later("Joint: what stands out, by model and texture"),
        "residual": tr_later("Residual: what stands out, by the model"),
        "cosine": tr_later("Cosine: every change, floods, fire and season too"),
        "irmad": tr_later("IR-MAD: pixels, without a model"),
        "vector": tr_later("Change vector: pixels, without a model"),
    },
    "REFLECTANCE": REFLECTANCE,
    "REFLECTANCE_AFTER": {"same": tr_later("As the first date"), **REFLECTANCE},
    "DTYPE": {
        "float32": tr_later("32 bits"),
        "float16": tr_later("Rounded to 16 bits"),
        "int8": tr_later("8 bits with a scale and an offset for each band"),
    },
    "TAPER": {
        "flat": tr_later("All cells of a chip count alike"),
        "triangle": tr_later("Falls evenly towards the edge"),
        "cosine": tr_later("Falls smoothly towards the edge"),
    },
    "CHIPS": {"all": tr_later("The whole raster"), "centre": tr_later("One chip in its centre")},
    "STRETCH": {
        "percentile": tr_later("From 2 % to 98 % of all values"),
        "minmax": tr_later("From the least to the greatest value"),
    },
    "RESAMPLING": {"bilinear": tr_later("Bilinear"), "cubic": tr_later("Cubic")},
    "PRECISION": {
        "auto": tr_later("By the processor"),
        "f32": tr_later("Full precision (f32)"),
        "bf16": tr_later("Faster where the processor has it (bf16)"),
        "int8": tr_later("Fastest where the processor has it (int8)"),
    },
    "QUANTISATION": {
        "auto": tr_later("By their documented layout"),
        "linear": tr_later("By each band's scale and offset"),
        "alphaearth": tr_later("As AlphaEarth's"),
        "tessera": tr_later("As TESSERA's"),
    },
    "SERIES_METHOD": {
        "history": tr_later("Each date against its own past"),
        "before-after": tr_later("Several early dates against several late ones"),
    },
    "REPORT": {"html": tr_later("One HTML file that works offline"), "none": tr_later("None")},
}
"""Lists: the words of each value."""
TEXTS = {
    "OVERLAP": {"fast": tr_later("Fast: a quarter"), "best": tr_later("Best: a half")},
    "THRESHOLD": {
        "auto": tr_later("The measure's own"),
        "share:2%": tr_later("The 2 % of highest value (share:2%)"),
        "otsu": tr_later("What parts the values best in two (otsu)"),
    },
    "SMOOTHING": {"auto": tr_later("The measure's own"), "0": tr_later("None")},
    "STRIDE": {
        "patch": tr_later("Side by side: 8 pixels"),
        "4": tr_later("4 pixels: four times the work"),
        "2": tr_later("2 pixels: sixteen times the work"),
    },
    "HISTORY": {"auto": tr_later("A quarter of the dates, from 2 to 6")},
    "EARLY": {"auto": tr_later("Half of the dates, at most 3")},
    "LATE": {"auto": tr_later("Half of the dates, at most 3")},
    "GRID": {"cells": tr_later("As the cells"), "pixels": tr_later("As the image's pixels")},
    "NODATA": {"auto": tr_later("Those that stand out"), "none": tr_later("None but what the file marks")},
    "SOURCES": {
        "auto": tr_later("Files and web addresses"),
        "local": tr_later("Nothing over a network"),
        "any": tr_later("Whatever GDAL opens"),
    },
}
"""Texts for which some values have words; others are typed."""
MODELS = {
    "": tr_later("Built-in model"),
    "texture": tr_later("Texture of the scene, without a network"),
    "untrained": tr_later("Random weights, for comparison"),
}
"""Models that are no files."""
OTHER_MODEL = tr_later("A model file …")
