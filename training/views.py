"""Several views of the same ground, for agreement: crops, scales, light, haze, grain, clouds, hidden blocks, dates.

A *ground* is a square of 16 x 16 cells of a place, turned and mirrored alike for all of its views. Large views are
whole chips, moved against the ground by whole cells; small ones show a quarter of it. A share of views is cut at
another scale, off the grid of cells; where their cells lie is told as a *lattice*, and features are read there
between the cells. So what agrees is always the same ground.
"""
import numpy as np
import torch
import torch.nn.functional as F

import data
from data import PATCH

MARGIN = 40  # pixels around the ground that views may reach


def reflected(first, count, extent):
    """Indices `first` to `first + count` of a line of `extent` pixels, mirrored at its ends."""
    at = np.abs(np.arange(first, first + count))
    return np.where(at < extent, at, 2 * (extent - 1) - at)


class Views:
    """`batch` draws grounds; every random choice comes from one generator, whose state `rng` a run may keep."""

    def __init__(self, places, mean, std, seed=0, size=128, large=2, small=2, other_date=0.5, zoom=0.3,
                 hidden=0.5, light=1.0, occlusion=0.1):
        self.places, self.size, self.large, self.small = places, size, large, small
        self.other_date, self.zoom, self.hidden = other_date, zoom, hidden
        self.makers = [data.Sampler(places, mean, std, n, seed, light=light, occlusion=occlusion)
                       for n in (size, size // 2)]
        self.rng = self.makers[0].rng
        self.makers[1].rng = self.rng

    def batch(self, count):
        """dict of tensors, views of one ground side by side:

        large [count * large, 5, S, S], small [count * small, 5, S/2, S/2], standardised; lattice_large, lattice_small
        [..., 3]: row and column of the ground's first cell in the view, and the step from cell to cell, in cells of
        the view; at [count * small, cells]: where in a chip a small view's cells are said to stand; clean [M, 5, S, S]:
        the ground at each of its dates, as it is; own_large, own_small: which of `clean` a view was made of."""
        out = {}
        for _ in range(count):
            self.ground(out)
        stacked = {k: torch.from_numpy(np.stack(v)) for k, v in out.items()}
        return {k: v.float() if v.dtype == torch.float64 else v for k, v in stacked.items()}

    def ground(self, out):
        rng, size = self.rng, self.size
        place = self.places[rng.choice(len(self.places), p=self.makers[0].weight)]
        count = len(place.dates)
        dates = [rng.integers(count)]
        if count > 1 and rng.random() < self.other_date:
            dates.append((dates[0] + rng.integers(1, count)) % count)
        top, left = (int(rng.integers(0, n - size + 1)) for n in place.shape)
        rows, cols = (reflected(first - MARGIN, size + 2 * MARGIN, n) for first, n in zip((top, left), place.shape))
        turns, mirror = int(rng.integers(4)), rng.random() < 0.5
        windows = []
        for d in dates:
            x = np.rot90(place.dates[d][:, rows[:, None], cols], turns, (1, 2))
            windows.append(np.ascontiguousarray(x[..., ::-1] if mirror else x))
        first = len(out.setdefault("clean", []))
        for x in windows:
            inner = x[:, MARGIN:MARGIN + size, MARGIN:MARGIN + size]
            out["clean"].append(np.clip((inner - self.makers[0].mean) / self.makers[0].std, -8, 8))
        for kind, maker, number in zip(("large", "small"), self.makers, (self.large, self.small)):
            for n in range(number):
                d = n % len(windows)
                view, lattice = self.view(windows[d], maker)
                for key, value in ((kind, view), (f"lattice_{kind}", lattice), (f"own_{kind}", first + d)):
                    out.setdefault(key, []).append(value)
                if kind == "small":
                    out.setdefault("at", []).append(self.position())

    def position(self):
        """Cells of a chip where a small view is said to stand: anywhere, so that place tells nothing."""
        side = self.size // PATCH
        r, c = self.rng.integers(0, side // 2 + 1, 2)
        return ((r + np.arange(side // 2))[:, None] * side + c + np.arange(side // 2)).reshape(-1)

    def view(self, window, maker):
        """One view of a window, and its lattice."""
        rng, size, zoomed = self.rng, maker.size, self.rng.random() < self.zoom
        if zoomed:
            cut = round(size * float(np.exp(rng.uniform(np.log(0.75), np.log(1.33)))))
            low, high = (MARGIN - 24, MARGIN + self.size - cut + 24) if cut < self.size else (0, 2 * MARGIN + self.size - cut)
            start = rng.integers(max(low, 0), min(high, 2 * MARGIN + self.size - cut) + 1, 2)
        else:
            cut, reach = size, (self.size - size) // PATCH
            low, high = (0, reach) if reach else (-MARGIN // PATCH, MARGIN // PATCH)
            start = MARGIN + PATCH * rng.integers(low, high + 1, 2)
        x = window[:, start[0]:start[0] + cut, start[1]:start[1] + cut]
        if zoomed:
            x = F.interpolate(torch.from_numpy(x)[None], (size, size), mode="bilinear", antialias=True)[0].numpy()
        x = maker.grain(maker.relight(x))
        x = np.clip((x - maker.mean) / maker.std, -8, 8).astype(np.float32)
        self.hide(x)
        step = size / cut
        first = ((MARGIN + PATCH / 2 - start) * step - PATCH / 2) / PATCH
        return x, np.array([*first, step], np.float32)

    def hide(self, x):
        """Blocks of cells made blank: what is on them must be told from around them."""
        rng, side = self.rng, x.shape[1] // PATCH
        if rng.random() < self.hidden:
            for _ in range(rng.integers(1, 4)):
                h, w = rng.integers(1, side // 4 + 1, 2)
                r, c = rng.integers(0, side - h + 1), rng.integers(0, side - w + 1)
                x[:, r * PATCH:(r + h) * PATCH, c * PATCH:(c + w) * PATCH] = 0


def at_ground(features, lattice, points):
    """Features [B, cells, D] of views, read at ground cells `points` [B, P, 2], between the view's cells where its
    scale asks for it -> [B, P, D], and which of them the view shows [B, P]."""
    b, cells, dim = features.shape
    side = int(cells**0.5)
    there = lattice[:, None, :2] + points * lattice[:, None, 2:]
    shown = ((there > -0.01) & (there < side - 0.99)).all(-1)
    grid = (2 * there / (side - 1) - 1).flip(-1)[:, None]  # columns first
    planes = features.float().transpose(1, 2).reshape(b, dim, side, side)
    return F.grid_sample(planes, grid, padding_mode="border", align_corners=True)[:, :, 0].transpose(1, 2), shown
