"""The terms of the objective. Each takes float32 features and returns one number.

`Predictor` and `sigreg` are the card's: smooth L1 from the visible cells to
the slow copy's features at hidden cells, and features kept isotropic Gaussian.
`contrast` and `detail` are additions that measurement asked for (README).
"""
import torch
import torch.nn.functional as F
from torch import nn

from model import place_waves


class Predictor(nn.Module):
    """A hidden cell's feature from the visible cells and a learned place embedding.

    The card's predictor sees the mean of the visible cells. Over 1.3 km of
    ground that mean says little about one hidden cell, so this one also sees a
    mean weighted towards the cells nearby (learned widths)."""

    def __init__(self, dim, side, hidden=512):
        super().__init__()
        self.place = nn.Parameter(torch.cat([place_waves(side, 32), torch.zeros(side * side, dim - 32)], 1))
        self.width = nn.Parameter(torch.tensor([0.0, 1.2]))  # log of cells
        rows = torch.arange(side * side)
        grid = torch.stack([rows // side, rows % side], 1).float()
        self.register_buffer("apart", torch.cdist(grid, grid).square(), persistent=False)
        self.net = nn.Sequential(nn.Linear(4 * dim, hidden), nn.GELU(), nn.Linear(hidden, dim))

    def forward(self, z, keep, hidden):
        """z: [B, K, D] features of the cells `keep`; returns [B, H, D] for the cells `hidden`."""
        apart = self.apart[hidden.unsqueeze(2), keep.unsqueeze(1)]
        near = [(-apart / (2 * w.exp().square())).softmax(-1) @ z for w in self.width]
        mean = z.mean(1, keepdim=True).expand_as(near[0])
        return near[0] + self.net(torch.cat([mean, *near, self.place[hidden]], -1))


def sigreg(z, directions=256, knots=17, reach=3.0, generator=None):
    """Sketched isotropic Gaussian regularisation (LeJEPA): Epps-Pulley on random projections.

    Every projection of an isotropic Gaussian is a standard normal, whose
    characteristic function is exp(-t²/2); the squared distance to the sample's
    one, weighted by the same Gaussian, is integrated by the trapezoid rule."""
    a = torch.randn(z.shape[-1], directions, generator=generator, device=z.device)
    t = torch.linspace(0, reach, knots, device=z.device)
    normal = torch.exp(-t.square() / 2)
    angle = (z @ F.normalize(a, dim=0)).unsqueeze(-1) * t
    gap = (angle.cos().mean(0) - normal).square() + angle.sin().mean(0).square()
    return 2 * torch.trapezoid(gap * normal, t, dim=-1).mean()


def visreg(z, directions=256, generator=None):
    """Scale and shape apart (VISReg, arXiv 2606.02572): deviations to one, the mean to nought, and the sliced
    Wasserstein distance of what is left to a Gaussian.

    The gradient of `sigreg` fades with the spread of a collapsing cloud; that of the deviations does not."""
    centred = z - z.mean(0)
    deviation = (centred.square().mean(0) + 1e-8).sqrt()
    a = F.normalize(torch.randn(z.shape[-1], directions, generator=generator, device=z.device), dim=0)
    shape = (centred / deviation.detach()) @ a
    levels = (torch.arange(len(z), device=z.device) + 0.5) / len(z)
    normal = torch.special.ndtri(levels).unsqueeze(1)
    return (1 - deviation).square().mean() + z.mean(0).square().mean() + (shape.sort(0).values - normal).square().mean()


def agreement(z, ground, count):
    """Mean squared distance, per number, of each view of a ground cell from the mean of that cell's views.

    z: [N, D]; ground: [N], 0 to count - 1. Cells that one view alone shows do not count."""
    views = torch.zeros(count, device=z.device).index_add_(0, ground, torch.ones(len(z), device=z.device))
    mean = torch.zeros(count, z.shape[1], device=z.device).index_add_(0, ground, z) / views.clamp(min=1)[:, None]
    several = views[ground] > 1
    return (z - mean[ground])[several].square().mean() if several.any() else z.sum() * 0


def covariance_to_identity(z):
    """The companion application's simpler form: mean to zero, covariance to identity."""
    centred = z - z.mean(0)
    c = centred.T @ centred / (len(z) - 1)
    return (c - torch.eye(len(c), device=z.device)).square().mean() * len(c) + z.mean(0).square().mean()


def contrast(z, target, where, spectrum, temperature=0.1, unlike=0.5):
    """A cell must be nearer to itself at the other view than to ground of another kind.

    z, target: [N, D]; where: [N, 3] (place, row, column); spectrum: [N, bands],
    the cell's mean colour in the target's view. Cross-entropy over cosines,
    both ways. Only pairs whose colours differ by more than the share `unlike`
    of all pairs do stand against each other: telling one field from the next
    by its grain is not asked for, and would crowd out the kind of ground.
    """
    sims = F.normalize(z, dim=-1) @ F.normalize(target, dim=-1).T / temperature
    apart = torch.cdist(spectrum, spectrum)
    same_place = where[:, None, 0] == where[None, :, 0]
    close = same_place & ((where[:, None, 1:] - where[None, :, 1:]).abs().amax(-1) < 8)
    limit = torch.quantile(apart[same_place][:100000], unlike) if unlike > 0 else -1.0
    ignore = close | (apart <= limit)
    ignore.fill_diagonal_(False)
    sims = sims.masked_fill(ignore, -1e4)
    own = torch.arange(len(z), device=z.device)
    return (F.cross_entropy(sims, own) + F.cross_entropy(sims.T, own)) / 2


class Detail(nn.Module):
    """Light reconstruction: a linear map of the feature must give the cell's own pixels back.

    The error is taken along the patches' principal components, each weighted
    by variance^-power: with 0 the few smooth components are all that counts,
    with 1 the noise counts as much as the rest."""

    def __init__(self, dim, components, variances, power=0.5):
        super().__init__()
        self.read = nn.Linear(dim, components.shape[1])
        nn.init.zeros_(self.read.weight)
        weight = variances ** (-power / 2)
        scale = (variances * weight**2).sum().sqrt()
        self.register_buffer("basis", components * weight / scale)

    def forward(self, z, patch):
        return (self.read(z) - patch @ self.basis).square().sum(-1).mean()
