"""Pixels and features in memory, without GDAL: buffers.py FIXTURES."""
import array
import sys

from lejepa_gis import api


def numbers(count, step):
    return array.array("f", [300.0 + i * step % 2003 for i in range(count)])


model = api.Model(f"{sys.argv[1]}/vit_32.pt")
chips = memoryview(numbers(2 * 5 * 32 * 32, 37)).cast("B").cast("f", [2, 5, 32, 32])
cells = model.encode_chips(chips)
assert cells.shape == (2, 4, 4, 128), cells.shape

# A context: the same features, and a flag that stops calls.
context = api.Context({"THREADS": 2})
image = memoryview(numbers(5 * 40 * 40, 37)).cast("B").cast("f", [5, 40, 40])
for _ in range(2):
    assert model.encode_chips(chips, context=context) == cells
alone, shared = model.encode_image(image, scale=1.0), model.encode_image(image, scale=1.0, context=context)
assert alone.shape == (5, 5, 128) and alone == shared
context.cancel()
for call in (lambda: model.encode_chips(chips, context=context), lambda: model.encode_image(image, scale=1.0, context=context)):
    try:
        call()
        raise SystemExit("what was cancelled ran")
    except api.Error as error:
        assert error.status == api.CANCELLED, error
context.cancel(False)
assert model.encode_chips(chips, context=context) == cells
try:
    api.Context({"METHOD": "cosine"})
    raise SystemExit("an option that cannot act was taken")
except api.Error as error:
    assert error.status == api.ARGUMENT and "METHOD" in str(error), error
    assert (error.parameter, error.file, error.gdal, error.retry) == ("METHOD", None, None, False)
try:
    api.Model("/no/such.pt")
    raise SystemExit("a model that is not there was opened")
except api.Error as error:
    assert (error.status, error.file, error.parameter) == (api.IO, "/no/such.pt", None), error

# A basis of the same cells, together and piece by piece: the same components.
whole = api.Basis(cells, model=model)
fit = api.BasisFit(128)
try:
    fit.finish()
    raise SystemExit("a basis of nothing")
except api.Error as error:
    assert error.status == api.ARGUMENT, error
for piece in cells.tolist():
    values = array.array("f", [number for row in piece for cell in row for number in cell])
    fit.add(memoryview(values).cast("B").cast("f", [4, 4, 128]))
pieces = fit.finish(model)
a, b = (memoryview(basis.project(cells)).cast("B").cast("f") for basis in (whole, pieces))
assert len(a) == 2 * 16 * 3 and max(abs(x - y) for x, y in zip(a, b)) < 1e-3
assert model.info["sha256"] in pieces.to_json()
try:
    fit.add(memoryview(numbers(64, 3)).cast("B").cast("f", [1, 64]))
    raise SystemExit("features of another size were taken")
except ValueError as error:
    assert "64" in str(error), error
