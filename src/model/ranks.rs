//! Norms whose axis lies outside of their input: tract would count to it, for ever.

use std::sync::LazyLock;

use tract_onnx::model::{Onnx, ParsingContext};
use tract_onnx::pb::NodeProto;
use tract_onnx::prelude::*;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_hir::internal::*;

/// Operators that count from 0 to their axis while sizes are worked out.
const NORMS: [&str; 3] = ["LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization"];

static TRACTS: LazyLock<Onnx> = LazyLock::new(tract_onnx::onnx);

/// tract's reader of ONNX, which refuses such norms.
pub fn reader() -> Onnx {
    let mut reader = TRACTS.clone();
    NORMS.into_iter().for_each(|name| reader.op_register.insert(name, within_rank));
    reader
}

fn within_rank(context: &ParsingContext, node: &NodeProto) -> TractResult<(Box<dyn InferenceOp>, Vec<String>)> {
    let build = TRACTS.op_register.0.get(&node.op_type).context("a norm without its builder")?;
    let (op, closures) = build(context, node)?;
    let as_op: &dyn Op = &*op;
    let norm = as_op.downcast_ref::<Box<dyn Expansion>>().context("a norm that is made otherwise")?.clone();
    let axis = node.attribute.iter().find(|attribute| attribute.name == "axis").map_or(-1, |attribute| attribute.i);
    Ok((expand(WithinRank { norm, axis }), closures))
}

/// A norm that looks at its axis first.
#[derive(Debug, Clone)]
struct WithinRank {
    norm: Box<dyn Expansion>,
    axis: i64,
}

impl Expansion for WithinRank {
    fn name(&self) -> StaticName {
        self.norm.as_ref().name()
    }

    fn info(&self) -> TractResult<Vec<String>> {
        self.norm.as_ref().info()
    }

    fn nboutputs(&self) -> TractResult<usize> {
        self.norm.as_ref().nboutputs()
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        s: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        let first = inputs.first().context("a norm without an input")?;
        // Rules are followed in their order, so that this comes before the norm's own.
        s.given(&first.rank, move |_, rank| {
            ensure!((-rank..rank).contains(&self.axis), "axis {} of an input of {rank} dimensions", self.axis);
            Ok(())
        })?;
        self.norm.as_ref().rules(s, inputs, outputs)
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        self.norm.as_ref().wire(prefix, model, inputs)
    }
}
