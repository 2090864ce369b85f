"""Local texture: how much a band varies around each cell, by scale and orientation.

Morlet wavelets of the scattering transform (Bruna and Mallat 2013), as the product's model `texture` has them
(`src/model/bank.rs`): 4 scales x 4 orientations, a round bell, so that every filter is separable; the coarser
scales on rows and columns thinned out by 2 and 4 after the binomial filter 1 4 6 4 1. Fixed weights, nothing is learned.
"""
import math

import torch
import torch.nn.functional as F

MARGIN = 26  # pixels around a chip that its cells' energies see
PER_BAND = 16  # 4 scales x 4 orientations
CLIP = 6.0  # standardised values are cut here
CELL, QUIET, BELL, WAVE = 8, 0.1, 0.8, 2.4
SCALES = [(0, 1), (1, 1), (2, 2), (3, 4)]  # octave, thinning


def filters(octave, thinning):
    """[8, 1, k, k]: real and imaginary parts of the four orientations (0, 45, 90, 135 degrees), and the gain."""
    size = 2.0**octave / thinning
    width, wave = BELL * size, WAVE / size
    radius = round(3.2 * width)
    at = torch.arange(-radius, radius + 1, dtype=torch.float64)
    bell = torch.exp(-at**2 / (2 * width**2))
    bell /= bell.sum()
    real, imaginary = bell * torch.cos(wave * at), bell * torch.sin(wave * at)
    number = wave / math.sqrt(2)
    slant, slant_imaginary = bell * torch.cos(number * at), bell * torch.sin(number * at)
    low = torch.outer(bell, bell)  # [rows, columns]
    straight_mean, slant_mean = real.sum(), slant.sum() ** 2
    rr, ii = torch.outer(slant, slant), torch.outer(slant_imaginary, slant_imaginary)
    ri, ir = torch.outer(slant_imaginary, slant), torch.outer(slant, slant_imaginary)
    parts = [torch.outer(bell, real) - straight_mean * low, torch.outer(bell, imaginary),
             rr - ii - slant_mean * low, ri + ir,
             torch.outer(real, bell) - straight_mean * low, torch.outer(imaginary, bell),
             rr + ii - slant_mean * low, ri - ir]
    lost = math.prod(math.cos(wave / 2**k / 2) ** 4 for k in range(1, int(math.log2(thinning)) + 1))
    return torch.stack(parts)[:, None].float(), 1 / lost


def energies(x):
    """x: [B, bands, H + 2 * MARGIN, W + 2 * MARGIN], standardised -> [B, rows, columns, bands * PER_BAND], logarithms."""
    b, bands = x.shape[:2]
    full = x.clamp(-CLIP, CLIP).reshape(b * bands, 1, *x.shape[2:])
    binomial = torch.tensor([1.0, 4, 6, 4, 1], device=x.device) / 16
    thin = torch.outer(binomial, binomial)[None, None]
    half = F.conv2d(full, thin, stride=2)
    quarter = F.conv2d(half, thin, stride=2)
    out = []
    for octave, thinning in SCALES:
        plane, left = {1: (full, MARGIN), 2: (half, (MARGIN - 2) // 2), 4: (quarter, (MARGIN - 6) // 4)}[thinning]
        weight, gain = filters(octave, thinning)
        cut = left - weight.shape[-1] // 2
        found = F.conv2d(plane[..., cut:plane.shape[-2] - cut, cut:plane.shape[-1] - cut], weight.to(x.device))
        moduli = gain * (found[:, 0::2] ** 2 + found[:, 1::2] ** 2).sqrt()
        out.append((F.avg_pool2d(moduli, CELL // thinning) + QUIET).log())
    out = torch.cat(out, 1)
    return out.reshape(b, bands * PER_BAND, *out.shape[2:]).permute(0, 2, 3, 1)


def mirrored(x, margin=MARGIN):
    """Pixels beyond the chip are its own, mirrored without repeating the edge."""
    return F.pad(x, (margin, margin, margin, margin), mode="reflect")


def told(x):
    """What is known of a cell without a network: [B, bands, S, S] -> [B, rows, columns, bands * (PER_BAND + 2)],
    energies, then the mean and the deviation of each band over the cell's pixels."""
    x = x.clamp(-CLIP, CLIP)
    mean = F.avg_pool2d(x, CELL)
    left = (x - mean.repeat_interleave(CELL, 2).repeat_interleave(CELL, 3)) ** 2
    statistics = torch.cat([mean, F.avg_pool2d(left, CELL).sqrt()], 1).permute(0, 2, 3, 1)
    return torch.cat([energies(mirrored(x)), statistics], -1)


def blurred(cells):
    """[B, rows, columns, N] blurred over neighbouring cells by 1 4 6 4 1 along rows and columns."""
    weight = torch.tensor([1.0, 4, 6, 4, 1], device=cells.device) / 16
    n = cells.shape[-1]
    planes = mirrored(cells.permute(0, 3, 1, 2), 2)
    square = torch.outer(weight, weight).expand(n, 1, 5, 5)
    return F.conv2d(planes, square, groups=n).permute(0, 2, 3, 1)
