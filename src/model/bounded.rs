//! Graphs that ask for more memory than an encoder can need are refused before any of it is taken.
//!
//! A file of a few kilobytes may pad, tile or expand a tensor to any size, and tract makes such tensors while it works out
//! types. So the sizes of each operator's outputs are worked out first, operator by operator in the graph's order, and the
//! values only after the sizes were looked at.

use tract_onnx::prelude::*;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::logic::IfThenElse;
use tract_onnx::tract_core::ops::scan::Scan;
use tract_onnx::tract_hir::infer::{Factoid, InferenceFact};

use super::graph::ModelProto;
use super::graph::pb::GraphProto;
use super::spec::EncoderSpec;
use crate::error::Error;
use crate::memory::shown;

/// Bytes of the largest tensor that is taken for an encoder's: attention of 16 heads over 4096 patches takes half of it.
const MOST: u64 = 2 << 30;
/// Graphs inside of graphs that are followed.
const DEEPEST: usize = 8;

/// The graph with fixed sizes, in the simplest form that tract knows.
///
/// # Errors
/// Why it cannot be run, as a sentence.
pub fn decluttered(graph: &ModelProto, spec: &EncoderSpec) -> Result<TypedModel, String> {
    let simplified = || -> TractResult<TypedModel> {
        let model = typed(graph, [1, spec.bands.len(), spec.chip, spec.chip])?.into_decluttered()?;
        check(&model)?;
        // A file may say one size and compute another.
        let computed = &model.output_fact(0)?.shape;
        if computed.as_concrete().is_none_or(|shape| shape.iter().product::<usize>() != spec.output_len()) {
            bail!("it computes {computed:?} instead of the {} numbers that it declares", spec.output_len());
        }
        Ok(model)
    };
    simplified().map_err(|e| cannot(&e))
}

/// The output's extents as tract works them out, where a file leaves them open; `None` for one that stays open.
///
/// # Errors
/// As for [`decluttered`].
pub fn output_extents(graph: &ModelProto, chip: [usize; 4]) -> Result<Vec<Option<usize>>, String> {
    let shape = typed(graph, chip).and_then(|model| Ok(model.output_fact(0)?.shape.clone())).map_err(|e| cannot(&e))?;
    Ok(shape.iter().map(|extent| extent.to_usize().ok()).collect())
}

/// tract's reason, and what to do about it where that is known.
pub fn cannot(e: &TractError) -> String {
    let reason = format!("{e:#}");
    let hint = if reason.contains("Loop detected") {
        "; export it with a fixed batch of 1"
    } else if reason.contains("Unimplemented(") {
        "; tract has no such operator: of a file that ONNX Runtime has optimised, take the one before, or its level basic"
    } else {
        ""
    };
    format!("cannot be compiled: {reason}{hint}")
}

/// The graph with types and fixed sizes, for one chip.
///
/// # Errors
/// If tract cannot type it, or one of its tensors is too large.
fn typed(model: &ModelProto, chip: [usize; 4]) -> TractResult<TypedModel> {
    declared(model.graph.as_ref(), 0)?;
    let mut model = super::ranks::reader().model_for_proto_model(model)?.with_input_fact(0, f32::fact(chip).into())?;
    sized(&mut model)?;
    let model = model.into_typed()?;
    check(&model)?;
    Ok(model)
}

/// Refuses a typed graph with a tensor that is too large, also in graphs inside of it.
pub fn check(model: &TypedModel) -> TractResult<()> {
    for node in model.nodes() {
        for output in &node.outputs {
            let shape = output.fact.shape.as_concrete();
            bounded(&node.name, output.fact.datum_type, shape.into_iter().flatten().copied())?;
        }
        if let Some(scan) = node.op_as::<Scan>() {
            check(&scan.body)?;
        }
        if let Some(branches) = node.op_as::<IfThenElse>() {
            check(&branches.then_body)?;
            check(&branches.else_body)?;
        }
    }
    Ok(())
}

/// What a panic of tract's means: memory that is not there, or a file that it does not expect.
pub fn failure(name: &str, panic: &str) -> Error {
    let reason = panic.split_once(":\n").map_or(panic, |(_, reason)| reason).replace('\n', " ");
    match ["out of memory", "failed to allocate"].iter().any(|words| panic.contains(words)) {
        true => Error::OutOfMemory(format!("{name}: not enough memory for its network: {reason}")),
        false => Error::model(name, format!("cannot be run: its graph is broken ({reason})")),
    }
}

fn bounded(name: &str, kind: DatumType, shape: impl Iterator<Item = usize>) -> TractResult<()> {
    let bytes = shape.fold(kind.size_of() as u64, |all, extent| all.saturating_mul(extent as u64));
    if bytes > MOST {
        bail!("{name} has {} bytes, more than the {} of any encoder's tensor", bytes, shown(MOST));
    }
    Ok(())
}

/// What a file says of sizes by itself, before anything is made of it.
fn declared(graph: Option<&GraphProto>, depth: usize) -> TractResult<()> {
    if depth > DEEPEST {
        bail!("graphs lie in graphs more than {DEEPEST} deep");
    }
    for node in graph.iter().flat_map(|graph| &graph.node) {
        for attribute in &node.attribute {
            if attribute.name == "shape" {
                let extents = attribute.ints.iter().map(|extent| usize::try_from(*extent).unwrap_or(0));
                bounded(&node.name, f32::datum_type(), extents)?;
            }
            for inner in attribute.g.iter().chain(&attribute.graphs) {
                declared(Some(inner), depth + 1)?;
            }
        }
    }
    Ok(())
}

/// Works out the facts of all nodes in an order in which inputs come first, and looks at each size before its value is made.
fn sized(model: &mut InferenceModel) -> TractResult<()> {
    for id in forwards(model) {
        let facts = |facts: TVec<&InferenceFact>| -> TVec<InferenceFact> { facts.into_iter().cloned().collect() };
        let (inputs, outputs) = model.node_facts(id)?;
        let (inputs, outputs) = (facts(inputs), facts(outputs));
        let watched = model.node(id).op.observe_outlets(model, model.node(id))?;
        let watched =
            watched.into_iter().map(|outlet| model.outlet_fact(outlet).cloned()).collect::<TractResult<TVec<_>>>()?;
        let node = &mut model.nodes_mut()[id];
        let (_, known, _) =
            node.op.infer_facts(inputs.iter().collect(), outputs.iter().collect(), watched.iter().collect())?;
        for fact in &known {
            let shape = fact.shape.concretize().unwrap_or_default();
            let shape: Option<Vec<usize>> = shape.iter().map(|extent| extent.to_usize().ok()).collect();
            bounded(&node.name, fact.datum_type().unwrap_or(f32::datum_type()), shape.unwrap_or_default().into_iter())?;
        }
        let (_, values, _) =
            node.op.infer(inputs.iter().collect(), outputs.iter().collect(), watched.iter().collect())?;
        for (slot, (found, known)) in values.iter().zip(&outputs).enumerate() {
            model.set_outlet_fact(OutletId::new(id, slot), found.unify(known)?)?;
        }
    }
    Ok(())
}

/// All nodes that can be reached without a circle, those that lead nowhere too: tract looks at them as well.
fn forwards(model: &InferenceModel) -> Vec<usize> {
    let mut waiting: Vec<usize> = model.nodes().iter().map(|node| node.inputs.len()).collect();
    let mut ready: Vec<usize> = (0..waiting.len()).rev().filter(|id| waiting[*id] == 0).collect();
    let mut order = Vec::new();
    while let Some(id) = ready.pop() {
        order.push(id);
        for successor in model.node(id).outputs.iter().flat_map(|output| &output.successors) {
            waiting[successor.node] -= 1;
            if waiting[successor.node] == 0 {
                ready.push(successor.node);
            }
        }
    }
    order
}
