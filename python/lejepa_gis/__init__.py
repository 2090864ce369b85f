"""Feature and change maps from Sentinel-2, on the CPU: see `lejepa_gis.api`, which is all of it."""
from .api import (
    Basis, BasisFit, Context, Doctor, Error, Model, Similar, areas, change, classify, cluster, cosine_change,
    describe, descriptor, doctor, estimate, features, gdal_info, load, loaded, parameters, pca, run, run_job,
    series, similar, tasks, transitions, version,
)  # fmt: skip

__all__ = [
    "Basis", "BasisFit", "Context", "Doctor", "Error", "Model", "Similar", "areas", "change", "classify",
    "cluster", "cosine_change", "describe", "descriptor", "doctor", "estimate", "features", "gdal_info", "load",
    "loaded", "parameters", "pca", "run", "run_job", "series", "similar", "tasks",
    "transitions", "version",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """In QGIS, the plugin of this name, where this package lies before it on Python's path."""
    if name != "classFactory":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import sys
    from importlib import import_module
    from pathlib import Path

    folders = [Path(of) / __name__ for of in sys.path]
    __path__.extend(str(folder) for folder in folders if (folder / "plugin.py").is_file() and str(folder) not in __path__)
    return import_module(f"{__name__}.plugin").LejepaGisPlugin
