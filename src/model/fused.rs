//! The transformer as one operator in tract's plan, on the kernels of `crate::kernel`.
//!
//! A graph from a file is recognised by rebuilding it: the tensors that it names give the sizes, the sizes give the graph that
//! `vit.rs` would write, and only if that has the very same nodes is it replaced. So checkpoints, the built-in network
//! and files that `model export` wrote run fused; any other graph stays with tract's own operators, unchanged.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use tract_onnx::pb::ModelProto;
use tract_onnx::prelude::*;
use tract_onnx::tract_core::internal::*;

use super::network::{Form, Network};
use super::onnx;
use super::spec::EncoderSpec;
use super::vit::{NORM_EPS, VitShape};
use super::weights::{Tensor as Values, Weights};
use crate::error::{Error, Result};
use crate::kernel::{
    BlockWeights, CurrentPool, Isa, LinearWeights, NormWeights, Precision, Serial, Threads, Vit, VitWeights, arithmetic,
};

/// What the user asks of the encoder's arithmetic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PrecisionChoice {
    /// Where the network has such a form, the fastest that the CPU has and whose accuracy holds: see [`automatic`].
    #[default]
    Auto,
    /// 32-bit floating point.
    F32,
    /// bf16 products with f32 sums; attention on bytes where the CPU has VNNI.
    Bf16,
    /// Products of bytes with exact sums.
    Int8,
    /// tract's own operators in f32, whatever the graph: what the kernels are compared with.
    Stock,
}

impl PrecisionChoice {
    /// Whether only transformers that run on the kernels have it.
    pub fn short(self) -> bool {
        matches!(self, PrecisionChoice::Bf16 | PrecisionChoice::Int8)
    }
}

impl fmt::Display for PrecisionChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PrecisionChoice::Auto => "auto",
            PrecisionChoice::F32 => "f32",
            PrecisionChoice::Bf16 => "bf16",
            PrecisionChoice::Int8 => "int8",
            PrecisionChoice::Stock => "stock",
        })
    }
}

/// A network that runs as one operator.
pub struct Fused {
    vit: Vit,
    precision: Precision,
    isa: Isa,
}

/// What `auto` is on this CPU for networks that run as one operator, and the instructions in use.
///
/// # Errors
/// If `LEJEPA_GIS_SIMD` names what this CPU lacks.
pub fn automatic() -> std::result::Result<(&'static str, &'static str), String> {
    let isa = Isa::chosen()?;
    Ok((name(fastest(isa)), isa.name()))
}

/// bf16 where the CPU gains by it, int8 where it has VNNI and does not, f32 on all others.
fn fastest(isa: Isa) -> Precision {
    match (isa.bf16_pays(), isa.has_vnni()) {
        (true, _) => Precision::Bf16,
        (false, true) => Precision::Int8,
        (false, false) => Precision::F32,
    }
}

fn name(precision: Precision) -> &'static str {
    match precision {
        Precision::F32 => "f32",
        Precision::Bf16 => "bf16",
        Precision::Int8 => "int8",
    }
}

/// The fused form of a network, if its graph is one that `vit.rs` writes.
///
/// # Errors
/// If bf16 or int8 is asked of another graph, or `LEJEPA_GIS_SIMD` names what this CPU lacks.
pub fn find(network: &Network, choice: PrecisionChoice) -> Result<Option<Fused>> {
    if choice == PrecisionChoice::Stock {
        return Ok(None);
    }
    let refuse = |m: String| Error::model(&network.name, m);
    let isa = Isa::chosen().map_err(refuse)?;
    let precision = match choice {
        PrecisionChoice::F32 => Precision::F32,
        PrecisionChoice::Bf16 => Precision::Bf16,
        PrecisionChoice::Int8 => Precision::Int8,
        PrecisionChoice::Auto | PrecisionChoice::Stock => fastest(isa),
    };
    let recognised;
    let vit = match &network.form {
        Form::Vit(shape, weights) => Some((shape, weights)),
        Form::Graph(graph) => {
            recognised = recognise(graph, &network.spec);
            recognised.as_ref().map(|(shape, weights)| (shape, weights))
        }
    };
    match vit {
        Some((shape, weights)) => Ok(Some(Fused { vit: pack(isa, precision, shape, weights), precision, isa })),
        None if choice.short() => Err(refuse(format!(
            "is no vision transformer as this program writes them, so it has no {choice} form; use f32"
        ))),
        None => Ok(None),
    }
}

/// The sizes and tensors of a graph whose nodes are exactly those that `vit.rs` writes.
fn recognise(model: &ModelProto, spec: &EncoderSpec) -> Option<(VitShape, Weights)> {
    let graph = model.graph.as_ref()?;
    let mut weights = Weights::default();
    for tensor in &graph.initializer {
        let shape: Vec<usize> = tensor.dims.iter().map(|d| usize::try_from(*d).ok()).collect::<Option<_>>()?;
        let floats = tensor.raw_data.chunks_exact(4);
        if tensor.data_type != 1 || floats.len() != shape.iter().product::<usize>() {
            continue;
        }
        let values = floats.map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let linear = [".attn.qkv.weight", ".attn.proj.weight", ".mlp.fc1.weight", ".mlp.fc2.weight"];
        let stored = Values { shape, values };
        let stored = if linear.iter().any(|end| tensor.name.ends_with(end)) { turned(stored)? } else { stored };
        weights.0.insert(tensor.name.clone(), stored);
    }
    let shape = VitShape::of(&weights).ok()?;
    let tensors = shape.tensors();
    weights.0.retain(|name, _| tensors.iter().any(|(known, _)| known == name));
    weights.check(&tensors).ok()?;
    let again = shape.graph(&weights, spec, &onnx::metadata(spec));
    let again = again.graph?;
    // Constants that are no weights (shapes, indices, factors) must be the same too.
    let constants = |graph: &tract_onnx::pb::GraphProto| -> Vec<_> {
        let own = graph.initializer.iter().filter(|t| !weights.0.contains_key(&t.name));
        own.map(|t| (t.name.clone(), t.dims.clone(), t.raw_data.clone())).collect()
    };
    (again.node == graph.node && constants(&again) == constants(graph)).then_some((shape, weights))
}

/// `[in, out]` as `[out, in]`.
fn turned(tensor: Values) -> Option<Values> {
    let [rows, columns] = tensor.shape[..] else { return None };
    let mut values = vec![0.0; tensor.values.len()];
    for (r, row) in tensor.values.chunks_exact(columns.max(1)).enumerate() {
        for (c, value) in row.iter().enumerate() {
            values[c * rows + r] = *value;
        }
    }
    Some(Values { shape: vec![columns, rows], values })
}

fn pack(isa: Isa, precision: Precision, shape: &VitShape, weights: &Weights) -> Vit {
    let values = |name: &str| weights.0[name].values.as_slice();
    let linear =
        |name: &str| LinearWeights { weight: values(&format!("{name}.weight")), bias: values(&format!("{name}.bias")) };
    let norm =
        |name: &str| NormWeights { scale: values(&format!("{name}.weight")), shift: values(&format!("{name}.bias")) };
    let mut positions = values("pos_embed").to_vec();
    for (sum, register) in positions.iter_mut().zip(values("reg_token")) {
        *sum += register;
    }
    let block = |i: usize| {
        let part = |name: &str| format!("blocks.{i}.{name}");
        BlockWeights {
            norm1: norm(&part("norm1")),
            qkv: linear(&part("attn.qkv")),
            proj: linear(&part("attn.proj")),
            norm2: norm(&part("norm2")),
            fc1: linear(&part("mlp.fc1")),
            fc2: linear(&part("mlp.fc2")),
        }
    };
    let all = VitWeights {
        bands: shape.bands,
        patch: shape.patch,
        heads: shape.heads(),
        embedding: linear("patch_embed.proj"),
        registers: shape.registers,
        positions: &positions,
        blocks: (0..shape.depth).map(block).collect(),
        norm: norm("norm"),
        epsilon: NORM_EPS,
    };
    Vit::new(isa, precision, &all)
}

impl Fused {
    /// `f32`, `bf16` or `int8`.
    pub fn precision(&self) -> &'static str {
        name(self.precision)
    }

    /// In words, what runs in which precision.
    pub fn arithmetic(&self) -> &'static str {
        arithmetic(self.isa, self.precision)
    }

    /// The instructions in use.
    pub fn isa(&self) -> &'static str {
        match (self.isa.name(), self.precision) {
            ("avx512bf16" | "avx512vnni", Precision::F32) => "avx512",
            ("avx512bf16", Precision::Int8) => "avx512vnni",
            (name, _) => name,
        }
    }

    /// A plan whose only operator is the network.
    pub fn plan(self, spec: &EncoderSpec) -> TractResult<Arc<TypedRunnableModel>> {
        let mut model = TypedModel::default();
        let chip = model.add_source("chips", f32::fact([1, spec.bands.len(), spec.chip, spec.chip]))?;
        let cells = spec.chip_cells() * spec.chip_cells();
        let op = VitOp { vit: Arc::new(self.vit), shape: [1, cells, spec.dim], columns: spec.chip };
        let features = model.wire_node("features", op, &[chip])?;
        model.select_output_outlets(&features)?;
        model.into_runnable()
    }
}

thread_local! {
    /// Whether the next run on this thread may use the whole pool; tract's plan has no way to pass it on.
    static SPREAD: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`, in which fused networks use all threads of the rayon pool that the caller stands in.
pub fn spread<R>(work: impl FnOnce() -> R) -> R {
    /// Switched off again whatever happens, for the thread goes on to other work.
    struct Off;
    impl Drop for Off {
        fn drop(&mut self) {
            SPREAD.set(false);
        }
    }
    let _off = Off;
    // Outside of a pool rayon would start its global one, which belongs to the host.
    SPREAD.set(rayon::current_thread_index().is_some());
    work()
}

/// Chip `[1, bands, S, S]` to features `[1, cells, D]`.
#[derive(Clone)]
struct VitOp {
    vit: Arc<Vit>,
    shape: [usize; 3],
    columns: usize,
}

impl fmt::Debug for VitOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VitOp to {:?}", self.shape)
    }
}

impl PartialEq for VitOp {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.vit, &other.vit)
    }
}

impl Eq for VitOp {}

impl Op for VitOp {
    fn name(&self) -> StaticName {
        "VisionTransformer".into()
    }

    op_as_typed_op!();
}

impl EvalOp for VitOp {
    op_out_of_plan!();

    fn eval(&self, _context: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let chip = inputs[0].to_plain_array_view::<f32>()?;
        let chip = chip.as_slice().context("the chip lies row by row")?;
        let mut features = vec![0.0; self.shape.iter().product()];
        // Taken, not read: while this thread waits for others, it may be lent to another chip.
        let threads: &dyn Threads = if SPREAD.take() { &CurrentPool } else { &Serial };
        self.vit.run(chip, self.columns, &mut features, threads);
        Ok(tvec![Tensor::from_shape(&self.shape, &features)?.into()])
    }
}

impl TypedOp for VitOp {
    fn output_facts(&self, _inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec![f32::fact(self.shape)])
    }

    as_op!();
}
