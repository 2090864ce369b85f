"""Values of metadata.txt. SPDX-License-Identifier: GPL-2.0-or-later"""
import configparser
from pathlib import Path

FILE = Path(__file__).with_name("metadata.txt")


def metadata(name):
    """A value of metadata.txt; empty where it has none."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(FILE, "utf-8")
    return parser["general"].get(name, "")
