//! The vision transformer of the published model, as an ONNX graph, and the same with texture beside it.
//!
//! Convolution as patch embedding, register tokens before the patch tokens, positions added to both, pre-norm blocks
//! with exact (erf) GELU, a final norm, registers dropped, tokens row by row to a map. With texture (`front`), tokens are
//! also given the cell's energies, and a linear map makes the features of what is learned and what is carried.

use super::front::CARRIED;
use super::front_graph;
use crate::model::bank::{CELL, ENERGIES, MARGIN};
use crate::model::graph::{Attr, Graph, ModelProto};
use crate::model::spec::{BANDS, EncoderSpec};
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
    /// Numbers that the map behind it makes, where texture stands beside the network.
    pub head: Option<usize>,
}

/// The kind of network that has texture beside it, in this project's own layout.
pub const TEXTURE_VIT: &str = "lejepa_gis_texture_vit_patch8";

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
        let head = weights.shape("head.weight").and_then(|shape| shape.first().copied());
        let shape = VitShape { dim: *dim, depth, registers: *registers, grid, patch: *patch, bands: *bands, head };
        if head.is_some() && (shape.patch != CELL || shape.bands != BANDS.len() || shape.chip() <= MARGIN) {
            return Err(format!(
                "texture beside a chip of {} pixels, patches of {patch} and {bands} bands; expected more than {MARGIN} pixels, patches of {CELL} and {} bands",
                shape.chip(),
                BANDS.len()
            ));
        }
        Ok(shape)
    }

    /// Numbers in a feature.
    pub fn outputs(&self) -> usize {
        self.head.unwrap_or(self.dim)
    }

    /// Numbers that tokens are given beside the pixels.
    pub fn beside(&self) -> usize {
        if self.head.is_some() { ENERGIES } else { 0 }
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
        if let Some(outputs) = self.head {
            out.extend([
                ("texture_embed.weight".into(), vec![d, ENERGIES]),
                ("head.weight".into(), vec![outputs, d + CARRIED]),
                ("head.bias".into(), vec![outputs]),
            ]);
        }
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
        let VitShape { dim, depth, registers, grid, patch, bands, head } = self.shape;
        let front = head.map(|_| front_graph::add(&mut self.graph, spec.chip));
        let cells = grid * grid;
        let (weight, bias) = (self.tensor("patch_embed.proj.weight"), self.tensor("patch_embed.proj.bias"));
        let edge = patch as i64;
        let attributes = vec![("strides", Attr::Ints(vec![edge; 2])), ("kernel_shape", Attr::Ints(vec![edge; 2]))];
        let map = self.graph.node("Conv", "patch_embed", &["chips", &weight, &bias], attributes);
        let flat = self.graph.reshaped("patch_embed.flat", &map, &[1, dim, cells]);
        let mut tokens = self.transpose("patch_embed.tokens", &flat, &[0, 2, 1]);
        if let Some(front) = &front {
            let given = self.product("texture_embed", &front.energies);
            tokens = self.graph.node("Add", "texture_embed.tokens", &[&tokens, &given], vec![]);
        }
        let (registers_name, positions) = (self.tensor("reg_token"), self.tensor("pos_embed"));
        let all = self.graph.node("Concat", "tokens", &[&registers_name, &tokens], vec![("axis", Attr::Int(1))]);
        let mut x = self.graph.node("Add", "tokens.placed", &[&all, &positions], vec![]);
        for i in 0..depth {
            x = self.block(i, x);
        }
        let x = self.norm("norm", &x);
        let (from, to) = (self.graph.ints("cells.from", &[registers as i64]), self.graph.ints("cells.to", &[i64::MAX]));
        let axis = self.graph.ints("cells.axis", &[1]);
        let mut features = self.graph.node("Slice", "cells", &[&x, &from, &to, &axis], vec![]);
        if let Some(front) = &front {
            let all = self.graph.node("Concat", "beside", &[&features, &front.carried], vec![("axis", Attr::Int(2))]);
            features = self.linear("head", &all);
        }
        let outputs = self.shape.outputs();
        let across = self.transpose("cells.across", &features, &[0, 2, 1]);
        self.graph.reshaped("map", &across, &[1, outputs, grid, grid]);
        let (input, output) = ([1, bands, spec.chip, spec.chip], [1, outputs, grid, grid]);
        self.graph.finish(("chips", &input), ("features", &output), metadata)
    }

    fn block(&mut self, i: usize, x: String) -> String {
        let p = |name: &str| format!("blocks.{i}.{name}");
        let (d, tokens) = (self.shape.dim, self.shape.registers + self.shape.grid * self.shape.grid);
        let heads = d / HEAD;

        let normed = self.norm(&p("norm1"), &x);
        let qkv = self.linear(&p("attn.qkv"), &normed);
        let split = self.graph.reshaped(&p("attn.split"), &qkv, &[tokens, 3, heads, HEAD]);
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
            b.graph.reshaped(&p(&format!("attn.{name}")), &taken, &[heads, tokens, HEAD])
        };
        let (q, k, v) = (part(self, "q", 0), part(self, "k", 1), part(self, "v", 2));
        let k = self.transpose(&p("attn.k.across"), &k, &[0, 2, 1]);
        let scale = self.graph.constant(&p("attn.scale"), &[1], &[1.0 / (HEAD as f32).sqrt()]);
        let q = self.graph.node("Mul", &p("attn.q.scaled"), &[&q, &scale], vec![]);
        let scores = self.graph.node("MatMul", &p("attn.scores"), &[&q, &k], vec![]);
        let shares = self.graph.node("Softmax", &p("attn.shares"), &[&scores], vec![("axis", Attr::Int(-1))]);
        let mixed = self.graph.node("MatMul", &p("attn.mixed"), &[&shares, &v], vec![]);
        let mixed = self.transpose(&p("attn.together"), &mixed, &[1, 0, 2]);
        let mixed = self.graph.reshaped(&p("attn.joined"), &mixed, &[1, tokens, d]);
        let out = self.linear(&p("attn.proj"), &mixed);
        let x = self.graph.node("Add", &p("attn.residual"), &[&x, &out], vec![]);

        let normed = self.norm(&p("norm2"), &x);
        let hidden = self.linear(&p("mlp.fc1"), &normed);
        let hidden = self.gelu(&p("mlp.gelu"), &hidden);
        let out = self.linear(&p("mlp.fc2"), &hidden);
        self.graph.node("Add", &p("mlp.residual"), &[&x, &out], vec![])
    }

    /// `x·Wᵀ + b`.
    fn linear(&mut self, name: &str, x: &str) -> String {
        let product = self.product(name, x);
        let bias = self.tensor(&format!("{name}.bias"));
        self.graph.node("Add", name, &[&product, &bias], vec![])
    }

    /// `x·Wᵀ`, with the weight stored as `[in, out]` for `MatMul`.
    fn product(&mut self, name: &str, x: &str) -> String {
        let tensor = &self.weights.0[&format!("{name}.weight")];
        let (rows, columns) = (tensor.shape[0], tensor.shape[1]);
        let mut across = vec![0f32; tensor.values.len()];
        for r in 0..rows {
            for c in 0..columns {
                across[c * rows + r] = tensor.values[r * columns + c];
            }
        }
        let weight = self.graph.constant(&format!("{name}.weight"), &[columns, rows], &across);
        self.graph.node("MatMul", &format!("{name}.product"), &[x, &weight], vec![])
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

    fn transpose(&mut self, name: &str, x: &str, order: &[i64]) -> String {
        self.graph.node("Transpose", name, &[x], vec![("perm", Attr::Ints(order.to_vec()))])
    }
}
