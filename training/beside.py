#!/usr/bin/env python3
"""Texture beside a trained network, in closed form: `beside.py NETWORK.pt OUT.pt`.

A feature is told in blocks, each a linear map of what the network learned of a cell, of texture, means and deviations
of the cell (`told`), of the same blurred over its neighbours, and of its pixels. No label is used and no step of a
gradient made: the maps follow from three covariances over the training places, of all cells together, of cells within
a place, and of the same cell between two dates.

Cosine, residual and classifiers want different metrics of one feature, and only the cosine sees how long a number is,
since the others standardise. So a block is turned until its numbers vary alike (a Hadamard matrix on its principal
axes), each number gets unit variance, and its length then says how well it holds between dates.
"""
import argparse
import pathlib

import numpy as np
import torch
from scipy.linalg import hadamard

import data
import model as vit
import texture

CHIPS = 24  # of each place, the same at all of its dates
HOLDS = 0.5  # power of (variance between cells / variance between dates) that a number's length follows
LEAST = 0.3  # share of the mean variance that is added before a metric divides by what differs between dates
ENERGIES, BANDS, PIXELS = 80, 5, 320
TOLD = ENERGIES + 2 * BANDS


def measured(net, places, mean, std, seed=0):
    """Mean and three covariances of the head's inputs: total, within a place, between dates of a cell."""
    rng, count = np.random.default_rng(seed), 0
    mean, std = (torch.as_tensor(v, dtype=torch.float32).view(-1, 1, 1) for v in (mean, std))
    size, sums = net.img_size, {}

    def add(key, value):
        sums.setdefault(key, []).append(value)

    for place in places:
        corners = [[int(rng.integers(0, n - size + 1)) for n in place.shape] for _ in range(CHIPS)]
        dates = []
        for pixels in place.dates:
            chips = torch.stack([torch.from_numpy(pixels[:, r:r + size, c:c + size]) for r, c in corners])
            with torch.no_grad():
                dates.append(net.parts((chips - mean) / std).flatten(0, 1).double().numpy())
        every = np.concatenate(dates)
        add("mean", every.mean(0))
        add("square", every.T @ every / len(every))
        add("within", np.mean([np.cov(z.T) for z in dates], 0))
        if len(dates) > 1:
            pairs = [(0, -1)] if len(dates) == 2 else list(zip(range(len(dates)), range(1, len(dates))))
            add("between", np.mean([(f := dates[i] - dates[j]).T @ f / (2 * len(f)) for i, j in pairs], 0))
        count += len(every)
    mean, square, within, between = (np.mean(sums[k], 0) for k in ("mean", "square", "within", "between"))
    return mean, square - np.outer(mean, mean), within, between


class Blocks:
    """Linear maps [inputs, numbers] of the head's inputs, and what they do to the covariances."""

    def __init__(self, learned, total, within, between):
        self.total, self.within, self.between = total, within, between
        self.learned, told = slice(0, learned), learned
        self.told, self.blurred = slice(told, told + TOLD), slice(told + TOLD, told + 2 * TOLD)
        self.pixels = slice(told + 2 * TOLD, told + 2 * TOLD + PIXELS)

    def variance(self, block, of=None):
        return np.einsum("ij,ij->j", block, (self.total if of is None else of) @ block)

    def some(self, where):
        return np.eye(len(self.total))[:, where]

    def even(self, block, energy=1.0):
        """Each number of unit variance, then all of them of this energy together."""
        block = block / np.sqrt(self.variance(block))
        return block * np.sqrt(energy / block.shape[1])

    def natural(self, block, energy=1.0):
        return block * np.sqrt(energy / self.variance(block).sum())

    def axes(self, block, count):
        value, vector = np.linalg.eigh(block.T @ self.total @ block)
        return block @ vector[:, ::-1][:, :count]

    def spread(self, block, count):
        """Principal axes, turned until all vary alike."""
        return self.axes(block, count) @ hadamard(count) / np.sqrt(count)

    def season_proof(self, block, power=0.5):
        """Divided by what differs between dates."""
        value, vector = np.linalg.eigh(block.T @ self.between @ block)
        value = value + LEAST * value.mean()
        return block @ (vector * value**-power) @ vector.T

    def held(self, block, length):
        """Unit variance, and lengths by how well numbers hold between dates, `length` in the root of their mean square."""
        block = block / np.sqrt(self.variance(block))
        within, between = self.variance(block, self.within), self.variance(block, self.between)
        holds = (np.maximum(within - between, 0.02 * within) / between) ** HOLDS
        return length * block * holds / np.sqrt((holds**2).mean())

    def of_cells(self, where):
        """Energies evenly, means and deviations as they are, each half as long."""
        first = where.start
        parts = [(ENERGIES, self.even), (BANDS, self.natural), (BANDS, self.natural)]
        out = []
        for count, how in parts:
            out.append(how(self.some(slice(first, first + count)), 1.0 if count == ENERGIES else 0.25))
            first += count
        return np.concatenate(out, 1)


def head(blocks, carried, axes="variance", power=0.25):
    """The whole map [inputs, numbers]: texture, patches, the learned, the surroundings, the season-proof."""
    learned = blocks.some(blocks.learned)[:, :carried]
    if axes == "holds":
        learned = blocks.season_proof(learned, power)
    elif axes == "even":
        learned = blocks.even(blocks.axes(learned, 32))
    told, around = blocks.of_cells(blocks.told), blocks.of_cells(blocks.blurred)
    pixels = blocks.some(blocks.pixels)
    patch = blocks.natural(blocks.axes(pixels, 60), 0.49)
    proof = blocks.season_proof(np.concatenate([told[:, :ENERGIES + BANDS], patch, 0.7 * around], 1))
    return np.concatenate([
        blocks.held(told[:, :ENERGIES], 1),
        blocks.held(told[:, ENERGIES:], 1),
        blocks.held(blocks.spread(pixels, 64), 1),
        blocks.held(blocks.spread(learned, 32), 6),
        blocks.held(blocks.spread(around, 64), 1),
        blocks.held(blocks.spread(proof, 64), 4),
    ], 1)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("network")
    p.add_argument("target")
    p.add_argument("--data", default=pathlib.Path(__file__).resolve().parents[2] / "shared/imagery/train")
    p.add_argument("--own", type=int, default=114, help="the network's learned numbers; those after them are carried pixels")
    p.add_argument("--axes", choices=("variance", "even", "holds"), default="variance",
                   help="of the learned numbers, the axes that vary most, as they are or all alike, or those that differ "
                        "least between dates")
    p.add_argument("--power", type=float, default=0.25, help="--axes holds: of what differs between dates, in the divisor")
    args = p.parse_args()
    file, net = vit.open_checkpoint(args.network)
    stats = file["norm_stats"]
    net = net if isinstance(net, vit.TextureViT) else vit.TextureViT(net, 1).eval()
    mean, *covariances = measured(net, data.load_places(args.data), stats["mean"], stats["std"])
    maps = head(Blocks(net.vit.dim, *covariances), args.own, args.axes, args.power)
    whole = vit.TextureViT(net.vit, maps.shape[1]).eval()
    with torch.no_grad():
        whole.texture_embed.weight.copy_(net.texture_embed.weight)
        whole.head.weight.copy_(torch.from_numpy(maps.T))
        whole.head.bias.copy_(torch.from_numpy(-mean @ maps))
    vit.export_beside(whole, args.target, file)


if __name__ == "__main__":
    main()
