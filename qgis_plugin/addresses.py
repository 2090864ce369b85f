"""Completes metadata.txt with the version and the project's public addresses from Cargo.toml.

They are `repository`, `homepage` (else the repository) and the e-mail address of the first of `authors`. The plugin
site refuses a zip without them; "Install from ZIP" does not need them.
"""
import re
from pathlib import Path

CARGO = Path(__file__).resolve().parents[1] / "Cargo.toml"


def package(text):
    """Texts and first texts of lists in Cargo.toml's table [package]; Python has a reader of TOML from 3.11 on only."""
    table = text.split("[package]", 1)[1].split("\n[", 1)[0]
    return dict(re.findall(r'(?m)^([a-z-]+) = \[?"([^"]*)"', table))


def lines(found):
    """Lines of metadata.txt; none for what the package lacks."""
    repository = found.get("repository", "").rstrip("/")
    mail = re.search(r"<(.+@.+)>", found.get("authors", ""))
    said = {"email": mail and mail[1], "repository": repository, "homepage": found.get("homepage") or repository}
    said["tracker"] = f"{repository}/issues" if repository else ""
    return [f"{name}={value}" for name, value in said.items() if value]


def completed(text, cargo=None):
    """The text of metadata.txt, with the values of `cargo`, the text of a Cargo.toml."""
    found = package(CARGO.read_text("utf-8") if cargo is None else cargo)
    if len(lines(found)) < 4:
        print("Not for the plugin site yet: Cargo.toml says no repository or no author with an e-mail address.")
    text = re.sub(r"(?m)^version=.*$", f"version={found['version']}", text)
    return text.rstrip("\n") + "\n" + "".join(f"{line}\n" for line in lines(found))
