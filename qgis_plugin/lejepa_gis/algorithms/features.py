"""Embed raster. SPDX-License-Identifier: GPL-2.0-or-later"""
from ..i18n import tr_later
from .one_raster import OneRaster


class Features(OneRaster):
    """One raster in, its dense features out."""

    ID, NAME, PRODUCT = "features", tr_later("Embed raster"), tr_later("Features")
    HELP = tr_later(
        "One band for each number of the feature, one cell for 8 x 8 pixels (80 m). PCA to RGB and Change take the "
        "result, without encoding again."
    )
    VALUES = tr_later(
        "Each band is one number of the feature; alone it means nothing. Cells that are alike have like numbers."
    )
    TAGS = ("embedding", "encoder", "deep learning", "vision transformer")
