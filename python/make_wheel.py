#!/usr/bin/env python3
"""Build the wheel: the ctypes module with the library inside; needs Python and binutils, no package.

    make_wheel.py --library FILE --version 0.1.0 --abi 1 --out dist

The system is read from the library's header. For Linux, the platform tag names the oldest glibc that has every symbol
that the library needs.
"""
import argparse
import base64
import hashlib
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "packaging"))
import addresses  # noqa: E402 (its folder has just been put on the path)
import libraries  # noqa: E402

STAMP = (1980, 1, 1, 0, 0, 0)  # the same wheel from the same input


def platform_tag(system, library):
    if not system.startswith("linux"):
        return system.replace("-", "_")
    major, minor = max(libraries.glibc_needed([library]), (2, 17))  # pip knows no older tag of this kind
    return f"manylinux_{major}_{minor}_{system.removeprefix('linux-')}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("library", "version", "abi", "out"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    system, library, data = libraries.stripped(options.library, options.abi)
    tag = f"py3-none-{platform_tag(system, options.library)}"
    name, info = f"lejepa_gis-{options.version}-{tag}.whl", f"lejepa_gis-{options.version}.dist-info"
    files = {f"lejepa_gis/{f.name}": f.read_bytes() for f in sorted((HERE / "lejepa_gis").iterdir()) if f.is_file()}
    files[f"lejepa_gis/{library}"] = data
    for licence in sorted(HERE.parent.glob("LICENSE*")):
        files[f"{info}/licenses/{licence.name}"] = licence.read_bytes()
    said = addresses.read()
    pages = "".join(f"Project-URL: {name}, {said[name]}\n" for name in ("homepage", "repository", "tracker") if name in said)
    mail = f"Author-email: {said['email']}\n" if "email" in said else ""
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: lejepa-gis\nVersion: {options.version}\n"
        "Summary: Feature and change maps from Sentinel-2, on the CPU\nLicense: (MIT OR Apache-2.0) AND CC-BY-4.0\nRequires-Python: >=3.9\n"
        f"{mail}{pages}"
    ).encode()
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: make_wheel\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    digest = lambda data: base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data in files.items())
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, STAMP)
            entry.external_attr = (0o100755 if path == f"lejepa_gis/{library}" else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, data)
    print(out / name)


main()
