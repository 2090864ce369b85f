"""The C library for Python: finding and loading it, its functions' arguments, and what every call needs.

`api` is the module to use; it and this one import nothing but the standard library.
"""
from __future__ import annotations

import ctypes
import json
import os
import sys
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_int32, c_size_t, c_ssize_t, c_void_p
from pathlib import Path
from typing import Any, Callable, Iterable, Mapping, Optional, Sequence, Union

ABI_VERSION = 1
"""The interface that this module is written for."""

Progress = Callable[[float, str], Optional[bool]]
"""Called with the progress from 0 to 1 and a message; returns False to cancel. An exception cancels the job and is
raised again by the call."""
Options = Mapping[str, Any]
"""Parameters by name, for example {"OVERLAP": "best", "CO": ["COMPRESS=ZSTD"], "OVERWRITE": True}."""
Name = Union[str, "os.PathLike[str]"]


class Error(RuntimeError):
    """A call failed. `status` is the C status; the text says what was expected, what was found, and where."""

    def __init__(self, status: int, message: str, told: Optional[Mapping[str, Any]] = None) -> None:
        super().__init__(message)
        told = told or {}
        self.status = status
        self.parameter: Optional[str] = told.get("parameter")
        """The option, argument or field whose value is refused, for example "OVERLAP"."""
        self.file: Optional[str] = told.get("file")
        """The file that it is about."""
        self.gdal: Optional[dict[str, Any]] = told.get("gdal")
        """GDAL's function ("call") and its error number ("number", or None)."""
        self.retry: bool = told.get("retry", False)
        """Whether the same call may succeed later as it is, once memory, disk or a server is there again."""


# Numbers of the C library's LejepaGisStatus.
ARGUMENT = 1
IO = 2
MODEL = 3
RASTER = 4
GRID = 5
REFLECTANCE = 6
EXISTS = 7
GDAL = 8
GDAL_MISSING = 9
CANCELLED = 10
INTERNAL = 11
OUT_OF_MEMORY = 12


class Image(ctypes.Structure):
    """The C structure LejepaGisImage."""

    _fields_ = [
        ("struct_size", c_size_t), ("pixels", c_void_p), ("pixels_size", c_size_t), ("first_sample", c_size_t),
        ("sample", c_int32), ("layout", c_int32), ("width", c_size_t), ("height", c_size_t), ("bands", c_size_t),
        ("pixel_stride", c_ssize_t), ("line_stride", c_ssize_t), ("band_stride", c_ssize_t), ("mask", c_void_p),
        ("mask_size", c_size_t), ("first_mask", c_size_t), ("mask_line_stride", c_ssize_t),
        ("has_nodata", c_int32), ("nodata", c_double), ("scale", c_double), ("offset", c_double),
    ]  # fmt: skip


CALLBACK = ctypes.CFUNCTYPE(c_int, c_double, c_char_p, c_void_p)
LOG = ctypes.CFUNCTYPE(None, c_char_p, c_void_p)
_TEXT, _TEXTS, _PLACE, _SIZE = c_char_p, POINTER(c_char_p), POINTER(c_void_p), POINTER(c_size_t)


class Job(ctypes.Structure):
    """The C structure LejepaGisJob."""

    _fields_ = [
        ("struct_size", c_size_t), ("task", c_char_p), ("input_count", c_size_t), ("inputs", _TEXTS),
        ("input_datasets", _PLACE), ("output_count", c_size_t), ("outputs", _TEXTS), ("results", _PLACE),
        ("options", _TEXTS), ("model", c_void_p), ("progress", CALLBACK), ("user_data", c_void_p),
        ("context", c_void_p),
    ]  # fmt: skip


FREED = ("text", "model", "basis", "basis_fit", "context", "similar")
"""What the library gives and `free` takes back."""
# Every function that returns a status; the others are declared where the library is loaded.
FUNCTIONS: dict[str, list[Any]] = {
    "parameters": [_PLACE],
    "tasks": [_PLACE],
    "build_info": [_PLACE],
    "image_init": [POINTER(Image), c_size_t],
    "gdal_info": [_TEXT, _PLACE],
    "doctor": [_TEXT, _PLACE, POINTER(c_int32)],
    "model_open": [_TEXT, _TEXTS, _PLACE],
    "model_open_memory": [c_void_p, c_size_t, _TEXT, _TEXTS, _PLACE],
    "model_info": [c_void_p, _PLACE],
    "model_sizes": [c_void_p, _SIZE, _SIZE, _SIZE, _SIZE],
    "model_name": [c_void_p, _TEXTS],
    "model_kind": [c_void_p, _TEXTS],
    "model_digest": [c_void_p, _TEXTS],
    "model_caution": [c_void_p, _TEXTS],
    "model_band": [c_void_p, c_size_t, _TEXTS],
    "model_statistics": [c_void_p, c_void_p, c_void_p, _SIZE],
    "encode_chips": [c_void_p, c_void_p, c_void_p, c_size_t, _TEXTS, CALLBACK, c_void_p, c_void_p, _SIZE],
    "encode_image": [
        c_void_p, c_void_p, POINTER(Image), _TEXTS, CALLBACK, c_void_p, c_void_p, _SIZE, _SIZE, _SIZE,
    ],
    "cosine_change": [c_void_p, c_void_p, c_size_t, c_size_t, c_void_p, _SIZE],
    "residual_change": [c_void_p, c_void_p, c_size_t, c_size_t, c_void_p, _SIZE],
    "descriptor": [c_void_p, c_size_t, c_size_t, c_void_p, _SIZE, _SIZE],
    "basis_fit": [c_void_p, _PLACE, _SIZE, c_size_t, c_size_t, _TEXTS, _PLACE],
    "basis_fit_begin": [c_size_t, _PLACE],
    "basis_fit_add": [c_void_p, c_void_p, c_size_t],
    "basis_fit_finish": [c_void_p, c_void_p, _PLACE],
    "basis_sizes": [c_void_p, _SIZE, _SIZE],
    "basis_explained_variance": [c_void_p, c_void_p, _SIZE],
    "basis_load": [_TEXT, _PLACE],
    "basis_save": [c_void_p, _TEXT],
    "basis_from_json": [_TEXT, _PLACE],
    "basis_to_json": [c_void_p, _PLACE],
    "basis_project": [c_void_p, c_void_p, c_void_p, c_size_t, c_size_t, c_void_p, _SIZE],
    "basis_colours": [c_void_p, c_void_p, c_size_t, c_void_p, _SIZE],
    "similar_open": [_TEXT, c_void_p, _TEXTS, CALLBACK, c_void_p, _PLACE],
    "similar_sizes": [c_void_p, _SIZE, _SIZE, _SIZE],
    "similar_query": [
        c_void_p, c_void_p, c_size_t, c_void_p, c_size_t, _TEXT, c_int32, c_void_p, _SIZE,
    ],
    "context_new": [_TEXTS, LOG, c_void_p, _PLACE],
    "context_cancel": [c_void_p, c_int32],
    "job_init": [POINTER(Job), c_size_t],
    "job_run": [POINTER(Job), _PLACE],
    "job_estimate": [POINTER(Job), _PLACE],
}


def library_names(folders: Iterable[Path] = (Path(__file__).parent,)) -> list[str]:
    """The library files to try: LEJEPA_GIS_LIBRARY alone, else those in the folders, then the system's."""
    named = os.environ.get("LEJEPA_GIS_LIBRARY")
    if named:
        return [named]
    base = {"win32": "lejepa_gis.dll", "darwin": "liblejepa_gis.dylib"}.get(sys.platform, "liblejepa_gis.so")
    names = [f"{base}.{ABI_VERSION}", base] if base.endswith(".so") else [base]
    found = [str(folder / name) for folder in folders for name in names if (folder / name).is_file()]
    return [*found, names[0]]


_library: Optional[ctypes.CDLL] = None
_loaded = ""


def load(name: Optional[Name] = None) -> ctypes.CDLL:
    """The loaded library. The first call decides which file is loaded; `name` names it."""
    global _library, _loaded
    if _library is not None:
        return _library
    failures = []
    for candidate in [os.fspath(name)] if name else library_names():
        try:
            library = ctypes.CDLL(candidate)
            break
        except OSError as error:
            failures.append(str(error))
    else:
        raise OSError(f"the lejepa-gis library cannot be loaded: {'; '.join(failures)}; name it in LEJEPA_GIS_LIBRARY")
    declare(library)
    _library, _loaded = library, candidate
    return library


def loaded() -> str:
    """The name by which the library was loaded; empty before it is."""
    return _loaded


def declare(library: ctypes.CDLL) -> None:
    """Checks the library's interface and gives its functions their arguments and results."""
    library.lejepa_gis_abi_version.argtypes, library.lejepa_gis_abi_version.restype = [], c_int32
    abi = library.lejepa_gis_abi_version()
    if abi != ABI_VERSION:
        raise OSError(f"the lejepa-gis library has interface {abi}; this module needs {ABI_VERSION}")
    texts_given: dict[str, list[Any]] = {
        "version": [], "last_error": [], "last_error_json": [], "status_name": [c_int32],
    }  # fmt: skip
    freed: dict[str, list[Any]] = {f"{kind}_free": [c_void_p] for kind in FREED}
    for functions, result in ((FUNCTIONS, c_int32), (texts_given, c_char_p), (freed, None)):
        for name, arguments in functions.items():
            function = getattr(library, f"lejepa_gis_{name}")
            function.argtypes, function.restype = arguments, result


def free(kind: str, handle: c_void_p) -> None:
    """Frees one of FREED; null is fine."""
    if _library is not None:
        getattr(_library, f"lejepa_gis_{kind}_free")(handle)


def call(function: str, *arguments: Any) -> None:
    """Calls a function that returns a status; raises Error if it failed."""
    library = load()
    status = getattr(library, f"lejepa_gis_{function}")(*arguments)
    if status:
        told = json.loads(library.lejepa_gis_last_error_json())
        raise Error(status, told["message"], told)


class Text:
    """Receives a text of the library, which is freed at the end."""

    def __init__(self) -> None:
        self._pointer = c_void_p()
        self.place = byref(self._pointer)

    def __enter__(self) -> Text:
        return self

    def __exit__(self, *_: Any) -> None:
        free("text", self._pointer)

    def __str__(self) -> str:
        return ctypes.string_at(self._pointer).decode() if self._pointer else ""

    def parsed(self) -> Any:
        """The text read as JSON."""
        return json.loads(str(self))


def text(function: str, *arguments: Any) -> str:
    """The text that a function returns through its last argument."""
    with Text() as place:
        call(function, *arguments, place.place)
        return str(place)


def parsed(function: str, *arguments: Any) -> Any:
    """The JSON that a function returns through its last argument, parsed."""
    return json.loads(text(function, *arguments))


def encoded(name: Name) -> bytes:
    """A name as C expects it."""
    return os.fspath(name).encode()


def texts(items: Sequence[Optional[bytes]]) -> Any:
    """C's array of texts, with NULL behind the last one; None is NULL."""
    return (c_char_p * (len(items) + 1))(*items, None)


def option_list(options: Optional[Options]) -> Any:
    """Parameters as C's list of KEY=VALUE; a list gives its key several times."""
    pairs = []
    for key, value in (options or {}).items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            word = ("NO", "YES")[one] if isinstance(one, bool) else one
            pairs.append(f"{key}={word}".encode())
    return texts(pairs)


class Listener:
    """A Python progress function as a C callback; its exception is raised again after the call."""

    def __init__(self, progress: Optional[Progress]) -> None:
        self.thrown: Optional[BaseException] = None

        def hear(fraction: float, message: bytes, _data: Any) -> int:
            try:
                return 0 if progress is None or progress(fraction, message.decode()) is False else 1
            except BaseException as error:  # KeyboardInterrupt too: no exception may pass through C
                self.thrown = error
                return 0

        self.function = CALLBACK(hear) if progress else CALLBACK()

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: Any) -> None:
        if self.thrown is not None:
            raise self.thrown
