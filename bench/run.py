"""`make bench`: our chip times beside OpenVINO's, ONNX Runtime's and stock tract's on the same network and input.

Writes bench.json and bench.md into the folder given by --out. All programs stay open and take turns, and the best of
all rounds counts, so that other work on the machine disturbs little.
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import time

import checkpoint
import held
import raster
import report
import whole
from runners import agreement, ours, theirs

IMAGERY = [
    ("demo/boadella_before_20220308.tif", "demo/boadella_after_20200128.tif"),
    ("demo/dubai_before_20151211.tif", "demo/dubai_after_20180330.tif"),
]


def cpu():
    """The processor's name and flags."""
    fields = {}
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        fields.setdefault(key.strip(), value.strip())
    return fields.get("model name", platform.machine()), set(fields.get("flags", "").split())


def contenders(args, model, exported, folder, flags, avx2_package):
    """Every program by its key in `chip_ms` and its number of threads; `avx2_package` as `held.package` gives it."""
    us, few = (args.chip_times, model), 3
    half = "avx512_bf16" in flags or "amx_bf16" in flags
    bytes_too = "avx512_vnni" in flags
    all_of_them = {}
    for n in (1, 2):
        all_of_them["ours_f32", n] = lambda n=n: ours(*us, "f32", n, folder)
        all_of_them["openvino_f32", n] = lambda n=n: theirs("openvino", exported, "f32", n, folder)
        if half:
            all_of_them["ours_bf16", n] = lambda n=n: ours(*us, "bf16", n, folder)
            all_of_them["openvino_bf16", n] = lambda n=n: theirs("openvino", exported, "bf16", n, folder)
        if bytes_too:
            all_of_them["ours_int8", n] = lambda n=n: ours(*us, "int8", n, folder)
        all_of_them["onnxruntime_f32", n] = lambda n=n: theirs("onnxruntime", exported, "f32", n, folder)
        if "avx2" in flags:
            all_of_them["ours_f32_avx2", n] = lambda n=n: ours(*us, "f32", n, folder, LEJEPA_GIS_SIMD="avx2")
            limit = {"ONEDNN_MAX_CPU_ISA": "AVX2"}
            whole = {"package": avx2_package, **limit}
            all_of_them["openvino_f32_avx2", n] = lambda n=n: theirs("openvino", exported, "f32", n, folder, **whole)
            if avx2_package:
                all_of_them["openvino_f32_avx2_setting", n] = lambda n=n: theirs(
                    "openvino", exported, "f32", n, folder, **limit
                )
        all_of_them["tract_stock_f32", n] = lambda n=n: ours(*us, "stock", n, folder, rounds=few)
    # One chip on two threads, as on a small area of interest.
    all_of_them["one_chip_f32", 2] = lambda: ours(*us, "f32", 2, folder, chips=1)
    if half:
        all_of_them["one_chip_bf16", 2] = lambda: ours(*us, "bf16", 2, folder, chips=1)
    if bytes_too:
        all_of_them["one_chip_int8", 2] = lambda: ours(*us, "int8", 2, folder, chips=1)
    return all_of_them


def chip_times(args, model, exported, folder, flags):
    """`chip_ms`, what each runs on, and how far the outputs are from our f32."""
    runners = {}
    avx2_package = held.package(folder / "openvino-avx2") if "avx512f" in flags else None
    try:
        for key, start in contenders(args, model, exported, folder, flags, avx2_package).items():
            print(f"opening {key[0]} with {key[1]} threads", flush=True)
            runners[key] = start()
        first, rounds, until = runners["ours_f32", 1], 0, time.monotonic() + args.seconds
        while rounds < args.least or time.monotonic() < until:
            for runner in runners.values():
                runner.measure()
            rounds += 1
            print(f"round {rounds}: " + ", ".join(f"{k}x{n} {r.best:.0f}" for (k, n), r in runners.items()), flush=True)
        apart = {}
        for (key, threads), runner in runners.items():
            if runner is not first:
                apart.setdefault(key, agreement(first.features, runner.features, checkpoint.DIM))
    finally:
        for runner in runners.values():
            runner.close()
    for key, figures in apart.items():
        least, largest = (0.99, None) if "bf16" in key or "int8" in key else (0.9999, 5e-3)
        if figures["cosine_min"] < least or (largest and figures["largest_difference"] > largest):
            raise SystemExit(f"{key} computes something else than our f32: {figures}")
    times, alone = {}, {}
    for key in ["ours_f32", "ours_bf16", "ours_int8", "tract_stock_f32", "openvino_f32", "openvino_bf16",
                "onnxruntime_f32", "ours_f32_avx2", "openvino_f32_avx2", "openvino_f32_avx2_setting"]:  # fmt: skip
        found = {str(n): round(runners[key, n].best, 1) for n in (1, 2) if (key, n) in runners}
        times[key] = found or None
    for precision in ("f32", "bf16", "int8"):
        runner = runners.get(("one_chip_" + precision, 2))
        alone[precision] = runner and {"1": times["ours_" + precision]["1"], "2": round(runner.best, 1)}
    isa = {key.removeprefix("ours_"): runners[key, 1].about["isa"] for key in times if key.startswith("ours") and times[key]}
    versions = {e: runners[e + "_f32", 1].about["version"] for e in ("openvino", "onnxruntime")}
    opened = round(min(r.about["open_s"] for (k, _), r in runners.items() if k.startswith(("ours_f32", "ours_bf16"))), 2)
    return {
        "chip_ms": times, "isa": isa, "agreement_with_ours_f32": apart, "one_chip_on_two_threads_ms": alone,
        "open_s": opened, "rounds": rounds, "versions": versions,
        "avx2_wholly_held": "avx512f" not in flags or avx2_package is not None,
    }  # fmt: skip


def ratios(times):
    """Ours divided by theirs, below 1 where ours is faster."""
    pairs = {"f32": ("ours_f32", "openvino_f32"), "bf16": ("ours_bf16", "openvino_bf16"),
             "int8": ("ours_int8", "openvino_bf16"), "f32_avx2": ("ours_f32_avx2", "openvino_f32_avx2"),
             "f32_avx2_to_setting": ("ours_f32_avx2", "openvino_f32_avx2_setting"),
             "f32_to_onnxruntime": ("ours_f32", "onnxruntime_f32"),
             "f32_to_tract_stock": ("ours_f32", "tract_stock_f32")}  # fmt: skip
    out = {}
    for name, (our, their) in pairs.items():
        both = times[our] and times[their]
        out[name] = {n: round(times[our][n] / times[their][n], 3) for n in ("1", "2")} if both else None
    return out


def accuracy(args, model, chip_ms, folder):
    """Lower precisions compared with f32 on two dates: real ones where the imagery is there, else the synthetic scene."""
    found = [[args.imagery / f for f in pair] for pair in IMAGERY if (args.imagery / pair[0]).exists()]
    pairs = found or [list(raster.scene(args.program, folder))]
    out = {"bf16": None, "int8": None}
    for precision in [p for p in out if chip_ms["ours_" + p]]:
        runs = []
        # The untrained network of the benchmark is large: one pair will do for it.
        for network, pair in [("default", pair) for pair in pairs] + [(model, pairs[0])]:
            print(f"accuracy of {precision}: {pathlib.Path(network).name} on {pair[0].name}", flush=True)
            command = [args.accuracy, network, precision, *pair, "dn"]
            line = subprocess.run(command, check=True, capture_output=True, text=True)
            runs.append({**json.loads(line.stdout), "dates": [p.name for p in pair]})
        worst = {key: min(one[key] for one in runs) for key in ("cosine_mean", "cosine_min", "change_spearman")}
        out[precision] = {**worst, "imagery": "real" if found else "synthetic", "runs": runs}
    return out


def rasters(args, model, chip_ms, folder):
    """A whole raster with the benchmarked network, and peak memory by size with the default one."""
    raster.scene(args.program, folder)
    precision, key = ("bf16", "ours_bf16") if chip_ms["ours_bf16"] else ("f32", "ours_f32")
    side = 4096
    # On a busy or slow machine a raster of a quarter of that area will do.
    if chip_ms[key]["2"] * 441 > args.seconds * 1000:
        side = 2048
    print(f"encoding {side} x {side} pixels in {precision}", flush=True)
    # The better of two, as the chips' time is the best of many. Speed drifts over half a minute, so the same number of
    # chips, one pair after the other, takes turns with the raster.
    whole, runs, back_to_back = raster.mosaic(folder, side), [], []
    alone = ours(args.chip_times, model, precision, 2, folder)
    for _ in range(2):
        runs.append(raster.encode(args.program, model, precision, whole, folder))
        start = time.perf_counter()
        alone.ask(f"2 2 {runs[0]['chips'] // 2}")
        pairs = time.perf_counter() - start
        back_to_back.append(round(pairs * runs[0]["chips"] / (runs[0]["chips"] // 2 * 2), 2))
    alone.close()
    one = min(runs, key=lambda run: run["seconds"])
    one.update(peak_rss_mb=max(run["peak_rss_mb"] for run in runs), runs_s=[run["seconds"] for run in runs])
    one["chips_back_to_back_s"] = back_to_back
    one["over_chips_back_to_back"] = round(one["seconds"] / min(back_to_back), 3)
    one["over_chips"] = round(one["seconds"] * 1000 / (one["chips"] * chip_ms[key]["2"]), 3)
    one.update(side=side, precision=precision, model=model.name)
    memory = {}
    for side in (2048, 4096, 10980) if args.full else (2048, 4096):
        print(f"encoding {side} x {side} pixels with the default model", flush=True)
        memory[str(side)] = raster.encode(args.program, "default", "auto", raster.mosaic(folder, side), folder)
    return {**one, "default_model": memory}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, required=True, help="the command line, lejepa-gis")
    parser.add_argument("--chip-times", type=pathlib.Path, required=True, help="bench/chip_times.rs, built")
    parser.add_argument("--accuracy", type=pathlib.Path, required=True, help="bench/accuracy.rs, built")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of bench.json and bench.md")
    parser.add_argument("--imagery", type=pathlib.Path, required=True, help="folder of real imagery, if it is there")
    parser.add_argument("--seconds", type=float, default=120, help="time for the rounds of chips")
    parser.add_argument("--least", type=int, default=3, help="rounds at least")
    parser.add_argument("--full", action="store_true", help="also 10980 x 10980 pixels, and a plain Python program")
    args = parser.parse_args()
    folder = args.out / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    model, exported = folder / "vit_small_patch8_256.pt", folder / "vit_small_patch8_256.onnx"
    if not model.exists():
        checkpoint.write(model)
    subprocess.run([args.program, "model", "export", model, exported, "--overwrite"], check=True)
    checkpoint.chip().astype("<f4").tofile(folder / "chip.f32")

    name, flags = cpu()
    known = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8")
    result = {"machine": {"cpu": name, "cores": len(os.sched_getaffinity(0)),
                          "flags": [f for f in known if f in flags]},
              "network": "ViT-Small/8, chips of 256 x 256, 63.2 GFLOP; weights from a formula, not trained"}  # fmt: skip
    result.update(chip_times(args, model, exported, folder, flags))
    result["ratio"] = ratios(result["chip_ms"])
    result["accuracy"] = accuracy(args, model, result["chip_ms"], folder)
    result["raster"] = rasters(args, model, result["chip_ms"], folder)
    result["whole"] = whole.compare(args.program, model, folder, flags) if args.full else None
    (args.out / "bench.json").write_text(json.dumps(result, indent=2) + "\n")
    text = report.markdown(result)
    (args.out / "bench.md").write_text(text)
    print("\n" + text)


if __name__ == "__main__":
    main()
