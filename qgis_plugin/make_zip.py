#!/usr/bin/env python3
"""Builds the plugin's zips: one without binaries, one for each --library FILE that holds it, stripped, and one with all.

    make_zip.py --out dist [--library target/release/liblejepa_gis.so] [--library …/lejepa_gis.dll]

A library lies in lejepa_gis/lib/SYSTEM, where SYSTEM is what sysconfig.get_platform() says there; locate.py looks in it.
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
LIMIT_ALL = 60_000_000
"""Bytes of the zip with the libraries of all systems, which is for "Install from ZIP" only."""
SYSTEMS = {
    "linux-x86_64": ("liblejepa_gis.so.1", "strip"),
    "linux-aarch64": ("liblejepa_gis.so.1", "aarch64-linux-gnu-strip"),
    "win-amd64": ("lejepa_gis.dll", "x86_64-w64-mingw32-strip"),
}
"""The library's name in the zip, and the program that strips it."""


def files():
    """Name in the zip and bytes of every file of the plugin; links become what they point to."""
    found = {}
    for path in sorted((HERE / "lejepa_gis").rglob("*")):
        if path.is_file() and not {"__pycache__", "lib"} & set(path.parts[len(HERE.parts):]) and not path.name.startswith("liblejepa"):
            found[path.relative_to(HERE).as_posix()] = path.read_bytes()
    return found


def system_of(library):
    """Which of SYSTEMS a file is for, from its own header."""
    with open(library, "rb") as file:
        head = file.read(4096)
    if head.startswith(b"\x7fELF"):
        system = {62: "linux-x86_64", 183: "linux-aarch64"}.get(int.from_bytes(head[18:20], "little"))
    else:
        coff = int.from_bytes(head[60:64], "little")
        system = "win-amd64" if head[coff : coff + 6] == b"PE\0\0\x64\x86" else None
    if system is None:
        raise SystemExit(f"{library}: a library for {', '.join(SYSTEMS)} is expected")
    return system


def stripped(library):
    """Its place in the zip and its bytes."""
    system = system_of(library)
    name, strip = SYSTEMS[system]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / name
        subprocess.run([strip, "--strip-unneeded", "-o", target, library], check=True)
        return f"lejepa_gis/lib/{system}/{name}", target.read_bytes()


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
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    content = files()
    content["lejepa_gis/metadata.txt"] = addresses.completed(content["lejepa_gis/metadata.txt"].decode()).encode()
    write(options.out / "lejepa_gis-plugin.zip", content)
    libraries = dict(stripped(library) for library in options.library)
    for place, data in libraries.items():
        system = place.split("/")[2]
        write(options.out / f"lejepa_gis-plugin-{system}.zip", {**content, place: data})
    if len(libraries) > 1:
        write(options.out / "lejepa_gis-plugin-all.zip", {**content, **libraries}, LIMIT_ALL)


if __name__ == "__main__":
    main()
