//! The transformer as one operator in tract's plan, on the kernels of `crate::kernel`.
//!
//! Checkpoints and the built-in network are transformers by their tensors; a graph from a file is one if `recognise` finds
//! it. Any other graph stays with tract's own operators, unchanged.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use tract_onnx::prelude::*;
use tract_onnx::tract_core::internal::*;

use super::recognise::Parts;
use super::shape::{NORM_EPS, VitShape};
use crate::kernel::{
    BlockWeights, CurrentPool, Isa, LinearWeights, NormWeights, Precision, Serial, Threads, Vit, VitWeights, arithmetic,
};
use crate::model::precision::{Arithmetic, Computed, name};
use crate::model::spec::EncoderSpec;
use crate::model::weights::Weights;

/// A network that runs as one operator.
pub struct Fused {
    vit: Arc<Vit>,
    precision: Precision,
    isa: Isa,
}

impl Fused {
    /// A checkpoint's network.
    pub fn of_checkpoint(arithmetic: Arithmetic, shape: &VitShape, weights: &Weights) -> Self {
        let Arithmetic { precision, isa } = arithmetic;
        Fused { vit: Arc::new(pack(isa, precision, shape, weights)), precision, isa }
    }

    /// A network that was recognised in a graph.
    pub fn of_parts(arithmetic: Arithmetic, parts: &Parts) -> Self {
        let Arithmetic { precision, isa } = arithmetic;
        Fused { vit: Arc::new(Vit::new(isa, precision, &parts.weights())), precision, isa }
    }
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
    /// How it computes.
    pub fn computed(&self) -> Computed {
        let isa = match (self.isa.name(), self.precision) {
            ("avx512bf16" | "avx512vnni", Precision::F32) => "avx512",
            ("avx512bf16", Precision::Int8) => "avx512vnni",
            (name, _) => name,
        };
        let detail = arithmetic(self.isa, self.precision);
        Computed { precision: name(self.precision), detail, isa, fallback: None }
    }

    /// A plan whose only operator is the network.
    pub fn plan(&self, spec: &EncoderSpec) -> TractResult<Arc<TypedRunnableModel>> {
        let mut model = TypedModel::default();
        let chip = model.add_source("chips", f32::fact([1, spec.bands.len(), spec.chip, spec.chip]))?;
        let cells = spec.chip_cells() * spec.chip_cells();
        let op = VitOp { vit: self.vit.clone(), shape: [1, cells, spec.dim], columns: spec.chip };
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
