"""What a job is expected to take, from the library's estimate of it. SPDX-License-Identifier: GPL-2.0-or-later

The estimate is made before a run, on another copy of the algorithm than the one that runs: the command in Python, which
holds every value, tells which belongs to which.
"""
_last = {}


def remember(command, found):
    """Keeps the last estimate."""
    _last.clear()
    _last[command] = found


def lines(command):
    """A line for the log, where the job with this command was estimated."""
    found = _last.get(command)
    return [f"expected: {told(found)}"] if found else []


def told(found):
    """Time, memory and disk in words."""
    temporary = found.get("temporary_bytes", 0)
    waiting = f", {size(temporary)} of temporary disk" if temporary else ""
    return (
        f"{span(found.get('seconds', 0))}, {size(found['memory_bytes'])} of memory, "
        f"{size(found['output_bytes'])} of results before compression{waiting}"
    )


def span(seconds):
    """A time that is only roughly known."""
    if seconds < 1:
        return "about a second"
    return f"about {round(seconds)} s" if seconds < 120 else f"about {round(seconds / 60)} min"


def size(count):
    """Bytes in words."""
    for unit in ("bytes", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.0f} {unit}"
        count /= 1024
    return f"{count:.1f} GiB"
