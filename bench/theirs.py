"""One other runtime on one chip, timed on request: theirs.py ENGINE PRECISION THREADS MODEL.onnx CHIP.f32 FEATURES.f32

ENGINE is `openvino` (throughput mode: as many streams as threads, a chip in each) or `onnxruntime` (one chip on all
threads). After one line of JSON, each line with a number of rounds is answered by the best milliseconds per chip.
"""

import json
import sys
import time

import numpy as np
from checkpoint import BANDS, SIDE


def openvino(precision, threads, model):
    """A function that runs `threads` chips at once and returns the features of one."""
    import openvino as ov

    settings = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": threads}
    compiled = ov.Core().compile_model(model, "CPU", settings)
    used = str(compiled.get_property("INFERENCE_PRECISION_HINT"))
    requests = [compiled.create_infer_request() for _ in range(threads)]

    def run(chip):
        for request in requests:
            request.start_async({0: chip}, share_inputs=True)
        for request in requests:
            request.wait()
        return requests[0].get_output_tensor(0).data

    return run, threads, {"version": ov.__version__.split("-")[0], "precision": used}


def onnxruntime(precision, threads, model):
    """A function that runs one chip on all threads."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda chip: session.run(None, {name: chip})[0], 1, {"version": ort.__version__, "precision": precision}


def main():
    engine, precision, threads, model, chip, features = sys.argv[1:]
    chip = np.fromfile(chip, "<f4").reshape(1, len(BANDS), SIDE, SIDE)
    run, chips, about = {"openvino": openvino, "onnxruntime": onnxruntime}[engine](precision, int(threads), model)
    result = np.array(run(chip))
    # cell by cell, as our side writes them
    result.reshape(result.shape[1], -1).T.astype("<f4").tofile(features)
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        best = float("inf")
        for _ in range(int(line)):
            start = time.perf_counter()
            run(chip)
            best = min(best, (time.perf_counter() - start) * 1e3 / chips)
        print(f"{best:.3f}", flush=True)


if __name__ == "__main__":
    main()
