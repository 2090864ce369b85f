"""Children of one process, forked after it has used the library, work at once beside each other: forked.py FOLDER

FOLDER holds before.tif and after.tif.
"""
import os
import sys

from lejepa_gis import api

folder = sys.argv[1]
CHILDREN = 4


def change(name: str) -> None:
    api.change(f"{folder}/before.tif", f"{folder}/after.tif", f"{folder}/{name}.tif", options={"MODEL": "texture"})


def child(number: int, go: int) -> None:
    """One job, begun when the parent closes the other end."""
    try:
        os.read(go, 1)
        change(f"child{number}")
    except BaseException as error:
        print(f"child {number}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


change("parent")
go, begin = os.pipe()
children = []
for number in range(CHILDREN):
    children.append(os.fork())
    if not children[-1]:
        os.close(begin)
        child(number, go)
os.close(begin)
codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
assert codes == [0] * CHILDREN, codes
sizes = {os.path.getsize(f"{folder}/{name}.tif") for name in ["parent", *(f"child{n}" for n in range(CHILDREN))]}
assert len(sizes) == 1, sizes
assert not [name for name in os.listdir(folder) if name.startswith(".")], os.listdir(folder)
