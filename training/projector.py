"""What stands between the features and the objective while training, and is thrown away afterwards."""
import torch
import torch.nn.functional as F
from torch import nn

import texture

EPS = 1e-3


class Projector(nn.Module):
    """MLP with batch norm after each hidden layer (LeJEPA's minimal recipe). Every row is a sample of its own: a cell,
    or a chip's mean. What agreement asks to be forgotten is forgotten here first, not in the features. Without hidden
    layers it is a linear map, and what agrees is what a cosine of the features can see."""

    def __init__(self, dim, hidden=512, out=64, layers=2):
        super().__init__()
        parts = []
        for _ in range(layers):
            parts += [nn.Linear(dim, hidden), nn.BatchNorm1d(hidden), nn.GELU()]
            dim = hidden
        self.net = nn.Sequential(*parts, nn.Linear(dim, out))

    def forward(self, rows):
        return self.net(rows)


def ground_truth(clean, mean, std):
    """What a feature must tell of its cell and of what is around it: [B, cells, NUMBERS] from clean chips.

    Energies, means and deviations, three indices of the mean colours (green, water, built), and the same blurred over
    neighbouring cells."""
    told = texture.told(clean)
    red, green, _, nir, swir = (F.avg_pool2d(clean, texture.CELL) * std + mean).clamp(min=50).unbind(1)
    ratio = lambda a, b: (a - b) / (a + b)
    indices = torch.stack([ratio(nir, red), ratio(green, nir), ratio(swir, nir)], -1)
    cells = torch.cat([told, indices], -1)
    return torch.cat([cells, texture.blurred(cells)], -1).flatten(1, 2)


class Reading(nn.Module):
    """A linear map must read the ground, `ground_truth` in units of its own deviation, from the features."""

    def __init__(self, dim, mean, deviation):
        super().__init__()
        self.read = nn.Linear(dim, len(mean))
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation + EPS)

    def forward(self, z, truth):
        return (self.read(z) - (truth - self.mean) / self.deviation).square().mean()
