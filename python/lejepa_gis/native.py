"""lejepa-gis through its C library, by ctypes: no compiler, no dependency, NumPy welcome.

This one file is the module: the package `lejepa_gis` and the QGIS plugin use it as it is. Numbers go in and come out
by the buffer protocol: NumPy arrays, `array.array`, `bytes` and `memoryview` are all fine; results are memoryviews with a
shape (`numpy.asarray(result)` makes an array of one without a copy). Every failure raises `Error`.
"""
from __future__ import annotations

import array
import ctypes
import json
import os
import sys
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_int32, c_size_t, c_void_p
from pathlib import Path
from typing import Any, Callable, Mapping, Optional, Sequence, Union

ABI_VERSION = 1
"""The interface that this file is written for."""

Progress = Callable[[float, str], Optional[bool]]
"""Hears a fraction from 0 to 1 and a message; returns False to stop. An exception stops the job and is raised again."""
Options = Mapping[str, Any]
"""Parameters by name, for example {"OVERLAP": "best", "CO": ["COMPRESS=ZSTD"], "OVERWRITE": True}."""
Name = Union[str, "os.PathLike[str]"]


class Error(RuntimeError):
    """A call failed. `status` is the C status; the text says what was expected, what was found, and where."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


ARGUMENT, IO, MODEL, RASTER, GRID, REFLECTANCE, EXISTS, GDAL, GDAL_MISSING, CANCELLED, INTERNAL = range(1, 12)


class Image(ctypes.Structure):
    """The C structure LejepaGisImage."""

    _fields_ = [
        ("struct_size", c_size_t), ("pixels", c_void_p), ("pixels_size", c_size_t), ("sample", c_int32),
        ("layout", c_int32), ("width", c_size_t), ("height", c_size_t), ("bands", c_size_t),
        ("pixel_stride", c_size_t), ("line_stride", c_size_t), ("band_stride", c_size_t), ("mask", c_void_p),
        ("has_nodata", c_int32), ("nodata", c_double), ("scale", c_double), ("offset", c_double),
    ]  # fmt: skip


_CALLBACK = ctypes.CFUNCTYPE(c_int, c_double, c_char_p, c_void_p)
_TEXT, _TEXTS, _PLACE, _SIZE = c_char_p, POINTER(c_char_p), POINTER(c_void_p), POINTER(c_size_t)
_JOB = [_TEXTS, _CALLBACK, c_void_p, _PLACE]
_FUNCTIONS: dict[str, list[Any]] = {
    "parameters": [_PLACE],
    "build_info": [_PLACE],
    "gdal_info": [_TEXT, _PLACE],
    "doctor": [_TEXT, _PLACE, POINTER(c_int32)],
    "model_open": [_TEXT, _TEXTS, _PLACE],
    "model_open_memory": [c_void_p, c_size_t, _TEXT, _TEXTS, _PLACE],
    "model_info": [c_void_p, _PLACE],
    "encode_chips": [c_void_p, c_void_p, c_size_t, _TEXTS, _CALLBACK, c_void_p, c_void_p, c_size_t],
    "encode_image": [c_void_p, POINTER(Image), _TEXTS, _CALLBACK, c_void_p, c_void_p, _SIZE, _SIZE, _SIZE],
    "cosine_change": [c_void_p, c_void_p, c_size_t, c_size_t, c_void_p],
    "descriptor": [c_void_p, c_size_t, c_size_t, c_void_p, _SIZE],
    "basis_fit": [c_void_p, _PLACE, _SIZE, c_size_t, c_size_t, _TEXTS, _PLACE],
    "basis_from_json": [_TEXT, _PLACE],
    "basis_to_json": [c_void_p, _PLACE],
    "basis_project": [c_void_p, c_void_p, c_void_p, c_size_t, c_size_t, c_void_p, _SIZE],
    "basis_colours": [c_void_p, c_void_p, c_size_t, c_void_p],
    "features": [c_void_p, _TEXT, _TEXT, *_JOB],
    "pca": [c_void_p, _TEXTS, _TEXTS, c_size_t, *_JOB],
    "change": [c_void_p, _TEXT, _TEXT, _TEXT, *_JOB],
    "describe": [c_void_p, _TEXTS, c_size_t, *_JOB],
    "run": [c_void_p, _TEXT, _TEXT, _TEXT, *_JOB],
}


def library_names() -> list[str]:
    """Where the library is looked for: LEJEPA_GIS_LIBRARY, beside this file, then the system's places."""
    base = {"win32": "lejepa_gis.dll", "darwin": "liblejepa_gis.dylib"}.get(sys.platform, "liblejepa_gis.so")
    versioned = base + f".{ABI_VERSION}" if base.endswith(".so") else base
    named = os.environ.get("LEJEPA_GIS_LIBRARY")
    beside = [str(Path(__file__).with_name(n)) for n in (versioned, base)]
    return [named] if named else [*(n for n in beside if os.path.exists(n)), versioned]


_library: Optional[ctypes.CDLL] = None


def load(name: Optional[Name] = None) -> ctypes.CDLL:
    """The loaded library. The first call decides which file; `name` says it."""
    global _library
    if _library is not None:
        return _library
    failures = []
    for candidate in [os.fspath(name)] if name else library_names():
        try:
            found = ctypes.CDLL(candidate)
            break
        except OSError as error:
            failures.append(str(error))
    else:
        raise OSError(f"the lejepa-gis library cannot be loaded: {'; '.join(failures)}; name it in LEJEPA_GIS_LIBRARY")
    found.lejepa_gis_abi_version.restype = c_int32
    abi = found.lejepa_gis_abi_version()
    if abi != ABI_VERSION:
        raise OSError(f"the lejepa-gis library has interface {abi}; this module needs {ABI_VERSION}")
    for text in ("version", "last_error"):
        getattr(found, f"lejepa_gis_{text}").restype = c_char_p
    for function, arguments in _FUNCTIONS.items():
        f = getattr(found, f"lejepa_gis_{function}")
        f.argtypes, f.restype = arguments, c_int32
    for free in ("text", "model", "basis"):
        f = getattr(found, f"lejepa_gis_{free}_free")
        f.argtypes, f.restype = [c_void_p], None
    _library = found
    return found


def _call(function: str, *arguments: Any) -> None:
    library = load()
    status = getattr(library, f"lejepa_gis_{function}")(*arguments)
    if status:
        raise Error(status, library.lejepa_gis_last_error().decode())


def _text(function: str, *arguments: Any) -> str:
    place = c_void_p()
    try:
        _call(function, *arguments, byref(place))
        return ctypes.string_at(place).decode() if place else ""
    finally:
        load().lejepa_gis_text_free(place)


def _name(name: Name) -> bytes:
    return os.fspath(name).encode()


def _texts(texts: Sequence[bytes]) -> Any:
    return (c_char_p * (len(texts) + 1))(*texts, None)


def _options(options: Optional[Options]) -> Any:
    pairs = []
    for key, value in (options or {}).items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            word = ("NO", "YES")[one] if isinstance(one, bool) else one
            pairs.append(f"{key}={word}".encode())
    return _texts(pairs)


class _Listener:
    """A Python progress function behind C's; its exception waits until the call is over."""

    def __init__(self, progress: Optional[Progress]) -> None:
        self.thrown: Optional[BaseException] = None

        def hear(fraction: float, message: bytes, _data: Any) -> int:
            try:
                return 0 if progress is None or progress(fraction, message.decode()) is False else 1
            except BaseException as error:  # KeyboardInterrupt too: nothing may pass through C
                self.thrown = error
                return 0

        self.function = _CALLBACK(hear) if progress else _CALLBACK()

    def __enter__(self) -> "_Listener":
        return self

    def __exit__(self, *_: Any) -> None:
        if self.thrown is not None:
            raise self.thrown


def _job(function: str, arguments: Sequence[Any], options: Optional[Options], progress: Optional[Progress]) -> dict[str, Any]:
    with _Listener(progress) as listener:
        return json.loads(_text(function, *arguments, _options(options), listener.function, None))


def _bytes(data: Any) -> tuple[Any, int]:
    """A ctypes view of a buffer, and its size in bytes; a copy where the buffer is read-only or has gaps."""
    view = memoryview(data)
    if view.nbytes == 0:
        raise ValueError("a buffer is empty")
    if view.readonly or not view.c_contiguous:
        return (ctypes.c_char * view.nbytes).from_buffer_copy(view.tobytes()), view.nbytes
    return (ctypes.c_char * view.nbytes).from_buffer(view.cast("B")), view.nbytes


def _floats(data: Any, last: Optional[int] = None) -> tuple[Any, int, int]:
    """A view of float32 numbers as cells: pointer, cells, numbers in one."""
    view = memoryview(data)
    if view.format not in ("f", "<f", "=f"):
        raise TypeError(f"float32 numbers are needed, not format {view.format!r}")
    dimension = last or (view.shape[-1] if view.ndim > 1 else 0)
    if not dimension:
        raise ValueError("the last axis must be the numbers of a feature: give an array of 2 or 3 axes")
    pointer, size = _bytes(view)
    return pointer, size // 4 // dimension, dimension


def _new(*shape: int) -> tuple[Any, memoryview]:
    count = 1
    for extent in shape:
        count *= extent
    numbers = array.array("f", bytes(4 * count))
    return (ctypes.c_char * (4 * count)).from_buffer(numbers), memoryview(numbers).cast("B").cast("f", list(shape))


class Model:
    """An open encoder: immutable, and shared freely between threads."""

    def __init__(self, name: Union[Name, bytes] = "default", options: Optional[Options] = None, called: str = "model") -> None:
        """Opens "default", a file, or the bytes of one (then `called` is its name in messages and outputs)."""
        self._handle = c_void_p()
        if isinstance(name, bytes):
            _call("model_open_memory", name, len(name), called.encode(), _options(options), byref(self._handle))
        else:
            _call("model_open", _name(name), _options(options), byref(self._handle))
        self.info: dict[str, Any] = json.loads(_text("model_info", self._handle))
        """name, kind, sha256, chip, patch, dim, bands, mean, std, caution."""

    def __del__(self) -> None:
        if getattr(self, "_handle", None) and _library is not None:
            _library.lejepa_gis_model_free(self._handle)

    def encode_chips(self, chips: Any, options: Optional[Options] = None, progress: Optional[Progress] = None) -> memoryview:
        """Chips of reflectance x 10000, float32 [count][bands][chip][chip], to features [count][cells][cells][dim]."""
        chip, side, dim = self.info["chip"], self.info["chip"] // self.info["patch"], self.info["dim"]
        values, count, _ = _floats(chips, len(self.info["bands"]) * chip * chip)
        pointer, out = _new(count, side, side, dim)
        with _Listener(progress) as listener:
            _call("encode_chips", self._handle, values, count, _options(options), listener.function, None, pointer, out.nbytes // 4)
        return out

    def encode_image(
        self, pixels: Any, *, interleaved: bool = False, mask: Any = None, nodata: Optional[float] = None, scale: float = 0.0,
        offset: float = 0.0, options: Optional[Options] = None, progress: Optional[Progress] = None,
    ) -> memoryview:  # fmt: skip
        """An image, [bands][height][width] or interleaved [height][width][bands], to features [rows][columns][dim].

        Samples are uint8, uint16, int16 or float32. `mask` is [height][width], 0 for invalid. Without `scale`, the option
        REFLECTANCE says how values become reflectance.
        """
        view = memoryview(pixels)
        formats = {"B": 0, "H": 1, "h": 2, "f": 3}
        sample = formats.get((view.format or "B").lstrip("<="))
        if view.ndim != 3 or sample is None:
            raise TypeError(f"3 axes of uint8, uint16, int16 or float32 are needed, not {view.ndim} of format {view.format!r}")
        image = Image()
        _call_image_init(image)
        data, image.pixels_size = _bytes(view)
        image.pixels, image.sample, image.layout = ctypes.addressof(data), sample, int(interleaved)
        shape = view.shape
        image.height, image.width, image.bands = shape if interleaved else (shape[1], shape[2], shape[0])
        image.scale, image.offset = scale, offset
        if nodata is not None:
            image.has_nodata, image.nodata = 1, nodata
        if mask is not None:
            shown, size = _bytes(mask)
            if size != image.width * image.height:
                raise ValueError(f"the mask has {size} bytes; {image.height} x {image.width} are needed")
            image.mask = ctypes.addressof(shown)
        count, columns, rows = c_size_t(), c_size_t(), c_size_t()
        with _Listener(progress) as listener:
            tail = (byref(count), byref(columns), byref(rows))
            arguments = (self._handle, byref(image), _options(options), listener.function, None)
            _call("encode_image", *arguments, None, *tail)
            pointer, out = _new(rows.value, columns.value, self.info["dim"])
            _call("encode_image", *arguments, pointer, *tail)
        return out


def _call_image_init(image: Image) -> None:
    library = load()
    library.lejepa_gis_image_init.argtypes = [POINTER(Image), c_size_t]
    _call("image_init", byref(image), ctypes.sizeof(image))


def cosine_change(before: Any, after: Any) -> memoryview:
    """1 - cosine of two arrays of features, float32 [...][dim], one number for each cell."""
    (a, cells, dim), (b, others, other) = _floats(before), _floats(after)
    if (cells, dim) != (others, other):
        raise ValueError(f"{cells} cells of {dim} numbers and {others} of {other}")
    pointer, out = _new(*memoryview(before).shape[:-1])
    _call("cosine_change", a, b, cells, dim, pointer)
    return out


def descriptor(features: Any) -> memoryview:
    """The mean feature over valid cells."""
    values, cells, dim = _floats(features)
    pointer, out = _new(dim)
    _call("descriptor", values, cells, dim, pointer, None)
    return out


class Basis:
    """A PCA basis."""

    def __init__(self, *features: Any, model: Optional[Model] = None, options: Optional[Options] = None, text: str = "") -> None:
        """Fits one basis on all arrays of features given, or reads one from its JSON text."""
        self._handle = c_void_p()
        if text:
            _call("basis_from_json", text.encode(), byref(self._handle))
            return
        sets = [_floats(f) for f in features]
        pointers = (c_void_p * len(sets))(*(ctypes.addressof(s[0]) for s in sets))
        cells = (c_size_t * len(sets))(*(s[1] for s in sets))
        handle = model._handle if model else None
        _call("basis_fit", handle, pointers, cells, len(sets), sets[0][2] if sets else 0, _options(options), byref(self._handle))

    def __del__(self) -> None:
        if getattr(self, "_handle", None) and _library is not None:
            _library.lejepa_gis_basis_free(self._handle)

    def to_json(self) -> str:
        """The basis as JSON text."""
        return _text("basis_to_json", self._handle)

    def project(self, features: Any) -> memoryview:
        """Scores, [...][components]."""
        values, cells, dim = _floats(features)
        count = c_size_t()
        _call("basis_project", self._handle, None, values, cells, dim, None, byref(count))
        pointer, out = _new(*memoryview(features).shape[:-1], count.value // max(cells, 1))
        _call("basis_project", self._handle, None, values, cells, dim, pointer, byref(count))
        return out


def _handle(model: Optional[Model]) -> Any:
    return model._handle if model else None


def features(source: Name, output: Name, *, model: Optional[Model] = None, options: Optional[Options] = None, progress: Optional[Progress] = None) -> dict[str, Any]:
    """Writes the dense features of a raster; returns the report."""
    return _job("features", (_handle(model), _name(source), _name(output)), options, progress)


def pca(inputs: Sequence[Name], outputs: Sequence[Name], *, model: Optional[Model] = None, options: Optional[Options] = None, progress: Optional[Progress] = None) -> dict[str, Any]:
    """Writes principal components of rasters on one basis; returns the report."""
    if len(inputs) != len(outputs):
        raise ValueError(f"{len(inputs)} inputs and {len(outputs)} outputs")
    lists = [_texts([_name(n) for n in names]) for names in (inputs, outputs)]
    return _job("pca", (_handle(model), *lists, len(inputs)), options, progress)


def change(before: Name, after: Name, output: Name, *, model: Optional[Model] = None, options: Optional[Options] = None, progress: Optional[Progress] = None) -> dict[str, Any]:
    """Writes the change between two dates; returns the report."""
    return _job("change", (_handle(model), _name(before), _name(after), _name(output)), options, progress)


def describe(inputs: Sequence[Name], *, model: Optional[Model] = None, options: Optional[Options] = None, progress: Optional[Progress] = None) -> dict[str, Any]:
    """One descriptor per raster, in the report under "descriptors"."""
    return _job("describe", (_handle(model), _texts([_name(n) for n in inputs]), len(inputs)), options, progress)


def run(before: Name, after: Name, folder: Name, *, model: Optional[Model] = None, options: Optional[Options] = None, progress: Optional[Progress] = None) -> dict[str, Any]:
    """Everything about two dates into a folder; returns the report."""
    return _job("run", (_handle(model), _name(before), _name(after), _name(folder)), options, progress)


def version() -> str:
    """The library's version."""
    return load().lejepa_gis_version().decode()


def parameters() -> list[dict[str, Any]]:
    """The table of parameters."""
    return json.loads(_text("parameters"))


def gdal_info(named: str = "") -> dict[str, Any]:
    """Which GDAL is bound: version, version_number, file, name, origin, drivers. Binds one if need be."""
    return json.loads(_text("gdal_info", named.encode()))


def doctor() -> str:
    """A text for bug reports, with a self-test."""
    place, healthy = c_void_p(), c_int32()
    _call("doctor", None, byref(place), byref(healthy))
    try:
        return ctypes.string_at(place).decode()
    finally:
        load().lejepa_gis_text_free(place)
