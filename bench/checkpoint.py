"""A checkpoint of the published size and layout, written without PyTorch.

The weights are not trained: they follow from each tensor's name by a formula, on scales that make attention sharp and
every tensor matter. So every machine benchmarks the same network.
"""

import io
import math
import pickle
import sys
import types
import zipfile
from collections import OrderedDict

import numpy as np

BANDS = ["red", "green", "blue", "nir", "swir16"]
MEAN = [1298.91, 1086.62, 830.22, 2467.29, 2357.63]
STD = [1192.39, 908.00, 846.53, 1264.88, 1504.00]
DIM, DEPTH, REGISTERS, PATCH, SIDE = 384, 12, 4, 8, 256


def noise(name, count):
    """Numbers in [-1, 1) that follow from `name`: SplitMix64, seeded by the name's FNV-1a hash."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & (2**64 - 1)
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return ((z >> np.uint64(40)).astype(np.float32) / np.float32(2**23) - np.float32(1)).astype(np.float32)


def tensor(name, shape):
    """Noise of unit variance times a scale, by the role that the name tells."""
    values = noise(name, math.prod(shape)) * np.float32(math.sqrt(3))
    fan_in = math.prod(shape[1:]) if len(shape) > 1 else 1
    if "norm" in name:
        return np.float32(0.2) * values + np.float32(name.endswith(".weight"))
    if name.endswith(("reg_token", "pos_embed")):
        return np.float32(0.5) * values
    if name.endswith(".bias"):
        return np.float32(0.1) * values
    gain = 1.4 if name.endswith("qkv.weight") else 0.7 if name.endswith(("attn.proj.weight", "mlp.fc2.weight")) else 1.0
    return np.float32(gain / math.sqrt(fan_in)) * values


def shapes():
    """Every tensor of the network."""
    yield "reg_token", (1, REGISTERS, DIM)
    yield "pos_embed", (1, REGISTERS + (SIDE // PATCH) ** 2, DIM)
    yield "patch_embed.proj.weight", (DIM, len(BANDS), PATCH, PATCH)
    yield "patch_embed.proj.bias", (DIM,)
    for i in range(DEPTH):
        for layer, outputs, inputs in (("attn.qkv", 3, 1), ("attn.proj", 1, 1), ("mlp.fc1", 4, 1), ("mlp.fc2", 1, 4)):
            yield f"blocks.{i}.{layer}.weight", (outputs * DIM, inputs * DIM)
            yield f"blocks.{i}.{layer}.bias", (outputs * DIM,)
        for norm in ("norm1", "norm2"):
            yield f"blocks.{i}.{norm}.weight", (DIM,)
            yield f"blocks.{i}.{norm}.bias", (DIM,)
    yield "norm.weight", (DIM,)
    yield "norm.bias", (DIM,)


class Storage:
    """Stands for a tensor's numbers, which lie in a file of their own in the archive."""

    def __init__(self, key, count):
        self.key, self.count = key, count


class View:
    """Pickled as a call of PyTorch's own function that makes a tensor of a storage."""

    def __init__(self, storage, shape):
        self.storage, self.shape = storage, shape

    def __reduce__(self):
        strides = tuple(math.prod(self.shape[i + 1 :]) for i in range(len(self.shape)))
        rebuild = sys.modules["torch._utils"]._rebuild_tensor_v2
        return rebuild, (self.storage, 0, tuple(self.shape), strides, False, OrderedDict())


class Pickler(pickle.Pickler):
    """PyTorch's persistent names of storages."""

    def persistent_id(self, value):
        if isinstance(value, Storage):
            return "storage", sys.modules["torch"].FloatStorage, value.key, "cpu", value.count
        return None


def stand_in():
    """Names of PyTorch that the pickle mentions; nothing of them is run."""

    def _rebuild_tensor_v2():
        pass

    class FloatStorage:
        pass

    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for owner, name, value in ((torch, "FloatStorage", FloatStorage), (utils, "_rebuild_tensor_v2", _rebuild_tensor_v2)):
        value.__module__, value.__qualname__ = owner.__name__, name
        setattr(owner, name, value)
    torch._utils = utils
    return {"torch": torch, "torch._utils": utils}


def write(path):
    """Writes the checkpoint."""
    before = {name: sys.modules.get(name) for name in ("torch", "torch._utils")}
    sys.modules.update(stand_in())
    try:
        state, numbers = OrderedDict(), []
        for name, shape in shapes():
            values = tensor("vit." + name, shape)
            state["vit." + name] = View(Storage(str(len(numbers)), values.size), shape)
            numbers.append(values.astype("<f4").tobytes())
        whole = {
            "encoder_state": state,
            "config": {"encoder_kind": "vit_small_patch8", "img_size": SIDE},
            "norm_stats": {"bands": BANDS, "mean": MEAN, "std": STD},
            "training_summary": {},
        }
        pickled = io.BytesIO()
        Pickler(pickled, protocol=2).dump(whole)
    finally:
        for name, module in before.items():
            sys.modules.pop(name)
            if module is not None:
                sys.modules[name] = module
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/data.pkl", pickled.getvalue())
        archive.writestr("archive/byteorder", "little")
        for key, data in enumerate(numbers):
            archive.writestr(f"archive/data/{key}", data)
        archive.writestr("archive/version", "3\n")


def chip():
    """A made-up chip, normalised, [5, side, side]: smooth fields, edges and grain."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    bands = []
    for b in range(len(BANDS)):
        smooth = 0.6 * np.sin((x + 17 * b) / 23) * np.cos(y / 31 + b)
        edges = 0.5 * (((x // 24) + (y // 40)) % 2)
        bands.append(smooth + edges + 0.15 * noise(f"chip.{b}", SIDE * SIDE).reshape(SIDE, SIDE))
    return np.stack(bands).astype(np.float32)
