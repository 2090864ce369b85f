"""lejepa-gis through its C library, by ctypes: no compiler, no dependency, NumPy welcome.

The package `lejepa_gis` and the QGIS plugin use this module, and `_ffi` beside it, as they are. Numbers go in and
come out by the buffer protocol: NumPy arrays, `array.array`, `bytes` and `memoryview` are all fine; results are
memoryviews with a shape (`numpy.asarray(result)` makes an array of one without a copy). Every failure raises `Error`.

Jobs take rasters by name (a path, or any name that GDAL opens) or as datasets of `osgeo.gdal` that the caller has open,
if the library has bound the same GDAL (`gdal_info`). Outputs are names; `/vsimem/x.tif` keeps one in memory. `run_job`
runs any task of `tasks`, and `estimate` only checks it; `features`, `pca`, `change`, `describe` and `run` are one task
each.
"""
from __future__ import annotations

import array
import ctypes
import math
import os
from ctypes import byref, c_int32, c_size_t, c_void_p
from typing import TYPE_CHECKING, Any, Callable, Mapping, NamedTuple, Optional, Sequence, TypedDict, Union

from . import _ffi as c
from ._ffi import (
    ABI_VERSION, ARGUMENT, CANCELLED, EXISTS, GDAL, GDAL_MISSING, GRID, INTERNAL, IO, MODEL, OUT_OF_MEMORY, RASTER,
    REFLECTANCE, Error, Name, Options, Progress, library_names, load, loaded,
)  # fmt: skip

if TYPE_CHECKING:
    from typing import Unpack  # from Python 3.11 on, so only for type checkers

__all__ = [
    "ABI_VERSION", "ARGUMENT", "CANCELLED", "EXISTS", "GDAL", "GDAL_MISSING", "GRID", "INTERNAL", "IO", "MODEL",
    "OUT_OF_MEMORY", "RASTER", "REFLECTANCE", "Basis", "BasisFit", "Context", "Doctor", "Error", "Model", "Name",
    "Options", "Progress", "change", "cosine_change", "describe", "descriptor", "doctor", "estimate", "features",
    "gdal_info", "library_names", "load", "loaded", "parameters", "pca", "run", "run_job", "tasks", "version",
]  # fmt: skip

Source = Any
"""A raster to read: a name (`str` or path), an open `osgeo.gdal.Dataset`, or the address of a GDALDatasetH (`int`)."""
Floats = Any
"""A memoryview of float32 numbers with a shape."""
Report = dict[str, Any]
"""The report of a job, as the command line's --json prints it."""


class Arguments(TypedDict, total=False):
    """Keyword arguments of every job."""

    model: Optional[Model]
    """An open model; without one, the option MODEL names it."""
    options: Optional[Options]
    progress: Optional[Progress]
    context: Optional[Context]
    """What the job shares with others."""


class Doctor(NamedTuple):
    """The result of `doctor`."""

    text: str
    healthy: bool
    """Whether the self-test passed; a missing GDAL is no fault."""


def _handle(of: Union[Model, Context, None]) -> Any:
    return of._handle if of else None


def _address(dataset: Any) -> int:
    """The address of a GDALDatasetH; osgeo's own `this` is one."""
    if isinstance(dataset, int) and not isinstance(dataset, bool) and dataset > 0:
        return dataset
    if type(dataset).__name__ == "Dataset" and getattr(dataset, "this", None):
        return int(dataset.this)
    hint = "; of a QGIS layer, give layer.source()" if hasattr(dataset, "source") else ""
    raise TypeError(f"expected a name or an open dataset of osgeo.gdal, not {dataset!r}{hint}")


def _on_job(
    function: str, task: str, inputs: Sequence[Source], outputs: Sequence[Name], *, model: Optional[Model] = None,
    options: Optional[Options] = None, progress: Optional[Progress] = None, context: Optional[Context] = None,
    **unknown: Any,
) -> Report:  # fmt: skip
    """The JSON that a function of the library gives for a job."""
    for name, value in unknown.items():
        hint = f"parameters go into options, as options={{{name.upper()!r}: {value!r}}}"
        raise TypeError(f"{task}() has no argument {name}; {hint}")
    if model is not None and not isinstance(model, Model):
        raise TypeError(f"model: expected an open Model, not {model!r}; a file is named by options={{'MODEL': ...}}")
    if options is not None and not isinstance(options, Mapping):
        raise TypeError(f"options: expected a dictionary of parameters, not {options!r}")
    for argument, given in (("inputs", inputs), ("outputs", outputs)):
        if isinstance(given, (str, bytes, os.PathLike)):
            raise TypeError(f"{argument}: expected a list, not {given!r}")
    job = c.Job()
    c.call("job_init", byref(job), ctypes.sizeof(job))
    named = [isinstance(source, (str, os.PathLike)) for source in inputs]
    job.task, job.input_count, job.output_count = task.encode(), len(inputs), len(outputs)
    job.inputs = c.texts([c.encoded(source) if is_name else None for source, is_name in zip(inputs, named)])
    datasets = [None if is_name else _address(source) for source, is_name in zip(inputs, named)]
    job.input_datasets = (c_void_p * len(datasets))(*datasets)
    # Only C can get results as open datasets, since osgeo cannot take one over. Outputs have names here.
    job.outputs, job.options = c.texts([c.encoded(name) for name in outputs]), c.option_list(options)
    job.model, job.context = _handle(model), _handle(context)
    with c.Listener(progress) as listener, c.Text() as found:
        job.progress = listener.function
        c.call(function, byref(job), found.place)
        return dict(found.parsed())


def _bytes(data: Any) -> tuple[Any, int]:
    """A ctypes view of a buffer, and its size in bytes; a copy where the buffer is read-only or has gaps."""
    view = memoryview(data)
    if view.nbytes == 0:
        raise ValueError("a buffer is empty")
    if view.readonly or not view.c_contiguous:
        return (ctypes.c_char * view.nbytes).from_buffer_copy(view.tobytes()), view.nbytes
    return (ctypes.c_char * view.nbytes).from_buffer(view.cast("B")), view.nbytes


def _shape(data: Any) -> tuple[int, ...]:
    return memoryview(data).shape or ()


def _floats(data: Any, last: Optional[int] = None) -> tuple[Any, int, int]:
    """A view of float32 numbers as cells: pointer, cells, numbers in one."""
    view = memoryview(data)
    if view.format not in ("f", "<f", "=f"):
        raise TypeError(f"float32 numbers are needed, not format {view.format!r}")
    dimension = last or (_shape(view)[-1] if view.ndim > 1 else 0)
    if not dimension:
        raise ValueError("the last axis must be the numbers of a feature: give an array of 2 or 3 axes")
    pointer, size = _bytes(view)
    return pointer, size // 4 // dimension, dimension


def _new(*shape: int) -> tuple[Any, Floats]:
    numbers = array.array("f", bytes(4 * math.prod(shape)))
    pointer = (ctypes.c_char * (4 * len(numbers))).from_buffer(numbers)
    return pointer, memoryview(numbers).cast("B").cast("f", list(shape))


class Context:
    """What jobs and calls on pixels share: workers that are kept between calls, bounds, and a flag that stops them all.

    Any number of threads may use one at once.
    """

    def __init__(self, options: Optional[Options] = None, log: Optional[Callable[[str], object]] = None) -> None:
        """`options`: THREADS, MEMORY, TEMP and SOURCES, which bound the calls. `log` hears of each job's warnings."""
        self._handle = c_void_p()
        # The library calls it as long as the context lives.
        self._log = c.LOG((lambda message, _data: log(message.decode()) and None) if log else 0)
        c.call("context_new", c.option_list(options), self._log, None, byref(self._handle))

    def __del__(self) -> None:
        c.free("context", getattr(self, "_handle", c_void_p()))

    def cancel(self, cancelled: bool = True) -> None:
        """Stops all that runs in it, and what begins later, until it is called with False. Any thread."""
        c.call("context_cancel", self._handle, int(cancelled))


class Model:
    """An open encoder: immutable, and shared freely between threads."""

    def __init__(
        self, name: Union[Name, bytes] = "default", options: Optional[Options] = None, called: str = "model"
    ) -> None:  # fmt: skip
        """Opens "default", a file, or the bytes of one (then `called` is its name in messages and outputs)."""
        self._handle = c_void_p()
        if isinstance(name, bytes):
            c.call("model_open_memory", name, len(name), called.encode(), c.option_list(options), byref(self._handle))
        else:
            c.call("model_open", c.encoded(name), c.option_list(options), byref(self._handle))
        self.info: dict[str, Any] = c.parsed("model_info", self._handle)
        """name, kind, sha256, chip, patch, dim, bands, mean, std, caution."""

    def __del__(self) -> None:
        c.free("model", getattr(self, "_handle", c_void_p()))

    def encode_chips(
        self, chips: Any, options: Optional[Options] = None, progress: Optional[Progress] = None,
        context: Optional[Context] = None,
    ) -> Floats:  # fmt: skip
        """Chips of reflectance x 10000, float32 [count][bands][chip][chip], to features [count][cells][cells][dim].

        A `context` keeps the workers for the next call.
        """
        chip, side, dim = self.info["chip"], self.info["chip"] // self.info["patch"], self.info["dim"]
        values, count, _ = _floats(chips, len(self.info["bands"]) * chip * chip)
        pointer, out = _new(count, side, side, dim)
        with c.Listener(progress) as listener:
            tail = (c.option_list(options), listener.function, None, pointer, byref(c_size_t(out.nbytes // 4)))
            c.call("encode_chips", self._handle, _handle(context), values, count, *tail)
        return out

    def encode_image(
        self, pixels: Any, *, interleaved: bool = False, mask: Any = None, nodata: Optional[float] = None,
        scale: float = 0.0, offset: float = 0.0, options: Optional[Options] = None, progress: Optional[Progress] = None,
        context: Optional[Context] = None,
    ) -> Floats:  # fmt: skip
        """An image, [bands][height][width] or interleaved [height][width][bands], to features [rows][columns][dim].

        Samples are uint8, uint16, int16 or float32. `mask` is [height][width], 0 for invalid. Without `scale`, the
        option REFLECTANCE defines how values become reflectance. A `context` keeps the workers for the next call.
        """
        view = memoryview(pixels)
        formats = {"B": 0, "H": 1, "h": 2, "f": 3}
        sample = formats.get((view.format or "B").lstrip("<="))
        if view.ndim != 3 or sample is None:
            found = f"{view.ndim} of format {view.format!r}"
            raise TypeError(f"3 axes of uint8, uint16, int16 or float32 are needed, not {found}")
        image = c.Image()
        c.call("image_init", byref(image), ctypes.sizeof(image))
        data, image.pixels_size = _bytes(view)
        image.pixels, image.sample, image.layout = ctypes.addressof(data), sample, int(interleaved)
        shape = _shape(view)
        image.height, image.width, image.bands = shape if interleaved else (shape[1], shape[2], shape[0])
        image.scale, image.offset = scale, offset
        if nodata is not None:
            image.has_nodata, image.nodata = 1, nodata
        if mask is not None:
            shown, size = _bytes(mask)
            if size != image.width * image.height:
                raise ValueError(f"the mask has {size} bytes; {image.height} x {image.width} are needed")
            image.mask, image.mask_size = ctypes.addressof(shown), size
        count, columns, rows = c_size_t(), c_size_t(), c_size_t()
        with c.Listener(progress) as listener:
            tail = (byref(count), byref(columns), byref(rows))
            arguments = (self._handle, _handle(context), byref(image), c.option_list(options), listener.function, None)
            c.call("encode_image", *arguments, None, *tail)
            pointer, out = _new(rows.value, columns.value, self.info["dim"])
            c.call("encode_image", *arguments, pointer, *tail)
        return out


def cosine_change(before: Any, after: Any) -> Floats:
    """1 - cosine of two arrays of features, float32 [...][dim], one number for each cell."""
    (a, cells, dim), (b, others, other) = _floats(before), _floats(after)
    if (cells, dim) != (others, other):
        raise ValueError(f"{cells} cells of {dim} numbers and {others} of {other}")
    pointer, out = _new(*_shape(before)[:-1])
    c.call("cosine_change", a, b, cells, dim, pointer, byref(c_size_t(cells)))
    return out


def descriptor(features: Any) -> Floats:
    """The mean feature over valid cells."""
    values, cells, dim = _floats(features)
    pointer, out = _new(dim)
    c.call("descriptor", values, cells, dim, pointer, byref(c_size_t(dim)), None)
    return out


class Basis:
    """A PCA basis."""

    def __init__(
        self, *features: Any, model: Optional[Model] = None, options: Optional[Options] = None, text: str = ""
    ) -> None:  # fmt: skip
        """Fits one basis on all arrays of features given, or reads one from its JSON text."""
        self._handle = c_void_p()
        if text:
            c.call("basis_from_json", text.encode(), byref(self._handle))
            return
        sets = [_floats(f) for f in features]
        pointers = (c_void_p * len(sets))(*(ctypes.addressof(s[0]) for s in sets))
        cells = (c_size_t * len(sets))(*(s[1] for s in sets))
        shape = (len(sets), sets[0][2] if sets else 0)
        c.call("basis_fit", _handle(model), pointers, cells, *shape, c.option_list(options), byref(self._handle))

    def __del__(self) -> None:
        c.free("basis", getattr(self, "_handle", c_void_p()))

    def to_json(self) -> str:
        """The basis as JSON text."""
        return c.text("basis_to_json", self._handle)

    def project(self, features: Any) -> Floats:
        """Scores, [...][components]."""
        values, cells, dim = _floats(features)
        count = c_size_t()
        c.call("basis_project", self._handle, None, values, cells, dim, None, byref(count))
        pointer, out = _new(*_shape(features)[:-1], count.value // max(cells, 1))
        c.call("basis_project", self._handle, None, values, cells, dim, pointer, byref(count))
        return out


class BasisFit:
    """A basis fitted piece by piece, on features that are not in memory together. One thread at a time."""

    def __init__(self, dimension: int) -> None:
        """Begins a basis for features of `dimension` numbers."""
        self._handle, self._dimension = c_void_p(), dimension
        c.call("basis_fit_begin", dimension, byref(self._handle))

    def __del__(self) -> None:
        c.free("basis_fit", getattr(self, "_handle", c_void_p()))

    def add(self, features: Any) -> None:
        """Adds features, float32 [...][dimension]; invalid ones (NaN) are left out. They are not kept."""
        values, cells, dim = _floats(features)
        if dim != self._dimension:
            raise ValueError(f"features of {dim} numbers; the basis is begun for {self._dimension}")
        c.call("basis_fit_add", self._handle, values, cells)

    def finish(self, model: Optional[Model] = None) -> Basis:
        """The basis of all that was added so far; more may be added, for another one. `model` made the features."""
        basis = Basis.__new__(Basis)
        basis._handle = c_void_p()
        c.call("basis_fit_finish", self._handle, _handle(model), byref(basis._handle))
        return basis


class Similar:
    """A features raster in memory that scores its cells by how much they are like places. Any number of threads."""

    def __init__(
        self, source: Name, options: Optional[Options] = None, progress: Optional[Progress] = None,
        context: Optional[Context] = None,
    ) -> None:  # fmt: skip
        """Reads a features raster, of this software or of others. `options`: QUANTISATION, THREADS, SOURCES, GDAL."""
        self._handle = c_void_p()
        with c.Listener(progress) as listener:
            told = (_handle(context), c.option_list(options), listener.function, None)
            c.call("similar_open", c.encoded(source), *told, byref(self._handle))
        sizes = [c_size_t() for _ in range(3)]
        c.call("similar_sizes", self._handle, *map(byref, sizes))
        self.width, self.height, self.dimension = (size.value for size in sizes)

    def __del__(self) -> None:
        c.free("similar", getattr(self, "_handle", c_void_p()))

    def query(
        self, examples: Sequence[tuple[float, float]], counter: Sequence[tuple[float, float]] = (),
        crs: Optional[str] = None, best: bool = False,
    ) -> Floats:  # fmt: skip
        """Scores, [height][width], -1 to 1, NaN where invalid, by points as x, y in `crs` or the raster's own system.

        `best` takes the best example instead of their mean.
        """
        numbers = [[v for point in points for v in point] for points in (examples, counter)]
        given = [(ctypes.c_double * len(all_of))(*all_of) for all_of in numbers]
        pointer, out = _new(self.height, self.width)
        system, room = crs.encode() if crs else None, byref(c_size_t(self.width * self.height))
        points = (given[0], len(examples), given[1], len(counter))
        c.call("similar_query", self._handle, *points, system, int(best), pointer, room)
        return out


def run_job(task: str, inputs: Sequence[Source], outputs: Sequence[Name] = (), **job: Unpack[Arguments]) -> Report:
    """Runs a task of `tasks`; returns the report. Names and open datasets may stand side by side."""
    return _on_job("job_run", task, inputs, outputs, **job)


def estimate(task: str, inputs: Sequence[Source], outputs: Sequence[Name] = (), **job: Unpack[Arguments]) -> Report:
    """Checks a job as `run_job` does and returns what it would take; makes nothing. Raises what the job would refuse.

    Of each of "inputs" what was understood, "warnings", "pixels", "cells" and "chips"; of the job "memory_bytes",
    "output_bytes", "temporary_bytes" and "seconds".
    """
    return _on_job("job_estimate", task, inputs, outputs, **job)


def features(source: Source, output: Name, **job: Unpack[Arguments]) -> Report:
    """Writes the dense features of a raster; returns the report."""
    return run_job("features", [source], [output], **job)


def pca(inputs: Sequence[Source], outputs: Sequence[Name], **job: Unpack[Arguments]) -> Report:
    """Writes principal components of rasters on one basis; returns the report."""
    if len(inputs) != len(outputs):
        raise ValueError(f"{len(inputs)} inputs and {len(outputs)} outputs")
    return run_job("pca", inputs, outputs, **job)


def change(before: Source, after: Source, output: Name, **job: Unpack[Arguments]) -> Report:
    """Writes the change between two dates; returns the report."""
    return run_job("change", [before, after], [output], **job)


def areas(before: Source, after: Source, output: Name, **job: Unpack[Arguments]) -> Report:
    """Writes the areas of change between two dates as polygons; returns the report, with totals under "areas"."""
    return run_job("areas", [before, after], [output], **job)


def describe(inputs: Sequence[Source], **job: Unpack[Arguments]) -> Report:
    """One descriptor per raster, in the report under "descriptors"."""
    return run_job("describe", inputs, **job)


def run(before: Source, after: Source, folder: Name, **job: Unpack[Arguments]) -> Report:
    """Everything about two dates into a folder; returns the report."""
    return run_job("run", [before, after], [folder], **job)


def version() -> str:
    """The library's version."""
    return str(load().lejepa_gis_version().decode())


def parameters() -> list[dict[str, Any]]:
    """The table of parameters."""
    return list(c.parsed("parameters"))


def similar(inputs: Sequence[Source], outputs: Sequence[Name], **job: Unpack[Arguments]) -> Report:
    """Writes how much cells of features rasters are like examples, one output for each; returns the report."""
    return run_job("similar", inputs, outputs, **job)


def classify(inputs: Sequence[Source], outputs: Sequence[Name], **job: Unpack[Arguments]) -> Report:
    """Writes classes of features rasters by a few labels, one output for each; returns the report."""
    return run_job("classify", inputs, outputs, **job)


def cluster(inputs: Sequence[Source], outputs: Sequence[Name], **job: Unpack[Arguments]) -> Report:
    """Writes clusters of cells that are alike, one output for each features raster; returns the report."""
    return run_job("cluster", inputs, outputs, **job)


def transitions(before: Source, after: Source, output: Name, **job: Unpack[Arguments]) -> Report:
    """Writes from which class to which cells went between two rasters of classes; returns the report."""
    return run_job("transitions", [before, after], [output], **job)


def series(inputs: Sequence[Source], output: Name, **job: Unpack[Arguments]) -> Report:
    """Writes when each cell changed over three dates or more, in any order; returns the report."""
    return run_job("series", inputs, [output], **job)


def tasks() -> list[dict[str, Any]]:
    """The table of tasks that `run_job` runs: name, help, inputs, outputs, examples, names of parameters."""
    return list(c.parsed("tasks"))


def gdal_info(named: str = "") -> dict[str, Any]:
    """Which GDAL is bound: version, version_number, file, name, origin, drivers. Binds one if none is bound yet."""
    return dict(c.parsed("gdal_info", named.encode()))


def doctor(named: str = "") -> Doctor:
    """A text for bug reports, with a self-test; `named` as for `gdal_info`."""
    healthy = c_int32()
    with c.Text() as text:
        c.call("doctor", named.encode(), text.place, byref(healthy))
        return Doctor(str(text), bool(healthy.value))
