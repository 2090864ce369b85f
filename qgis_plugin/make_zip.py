#!/usr/bin/env python3
"""Builds the plugin's zips: one without binaries, one for each --library FILE that holds it, stripped, and one with all.

    make_zip.py --out dist [--library target/release/liblejepa_gis.so] [--library …/lejepa_gis.dll]

A library lies in lejepa_gis/lib/SYSTEM, where SYSTEM is the value of sysconfig.get_platform() there; locate.py searches it.

Where packaging/addresses.ini has an address for libraries, each is also written to OUT/library, to be put there; the
zip without binaries says their addresses and digests (lejepa_gis/library.json): the plugin then offers to fetch one.
"""
import argparse
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

import addresses

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "packaging"))
import libraries  # noqa: E402 (its folder has just been put on the path)

STAMP = (1980, 1, 1, 0, 0, 0)  # the same zip from the same input
LIMIT = 25_000_000
"""Bytes that the plugin site accepts."""
LIMIT_ALL = 60_000_000
"""Bytes of the zip with the libraries of all systems, which is for "Install from ZIP" only."""


def files():
    """Name in the zip and bytes of every file of the plugin; links become what they point to."""
    found = {}
    for path in sorted((HERE / "lejepa_gis").rglob("*")):
        if path.is_file() and not {"__pycache__", "lib"} & set(path.parts[len(HERE.parts):]) and not path.name.startswith("liblejepa"):
            found[path.relative_to(HERE).as_posix()] = path.read_bytes()
    return found


def abi(content):
    """The interface that the plugin's own module is written for, by which locate.py looks for the library."""
    return int(re.search(rb"^ABI_VERSION = (\d+)$", content["lejepa_gis/_ffi.py"], re.MULTILINE)[1])


def in_the_zip(library, abi):
    """A library's name in the zip and its bytes."""
    system, name, data = libraries.stripped(library, abi)
    return f"lejepa_gis/lib/{system}/{name}", data


def to_fetch(out, address, version, inside):
    """Writes the libraries that may be fetched; returns what the plugin says of them.

    `inside` is place and bytes of each.
    """
    told = {"version": version, "address": address, "files": {}}
    (out / "library").mkdir(exist_ok=True)
    for place, data in inside.items():
        _, _, system, name = place.split("/")
        file = f"lejepa_gis-{version}-{system}-{name}"
        (out / "library" / file).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        told["files"][system] = {"file": file, "name": name, "bytes": len(data), "sha256": digest}
    return json.dumps(told, indent=1).encode()


def write(target, content, limit=LIMIT):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.external_attr, entry.compress_type = 0o100644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    size = target.stat().st_size
    print(f"{target}: {size} bytes")
    if size > limit:
        raise SystemExit(f"{target} has {size} bytes; at most {limit} are allowed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--library", action="append", default=[])
    parser.add_argument("--addresses", type=Path, default=HERE.parent / "packaging/addresses.ini")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    content = files()
    said = addresses.of_packaging().read(options.addresses)
    content["lejepa_gis/metadata.txt"] = addresses.completed(content["lejepa_gis/metadata.txt"].decode(), said).encode()
    inside = dict(in_the_zip(library, abi(content)) for library in options.library)
    offer = {}
    if "library" in said and inside:
        version = re.search(rb"(?m)^version=(.*)$", content["lejepa_gis/metadata.txt"])[1].decode()
        offer["lejepa_gis/library.json"] = to_fetch(options.out, said["library"], version, inside)
    write(options.out / "lejepa_gis-plugin.zip", {**content, **offer})
    for place, data in inside.items():
        system = place.split("/")[2]
        write(options.out / f"lejepa_gis-plugin-{system}.zip", {**content, place: data})
    if len(inside) > 1:
        write(options.out / "lejepa_gis-plugin-all.zip", {**content, **inside}, LIMIT_ALL)


if __name__ == "__main__":
    main()
