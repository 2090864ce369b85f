"""ViT-Tiny/8 with four registers, written so that its `state_dict` is the published layout.

No class token, no layer scale, no pooling: pre-norm blocks, exact GELU, a
final LayerNorm, and the feature of a cell is its token. Attention is written
out, since PyTorch's fused kernel is slow backwards on the CPU.
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

import texture

PATCH, REGISTERS, EPS = 8, 4, 1e-6
BESIDE = ("texture_embed", "head")
TEXTURE_VIT = "lejepa_gis_texture_vit_patch8"
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

    def forward(self, x, keep=None, beside=None, at=None):
        """x: [B, bands, S, S], normalised -> [B, cells, D]; `keep` [B, K]: encode these cells only; `beside`
        [B, cells, D]: added to their tokens; `at` [B, cells]: where in a whole chip the cells of a smaller x stand."""
        t = self.patch_embed(x) + (self.pos_embed[:, REGISTERS:] if at is None else self.pos_embed[0, REGISTERS + at])
        if beside is not None:
            t = t + beside
        if keep is not None:
            t = t.gather(1, keep[..., None].expand(-1, -1, t.shape[-1]))
        r = (self.reg_token + self.pos_embed[:, :REGISTERS]).expand(len(t), -1, -1)
        t = torch.cat([r, t], 1)
        for block in self.blocks[:self.depth]:
            t = block(t)
        return self.norm(t)[:, REGISTERS:]


class TextureViT(nn.Module):
    """A ViT with texture beside it, in the layout `lejepa_gis_texture_vit_patch8`: its tokens are given the cell's
    energies, and a linear map makes the features of what it learned and of what is carried."""

    def __init__(self, vit, outputs):
        super().__init__()
        self.vit, self.img_size, self.dim = vit, vit.img_size, outputs
        energies = 5 * texture.PER_BAND
        self.texture_embed = nn.Linear(energies, vit.dim, bias=False)
        self.head = nn.Linear(vit.dim + 2 * (energies + 10) + 5 * PATCH * PATCH, outputs)
        nn.init.zeros_(self.texture_embed.weight)

    def learned(self, x, keep=None, at=None):
        """What the network learned of each cell, before the head; arguments as for `ViT`."""
        with torch.no_grad(), torch.autocast(x.device.type, enabled=False):
            energies = texture.energies(texture.mirrored(x.clamp(-texture.CLIP, texture.CLIP))).flatten(1, 2)
        return self.vit(x, keep, self.texture_embed(energies), at)

    def parts(self, x):
        """[B, bands, S, S], normalised -> [B, cells, inputs of the head]: learned, told, blurred, pixels."""
        told = texture.told(x)
        energies = told[..., :5 * texture.PER_BAND].flatten(1, 2)
        learned = self.vit(x, beside=self.texture_embed(energies))
        cells = patches(x.clamp(-texture.CLIP, texture.CLIP))
        return torch.cat([learned, told.flatten(1, 2), texture.blurred(told).flatten(1, 2), cells], -1)

    def forward(self, x):
        return self.head(self.parts(x))


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


def export_beside(model, path, file):
    """Write a `TextureViT` in this project's own layout; `file` is the dictionary of the network's checkpoint."""
    state = {"vit." + k.removeprefix("vit."): v.half().cpu().contiguous() for k, v in model.state_dict().items()}
    torch.save({**file, "encoder_state": state, "config": {**file["config"], "encoder_kind": TEXTURE_VIT}}, path)


def open_checkpoint(path):
    """The file's dictionary and the network; of a plain one, blocks at its end that are identity are not computed."""
    file = torch.load(path, weights_only=True)
    state = {k.removeprefix("vit."): v.float() for k, v in file["encoder_state"].items()}
    depth = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("blocks."))
    kind, beside = file["config"]["encoder_kind"], {k: v for k, v in state.items() if k.split(".")[0] in BESIDE}
    net = ViT("vit_tiny_patch8" if kind == TEXTURE_VIT else kind, file["config"]["img_size"], depth)
    net.load_state_dict({k: v for k, v in state.items() if k not in beside})
    if kind == TEXTURE_VIT:
        net = TextureViT(net, len(beside["head.bias"]))
        net.load_state_dict({**{f"vit.{k}": v for k, v in state.items() if k not in beside}, **beside})
        return file, net.eval()
    while net.depth > 1 and not (net.blocks[net.depth - 1].mlp.fc2.weight.any()
                                 or net.blocks[net.depth - 1].attn.proj.weight.any()):
        net.depth -= 1
    return file, net.eval()
