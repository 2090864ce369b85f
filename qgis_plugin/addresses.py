"""Completes metadata.txt with the version of Cargo.toml and the addresses of packaging/addresses.ini.

The plugin site refuses a zip without them; "Install from ZIP" does not need them.
"""
import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def of_packaging():
    """The module of this name in `packaging`."""
    spec = importlib.util.spec_from_file_location("packaging_addresses", ROOT / "packaging/addresses.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def completed(text, said=None):
    """The text of metadata.txt with the version, and with `said`, the addresses, or else those that the project has."""
    known = of_packaging()
    said = known.read() if said is None else said
    version = re.search(r'(?m)^version = "(.*)"', (ROOT / "Cargo.toml").read_text("utf-8"))[1]
    lacks = known.lacking(said)
    if lacks:
        print(f"Not for the plugin site yet: packaging/addresses.ini says no {', no '.join(lacks)}.")
    text = re.sub(r"(?m)^version=.*$", f"version={version}", text)
    return text.rstrip("\n") + "\n" + "".join(f"{name}={said[name]}\n" for name in known.SITE if said.get(name))
