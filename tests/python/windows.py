"""What the ctypes module does on Windows, as far as that shows without one: file names, how they are loaded, types.

The library itself needs the system's DLLs only (`make windows` holds that), so no folder of DLLs has to be announced.
"""
import ctypes
import importlib.util
import os
import re
import sys
import tempfile
from pathlib import Path, PureWindowsPath
from unittest import mock

SOURCE = Path(sys.argv[1])


def module(folder):
    """A fresh copy of the module in a folder."""
    place = Path(folder) / "_ffi.py"
    place.write_bytes(SOURCE.read_bytes())
    spec = importlib.util.spec_from_file_location("ffi_there", place)
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


with tempfile.TemporaryDirectory() as folder, mock.patch.dict("os.environ"), mock.patch.object(sys, "platform", "win32"):
    os.environ.pop("LEJEPA_GIS_LIBRARY", None)
    ffi = module(folder)
    assert ffi.library_names() == ["lejepa_gis.dll"], ffi.library_names()
    beside = Path(folder) / "lejepa_gis.dll"
    beside.touch()
    assert ffi.library_names() == [str(beside), "lejepa_gis.dll"], "beside the module first, named in full"
    # A full name is what makes Windows load from that folder; the path reaches the loader as text, never as bytes.
    tried = []
    with mock.patch.object(ctypes, "CDLL", lambda name: tried.append(name) or (_ for _ in ()).throw(OSError("not here"))):
        try:
            ffi.load()
        except OSError as error:
            assert "LEJEPA_GIS_LIBRARY" in str(error)
        named = r"C:\Users\Jörg Täler\lejepa_gis.dll"
        try:
            ffi.load(PureWindowsPath(named))
        except OSError:
            pass
    assert tried == [str(beside), "lejepa_gis.dll", named], tried
    # The C interface takes paths as UTF-8 on every system.
    assert ffi.encoded(PureWindowsPath(r"C:\Jörg Täler\vorher.tif")) == "C:\\Jörg Täler\\vorher.tif".encode("utf-8")

# `long` has 32 bits there and 64 here, so it must not stand for anything.
assert not re.search(r"\bc_u?long\b", SOURCE.read_text("utf-8"))
print("as expected")
