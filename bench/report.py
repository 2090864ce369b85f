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


def main():
    """report.py bench.md PAGE.md puts the table between the page's two marks."""
    table, page = (pathlib.Path(p) for p in sys.argv[1:])
    before, rest = page.read_text().split("<!-- bench -->")
    after = rest.split("<!-- /bench -->")[1]
    page.write_text(f"{before}<!-- bench -->\n{table.read_text()}<!-- /bench -->{after}")


if __name__ == "__main__":
    main()
