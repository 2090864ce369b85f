#!/usr/bin/env python3
"""Build the wheel: the ctypes module with the library inside; needs Python and binutils, no package.

    make_wheel.py --library FILE --version 0.1.0 --abi 1 --out dist

The platform tag tells the oldest glibc that has every symbol that the library asks for.
"""
import argparse
import base64
import hashlib
import pathlib
import platform
import re
import subprocess
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
STAMP = (1980, 1, 1, 0, 0, 0)  # the same wheel from the same input


def glibc_needed(library):
    text = subprocess.run(["objdump", "-T", library], check=True, capture_output=True, text=True).stdout
    versions = {tuple(map(int, v.split("."))) for v in re.findall(r"GLIBC_(2\.\d+)", text)}
    return max(versions | {(2, 17)})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("library", "version", "abi", "out"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    major, minor = glibc_needed(options.library)
    tag = f"py3-none-manylinux_{major}_{minor}_{platform.machine()}"
    name, info = f"lejepa_gis-{options.version}-{tag}.whl", f"lejepa_gis-{options.version}.dist-info"
    files = {f"lejepa_gis/{f.name}": f.read_bytes() for f in sorted((HERE / "lejepa_gis").iterdir()) if f.is_file()}
    with tempfile.TemporaryDirectory() as folder:
        stripped = pathlib.Path(folder) / "library.so"
        subprocess.run(["strip", "--strip-unneeded", "-o", stripped, options.library], check=True)
        files[f"lejepa_gis/liblejepa_gis.so.{options.abi}"] = stripped.read_bytes()
    for licence in sorted(HERE.parent.glob("LICENSE*")):
        files[f"{info}/licenses/{licence.name}"] = licence.read_bytes()
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: lejepa-gis\nVersion: {options.version}\n"
        "Summary: Feature and change maps from Sentinel-2, on the CPU\nLicense: (MIT OR Apache-2.0) AND CC-BY-4.0\nRequires-Python: >=3.9\n"
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
            entry.external_attr = (0o100755 if ".so" in path else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, data)
    print(out / name)


main()
