"""Memory of whole jobs: what a dry run says beside what the run takes, and the least in which a job works.

`make bench-memory`; alone, and with some jobs and sizes only,
`memory.py --program lejepa-gis --folder DIR --jobs change-joint --sizes 1024x1024`.
"""

import argparse
import json
import pathlib
import subprocess
import sys

import raster
import timed

SCENE = ["--bands", "1,2,3,4,5", "--reflectance", "dn"]
METHODS = ("cosine", "vector", "irmad", "residual", "joint")
# Each job's words and how many dates it takes; `{out}` is where it writes.
JOBS = {
    "features": (1, ["features", *SCENE]),
    "pca": (1, ["pca", *SCENE]),
    **{f"change-{method}": (2, ["change", "--method", method, *SCENE]) for method in METHODS},
    "run": (2, ["run", *SCENE]),
    "areas": (2, ["areas", *SCENE]),
}
SUFFIXES = {"run": "", "areas": ".gpkg"}
SIZES = ("594x804", "1024x1024", "2048x2048", "4096x4096")


def command(program, folder, job, size, more):
    dates, words = JOBS[job]
    width, height = (int(side) for side in size.split("x"))
    inputs = [raster.tiled(folder, width, height, date) for date in ("before", "after")[:dates]]
    out = folder / f"memory{SUFFIXES.get(job, '.tif')}"
    return [program, words[0], *inputs, "-o", out, *words[1:], "--overwrite", "--json", "--threads", "2", *more]


def compared(command):
    """Bytes that the dry run says, bytes that the run takes at its peak, and seconds, in MB."""
    said, _ = timed.run([*command, "--dry-run"])
    _, figures = timed.run(command)
    said = said["memory_bytes"] / (1 << 20)
    return {"said_mib": round(said), "peak_mib": figures["peak_rss_mb"], "seconds": figures["seconds"]}


def of_addresses(mib):
    return f"ulimit -v {mib * 1024}"


def of_a_group(mib):
    """A control group (version 1) of that size, which only a user who may make one has."""
    folder = pathlib.Path("/sys/fs/cgroup/memory/lejepa-gis-bench")
    folder.mkdir(exist_ok=True)
    (folder / "memory.limit_in_bytes").write_text(str(mib << 20))
    return f"echo $$ > {folder}/cgroup.procs"


def works(command, limit):
    """Whether a job ends well under a limit; one that does not says so, and is not killed."""
    words = ["bash", "-c", f'{limit}; exec "$0" "$@"', *map(str, command)]
    done = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1) or (done.returncode and b"memory" not in done.stderr):
        raise SystemExit(f"{limit}: {done.returncode}: {done.stderr.decode()}")
    return done.returncode == 0


def least(command, limited, low=32, high=2048):
    """The least MiB in which a job works, to one in fifty."""
    while high - low > max(4, high // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if works(command, limited(middle)) else (middle, high)
    return high


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True, help="the command line, lejepa-gis")
    parser.add_argument("--folder", type=pathlib.Path, required=True, help="where everything is written")
    parser.add_argument("--jobs", nargs="*", choices=JOBS, default=list(JOBS))
    parser.add_argument("--sizes", nargs="*", default=SIZES, help="pixels across and down, as 594x804")
    parser.add_argument("--least", action="store_true", help="also the least memory in which a job works")
    args, more = parser.parse_known_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    raster.scene(args.program, args.folder)
    for size in args.sizes:
        for job in args.jobs:
            words = command(args.program, args.folder, job, size, more)
            found = compared(words)
            found["ratio"] = round(found["said_mib"] / found["peak_mib"], 2)
            if args.least:
                found["least_addresses_mib"] = least(words, of_addresses)
                found["least_group_mib"] = least(words, of_a_group)
            print(json.dumps({"job": job, "size": size, **found}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
