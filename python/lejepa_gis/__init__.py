"""Feature and change maps from Sentinel-2, on the CPU: see `lejepa_gis.api`, which is all of it."""
from .api import (
    Basis, BasisFit, Context, Doctor, Error, Model, Similar, areas, change, classify, cluster, cosine_change,
    describe, descriptor, doctor, estimate, features, gdal_info, load, loaded, parameters, pca, run, run_job,
    similar, tasks, transitions, version,
)  # fmt: skip

__all__ = [
    "Basis", "BasisFit", "Context", "Doctor", "Error", "Model", "Similar", "areas", "change", "classify",
    "cluster", "cosine_change", "describe", "descriptor", "doctor", "estimate", "features", "gdal_info", "load",
    "loaded", "parameters", "pca", "run", "run_job", "similar", "tasks", "transitions", "version",
]  # fmt: skip
