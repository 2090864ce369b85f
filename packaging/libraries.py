"""Facts of a built library for the package scripts: its system, its name there, and the glibc that it needs.

Needs the binutils of each system: those of the machine, and those that `make windows` and `make arm` install.
"""
import re
import subprocess
import tempfile
from pathlib import Path

SYSTEMS = {
    "linux-x86_64": ("liblejepa_gis.so.{abi}", "strip"),
    "linux-aarch64": ("liblejepa_gis.so.{abi}", "aarch64-linux-gnu-strip"),
    "win-amd64": ("lejepa_gis.dll", "x86_64-w64-mingw32-strip"),
}
"""By the value of `sysconfig.get_platform()` there: the library's name in a package, and the program that strips it."""


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


def stripped(library, abi):
    """Its system, its name in a package (for the interface's number `abi`) and its bytes."""
    system = system_of(library)
    name, strip = SYSTEMS[system]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "library"
        subprocess.run([strip, "--strip-unneeded", "-o", target, library], check=True)
        return system, name.format(abi=abi), target.read_bytes()


def glibc_needed(files):
    """Major and minor number of the oldest glibc that has every version of a symbol that the files ask for."""
    found = set()
    for file in files:
        command = ["env", "LC_ALL=C", "readelf", "--wide", "--version-info", file]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found |= {tuple(map(int, numbers.split("."))) for numbers in re.findall(r"Name: GLIBC_(\d+\.\d+)", text)}
    return max(found)
