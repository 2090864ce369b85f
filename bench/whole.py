"""Whole rasters by our command line and by a plain Python program (plain.py): time, processor time, memory, features.

Part of `make bench BENCH_FULL=1`; alone, and with a smaller raster, `whole.py --program lejepa-gis --folder DIR --side 1024`.
"""

import argparse
import json
import pathlib
import subprocess
import sys

import checkpoint
import numpy as np
import raster
import rasterio
import timed
from rasterio.windows import Window

HERE = pathlib.Path(__file__).resolve().parent
THREADS = 2
NETWORKS = ("ViT-Small/8", "default model")


def apart(first, second):
    """How far the features of a file are from those of another, cell by cell, and how large they are."""
    largest, size, count, cosines = 0.0, 0.0, 0, []
    with rasterio.open(first) as a, rasterio.open(second) as b:
        if (a.shape, a.count, a.transform, a.crs) != (b.shape, b.count, b.transform, b.crs):
            raise SystemExit(f"{first} and {second} have other grids")
        for row in range(0, a.height, 128):
            window = Window(0, row, a.width, min(128, a.height - row))
            x, y = (file.read(window=window).astype(np.float64) for file in (a, b))
            largest, size, count = max(largest, np.abs(x - y).max()), size + (x * x).sum(), count + x.size
            cosines.append((x * y).sum(0) / np.sqrt((x * x).sum(0) * (y * y).sum(0)))
    cosines = np.concatenate(cosines)
    return {
        "largest_difference": float(largest),
        "cosine_mean": float(cosines.mean()),
        "cosine_min": float(cosines.min()),
        "root_mean_square": float((size / count) ** 0.5),
    }


def commands(program, model, exported, picture, flags):
    """Every program by its key: a function from the file to write to the command."""

    def ours(precision):
        words = ["--precision", precision, "--bands", "1,2,3,4,5", "--reflectance", "dn", "--overwrite", "--json"]
        return lambda out: [program, "features", picture, "-o", out, "--model", model, *words, "--threads", THREADS]

    def plain(engine, precision, *more):
        words = [sys.executable, HERE / "plain.py", engine, precision, exported, picture]
        return lambda out: [*words, out, "--threads", THREADS, *more]

    all_of_them = {"ours_f32": ours("f32"), "onnxruntime_f32": plain("onnxruntime", "f32")}
    all_of_them["openvino_f32"] = plain("openvino", "f32")
    lowest = "f32"
    if "avx512_bf16" in flags or "amx_bf16" in flags:
        lowest = "bf16"
        all_of_them["ours_bf16"] = ours("bf16")
        all_of_them["openvino_bf16"] = plain("openvino", "bf16")
    all_of_them["openvino_whole"] = plain("openvino", lowest, "--whole")
    if "avx512_vnni" in flags:
        all_of_them["ours_int8"] = ours("int8")
    return all_of_them


def network(program, model, exported, picture, flags, folder, rounds):
    """All programs in turns on one network; the best time of all rounds counts, and the largest memory."""
    runs, chips, versions, differences = {}, {}, {}, {}
    reference, other = folder / "features-ours_f32.tif", folder / "features-other.tif"
    for number in range(rounds):
        for key, command in commands(program, model, exported, picture, flags).items():
            out = reference if key == "ours_f32" else other
            out.unlink(missing_ok=True)
            printed, figures = timed.run(command(out))
            chips[key] = printed["inputs"][0]["encoded"] if key.startswith("ours") else printed["chips"]
            if not key.startswith("ours"):
                versions[key.split("_")[0]] = printed["version"]
            runs.setdefault(key, []).append(figures)
            print(f"{model if model == 'default' else model.name}, round {number + 1}, {key}: {figures}", flush=True)
            if number == 0 and key != "ours_f32":
                differences[key] = apart(reference, other)
    reference.unlink()
    other.unlink(missing_ok=True)
    if len(set(chips.values())) > 1:
        raise SystemExit(f"the programs encode other numbers of chips: {chips}")
    size = max(found.pop("root_mean_square") for found in differences.values())
    for key, found in differences.items():
        if "f32" in key and found["largest_difference"] > 5e-3 or found["cosine_mean"] < 0.99:
            raise SystemExit(f"{key} computes something else than our f32: {found}")
    programs = {}
    for key, figures in runs.items():
        best = min(figures, key=lambda one: one["seconds"])
        programs[key] = {
            "seconds": best["seconds"],
            "processor_s": min(one["processor_s"] for one in figures),
            "peak_rss_mb": max(one["peak_rss_mb"] for one in figures),
            "runs_s": [one["seconds"] for one in figures],
            **differences.get(key, {}),
        }
    return {"chips": chips["ours_f32"], "root_mean_square": size, "programs": programs, "versions": versions}


def compare(program, small, folder, flags, side=4096, rounds=2, names=NETWORKS):
    """`small` is the checkpoint of ViT-Small/8, and its export lies beside it."""
    raster.scene(program, folder)
    picture, default = raster.mosaic(folder, side), folder / "default.onnx"
    subprocess.run([program, "model", "export", "default", default, "--overwrite"], check=True)
    found = dict(zip(NETWORKS, [(small, small.with_suffix(".onnx")), ("default", default)], strict=True))
    networks = {name: network(program, *found[name], picture, flags, folder, rounds) for name in names}
    return {"side": side, "rounds": rounds, "networks": networks}


def main():
    import report
    import run

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True, help="the command line, lejepa-gis")
    parser.add_argument("--folder", type=pathlib.Path, required=True, help="where everything is written")
    parser.add_argument("--side", type=int, default=4096)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--network", choices=NETWORKS, help="one of the two alone")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    model = args.folder / "vit_small_patch8_256.pt"
    if not model.exists():
        checkpoint.write(model)
    exported = model.with_suffix(".onnx")
    subprocess.run([args.program, "model", "export", model, exported, "--overwrite"], check=True)
    names = [args.network] if args.network else NETWORKS
    found = compare(args.program, model, args.folder, run.cpu()[1], args.side, args.rounds, names)
    print(json.dumps(found, indent=2))
    print("\n".join(report.whole(found)))


if __name__ == "__main__":
    main()
