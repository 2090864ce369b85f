"""Features of a raster as someone writes who has rasterio, a runtime and an exported network, and not this software:

    plain.py openvino|onnxruntime f32|bf16 MODEL.onnx RASTER FEATURES.tif

One process that reads windows of the raster, encodes `--threads` chips at once, and blends them. Chips, weights and the form
of the file are those of `lejepa-gis features` by default. Rows are written as soon as no later chip reaches them, or all at
the end (`--whole`). The raster's bands stand in the network's order, hold reflectance x 10000, and are valid everywhere.
Prints one line of JSON.

An exported network takes one chip, so chips go side by side, not in a batch.
"""

import argparse
import collections
import concurrent.futures
import itertools
import json
import math
import threading
import time

import numpy as np
import rasterio
from rasterio.windows import Window

Network = collections.namedtuple("Network", "submit dim chip patch mean std about")


def network(shape_in, shape_out, metadata, submit, **about):
    """What both runtimes tell of a file: `submit` takes a chip and returns a future of its features."""
    mean, std = (
        np.array(json.loads(metadata["reflectance_" + name]), np.float32)[:, None, None] for name in ("mean", "std")
    )
    chip, cells = shape_in[-1], shape_out[-1]
    return Network(submit, shape_out[1], chip, chip // cells, mean, np.maximum(std, 1), about)


def openvino(path, precision, threads):
    """A stream for each thread, and a queue that keeps them busy."""
    import openvino as ov

    core = ov.Core()
    model = core.read_model(path)
    metadata = {name: value.value for name, value in model.rt_info["framework"].items()}
    settings = {
        "PERFORMANCE_HINT": "THROUGHPUT",
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": threads,
    }
    compiled = core.compile_model(model, "CPU", settings)
    queue = ov.AsyncInferQueue(compiled, threads)
    queue.set_callback(lambda request, future: future.set_result(request.get_output_tensor(0).data[0].copy()))

    def submit(chip):
        future = concurrent.futures.Future()
        queue.start_async({0: chip}, future)
        return future

    used = str(compiled.get_property("INFERENCE_PRECISION_HINT"))
    return network(
        list(model.input(0).shape), list(model.output(0).shape), metadata, submit,
        version=ov.__version__.split("-")[0], precision=used,
    )  # fmt: skip


def onnxruntime(path, precision, threads):
    """One session that as many threads call at once, each with a chip of its own."""
    import onnxruntime as ort

    if precision != "f32":
        raise SystemExit("ONNX Runtime computes these networks in f32 on a CPU")
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    pool = concurrent.futures.ThreadPoolExecutor(threads)
    chips, features = session.get_inputs()[0], session.get_outputs()[0]
    # As many chips wait as are computed, so that reading does not run ahead.
    free = threading.Semaphore(2 * threads)

    def run(chip):
        try:
            return session.run(None, {chips.name: chip})[0][0]
        finally:
            free.release()

    def submit(chip):
        free.acquire()
        return pool.submit(run, chip)

    return network(
        chips.shape, features.shape, session.get_modelmeta().custom_metadata_map, submit,
        version=ort.__version__, precision=precision,
    )  # fmt: skip


def starts(cells, chip, overlap):
    """First cells of chips along a side: as few as have the overlap, evenly spread."""
    last = max(cells - chip, 0)
    gaps = math.ceil(last / max(round(chip * (1 - overlap)), 1))
    return [(i * last + gaps // 2) // max(gaps, 1) for i in range(gaps + 1)]


def read(raster, column, row, net):
    """A normalised chip, continued by reflection beyond the raster."""
    width, height = min(net.chip, raster.width - column), min(net.chip, raster.height - row)
    chip = raster.read(range(1, len(net.mean) + 1), window=Window(column, row, width, height), out_dtype=np.float32)
    if (width, height) != (net.chip, net.chip):
        chip = np.pad(chip, ((0, 0), (0, net.chip - height), (0, net.chip - width)), "reflect")
    return ((chip - net.mean) / net.std)[None]


def in_order(net, raster, columns, rows):
    """Row by row of chips: where a chip begins, in cells, and the future of its features. Some are always under way."""
    waiting = collections.deque()
    for row, column in itertools.product(rows, columns):
        future = net.submit(read(raster, column * net.patch, row * net.patch, net))
        waiting.append((column, row, future))
        while waiting and waiting[0][2].done():
            yield waiting.popleft()
    yield from waiting


class Sums:
    """Weighted sums of cells: of the rows under one row of chips, or of the whole raster."""

    def __init__(self, target, dim, side, whole):
        self.target, self.first, self.whole = target, 0, whole
        rows = max(target.height, side) if whole else side
        self.sums = np.zeros((dim, rows, target.width), np.float32)
        self.weights = np.zeros((rows, target.width), np.float32)
        ramp = np.minimum(np.arange(1, side + 1), np.arange(side, 0, -1)).astype(np.float32)
        self.taper = np.outer(ramp, ramp)

    def add(self, column, row, features):
        """A chip that begins at these cells; what lies beyond the raster is dropped."""
        if row > self.first and not self.whole:
            self.write(row)
        tall, wide = min(len(self.taper), self.target.height - row), min(len(self.taper), self.target.width - column)
        taper = self.taper[:tall, :wide]
        rows, columns = slice(row - self.first, row - self.first + tall), slice(column, column + wide)
        self.sums[:, rows, columns] += features[:, :tall, :wide] * taper
        self.weights[rows, columns] += taper

    def write(self, until):
        """Writes the rows before `until`, which are finished, and moves the others up."""
        count = until - self.first
        self.sums[:, :count] /= self.weights[:count]
        self.target.write(self.sums[:, :count], window=Window(0, self.first, self.target.width, count))
        self.first = until
        for array in () if until == self.target.height else (self.sums, self.weights):
            left = array.shape[-2] - count
            array[..., :left, :] = array[..., count:, :].copy()
            array[..., left:, :] = 0


def encode(net, raster, target, args):
    """Writes the features; returns the number of chips."""
    side = net.chip // net.patch
    columns, rows = starts(target.width, side, args.overlap), starts(target.height, side, args.overlap)
    blended = Sums(target, net.dim, side, args.whole)
    for column, row, features in in_order(net, raster, columns, rows):
        blended.add(column, row, features.result())
    blended.write(target.height)
    return len(columns) * len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=["openvino", "onnxruntime"])
    parser.add_argument("precision", choices=["f32", "bf16"])
    parser.add_argument("model")
    parser.add_argument("raster")
    parser.add_argument("features")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--overlap", type=float, default=0.25, help="least share of a chip's side that neighbours share")
    parser.add_argument("--whole", action="store_true", help="keep the sums of the whole raster and write at the end")
    args = parser.parse_args()
    start = time.perf_counter()
    engine = {"openvino": openvino, "onnxruntime": onnxruntime}[args.engine]
    net = engine(args.model, args.precision, args.threads)
    ready = time.perf_counter() - start
    with rasterio.open(args.raster) as raster:
        width, height = math.ceil(raster.width / net.patch), math.ceil(raster.height / net.patch)
        profile = {
            "driver": "GTiff", "dtype": "float32", "count": net.dim, "width": width, "height": height, "nodata": np.nan,
            "crs": raster.crs, "transform": raster.transform @ raster.transform.scale(net.patch),
            "tiled": True, "blockxsize": 128, "blockysize": 128, "interleave": "band", "bigtiff": "if_safer",
            "compress": "deflate", "zlevel": 1, "num_threads": args.threads,
        }  # fmt: skip
        with rasterio.open(args.features, "w", **profile) as target:
            chips = encode(net, raster, target, args)
    print(json.dumps({"chips": chips, "ready_s": round(ready, 2), **net.about}))


if __name__ == "__main__":
    main()
