#!/usr/bin/env python3
"""Writes the copy of the library's tables of tasks and parameters that the plugin's dialogs are made from.

    LEJEPA_GIS_LIBRARY=target/release/liblejepa_gis.so qgis_plugin/write_table.py
"""
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python"))

# After the path is set: the module lies in the source tree and is not installed.
from lejepa_gis import api  # noqa: E402

tables = {"tasks": api.tasks(), "parameters": api.parameters()}
(HERE / "lejepa_gis" / "tables.json").write_text(json.dumps(tables, indent=1) + "\n", "utf-8")
