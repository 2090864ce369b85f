"""Feature and change maps from Sentinel-2, on the CPU: see `lejepa_gis.native`, which is all of it."""
from .native import (
    Basis, Doctor, Error, Model, change, cosine_change, describe, descriptor, doctor, features, gdal_info, load,
    parameters, pca, run, version,
)  # fmt: skip

__all__ = [
    "Basis", "Doctor", "Error", "Model", "change", "cosine_change", "describe", "descriptor", "doctor", "features",
    "gdal_info", "load", "parameters", "pca", "run", "version",
]  # fmt: skip
