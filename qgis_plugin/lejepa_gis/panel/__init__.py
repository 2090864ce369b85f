"""The panel to explore with: a dock of three pages, a map tool, overlays. SPDX-License-Identifier: GPL-2.0-or-later

`dock` holds the pages `find` (more like this), `dates` (two dates) and `history` (one cell through time). What takes
time runs in `worker` (answers while the mouse moves) or in QGIS's tasks (`tasks`, `jobs`); only the main thread touches
widgets.
"""
