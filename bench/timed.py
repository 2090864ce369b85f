"""A program's seconds, those of its processors, and its peak memory: timed.py PROGRAM WORD…

Runs in a process of its own: the kernel counts a program's memory from before it is loaded, when it shares that of whoever
starts it, and the benchmark holds far more than this file does.
"""

import json
import os
import subprocess
import sys
import tempfile
import time


def run(command):
    """What a program prints, as JSON, and its figures. Neither ours nor the plain program starts others."""
    words = [str(word) for word in command]
    line = subprocess.run([sys.executable, "-S", __file__, *words], check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(line.stdout)
    if found.pop("code") != 0:
        raise SystemExit(f"{' '.join(words)}: failed")
    return json.loads(found.pop("printed")), found


def main():
    start = time.perf_counter()
    errors = tempfile.TemporaryFile()
    process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=errors, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        errors.seek(0)
        sys.stderr.buffer.write(errors.read())
    figures = {
        "seconds": round(seconds, 2),
        "processor_s": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_rss_mb": round(usage.ru_maxrss / 1024),
    }
    print(json.dumps({"code": code, "printed": printed, **figures}))


if __name__ == "__main__":
    main()
