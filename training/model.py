"""ViT-Tiny/8 with four registers, written so that its `state_dict` is the published layout.

No class token, no layer scale, no pooling: pre-norm blocks, exact GELU, a
final LayerNorm, and the feature of a cell is its token. Two things are not
usual: attention is written out (PyTorch's fused kernel is slow backwards on
the CPU), and the start is not random (`start_from_patches`).
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

PATCH, REGISTERS, EPS = 8, 4, 1e-6
SIZES = {"vit_tiny_patch8": (192, 3), "vit_small_patch8": (384, 6)}


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = (q @ k.transpose(-2, -1) * (d // self.heads) ** -0.5).softmax(-1)
        return self.proj((a.to(v.dtype) @ v).transpose(1, 2).reshape(b, n, d))


class Mlp(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim, EPS), Attention(dim, heads)
        self.norm2, self.mlp = nn.LayerNorm(dim, EPS), Mlp(dim)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    """The published convolution (8 x 8, stride 8), computed as one matrix product."""

    def __init__(self, dim, bands):
        super().__init__()
        self.proj = nn.Conv2d(bands, dim, PATCH, PATCH)

    def forward(self, x):
        return F.linear(patches(x), self.proj.weight.flatten(1), self.proj.bias)


class ViT(nn.Module):
    def __init__(self, kind="vit_tiny_patch8", img_size=128, depth=12, bands=5):
        super().__init__()
        dim, heads = SIZES[kind]
        self.kind, self.img_size, self.dim = kind, img_size, dim
        self.depth = depth  # blocks in use; those after it must still be identity
        self.reg_token = nn.Parameter(torch.zeros(1, REGISTERS, dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, REGISTERS + (img_size // PATCH) ** 2, dim))
        self.patch_embed = PatchEmbed(dim, bands)
        self.blocks = nn.ModuleList(Block(dim, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(dim, EPS)
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.trunc_normal_(m.weight, std=0.02)
                nn.init.zeros_(m.bias)
        nn.init.trunc_normal_(self.reg_token, std=0.02)
        nn.init.trunc_normal_(self.pos_embed, std=0.02)

    def forward(self, x, keep=None):
        """x: [B, bands, S, S], normalised -> [B, cells, D]; `keep` [B, K]: encode these cells only."""
        t = self.patch_embed(x) + self.pos_embed[:, REGISTERS:]
        if keep is not None:
            t = t.gather(1, keep[..., None].expand(-1, -1, t.shape[-1]))
        r = (self.reg_token + self.pos_embed[:, :REGISTERS]).expand(len(t), -1, -1)
        t = torch.cat([r, t], 1)
        for block in self.blocks[:self.depth]:
            t = block(t)
        return self.norm(t)[:, REGISTERS:]


def patches(x):
    """[B, C, S, S] -> [B, cells, C * 64], cells row by row, values in the convolution's order."""
    b, c, h, w = x.shape
    x = x.view(b, c, h // PATCH, PATCH, w // PATCH, PATCH)
    return x.permute(0, 2, 4, 1, 3, 5).reshape(b, (h // PATCH) * (w // PATCH), c * PATCH * PATCH)


def place_waves(side, count):
    """[side², count]: sines and cosines of row and column, so that near cells have like vectors."""
    y, x = torch.meshgrid(torch.arange(side) + 0.5, torch.arange(side) + 0.5, indexing="ij")
    per_axis = count // 4
    rates = math.pi / side * 2.0 ** torch.linspace(0, 3, per_axis)
    angles = [c.reshape(-1, 1) * rates for c in (y, x)]
    return torch.cat([f(a) for a in angles for f in (torch.sin, torch.cos)], 1)


def export(model, path, config, mean, std, bands, summary, half=True, idle=True):
    """Write `path` in the published layout; `half`: tensors as float16; without `idle`, blocks in use only."""
    unused = () if idle else tuple(f"blocks.{i}." for i in range(model.depth, len(model.blocks)))
    state = {"vit." + k: (v.half() if half else v).detach().cpu().contiguous()
             for k, v in model.state_dict().items() if not k.startswith(unused)}
    torch.save({"encoder_state": state,
                "config": {**config, "encoder_kind": model.kind, "img_size": model.img_size},
                "norm_stats": {"bands": list(bands), "mean": [float(m) for m in mean], "std": [float(s) for s in std]},
                "training_summary": summary}, path)


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


def open_checkpoint(path):
    """The file's dictionary and the network; blocks at its end that are identity are not computed."""
    file = torch.load(path, weights_only=True)
    depth = 1 + max(int(k.split(".")[2]) for k in file["encoder_state"] if ".blocks." in k)
    net = ViT(file["config"]["encoder_kind"], file["config"]["img_size"], depth)
    net.load_state_dict({k.removeprefix("vit."): v.float() for k, v in file["encoder_state"].items()})
    while net.depth > 1 and not (net.blocks[net.depth - 1].mlp.fc2.weight.any()
                                 or net.blocks[net.depth - 1].attn.proj.weight.any()):
        net.depth -= 1
    return file, net.eval()


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
