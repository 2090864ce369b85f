#!/usr/bin/env python3
"""Collects every text of the plugin that people read into its translations; says what they lack.

    translate.py            rewrites qgis_plugin/lejepa_gis/i18n/*.ts, keeping what is translated
    translate.py --check    changes nothing; ends with 1 where a file is not what this would write

Qt's own collector does not know `tr` as a function, nor the help in tables.json. Texts are those of `tr` and `tr_later`,
and of the table: helps of tasks, inputs and parameters that the plugin has no words of its own for.
"""
import ast
import json
import sys
import xml.etree.ElementTree as xml
from pathlib import Path
from xml.sax.saxutils import escape

PLUGIN = Path(__file__).resolve().parent / "lejepa_gis"
FOLDER = PLUGIN / "i18n"


def texts():
    """Texts in their order, with the file that has each first."""
    found = {}
    for path in sorted(PLUGIN.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "tr_later") and node.args:
                if isinstance(node.args[0], ast.Constant):
                    found.setdefault(node.args[0].value, path.relative_to(PLUGIN).as_posix())
    # It imports nothing of QGIS, so that it marks no texts itself.
    for node in ast.parse((PLUGIN / "locate.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id in ("HELP", "FORGET"):
            found.setdefault(ast.literal_eval(node.value), "locate.py")
    for text in table_texts():
        found.setdefault(text, "tables.json")
    return found


def table_texts():
    """Helps of the table that dialogs show as they are."""
    tables = json.loads((PLUGIN / "tables.json").read_text("utf-8"))
    tree = ast.parse((PLUGIN / "algorithms/labels.py").read_text("utf-8"))
    own = next(n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "HELP")
    own = {key.value for key in own.keys}
    for task in tables["tasks"]:
        yield task["help"]
        if task["inputs"]["of"] != "pixels":
            yield from (one["help"] for one in task["inputs"]["each"] if one["name"] != "input")
    used = {name for task in tables["tasks"] for name in task["parameters"]}
    hidden = {"BOUNDS", "BOUNDS_CRS", "DRIVER", "STYLE"}
    for row in tables["parameters"]:
        if row["name"] in used - own - hidden and row.get("file") != "library":
            yield row["help"]


def translated(file):
    """Finished translations of a file."""
    found = {}
    for message in xml.parse(file).getroot().iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.get("type") is None and translation.text:
            found[message.findtext("source")] = translation.text
    return found


def written(language, known, all_texts):
    """The text of a translation: what is not translated is marked so, what is no longer used is gone."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", f'<TS version="2.1" language="{language}">']
    lines += ["<context>", "    <name>lejepa_gis</name>"]
    for text, file in all_texts.items():
        done = text in known
        mark = "" if done else ' type="unfinished"'
        lines += ["    <message>", f'        <location filename="../{file}"/>']
        lines.append(f"        <source>{escape(text)}</source>")
        lines += [f"        <translation{mark}>{escape(known.get(text, ''))}</translation>", "    </message>"]
    return "\n".join([*lines, "</context>", "</TS>", ""])


def main():
    check, all_texts, wrong = "--check" in sys.argv, texts(), 0
    for file in sorted(FOLDER.glob("lejepa_gis_*.ts")):
        known = translated(file)
        new = written(file.stem.rsplit("_", 1)[1], known, all_texts)
        lacks = [text for text in all_texts if text not in known]
        print(f"{file.name}: {len(all_texts) - len(lacks)} of {len(all_texts)} texts are translated")
        if new != file.read_text("utf-8"):
            wrong = 1
            if check:
                print(f"{file.name} is out of date: run qgis_plugin/translate.py")
            else:
                file.write_text(new, "utf-8")
    return wrong if check else 0


if __name__ == "__main__":
    sys.exit(main())
