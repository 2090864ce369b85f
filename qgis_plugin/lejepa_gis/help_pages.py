"""The pages of help inside the plugin. SPDX-License-Identifier: GPL-2.0-or-later"""
from pathlib import Path

FOLDER = Path(__file__).with_name("help")
SHARED = {
    "describe": "features", "classify": "similar", "cluster": "similar", "transitions": "similar",
    "doctor": "install", "modelinfo": "features",
}  # fmt: skip
"""Algorithms that have a page with others."""


def url(page):
    """Address of a page, or of the first one where there is none of that name. Works without a network."""
    file = FOLDER / f"{SHARED.get(page, page)}.html"
    return (file if file.exists() else FOLDER / "index.html").absolute().as_uri()
