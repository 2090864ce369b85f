"""A wheel's name, tags and contents, and whether pip takes it for its system: wheel.py WHEEL SYSTEM.

SYSTEM is what `sysconfig.get_platform()` says there. For Linux, the tag is held to the library by its own count of the
symbols' versions; pip is asked as if it ran there, with that glibc and with the one before.
"""
import base64
import csv
import hashlib
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

wheel, system = Path(sys.argv[1]), sys.argv[2]
name, version, python, abi, tag = wheel.stem.split("-")
info = f"{name}-{version}.dist-info"
assert (name, python, abi) == ("lejepa_gis", "py3", "none"), wheel.name


def accepted(platform):
    """Whether pip installs the wheel where that is the platform; with the library inside."""
    with tempfile.TemporaryDirectory() as target:
        command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-index", "--no-deps"]
        command += ["--platform", platform, "--only-binary=:all:", "--target", target, wheel]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            assert "not a supported wheel on this platform" in done.stderr, done.stderr
            return False
        assert (Path(target) / library).stat().st_size > 10_000_000
        return True


with zipfile.ZipFile(wheel) as archive:
    content = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    [library] = [entry for entry in content if entry.startswith("lejepa_gis/") and not entry.endswith((".py", ".typed"))]
    assert archive.getinfo(library).external_attr >> 16 == 0o100755

metadata = content[f"{info}/METADATA"].decode()
assert f"\nName: lejepa-gis\nVersion: {version}\n" in metadata, metadata
assert content[f"{info}/WHEEL"].decode().splitlines()[-2:] == ["Root-Is-Purelib: false", f"Tag: py3-none-{tag}"]

record = list(csv.reader(io.StringIO(content[f"{info}/RECORD"].decode())))
assert sorted(path for path, *_ in record) == sorted(content), "RECORD names every file once, and no other"
for path, digest, size in record:
    if path != f"{info}/RECORD":
        expected = base64.urlsafe_b64encode(hashlib.sha256(content[path]).digest()).rstrip(b"=").decode()
        assert (digest, int(size)) == (f"sha256={expected}", len(content[path])), path

if system.startswith("linux"):
    processor = system.partition("-")[2]
    with tempfile.NamedTemporaryFile() as file:
        file.write(content[library])
        file.flush()
        symbols = subprocess.run(["readelf", "-sW", "--dyn-syms", file.name], check=True, capture_output=True, text=True).stdout
    versions = [int(minor) for minor in re.findall(r"UND \w+@GLIBC_2\.(\d+)", symbols)]
    minor = max(versions)
    assert len(versions) > 50 and tag == f"manylinux_2_{minor}_{processor}", (tag, minor)
    before = f"manylinux_2_{minor - 1}_{processor}"
    assert re.fullmatch(r"lejepa_gis/liblejepa_gis\.so\.\d+", library) and content[library].startswith(b"\x7fELF")
else:
    before = {"win-amd64": "win32"}[system]
    assert tag == "win_amd64" and library == "lejepa_gis/lejepa_gis.dll" and content[library].startswith(b"MZ")

assert accepted(tag), f"pip refuses it on {tag}"
assert not accepted(before), f"pip takes it on {before}"
print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, {len(content)} files, right for {system}")
