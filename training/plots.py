#!/usr/bin/env python3
"""Curves of one or more training runs: `plots.py RUN... --out curves.png` (folders with log.jsonl)."""
import argparse
import json
import pathlib

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

PANELS = {
    "loss terms": ["predict", "contrast", "sigreg", "detail", "agree", "regular", "read", "chip"],
    "collapse: effective rank": ["batch_rank", "rank"],
    "collapse: cluster spread": ["batch_spread", "spread"],
    "transplanted ground, places held out": [f"moved_{kind}_{method}_{figure}" for kind in ("rough", "soft")
                                             for method in ("cosine", "residual") for figure in ("auc", "ap")],
    "a cell finds itself at the other date": ["self_cosine", "self_ridge"],
    "pixels readable (R²)": ["detail_r2"],
}


def entries(run):
    """Steps and measurements of a run; the measured `detail` is an R², the step's a loss: two names."""
    for line in open(pathlib.Path(run) / "log.jsonl"):
        entry = json.loads(line)
        if "criterion" in entry:
            entry["detail_r2"] = entry.pop("detail")
        yield entry


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("runs", nargs="+")
    p.add_argument("--out", default="curves.png")
    args = p.parse_args()
    logs = [list(entries(run)) for run in args.runs]
    named = {name for found in logs for e in found for name in e}
    panels = {title: names for title, names in PANELS.items() if named.intersection(names)}  # recipes log different terms
    columns = min(3, len(panels))
    figure, axes = plt.subplots(-(-len(panels) // columns), columns, figsize=(16, 4 * -(-len(panels) // columns)), squeeze=False)
    styles = ["-", "--", ":", "-."]
    for axis, (title, names) in zip(axes.flat, panels.items()):
        for run, found, style in zip(args.runs, logs, styles):
            for k, name in enumerate(names):
                points = [(e["step"], e[name]) for e in found if name in e]
                if points:
                    label = name if len(args.runs) == 1 else f"{pathlib.Path(run).name} {name}"
                    axis.plot(*zip(*points), style, color=f"C{k}", label=label, marker="o" if len(points) < 20 else None)
        axis.set_title(title)
        axis.set_xlabel("step")
        if title == "loss terms":
            axis.set_yscale("log")
        axis.grid(alpha=0.3)
        axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(args.out, dpi=90)


if __name__ == "__main__":
    main()
