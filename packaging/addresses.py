"""The project's public addresses, from addresses.ini beside this file.

    addresses.py            prints what is said, and what the plugin site still lacks
"""
import configparser
import sys
from pathlib import Path

FILE = Path(__file__).with_name("addresses.ini")
SITE = ("homepage", "repository", "tracker", "email")
"""What QGIS's plugin site refuses a zip without."""


def read(file=FILE):
    """Every address that is said, by name: `homepage`, `repository`, `tracker`, `email`, `library`.

    Of a repository alone, the homepage is the same and the tracker lies below it.
    """
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(file, "utf-8")
    found = {name: value.strip() for name, value in parser["project"].items() if value.strip()}
    repository = found.get("repository", "").rstrip("/")
    if repository:
        found.setdefault("homepage", repository)
        found.setdefault("tracker", f"{repository}/issues")
    library = parser.get("library", "address", fallback="").strip()
    if library:
        if not library.startswith("https://"):
            raise SystemExit(f"{file}: the library's address must begin with https://, not {library}")
        found["library"] = f"{library.rstrip('/')}/"
    return found


def lacking(found):
    """Names of what the plugin site still lacks."""
    return [name for name in SITE if not found.get(name)]


def main():
    found = read()
    for name, value in found.items():
        print(f"{name}: {value}")
    lacks = lacking(found)
    told = f"The plugin site still lacks {', '.join(lacks)}: {FILE.name} says none."
    print(told if lacks else "The plugin site lacks nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
