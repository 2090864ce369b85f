#!/usr/bin/env python3
"""Write the list of what is built in, as CycloneDX 1.5: the crates behind the library, with version, licence and checksum.

    make_sbom.py --target x86_64-unknown-linux-gnu --target x86_64-pc-windows-gnu --out dist

With several targets, what is built in for any of them. Crates that only build or test are left out. The same Cargo.lock
gives the same file.
"""
import argparse
import json
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def metadata(target):
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def checksums():
    """SHA-256 of each crate's archive, by name and version."""
    lock = (ROOT / "Cargo.lock").read_text()
    found = re.findall(r'name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(.+)"', lock)
    return {(name, version): digest for name, version, digest in found}


def component(package, digests):
    name, version = package["name"], package["version"]
    purl = f"pkg:cargo/{name}@{version}"
    entry = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if package["license"]:
        entry["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if (name, version) in digests:
        entry["hashes"] = [{"alg": "SHA-256", "content": digests[name, version]}]
    return entry


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", required=True, action="append")
    parser.add_argument("--out", required=True, type=pathlib.Path)
    options = parser.parse_args()
    digests, packages, uses = checksums(), {}, {}
    for target in options.target:
        found = metadata(target)
        packages |= {p["id"]: p for p in found["packages"]}
        nodes = {n["id"]: n for n in found["resolve"]["nodes"]}
        root = found["resolve"]["root"]
        waiting, reached = [root], set()
        while waiting:
            node = waiting.pop()
            if node not in reached:
                reached.add(node)
                built_in = {d["pkg"] for d in nodes[node]["deps"] if any(k["kind"] is None for k in d["dep_kinds"])}
                uses[node] = uses.get(node, set()) | built_in
                waiting += built_in
    entries = {node: component(packages[node], digests) for node in uses}
    depends = [
        {"ref": entries[node]["bom-ref"], "dependsOn": sorted(entries[used]["bom-ref"] for used in uses[node])} for node in uses
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": entries.pop(root)},
        "components": sorted(entries.values(), key=lambda e: e["bom-ref"]),
        "dependencies": sorted(depends, key=lambda d: d["ref"]),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "lejepa-gis.cdx.json"
    path.write_text(json.dumps(document, indent=1) + "\n")
    print(f"{path}: {len(entries)} crates")


main()
