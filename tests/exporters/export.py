"""Small transformers written by PyTorch's own exporters, with the features that PyTorch computes: export.py FOLDER

For each file NAME.onnx there are chip.npy and NAME.npy.
"""

import importlib.util
import math
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

DIM, HEADS, PATCH, CHIP, BANDS, REGISTERS = 64, 2, 8, 32, 5, 4


class Attention(nn.Module):
    """Self-attention, put down in one of the usual ways."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        self.qkv = nn.Linear(DIM, 3 * DIM)
        self.proj = nn.Linear(DIM, DIM)
        if kind == "multihead":
            self.whole = nn.MultiheadAttention(DIM, HEADS, batch_first=True)

    def forward(self, x):
        if self.kind == "multihead":
            return self.whole(x, x, x, need_weights=False)[0]
        batch, tokens, _ = x.shape
        if self.kind == "chunks":
            q, k, v = (t.reshape(batch, tokens, HEADS, -1).transpose(1, 2) for t in self.qkv(x).chunk(3, -1))
        else:
            q, k, v = self.qkv(x).reshape(batch, tokens, 3, HEADS, -1).permute(2, 0, 3, 1, 4).unbind(0)
        if self.kind == "spelled":
            mixed = (q @ k.transpose(-2, -1) / math.sqrt(DIM // HEADS)).softmax(-1) @ v
        else:
            mixed = functional.scaled_dot_product_attention(q, k, v)
        return self.proj(mixed.transpose(1, 2).reshape(batch, tokens, DIM))


class GatedMlp(nn.Module):
    """SwiGLU, its two layers in one, as DINOv2 has it."""

    def __init__(self):
        super().__init__()
        self.both, self.down = nn.Linear(DIM, 4 * DIM), nn.Linear(2 * DIM, DIM)

    def forward(self, x):
        gate, up = self.both(x).chunk(2, -1)
        return self.down(functional.silu(gate) * up)


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


# What differs between published networks: attention, the activation, layer scale, ε of the blocks' norms.
ACTIVATIONS = {"tanh": lambda: nn.GELU(approximate="tanh"), "quick": QuickGelu, "silu": nn.SiLU}


class Block(nn.Module):
    def __init__(self, kind):
        super().__init__()
        scaled = kind in ("scaled", "gated")
        epsilon = 1e-5 if scaled else 1e-6
        self.norm1, self.norm2 = nn.LayerNorm(DIM, epsilon), nn.LayerNorm(DIM, epsilon)
        self.attention = Attention(kind)
        activation = ACTIVATIONS.get(kind, nn.GELU)()
        plain = nn.Sequential(nn.Linear(DIM, 4 * DIM), activation, nn.Dropout(0.1), nn.Linear(4 * DIM, DIM))
        self.mlp = GatedMlp() if kind == "gated" else plain
        self.scales = nn.ParameterList(torch.rand(DIM) if scaled else torch.ones(()) for _ in range(2))

    def forward(self, x):
        x = x + self.attention(self.norm1(x)) * self.scales[0]
        return x + self.mlp(self.norm2(x)) * self.scales[1]


class Encoder(nn.Module):
    def __init__(self, kind):
        super().__init__()
        cells = (CHIP // PATCH) ** 2
        self.patches = nn.Conv2d(BANDS, DIM, PATCH, PATCH)
        self.registers = nn.Parameter(torch.randn(1, REGISTERS, DIM) * 0.5)
        self.positions = nn.Parameter(torch.randn(1, REGISTERS + cells, DIM) * 0.5)
        self.blocks = nn.Sequential(Block(kind), Block(kind))
        self.norm = nn.LayerNorm(DIM, 1e-6)

    def forward(self, x):
        batch, side = x.shape[0], CHIP // PATCH
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.registers.expand(batch, -1, -1), x], 1) + self.positions
        x = self.norm(self.blocks(x))[:, REGISTERS:]
        return x.transpose(1, 2).reshape(batch, DIM, side, side)


def main():
    folder = Path(sys.argv[1])
    warnings.filterwarnings("ignore")
    torch.manual_seed(0)
    chip = torch.randn(1, BANDS, CHIP, CHIP)
    np.save(folder / "chip.npy", chip.numpy())
    # The newer exporter needs two packages more.
    newer = all(importlib.util.find_spec(m) for m in ("onnx", "onnxscript"))
    batch = {"input_names": ["x"], "output_names": ["y"], "dynamic_axes": {"x": {0: "batch"}, "y": {0: "batch"}}}
    for kind in ("spelled", "fused", "chunks", "multihead", "scaled", "gated", *ACTIVATIONS):
        model = Encoder(kind).eval()
        with torch.no_grad():
            features = model(chip).numpy()
        for opset in (14, 17, 20):
            more = batch if opset == 17 else {}
            name = f"{kind}_script_{opset}"
            torch.onnx.export(model, (chip,), folder / f"{name}.onnx", dynamo=False, opset_version=opset, **more)
            np.save(folder / f"{name}.npy", features)
        for opset in (18, 20, 23) if newer else ():
            open_batch = {"dynamic_shapes": {"x": {0: torch.export.Dim("batch")}}} if opset == 20 else {}
            name = f"{kind}_dynamo_{opset}"
            # Weights in a file beside it are this exporter's default.
            torch.onnx.export(
                model, (chip,), folder / f"{name}.onnx", dynamo=True, opset_version=opset, verbose=False, **open_batch
            )
            np.save(folder / f"{name}.npy", features)


if __name__ == "__main__":
    main()
