#!/usr/bin/env python3
"""Builds the plugin's zips: one without binaries, and with --library FILE one that holds the library, stripped.

    make_zip.py --out dist [--library target/release/liblejepa_gis.so]

The version and the project's public addresses are Cargo.toml's: `repository`, `homepage` (else the repository), and the
address of the first of `authors`. The plugin site refuses a zip without them; "Install from ZIP" does not need them.
"""
import argparse
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

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


def cargo_package(text):
    """Texts and first texts of lists in Cargo.toml's table [package]; Python has a reader of TOML from 3.11 on only."""
    table = text.split("[package]", 1)[1].split("\n[", 1)[0]
    return dict(re.findall(r'(?m)^([a-z-]+) = \[?"([^"]*)"', table))


def addresses(package):
    """Lines of metadata.txt from Cargo.toml's table [package]; none for what it does not say."""
    repository = package.get("repository", "").rstrip("/")
    mail = re.search(r"<(.+@.+)>", package.get("authors", ""))
    found = {"email": mail and mail[1], "repository": repository, "homepage": package.get("homepage") or repository}
    found["tracker"] = f"{repository}/issues" if repository else ""
    return [f"{name}={value}" for name, value in found.items() if value]


def metadata(text, package):
    """metadata.txt with version and addresses."""
    text = re.sub(r"(?m)^version=.*$", f"version={package['version']}", text)
    return text.rstrip("\n") + "\n" + "".join(f"{line}\n" for line in addresses(package))


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
    parser.add_argument("--cargo", default=HERE.parent / "Cargo.toml", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    package = cargo_package(options.cargo.read_text("utf-8"))
    content = files()
    name = "lejepa_gis/metadata.txt"
    content[name] = metadata(content[name].decode(), package).encode()
    if len(addresses(package)) < 4:
        print("Not for the plugin site yet: Cargo.toml says no repository or no author with an e-mail address.")
    write(options.out / "lejepa_gis-plugin.zip", content)
    if options.library:
        with tempfile.TemporaryDirectory() as folder:
            stripped = Path(folder) / "library.so"
            subprocess.run(["strip", "--strip-unneeded", "-o", stripped, options.library], check=True)
            content["lejepa_gis/liblejepa_gis.so.1"] = stripped.read_bytes()
        write(options.out / "lejepa_gis-plugin-linux-x86_64.zip", content)


if __name__ == "__main__":
    main()
