#!/usr/bin/env python3
"""Rank change by residual without labels: `consensus.py RUN.pt... --reference A.pt untrained patches`.

Where other methods agree that something changed, and their neighbours do too,
a good method sees change as well. The reference's residuals are standardised,
averaged and smoothed; the cells with the largest means count as changed, and
AUC and average precision of each method's residual are taken against them.
References should not be kin of what they judge, and of several kinds: where all
are trained networks, they find their like. `patches` is the method without a
network, principal patches of the two dates; `untrained` a network as it starts.
"""
import argparse
import pathlib

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from sklearn.metrics import average_precision_score, roc_auc_score

import data
import measures
import model as vit
import texture

HELD = "bordeaux,norcia,rennes,saclay_w,brasilia"


def cells(pixels):
    """[rows, columns, bands * 64]"""
    b, p = len(pixels), vit.PATCH
    h, w = pixels.shape[1] // p, pixels.shape[2] // p
    return pixels[:, :h * p, :w * p].reshape(b, h, p, w, p).transpose(1, 3, 0, 2, 4).reshape(h, w, -1)


def patches(first, last, count=60):
    """Both dates' patches, each band standardised by date, on their common principal components."""
    out = []
    for x in (first, last):
        mean, std = data.raster_level(x)
        out.append(cells(np.clip((x - mean) / std, -6, 6)))
    z = np.concatenate([x.reshape(-1, x.shape[-1]) for x in out])
    basis = np.linalg.eigh(np.cov(z.T))[1][:, ::-1][:, :count]
    return [(x - z.mean(0)) @ basis for x in out]


def standardised(x):
    mean, std = data.raster_level(x)
    return np.clip((x - mean) / std, -6, 6)


def told(first, last):
    """Energies, means and deviations of whole cells, each number standardised by date."""
    out = []
    for x in (first, last):
        h, w = (n // vit.PATCH * vit.PATCH for n in x.shape[1:])
        z = texture.told(torch.from_numpy(standardised(x)[None, :, :h, :w].astype(np.float32)))[0].numpy()
        out.append((z - z.mean((0, 1))) / z.std((0, 1)))
    return out


def variates(first, last):
    """Both dates' bands turned to canonical variates (MAD, Nielsen 1998, without rounds of weights), each difference
    divided by its deviation."""
    x, y = (standardised(z).reshape(len(z), -1) for z in (first, last))
    x, y = (z - z.mean(1, keepdims=True) for z in (x, y))
    roots = []
    for z in (x, y):
        value, vector = np.linalg.eigh(z @ z.T / z.shape[1])
        roots.append(vector * value**-0.5 @ vector.T)
    u, correlation, v = np.linalg.svd(roots[0] @ (x @ y.T / x.shape[1]) @ roots[1])
    scale = np.sqrt(2 * (1 - correlation)) + 1e-6
    return [((turn @ root @ z).T / scale).T.reshape(first.shape) for turn, root, z in
            ((u.T, roots[0], x), (v, roots[1], y))]


def features(name, dates, bands):
    if name == "patches":
        return patches(*dates)
    if name == "texture":
        return told(*dates)
    if name == "untrained":
        torch.manual_seed(0)
        net, stats = vit.ViT(), dict(zip(("mean", "std"), bands))
    else:
        file, net = vit.open_checkpoint(name)
        stats = file["norm_stats"]
    return [measures.encode(net, x, stats["mean"], stats["std"]) for x in dates]


def residual(name, place, bands):
    """[rows, columns] of one method at one place, first date against last."""
    h, w = (n // vit.PATCH for n in place.shape)
    if name in ("vector", "mad"):
        first, last = (standardised(place.dates[d]) for d in (0, -1)) if name == "vector" \
            else variates(place.dates[0], place.dates[-1])
        length = np.linalg.norm(first - last, axis=0)[:h * vit.PATCH, :w * vit.PATCH]
        return length.reshape(h, vit.PATCH, w, vit.PATCH).mean((1, 3))
    f, g = (z[:h, :w].reshape(h * w, -1).astype(np.float64)
            for z in features(name, (place.dates[0], place.dates[-1]), bands))
    return measures.residual(f, g).reshape(h, w)


def reference(maps, width=1.2):
    """Mean of the standardised maps, smoothed by a Gaussian of `width` cells."""
    return gaussian_filter(np.mean([(m - m.mean()) / m.std() for m in maps], 0), width)


def agreement(found, agreed, share=0.04):
    """AUC and average precision of `found` against the `share` of cells where `agreed` is largest."""
    truth = (agreed > np.quantile(agreed, 1 - share)).ravel()
    return roc_auc_score(truth, found.ravel()), average_precision_score(truth, found.ravel())


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("methods", nargs="+", help="checkpoints, `patches` or `untrained`")
    p.add_argument("--reference", nargs="+", required=True, help="checkpoints, `patches` or `untrained`")
    p.add_argument("--places", default=HELD)
    p.add_argument("--data", default=pathlib.Path(__file__).resolve().parents[2] / "shared/imagery/train")
    args = p.parse_args()
    places = data.load_places(args.data)
    bands = data.band_statistics(places)
    places = [x for x in places if x.name in args.places.split(",")]
    agreed = [reference([residual(r, x, bands) for r in args.reference]) for x in places]
    for name in args.methods:
        auc, ap = np.mean([agreement(residual(name, x, bands), a) for x, a in zip(places, agreed)], 0)
        print(f"{name}: AUC {auc:.3f} AP {ap:.3f}", flush=True)


if __name__ == "__main__":
    main()
