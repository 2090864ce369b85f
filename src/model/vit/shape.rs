//! The vision transformer of the published model, as an ONNX graph.
//!
//! Convolution as patch embedding, register tokens before the patch tokens, positions added to both, pre-norm blocks
//! with exact (erf) GELU, a final norm, registers dropped, tokens row by row to a map.

use crate::model::graph::{Attr, Graph, ModelProto};
use crate::model::spec::EncoderSpec;
use crate::model::weights::{Expected, Weights};

/// Width of an attention head.
const HEAD: usize = 64;
/// The MLP is this much wider than the features.
const MLP_RATIO: usize = 4;
/// ε of every norm.
pub const NORM_EPS: f32 = 1e-6;

/// Sizes of a transformer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VitShape {
    /// Numbers in a token.
    pub dim: usize,
    /// Blocks.
    pub depth: usize,
    /// Register tokens.
    pub registers: usize,
    /// Cells along a chip.
    pub grid: usize,
    /// Pixels along a patch.
    pub patch: usize,
    /// Input bands.
    pub bands: usize,
}

impl VitShape {
    /// Reads the sizes off the tensors, whose names have no prefix.
    ///
    /// # Errors
    /// A sentence that says which tensor is missing or absurd.
    pub fn of(weights: &Weights) -> Result<Self, String> {
        let shape = |name: &str| weights.shape(name).ok_or(format!("vit.{name} is missing"));
        let (pos, registers) = (shape("pos_embed")?, shape("reg_token")?);
        let conv = shape("patch_embed.proj.weight")?;
        let ([1, tokens, dim], [1, registers, _], [_, bands, patch, _]) = (pos, registers, conv) else {
            return Err(format!(
                "vit.pos_embed is {pos:?}, vit.reg_token {registers:?}, vit.patch_embed.proj.weight {conv:?}"
            ));
        };
        let cells = tokens.checked_sub(*registers).unwrap_or(0);
        let grid = cells.isqrt();
        if grid == 0 || grid * grid != cells || *dim == 0 || dim % HEAD != 0 || *patch == 0 {
            return Err(format!(
                "vit.pos_embed {pos:?} with {registers} registers is no square of cells, or {dim} features are no multiple of {HEAD}"
            ));
        }
        let depth =
            weights.0.keys().filter_map(|k| k.strip_prefix("blocks.")?.split('.').next()?.parse::<usize>().ok()).max();
        let depth = depth.map_or(0, |d| d.saturating_add(1));
        if depth > 1000 {
            return Err(format!("{depth} blocks"));
        }
        Ok(VitShape { dim: *dim, depth, registers: *registers, grid, patch: *patch, bands: *bands })
    }

    /// Pixels along a chip.
    pub fn chip(&self) -> usize {
        self.grid * self.patch
    }

    /// Attention heads.
    pub fn heads(&self) -> usize {
        self.dim / HEAD
    }

    /// Every tensor of such a network.
    pub fn tensors(&self) -> Vec<Expected> {
        let (d, m) = (self.dim, self.dim * MLP_RATIO);
        let mut out: Vec<Expected> = vec![
            ("reg_token".into(), vec![1, self.registers, d]),
            ("pos_embed".into(), vec![1, self.registers + self.grid * self.grid, d]),
            ("patch_embed.proj.weight".into(), vec![d, self.bands, self.patch, self.patch]),
            ("patch_embed.proj.bias".into(), vec![d]),
        ];
        for i in 0..self.depth {
            let block: [(&str, Vec<usize>); 12] = [
                ("norm1.weight", vec![d]),
                ("norm1.bias", vec![d]),
                ("attn.qkv.weight", vec![3 * d, d]),
                ("attn.qkv.bias", vec![3 * d]),
                ("attn.proj.weight", vec![d, d]),
                ("attn.proj.bias", vec![d]),
                ("norm2.weight", vec![d]),
                ("norm2.bias", vec![d]),
                ("mlp.fc1.weight", vec![m, d]),
                ("mlp.fc1.bias", vec![m]),
                ("mlp.fc2.weight", vec![d, m]),
                ("mlp.fc2.bias", vec![d]),
            ];
            out.extend(block.map(|(name, shape)| (format!("blocks.{i}.{name}"), shape)));
        }
        out.extend([("norm.weight".into(), vec![d]), ("norm.bias".into(), vec![d])]);
        out
    }

    /// The graph: `chips` [1, bands, S, S], normalised, to `features` [1, D, S/patch, S/patch].
    pub fn graph(&self, weights: &Weights, spec: &EncoderSpec, metadata: &[(String, String)]) -> ModelProto {
        Builder { shape: *self, weights, graph: Graph::default() }.build(spec, metadata)
    }
}

struct Builder<'a> {
    shape: VitShape,
    weights: &'a Weights,
    graph: Graph,
}

impl Builder<'_> {
    fn build(mut self, spec: &EncoderSpec, metadata: &[(String, String)]) -> ModelProto {
        let VitShape { dim, depth, registers, grid, patch, bands } = self.shape;
        let cells = grid * grid;
        let (weight, bias) = (self.tensor("patch_embed.proj.weight"), self.tensor("patch_embed.proj.bias"));
        let edge = patch as i64;
        let attributes = vec![("strides", Attr::Ints(vec![edge; 2])), ("kernel_shape", Attr::Ints(vec![edge; 2]))];
        let map = self.graph.node("Conv", "patch_embed", &["chips", &weight, &bias], attributes);
        let flat = self.reshape("patch_embed.flat", &map, &[1, dim, cells]);
        let tokens = self.transpose("patch_embed.tokens", &flat, &[0, 2, 1]);
        let (registers_name, positions) = (self.tensor("reg_token"), self.tensor("pos_embed"));
        let all = self.graph.node("Concat", "tokens", &[&registers_name, &tokens], vec![("axis", Attr::Int(1))]);
        let mut x = self.graph.node("Add", "tokens.placed", &[&all, &positions], vec![]);
        for i in 0..depth {
            x = self.block(i, x);
        }
        let x = self.norm("norm", &x);
        let (from, to) = (self.graph.ints("cells.from", &[registers as i64]), self.graph.ints("cells.to", &[i64::MAX]));
        let axis = self.graph.ints("cells.axis", &[1]);
        let cells_only = self.graph.node("Slice", "cells", &[&x, &from, &to, &axis], vec![]);
        let across = self.transpose("cells.across", &cells_only, &[0, 2, 1]);
        self.reshape("map", &across, &[1, dim, grid, grid]);
        self.graph.finish(("chips", &[1, bands, spec.chip, spec.chip]), ("features", &[1, dim, grid, grid]), metadata)
    }

    fn block(&mut self, i: usize, x: String) -> String {
        let p = |name: &str| format!("blocks.{i}.{name}");
        let (d, tokens) = (self.shape.dim, self.shape.registers + self.shape.grid * self.shape.grid);
        let heads = d / HEAD;

        let normed = self.norm(&p("norm1"), &x);
        let qkv = self.linear(&p("attn.qkv"), &normed);
        let split = self.reshape(&p("attn.split"), &qkv, &[tokens, 3, heads, HEAD]);
        // [3, heads, tokens, 64]: all of q, all of k, all of v; within each, head by head
        let split = self.transpose(&p("attn.heads"), &split, &[1, 2, 0, 3]);
        let part = |b: &mut Self, name: &str, k: i64| {
            let index = b.graph.ints(&p(&format!("attn.{name}.index")), &[k]);
            let taken = b.graph.node(
                "Gather",
                &p(&format!("attn.{name}.taken")),
                &[&split, &index],
                vec![("axis", Attr::Int(0))],
            );
            b.reshape(&p(&format!("attn.{name}")), &taken, &[heads, tokens, HEAD])
        };
        let (q, k, v) = (part(self, "q", 0), part(self, "k", 1), part(self, "v", 2));
        let k = self.transpose(&p("attn.k.across"), &k, &[0, 2, 1]);
        let scale = self.graph.constant(&p("attn.scale"), &[1], &[1.0 / (HEAD as f32).sqrt()]);
        let q = self.graph.node("Mul", &p("attn.q.scaled"), &[&q, &scale], vec![]);
        let scores = self.graph.node("MatMul", &p("attn.scores"), &[&q, &k], vec![]);
        let shares = self.graph.node("Softmax", &p("attn.shares"), &[&scores], vec![("axis", Attr::Int(-1))]);
        let mixed = self.graph.node("MatMul", &p("attn.mixed"), &[&shares, &v], vec![]);
        let mixed = self.transpose(&p("attn.together"), &mixed, &[1, 0, 2]);
        let mixed = self.reshape(&p("attn.joined"), &mixed, &[1, tokens, d]);
        let out = self.linear(&p("attn.proj"), &mixed);
        let x = self.graph.node("Add", &p("attn.residual"), &[&x, &out], vec![]);

        let normed = self.norm(&p("norm2"), &x);
        let hidden = self.linear(&p("mlp.fc1"), &normed);
        let hidden = self.gelu(&p("mlp.gelu"), &hidden);
        let out = self.linear(&p("mlp.fc2"), &hidden);
        self.graph.node("Add", &p("mlp.residual"), &[&x, &out], vec![])
    }

    /// `x·Wᵀ + b`, with the weight stored as `[in, out]` for `MatMul`.
    fn linear(&mut self, name: &str, x: &str) -> String {
        let tensor = &self.weights.0[&format!("{name}.weight")];
        let (rows, columns) = (tensor.shape[0], tensor.shape[1]);
        let mut across = vec![0f32; tensor.values.len()];
        for r in 0..rows {
            for c in 0..columns {
                across[c * rows + r] = tensor.values[r * columns + c];
            }
        }
        let weight = self.graph.constant(&format!("{name}.weight"), &[columns, rows], &across);
        let bias = self.tensor(&format!("{name}.bias"));
        let product = self.graph.node("MatMul", &format!("{name}.product"), &[x, &weight], vec![]);
        self.graph.node("Add", name, &[&product, &bias], vec![])
    }

    fn norm(&mut self, name: &str, x: &str) -> String {
        let (weight, bias) = (self.tensor(&format!("{name}.weight")), self.tensor(&format!("{name}.bias")));
        let attributes = vec![("axis", Attr::Int(-1)), ("epsilon", Attr::Float(NORM_EPS))];
        self.graph.node("LayerNormalization", name, &[x, &weight, &bias], attributes)
    }

    /// `x/2 · (1 + erf(x/√2))`; ONNX has no GELU of its own before opset 20.
    fn gelu(&mut self, name: &str, x: &str) -> String {
        let mut constant = |part: &str, value: f32| self.graph.constant(&format!("{name}.{part}"), &[1], &[value]);
        let (root, one, half) =
            (constant("root", std::f32::consts::FRAC_1_SQRT_2), constant("one", 1.0), constant("half", 0.5));
        let scaled = self.graph.node("Mul", &format!("{name}.scaled"), &[x, &root], vec![]);
        let erf = self.graph.node("Erf", &format!("{name}.erf"), &[&scaled], vec![]);
        let sum = self.graph.node("Add", &format!("{name}.sum"), &[&erf, &one], vec![]);
        let product = self.graph.node("Mul", &format!("{name}.product"), &[x, &sum], vec![]);
        self.graph.node("Mul", name, &[&product, &half], vec![])
    }

    fn tensor(&mut self, name: &str) -> String {
        let tensor = &self.weights.0[name];
        self.graph.constant(name, &tensor.shape, &tensor.values)
    }

    fn reshape(&mut self, name: &str, x: &str, shape: &[usize]) -> String {
        let shape: Vec<i64> = shape.iter().map(|d| *d as i64).collect();
        let shape = self.graph.ints(&format!("{name}.shape"), &shape);
        self.graph.node("Reshape", name, &[x, &shape], vec![])
    }

    fn transpose(&mut self, name: &str, x: &str, order: &[i64]) -> String {
        self.graph.node("Transpose", name, &[x], vec![("perm", Attr::Ints(order.to_vec()))])
    }
}
