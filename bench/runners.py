"""The programs that are timed: each stays open and answers requests, so that rounds interleave."""

import json
import os
import pathlib
import subprocess
import sys
import time

import numpy as np

# Seconds after a round of ONNX Runtime, whose threads go on spinning: without them, whoever comes next takes 7 % longer.
PAUSE = 0.3
HERE = pathlib.Path(__file__).resolve().parent


class Runner:
    """A program that prints a line of JSON when it is ready and then answers each line with milliseconds."""

    def __init__(self, command, features, request, rounds=None, pause=0, **variables):
        self.features, self.request, self.best, self.rounds, self.pause = features, request, None, rounds, pause
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **variables},
        )
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(map(str, command))}: ended with {self.process.wait()}")
        self.about = json.loads(line)

    def ask(self, request):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args}: ended with {self.process.wait()}")
        return float(line)

    def measure(self):
        """One more round; the best of all rounds counts, for other work on the machine only adds."""
        if self.rounds != 0:
            took = self.ask(self.request)
            time.sleep(self.pause)
            self.best = took if self.best is None else min(self.best, took)
            self.rounds = None if self.rounds is None else self.rounds - 1

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def ours(program, model, precision, threads, folder, chips=None, rounds=None, **variables):
    """Our own kernels, or tract's with `stock`."""
    name = "-".join([precision, *variables.values()])
    features = folder / f"ours-{name}-{threads}-{chips}.f32"
    command = [program, model, precision, folder / "chip.f32", features]
    return Runner(command, features, f"{threads} {chips or threads} 1", rounds, **variables)


def theirs(engine, model, precision, threads, folder, package=None, **variables):
    """OpenVINO or ONNX Runtime; `package` is a folder with another copy of it than the installed one."""
    name = "-".join([engine, precision, *variables.values(), *([package.name] if package else [])])
    if package:
        variables["PYTHONPATH"] = str(package)
    features = folder / f"{name}-{threads}.f32"
    command = [sys.executable, HERE / "theirs.py", engine, precision, threads, model, folder / "chip.f32", features]
    return Runner(command, features, "1", pause=PAUSE if engine == "onnxruntime" else 0, **variables)


def agreement(a, b, width):
    """Largest difference of two files of features, mean and smallest cosine of their cells."""
    a, b = (np.fromfile(f, "<f4").astype(np.float64).reshape(-1, width) for f in (a, b))
    cosines = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    return {
        "largest_difference": float(np.abs(a - b).max()),
        "cosine_mean": float(cosines.mean()),
        "cosine_min": float(cosines.min()),
    }
