#!/usr/bin/env python3
"""Builds the plugin's zips: one without binaries, and with --library FILE one that holds the library, stripped.

    make_zip.py --out dist [--library target/release/liblejepa_gis.so]
"""
import argparse
import subprocess
import tempfile
import zipfile
from pathlib import Path

import addresses

HERE = Path(__file__).resolve().parent
STAMP = (1980, 1, 1, 0, 0, 0)  # the same zip from the same input
LIMIT = 25_000_000
"""Bytes that the plugin site accepts."""


def files():
    """Name in the zip and bytes of every file of the plugin; links become what they point to."""
    found = {}
    for path in sorted((HERE / "lejepa_gis").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("liblejepa"):
            found[path.relative_to(HERE).as_posix()] = path.read_bytes()
    return found


def write(target, content):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.external_attr, entry.compress_type = 0o100644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    size = target.stat().st_size
    print(f"{target}: {size} bytes")
    if size > LIMIT:
        raise SystemExit(f"{target} has {size} bytes; at most {LIMIT} are allowed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--library")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    content = files()
    content["lejepa_gis/metadata.txt"] = addresses.completed(content["lejepa_gis/metadata.txt"].decode()).encode()
    write(options.out / "lejepa_gis-plugin.zip", content)
    if options.library:
        with tempfile.TemporaryDirectory() as folder:
            stripped = Path(folder) / "library.so"
            subprocess.run(["strip", "--strip-unneeded", "-o", stripped, options.library], check=True)
            content["lejepa_gis/liblejepa_gis.so.1"] = stripped.read_bytes()
        write(options.out / "lejepa_gis-plugin-linux-x86_64.zip", content)


if __name__ == "__main__":
    main()
