"""Networks made or changed in closed form, without a step of training.

Before the training, `start_from_patches` makes the network a linear method on
the `principal_patches`. After it, `add_smoothing` and `set_steady` change what
cells get from their neighbours and how long their features are.
"""
import math

import torch
import torch.nn.functional as F

from model import EPS, PATCH, REGISTERS, place_waves


def principal_patches(patch):
    """Components [bands * 64, n] and variances of standardised patches, largest first."""
    value, vector = torch.linalg.eigh(torch.cov(patch.double().T))
    return vector.flip(1).float(), value.flip(0).clamp(min=1e-8).float()


@torch.no_grad()
def start_from_patches(model, components, variances, mean_patch, power=0.3, steady_left=1.0):
    """Start as a sensible linear method rather than as noise, and learn from there.

    The stream's dimensions begin with these roles; training may blend them:

    content   the patch's principal components, each divided by variance^(power / 2)
    around    what attention brings from the neighbourhood
    position  sines and cosines of row and column
    steady    two large opposite constants: LayerNorm divides by nearly the same
              for every cell, so that the first block's attention is a plain mean.
              That block takes part of them away. What is left (`steady_left`,
              1 = as much as a common cell holds) decides how far the final norm
              makes all features equally long (`set_steady` after the training)

    In the first block one head takes the chip's mean from every cell (haze and
    season shift a whole chip), one brings the mean of the near neighbours.
    All other blocks start as identity (their output projections are zero),
    with heads that look near, wider and everywhere.
    """
    dim, heads, width = model.dim, model.blocks[0].attn.heads, model.dim // model.blocks[0].attn.heads
    side = model.img_size // PATCH
    content, position, steady = slice(0, 2 * dim // 3 - 16), slice(dim - 18, dim - 2), slice(dim - 2, dim)
    around = slice(content.stop, position.start)
    n_content, n_around = content.stop, around.stop - around.start

    kernel = components[:, :n_content] * variances[:n_content] ** (-power / 2)
    energy = (variances[:n_content] ** (1 - power)).sum()
    kernel = kernel * (n_content / energy).sqrt()
    proj = model.patch_embed.proj
    proj.weight.zero_(), proj.bias.zero_()
    proj.weight[content] = kernel.T.reshape(n_content, *proj.weight.shape[1:])
    proj.bias[content] = -kernel.T @ mean_patch

    level, left = 16.0, (steady_left * dim / 2) ** 0.5
    model.pos_embed.zero_()
    model.pos_embed[0, REGISTERS:, position] = 0.5 * place_waves(side, 16)
    model.pos_embed[0, :, steady] = torch.tensor([level, -level])
    shrink = (2 * level**2 / dim + n_content / dim) ** 0.5  # what LayerNorm divides by, about

    rates = torch.pi / side * 2.0 ** torch.linspace(0, 3, 4)
    for i, block in enumerate(model.blocks):
        qkv, out = block.attn.qkv, block.attn.proj
        out.weight.zero_(), block.mlp.fc2.weight.zero_()
        for head, cells in zip(range(heads), [None, 0.7 if i == 0 else 1.0, 2.5] * (heads // 3)):
            q, k, v = (qkv.weight[j * dim + head * width:j * dim + (head + 1) * width] for j in range(3))
            if cells is not None:  # a bell of this width in cells: q.k / sqrt(width) = sum of cosines
                gain = 2 * shrink * (width**0.5 / (cells**2 * rates.square().sum())) ** 0.5
                q[:16], k[:16] = 0, 0
                q[:16, position], k[:16, position] = gain * torch.eye(16), gain * torch.eye(16)
            if i == 0 and head < 2:
                q[16:], v[:] = 0, 0
                taken = min(width, n_content)
                v[:taken, :taken] = torch.eye(taken)
                if head == 0:
                    out.weight[:taken, :taken] = -0.9 * shrink * torch.eye(taken)
                else:
                    out.weight[around, width:width + taken] = shrink * torch.eye(n_around, taken)
        if i == 0:
            qkv.weight[:width] = 0  # the first head of the first block looks everywhere alike
    model.blocks[0].mlp.fc2.bias[steady] = (left - level) * torch.tensor([1.0, -1.0])
    model.norm.weight.fill_((1 + steady_left) ** 0.5)
    model.norm.weight[position], model.norm.weight[steady] = 0.0, 0.0


@torch.no_grad()
def set_steady(model, chips, share):
    """Make the constants before the final norm `share` times as strong as a common cell.

    Angles between features stay as they are, so change by cosine does too;
    lengths come to follow what stands on a cell, and change by residual
    profits. Features keep their common length."""
    held = {}
    hook = model.norm.register_forward_pre_hook(lambda _, given: held.update(t=given[0]))
    model(chips)
    hook.remove()
    t = held["t"][:, REGISTERS:].flatten(0, 1)
    energy = (t[:, :-2] - t.mean(1, keepdim=True)).square().sum(1).median() / model.dim
    before = t.var(1, unbiased=False).median()
    level = (share * energy * model.dim / 2).sqrt()
    bias = model.blocks[model.depth - 1].mlp.fc2.bias
    bias[-2:] += torch.stack([level, -level]) - t[:, -2:].mean(0)
    model.norm.weight[-2:] = 0
    model.norm.weight.mul_((energy * (1 + share) / before).sqrt())


@torch.no_grad()
def add_smoothing(model, chips, strength, cells=0.6):
    """Make the next idle block a mean over near neighbours: t becomes t + strength * mean(t).

    `cells`: width of the bell. Where a token lies is read from the token by a
    linear map fitted on `chips`; the values are the tokens themselves, which
    the norm before them leaves nearly as they are (steady constants, again)."""
    set_steady(model, chips, 10.0)
    dim, block = model.dim, model.blocks[model.depth]
    held = {}
    hook = model.norm.register_forward_pre_hook(lambda _, given: held.update(t=given[0]))
    model(chips)
    hook.remove()
    t = held["t"]
    side, count, width = model.img_size // PATCH, t.shape[1], dim // block.attn.heads
    where = torch.cat([torch.zeros(REGISTERS, 16), place_waves(side, 16)]).repeat(len(t), 1)
    x = F.layer_norm(t, (dim,), eps=EPS).flatten(0, 1)
    weight = torch.ones(count, 1)
    weight[:REGISTERS] = 20  # few, but none may pass for a neighbour
    mean, centre = x.mean(0), where.mean(0)
    left = ((x - mean) * weight.repeat(len(t), 1)).T
    gram = left @ (x - mean)
    gram += torch.eye(dim) * 1e-3 * gram.diagonal().mean()
    read = torch.linalg.solve(gram, left @ (where - centre)).T
    rates = math.pi / side * 2.0 ** torch.linspace(0, 3, 4)
    gain = (width**0.5 / (cells**2 * rates.square().sum())) ** 0.5
    qkv = block.attn.qkv
    qkv.weight.zero_(), qkv.bias.zero_()
    for first in range(0, 2 * dim, width):  # queries and keys of every head
        qkv.weight[first:first + 16] = gain * read
        qkv.bias[first:first + 16] = gain * (centre - read @ mean)
    qkv.weight[2 * dim:] = torch.eye(dim)
    block.attn.proj.weight.copy_(torch.eye(dim) * strength * t[:, REGISTERS:].std(-1, unbiased=False).median())
    model.depth += 1
