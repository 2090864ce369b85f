#!/usr/bin/env python3
"""Runs the plugin's tests, each file in a process of its own, since QGIS starts once in a process; as many at a time as
there are processors.

    run.py [test_running …]

Deprecation warnings that the plugin or its tests cause count as failures; QGIS's own do not.

Counts are printed in the words of `cargo test`, so that one reading counts all tests of the project. A file whose
process dies, or that runs no test, counts as one failure.
"""
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIMIT = 1200
"""Seconds that one file may take."""
LONGEST = ("test_process", "test_running", "test_layers", "test_memory", "test_behaviour")
"""Files that begin first, so that none is alone at the end."""
DEPRECATED = re.compile(r"(?:lejepa_gis|tests/qgis)/[\w/]+\.py:\d+: (?:Pending)?(?:Deprecation|Future)Warning.*")


def counts(output, code):
    """Tests passed, failed and skipped, from unittest's last lines and the exit code."""
    ran = re.findall(r"(?m)^Ran (\d+) tests? in", output)
    ends = re.findall(r"(?m)^(?:OK|FAILED)(?: \((.*)\))?$", output)
    if not ran or not ends or int(ran[-1]) == 0:
        return 0, 1, 0
    said = {name: int(number) for name, number in re.findall(r"([a-z ]+)=(\d+)", ends[-1])}
    said = {name.strip(): number for name, number in said.items()}
    failed = said.get("failures", 0) + said.get("errors", 0) + said.get("unexpected successes", 0)
    if code and not failed:
        failed = 1
    skipped = said.get("skipped", 0)
    return max(0, int(ran[-1]) - failed - skipped), failed, skipped


def run(path):
    """Runs one file. Returns the number of failures, and its result, what it skips, and everything if it fails."""
    started = time.monotonic()
    command = [sys.executable, "-W", "always", "-X", "faulthandler", "-m", "unittest", "-v", path.stem]
    try:
        done = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT)
        output, code = done.stdout.decode(errors="replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        output, code = f"{(late.stdout or b'').decode(errors='replace')}\nran longer than {LIMIT} s", 1
    passed, failed, skipped = counts(output, code)
    deprecated = sorted(set(DEPRECATED.findall(output)))
    failed += len(deprecated)
    lines = output.splitlines()
    shown = lines if failed else [line for line in lines if " ... skipped " in line]
    shown += [f"deprecated: {line}" for line in deprecated]
    end = f"{passed} passed; {failed} failed; {skipped} ignored; finished in {time.monotonic() - started:.2f}s"
    result = f"test result: {'FAILED' if failed else 'ok'}. {end}"
    return failed, "\n".join([f"     Running tests/qgis/{path.name}", *shown, "", result])


def main():
    found = sorted(p.stem for p in HERE.glob("test_*.py"))
    names = sys.argv[1:] or [*LONGEST, *(name for name in found if name not in LONGEST)]
    failures = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in as_completed([pool.submit(run, HERE / f"{name}.py") for name in names]):
            failed, text = done.result()
            failures += failed
            print(text, flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
