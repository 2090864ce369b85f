#!/usr/bin/env python3
"""Figures of finished files without a label, on the places held out: `judge.py default.pt RUN.pt...`.

Cosine, and residual on standardised numbers, by consensus with four methods without a network (`consensus.py`); whether
a cell finds itself at the other date; effective rank; and a stand-in for few labels: clusters of the other date's
surroundings, read from this date's features by ridge and by 5 nearest neighbours, in four folds of blocks.
"""
import argparse
import json
import pathlib

import numpy as np
import torch
from sklearn.cluster import KMeans
from sklearn.neighbors import KNeighborsClassifier

import consensus
import data
import measures
import model as vit
import texture

REFERENCE = ("vector", "patches", "texture", "mad")
CLUSTERS, BLOCK, FOLDS = 8, 8, 4


def standard(z):
    return (z - z.mean(0)) / (z.std(0) + 1e-6)


def kinds_of_ground(pixels, seed=0):
    """[rows * columns] clusters of a date's blurred energies, means and deviations, a third of the weight each."""
    mean, std = data.raster_level(pixels)
    h, w = (n // vit.PATCH * vit.PATCH for n in pixels.shape[1:])
    x = torch.from_numpy(np.clip((pixels - mean) / std, -6, 6)[None, :, :h, :w].astype(np.float32))
    z = standard(texture.blurred(texture.told(x))[0].flatten(0, 1).numpy())
    for part in np.split(z, [80, 85], 1):
        part /= part.shape[1] ** 0.5
    return KMeans(CLUSTERS, n_init=4, random_state=seed).fit_predict(z)


def stand_in(z, kinds, shape, seed=0):
    """Accuracy of kinds of ground read from features `z`, by ridge and by 5 nearest neighbours."""
    rows, cols = np.mgrid[0:shape[0], 0:shape[1]] // BLOCK
    block = (rows * (cols.max() + 1) + cols).ravel()
    fold = np.random.default_rng(seed).integers(0, FOLDS, block.max() + 1)[block]
    z, target, right = standard(z), np.eye(CLUSTERS)[kinds], np.zeros((2, len(z)))
    for k in range(FOLDS):
        a, b = fold != k, fold == k
        x = np.c_[z[a], np.ones(a.sum())]
        c = x.T @ x
        c[np.diag_indices_from(c)] += 1e-2 * np.trace(c) / len(c)
        guess = np.c_[z[b], np.ones(b.sum())] @ np.linalg.solve(c, x.T @ target[a])
        right[0, b] = guess.argmax(1) == kinds[b]
        right[1, b] = KNeighborsClassifier(5).fit(z[a], kinds[a]).predict(z[b]) == kinds[b]
    return right.mean(1)


def figures(encoder, place, agreed, kinds):
    """Every figure of one method at one place; `encoder` maps pixels to [rows, columns, D]."""
    h, w = (n // vit.PATCH for n in place.shape)
    f, g = (encoder(place.dates[d])[:h, :w].reshape(h * w, -1).astype(np.float64) for d in (0, -1))
    row = {}
    for name, found in (("cosine", measures.cosine(f, g)), ("residual", measures.residual(standard(f), standard(g)))):
        row[name + "_auc"], row[name + "_ap"] = consensus.agreement(found.reshape(h, w), agreed)
    row["ridge"], row["nearest"] = stand_in(f, kinds, (h, w))
    row["self_cosine"], row["self_ridge"] = measures.retrieval(f, g)
    return row | {"rank": measures.effective_rank(f), "rank_standard": measures.effective_rank(standard(f))}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("files", nargs="+")
    p.add_argument("--places", default=consensus.HELD)
    p.add_argument("--data", default=pathlib.Path(__file__).resolve().parents[2] / "shared/imagery/train")
    p.add_argument("--out", type=pathlib.Path, help="a JSON line for each file is appended here")
    args = p.parse_args()
    places = data.load_places(args.data)
    bands = data.band_statistics(places)
    places = [x for x in places if x.name in args.places.split(",")]
    agreed = [consensus.reference([consensus.residual(r, x, bands) for r in REFERENCE]) for x in places]
    kinds = [kinds_of_ground(x.dates[-1]) for x in places]
    for name in args.files:
        file, net = vit.open_checkpoint(name)
        stats = file["norm_stats"]
        encoder = lambda x: measures.encode(net, x, stats["mean"], stats["std"])
        rows = [figures(encoder, x, a, k) for x, a, k in zip(places, agreed, kinds)]
        mean = {k: round(float(np.mean([r[k] for r in rows])), 4) for k in rows[0]}
        print(name, " ".join(f"{k} {v:.3f}" for k, v in mean.items()), flush=True)
        if args.out:
            with open(args.out, "a") as f:
                f.write(json.dumps({"file": name, **mean, "places": rows}) + "\n")


if __name__ == "__main__":
    main()
