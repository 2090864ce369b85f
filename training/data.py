"""Chips for training, cut out of real Sentinel-2 rasters that are read in place.

Every raster of the folder is read into memory once (about 200 MB as float32
for the project's own training folder). Rasters of one place on the same pixel
grid form a *place*: its dates can be set against each other cell by cell.
Masks (`*_mask.tif`) are never opened, and a folder called `validate` is
refused: what measures the model must not shape it.
"""
import pathlib
import re

import numpy as np
import rasterio
import torch

PATCH = 8
BANDS = ["red", "green", "blue", "nir", "swir16"]

# How strongly scattered light in the air shows in each band, blue = 1. The air
# between two dates, and L1C against L2A, differ mostly along this direction.
HAZE = np.array([0.55, 0.75, 1.00, 0.25, 0.08], np.float32)

# Dates under closed cloud and bright snow: nothing to match there, and their
# values would set the band statistics.
UNFIT = re.compile(r"cloudy/|canada_james_winter")


class Place:
    """One or more dates over the same pixels: `dates` is a list of 5 x H x W arrays."""

    def __init__(self, name):
        self.name, self.files, self.dates = name, [], []

    @property
    def shape(self):
        return self.dates[0].shape[1:]


def place_name(path):
    """`paris_before_20161130` and `paris_after_20171107` are one place, as are `boadella_DATE`."""
    return re.split(r"_(?:before|after|\d{8}|l1c|l2a|\d+x\d+)", path.stem)[0]


def load_places(folder, leave_out=()):
    """All places of `folder`, but those whose names are in `leave_out`."""
    folder = pathlib.Path(folder)
    if "validate" in folder.resolve().parts:
        raise SystemExit(f"{folder}: validation imagery must not be trained on")
    places = {}
    for path in sorted(folder.rglob("*.tif")):
        name = place_name(path)
        relative = path.relative_to(folder).as_posix()
        if path.stem.endswith("_mask") or UNFIT.search(relative) or name in leave_out:
            continue
        with rasterio.open(path) as f:
            if f.count != 5 or min(f.shape) < 128:
                continue
            pixels = f.read().astype(np.float32)
        place = places.setdefault(name, Place(name))
        if place.dates and place.dates[0].shape != pixels.shape:
            raise SystemExit(f"{relative}: not on the grid of {place.files[0]}")
        place.files.append(relative)
        place.dates.append(pixels)
    if not places:
        raise SystemExit(f"{folder}: no five-band raster found")
    return list(places.values())


def band_statistics(places):
    """Mean and deviation per band, every place counting alike, so that no large scene dominates."""
    means, squares = [], []
    for place in places:
        x = np.stack([d.reshape(5, -1) for d in place.dates], 1).reshape(5, -1).astype(np.float64)
        x = np.clip(x, 0, 10000)
        means.append(x.mean(1))
        squares.append((x**2).mean(1))
    mean = np.mean(means, 0)
    return mean.round(2), np.sqrt(np.mean(squares, 0) - mean**2).round(2)


def sample_patches(places, mean, std, count=20000, seed=0):
    """[count, 320] standardised patches, an equal share from every place."""
    rng, out = np.random.default_rng(seed), []
    mean, std = (np.asarray(v, np.float32)[:, None, None] for v in (mean, std))
    for place in places:
        for _ in range(-(-count // len(places))):
            r, c = (rng.integers(0, n - PATCH + 1) for n in place.shape)
            x = place.dates[rng.integers(len(place.dates))][:, r:r + PATCH, c:c + PATCH]
            out.append(np.clip((x - mean) / std, -8, 8).reshape(-1))
    return torch.from_numpy(np.stack(out))


def raster_level(pixels):
    """Mean and deviation per band of one raster, as [5, 1, 1] arrays."""
    x = np.clip(pixels, 0, 10000)
    return x.mean((1, 2), keepdims=True), np.maximum(x.std((1, 2), keepdims=True), 1)


def smooth(x, width=4):
    """Means over squares of `width` pixels, at full size; height and width are multiples of it."""
    b, h, w = x.shape
    means = x.reshape(b, h // width, width, w // width, width).mean((2, 4))
    return means.repeat(width, 1).repeat(width, 2)


class Sampler:
    """Batches of two views of the same ground, drawn with a generator of its own.

    The views are taken at two dates or (with `1 - other_date`) at one, cut at
    positions that differ by whole cells, turned and mirrored alike, and lit
    differently. The shift matters: without it the position embedding alone
    would tell which cell of one view is which cell of the other.
    """

    def __init__(self, places, mean, std, size=128, seed=0, other_date=0.75, per_place=4,
                 max_shift=5, light=1.0, occlusion=0.1, restyle=0.0):
        self.places, self.size, self.other_date = places, size, other_date
        self.per_place, self.max_shift, self.light, self.occlusion = per_place, max_shift, light, occlusion
        self.mean = np.asarray(mean, np.float32)[:, None, None]
        self.std = np.maximum(np.asarray(std, np.float32), 1)[:, None, None]
        self.rng, self.restyle = np.random.default_rng(seed), restyle
        self.levels = [[raster_level(x) for x in p.dates] for p in places] if restyle else None
        # Places with several dates teach more: twice the weight. Area counts by its root.
        weight = np.array([np.sqrt(np.prod(p.shape)) * (2.0 if len(p.dates) > 1 else 1.0) for p in places])
        self.weight = weight / weight.sum()

    def batch(self, count):
        """dict of tensors: a, b [N,5,S,S]; match [N,cells] (cell of b for each cell of a, or -1);
        where [N,cells,3] (place, row, column in pixels of each cell of a)."""
        items = []
        while len(items) < count:
            k = self.rng.choice(len(self.places), p=self.weight)
            items += [self.pair(k) for _ in range(min(self.per_place, count - len(items)))]
        return {key: torch.from_numpy(np.stack([i[key] for i in items])) for key in items[0]}

    def dates(self, count):
        i = j = self.rng.integers(count)
        if count > 1 and self.rng.random() < self.other_date:
            j = (i + self.rng.integers(1, count)) % count
        return i, j

    def pair(self, k):
        rng, size, side = self.rng, self.size, self.size // PATCH
        place = self.places[k]
        dates = self.dates(len(place.dates))
        top, left, shift = [], [], []
        for extent, out in zip(place.shape, (top, left)):
            at = int(rng.integers(0, extent - size + 1))
            low, high = -min(self.max_shift, at // PATCH), min(self.max_shift, (extent - size - at) // PATCH)
            s = int(rng.integers(low, high + 1))
            out += [at, at + s * PATCH]
            shift.append(s)
        style = self.style() if self.restyle and rng.random() < self.restyle else None
        a, b = (self.view(place.dates[d], top[n], left[n], (*self.levels[k][d], *style) if style else None)
                for n, d in enumerate(dates))

        rows, cols = np.mgrid[0:side, 0:side]
        there_r, there_c = rows - shift[0], cols - shift[1]
        inside = (there_r >= 0) & (there_r < side) & (there_c >= 0) & (there_c < side)
        match = np.where(inside, there_r * side + there_c, -1)
        where = np.stack([np.full_like(rows, k), top[0] + rows * PATCH, left[0] + cols * PATCH], -1)

        turns, mirror = rng.integers(4), rng.random() < 0.5

        def turn(z, axes):
            z = np.rot90(z, turns, axes)
            return np.flip(z, axes[1]) if mirror else z

        # After turning, cell p of a view is cell order[p] of the view before.
        order = turn(np.arange(side * side).reshape(side, side), (0, 1)).reshape(-1)
        back = np.argsort(order)
        match, where = match.reshape(-1)[order], where.reshape(-1, 3)[order]
        match = np.where(match >= 0, back[match], -1)
        return {"a": np.ascontiguousarray(turn(a, (1, 2))), "b": np.ascontiguousarray(turn(b, (1, 2))),
                "match": match, "where": where}

    def style(self):
        """Mean and deviation per band that a raster is brought to: the network's own, which is what
        change by residual feeds, or those of brighter ground of any contrast (a desert's bands lie
        up to four deviations above the mean of all places)."""
        rng, shape = self.rng, self.mean.shape
        if rng.random() < 0.5:
            return self.mean, self.std
        bright = rng.uniform(0, 3.5) + rng.normal(0, 0.3, shape)
        contrast = np.exp(rng.uniform(np.log(0.4), np.log(1.4)) + rng.normal(0, 0.15, shape))
        return ((self.mean + self.std * bright).astype(np.float32), (self.std * contrast).astype(np.float32))

    def view(self, pixels, top, left, style=None):
        """One view: cut (off the pixel grid by a fraction), lit anew, with grain, standardised."""
        rows = np.minimum(np.arange(top, top + self.size + 1), pixels.shape[1] - 1)
        cols = np.minimum(np.arange(left, left + self.size + 1), pixels.shape[2] - 1)
        x = pixels[:, rows[:, None], cols]
        if style is not None:
            mean, std, new_mean, new_std = style
            x = (np.clip(x, 0, 10000) - mean) / std * new_std + new_mean
        down, right = self.rng.uniform(0, 0.4, 2).astype(np.float32) * self.light
        x = x[:, :-1] * (1 - down) + x[:, 1:] * down
        x = x[:, :, :-1] * (1 - right) + x[:, :, 1:] * right
        return np.clip((self.grain(self.relight(x)) - self.mean) / self.std, -8, 8).astype(np.float32)

    def grain(self, x):
        """Noise of the sensor, and of waves, thin air and wind at a few pixels' width.

        Without it a smooth surface (water, bare ground) would be told apart by
        the noise of its one date, and every cell of it would look changed."""
        rng, size = self.rng, self.size
        fine = rng.standard_normal(x.shape, np.float32) * (rng.uniform(5, 30) * self.light)
        for width in (4, 32):
            coarse = rng.standard_normal((1, size // width + 1, size // width + 1), np.float32)
            at = np.arange(size) / width
            low, part = at.astype(int), (at % 1).astype(np.float32)
            coarse = coarse[:, low] * (1 - part[:, None]) + coarse[:, low + 1] * part[:, None]
            coarse = coarse[:, :, low] * (1 - part) + coarse[:, :, low + 1] * part
            fine = fine + coarse * (HAZE + 0.2)[:, None, None] * (rng.uniform(0, 60) * self.light)
        return x + fine

    def relight(self, x):
        """Another sun, another air: gain for all bands and for each, haze in or out, sometimes a cloud."""
        rng, light = self.rng, self.light
        gain = np.exp(rng.normal(0, 0.10 * light) + rng.normal(0, 0.04 * light, 5)).astype(np.float32)
        offset = rng.uniform(-300, 600) * light * HAZE + rng.normal(0, 30 * light, 5).astype(np.float32)
        x = np.maximum(x * gain[:, None, None] + offset[:, None, None], 1)
        if rng.random() < self.occlusion:
            size = self.size
            y, c = np.mgrid[0:size, 0:size]
            r = rng.uniform(0.08, 0.25) * size
            d = np.hypot(y - rng.uniform(0, size), c - rng.uniform(0, size))
            cover = np.clip((r - d) / (0.3 * r), 0, 1)[None] * rng.uniform(0.5, 1.0)
            x = x * (1 - cover) + cover * rng.uniform(4000, 9000)
        return x.astype(np.float32)
