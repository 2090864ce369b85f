"""The figures of a run as a table in Markdown."""

import pathlib
import sys

ROWS = [
    ("**ours, f32**", "ours_f32", "f32"),
    ("OpenVINO, f32", "openvino_f32", None),
    ("ONNX Runtime, f32 (one chip on all threads)", "onnxruntime_f32", None),
    ("tract's own operators, f32", "tract_stock_f32", None),
    ("**ours, bf16**", "ours_bf16", "bf16"),
    ("OpenVINO, bf16", "openvino_bf16", None),
    ("**ours, int8** (beside OpenVINO's bf16)", "ours_int8", "int8"),
    ("**ours, f32 held to AVX2**", "ours_f32_avx2", "f32_avx2"),
    ("OpenVINO, f32 held to AVX2", "openvino_f32_avx2", None),
    ("OpenVINO, f32 by its setting for AVX2, its MLAS on AVX-512", "openvino_f32_avx2_setting", None),
]


# Programs on a whole raster, in the order of the table.
WHOLE = [
    ("**ours, f32**", "ours_f32"),
    ("**ours, bf16**", "ours_bf16"),
    ("**ours, int8**", "ours_int8"),
    ("plain program, ONNX Runtime, f32", "onnxruntime_f32"),
    ("plain program, OpenVINO, f32", "openvino_f32"),
    ("plain program, OpenVINO, bf16", "openvino_bf16"),
    ("the same, sums of the whole raster kept", "openvino_whole"),
]
# Ours, theirs, the figure that is compared, and the most that ours may need of theirs.
GOALS = [
    ("f32 / ONNX Runtime, f32: wall time", "ours_f32", "onnxruntime_f32", "seconds", 0.45),
    ("bf16 / ONNX Runtime, f32: wall time", "ours_bf16", "onnxruntime_f32", "seconds", 0.45),
    ("bf16 / OpenVINO, bf16: wall time", "ours_bf16", "openvino_bf16", "seconds", 0.85),
    ("int8 / OpenVINO, bf16: wall time", "ours_int8", "openvino_bf16", "seconds", 0.6),
    ("f32 / ONNX Runtime, f32: memory", "ours_f32", "onnxruntime_f32", "peak_rss_mb", 0.3),
    ("bf16 / OpenVINO, bf16: memory", "ours_bf16", "openvino_bf16", "peak_rss_mb", 0.3),
    ("bf16 / OpenVINO, bf16, sums kept: memory", "ours_bf16", "openvino_whole", "peak_rss_mb", 0.3),
]


def markdown(result):
    """The whole report."""
    times, ratio, machine = result["chip_ms"], result["ratio"], result["machine"]
    lines = [
        f"{machine['cpu']}, {machine['cores']} cores ({', '.join(machine['flags'])}). {result['network']}. "
        f"OpenVINO {result['versions']['openvino']} in throughput mode, ONNX Runtime {result['versions']['onnxruntime']}. "
        f"Milliseconds per chip, best of {result['rounds']} interleaved rounds (tract: of 3); with 2 threads, two chips at once.",
        "",
        "| | 1 thread | 2 threads | ours / OpenVINO, 1 thread | 2 threads |",
        "|---|---|---|---|---|",
    ]
    for name, key, compared in ROWS:
        if times[key] is None and key == "openvino_f32_avx2_setting":
            continue
        if times[key] is None:
            lines.append(f"| {name} | – | – | | |")
            continue
        share = ratio.get(compared) if compared else None
        cells = [f"{share[n]:.2f}" if share else "" for n in ("1", "2")]
        lines.append(f"| {name} | {times[key]['1']:.0f} | {times[key]['2']:.0f} | {cells[0]} | {cells[1]} |")
    lines += ["", "Ours run on: " + ", ".join(f"{k} {v}" for k, v in result["isa"].items()) + ".", ""]
    if times["openvino_f32_avx2"] and not result["avx2_wholly_held"]:
        lines.append("- OpenVINO held to AVX2 is so by its setting alone, which leaves its MLAS on AVX-512.")
    for precision, alone in result["one_chip_on_two_threads_ms"].items():
        if alone:
            lines.append(
                f"- One chip on two threads, {precision}: {alone['2']:.0f} ms, {alone['2'] / alone['1']:.2f} of one thread."
            )
    lines.append(f"- Opening the checkpoint until it is ready: {result['open_s']:.2f} s.")
    lines += accuracy(result["accuracy"]) + rasters(result["raster"])
    if result.get("whole"):
        lines += ["", *whole(result["whole"])]
    return "\n".join(lines) + "\n"


def accuracy(figures):
    """Lower precisions compared with f32."""
    lines = []
    for precision, measured in figures.items():
        for one in measured["runs"] if measured else []:
            lines.append(
                f"- {precision} against f32, {one['model']} on {' and '.join(one['dates'])}: cosine mean "
                f"{one['cosine_mean']:.6f}, smallest {one['cosine_min']:.5f}; Spearman of the change maps "
                f"{one['change_spearman']:.6f}."
            )
    return lines


def rasters(one):
    """Whole rasters."""
    lines = [
        f"- {one['side']} × {one['side']} pixels, {one['model']}, {one['precision']}: {one['chips']} chips in "
        f"{one['seconds']:.1f} s, {one['over_chips_back_to_back']:.3f} of as many chips back to back, "
        f"{one['over_chips']:.3f} of chips × best time per chip, peak {one['peak_rss_mb']} MB."
    ]
    for side, run in one["default_model"].items():
        lines.append(
            f"- {side} × {side} pixels, default model: {run['chips']} chips in {run['seconds']:.1f} s, peak {run['peak_rss_mb']} MB."
        )
    return lines


def whole(found):
    """Whole rasters by our command line and by a plain Python program."""
    side, networks = found["side"], found["networks"]
    lines = [
        f"{side} × {side} pixels to float32 features, from start to end of each program, on two threads; the best time of "
        f"{found['rounds']} rounds in turns, the largest memory. Features are compared with our f32.",
    ]
    for name, network in networks.items():
        size = network["root_mean_square"]
        lines += [
            "",
            f"| {name}, {network['chips']} chips | wall time, s | processor time, s | peak memory, MB "
            "| largest difference | mean cosine |",
            "|---|---|---|---|---|---|",
        ]
        for title, key in WHOLE:
            one = network["programs"].get(key)
            if one:
                apart = "| | |" if key == "ours_f32" else f"| {one['largest_difference']:.2g} | {one['cosine_mean']:.7f} |"
                times = f"{one['seconds']:.1f} | {one['processor_s']:.1f} | {one['peak_rss_mb']}"
                lines.append(f"| {title} | {times} {apart}")
        lines += ["", f"Root mean square of these features: {size:.2f}."]
    lines += ["", f"| ours / the plain program | goal | {' | '.join(networks)} |", "|---|---|" + "---|" * len(networks)]
    for title, our, their, figure, goal in GOALS:
        cells = []
        for network in networks.values():
            pair = [network["programs"].get(key) for key in (our, their)]
            share = pair[0][figure] / pair[1][figure] if all(pair) else None
            cells.append("–" if share is None else f"{share:.2f}" if share <= goal else f"{share:.2f}, missed")
        lines.append(f"| {title} | ≤ {goal:.2f} | {' | '.join(cells)} |")
    return lines


def main():
    """report.py bench.md PAGE.md puts the table between the page's two marks."""
    table, page = (pathlib.Path(p) for p in sys.argv[1:])
    before, rest = page.read_text().split("<!-- bench -->")
    after = rest.split("<!-- /bench -->")[1]
    page.write_text(f"{before}<!-- bench -->\n{table.read_text()}<!-- /bench -->{after}")


if __name__ == "__main__":
    main()
