#!/usr/bin/env python3
"""Build the Debian package of library, development files and command line from an installed tree.

    make_deb.py --tree DIR --version 0.1.0 --out dist      DIR: what `make install-files DESTDIR=DIR PREFIX=/usr` made

Needs dpkg-deb and binutils. The version of libc6 is derived from the symbols that the binaries need.
The maintainer's address and the homepage are those of addresses.ini, where it has any; LEJEPA_GIS_MAINTAINER
("Name <address>") wins.
"""
import argparse
import email.utils
import gzip
import hashlib
import os
import pathlib
import re
import shutil
import subprocess

import addresses
import libraries

ROOT = pathlib.Path(__file__).resolve().parent.parent
DESCRIPTION = """feature and change maps from Sentinel-2
 Turns five Sentinel-2 L2A bands into feature rasters of 80 m cells, pictures of
 their principal components and two-date change maps, as GeoTIFF, with a small
 self-supervised encoder on the CPU. Holds the command line, the C library with
 its header, a C++ layer, and files for CMake and pkg-config.
 .
 GDAL is bound at run time: any libgdal from 3.6 on will do."""


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def compressed(path, data):
    """Debian wants documents compressed; without a time, so that the same input gives the same package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, 9, mtime=0))


def indented(text):
    return "\n".join(f" {line}" if line.strip() else " ." for line in text.strip().splitlines())


def copyright_text():
    holder = re.search(r"Copyright \(c\) (.*)", (ROOT / "LICENSE-MIT").read_text())[1]
    mit = (ROOT / "LICENSE-MIT").read_text().split("\n\n", 2)[2]
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: lejepa-gis\n"
        "Comment: The library and the command line embed the weights of the default model.\n\n"
        f"Files: *\nCopyright: {holder}\nLicense: (Expat or Apache-2.0) and CC-BY-4.0\n\n"
        f"License: Expat\n{indented(mit)}\n\nLicense: CC-BY-4.0\n{indented((ROOT / 'LICENSE-WEIGHTS').read_text())}\n\n"
        "License: Apache-2.0\n On Debian systems, the licence is in /usr/share/common-licenses/Apache-2.0.\n"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("tree", "version", "out"):
        parser.add_argument("--" + option, required=True, type=str if option == "version" else pathlib.Path)
    options = parser.parse_args()
    said = addresses.read()
    known = f"the lejepa-gis authors <{said.get('email', 'nobody@localhost')}>"
    maintainer = os.environ.get("LEJEPA_GIS_MAINTAINER", known)
    homepage = f"Homepage: {said['homepage']}\n" if "homepage" in said else ""
    version = f"{options.version}-1"
    tree, epoch = options.tree, int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))
    shutil.rmtree(tree / "usr/share/licenses", ignore_errors=True)
    for page in sorted((tree / "usr/share/man").rglob("*.1")):
        compressed(page.with_suffix(".1.gz"), page.read_bytes())
        page.unlink()
    documents = tree / "usr/share/doc/lejepa-gis"
    compressed(documents / "changelog.gz", (ROOT / "CHANGELOG.md").read_bytes())
    entry = f"lejepa-gis ({version}) unstable; urgency=medium\n\n  * Version {options.version}; see changelog.gz.\n\n"
    entry += f" -- {maintainer}  {email.utils.formatdate(epoch)}\n"
    compressed(documents / "changelog.Debian.gz", entry.encode())
    (documents / "copyright").write_text(copyright_text())

    files = sorted(f for f in tree.rglob("*") if f.is_file())
    binaries = [f for f in files if ".so." in f.name or f.parent.name == "bin"]
    glibc = ".".join(map(str, libraries.glibc_needed(binaries)))
    architecture = run("dpkg", "--print-architecture").strip()
    control = tree / "DEBIAN"
    control.mkdir()
    (control / "control").write_text(
        f"Package: lejepa-gis\nVersion: {version}\nArchitecture: {architecture}\n"
        f"Maintainer: {maintainer}\n{homepage}Section: science\nPriority: optional\n"
        f"Installed-Size: {sum(f.lstat().st_size for f in files) // 1024}\n"
        f"Depends: libc6 (>= {glibc}), libgcc-s1\nRecommends: gdal-bin\nDescription: {DESCRIPTION}\n"
    )
    abi = next(f for f in binaries if ".so." in f.name).name.rsplit(".", 1)[1]
    (control / "shlibs").write_text(f"liblejepa_gis {abi} lejepa-gis (>= {options.version})\n")
    (control / "triggers").write_text("activate-noawait ldconfig\n")
    sums = [f"{hashlib.md5(f.read_bytes()).hexdigest()}  {f.relative_to(tree)}\n" for f in files if not f.is_symlink()]
    (control / "md5sums").write_text("".join(sums))
    for path in [tree, *tree.rglob("*")]:
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    options.out.mkdir(parents=True, exist_ok=True)
    package = options.out / f"lejepa-gis_{version}_{architecture}.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run(["dpkg-deb", "-Zxz", "-z3", "--root-owner-group", "--build", tree, package], check=True, env=environment)


main()
