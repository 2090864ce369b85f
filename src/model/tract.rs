//! Running a network with tract.

use std::sync::Arc;

use tract_onnx::prelude::*;

use super::bounded;
use super::encoder::Encoder;
use super::file::exported::written_here;
use super::file::network::{Form, Network};
use super::precision::{Arithmetic, Computed, PrecisionChoice};
use super::spec::EncoderSpec;
use super::vit::encoder::{self, Fused};
use super::vit::recognise::{Parts, recognise};
use super::vit::shape::VitShape;
use super::weights::Weights;
use crate::error::{Error, Result};
use crate::panics;

/// Largest difference between a recognised network and the graph that it was found in, of the largest feature.
const AGREEMENT: f32 = 1e-3;

/// A compiled plan. Immutable, so that threads share it; each run has a state of its own.
pub struct TractEncoder {
    name: String,
    spec: EncoderSpec,
    plan: Arc<TypedRunnableModel>,
    /// What computes it.
    pub arithmetic: Computed,
}

impl TractEncoder {
    /// Compiles a network.
    ///
    /// # Errors
    /// [`Error::Model`] if tract cannot type or plan the graph, or the precision cannot be had.
    pub fn new(network: &Network, choice: PrecisionChoice) -> Result<Self> {
        let refuse = |m: String| Error::model(&network.name, m);
        let arithmetic = Arithmetic::chosen(choice).map_err(refuse)?;
        let spec = network.spec.clone();
        let as_checkpoint = |shape: &VitShape, weights: &Weights| Fused::of_checkpoint(arithmetic, shape, weights);
        let known = match &network.form {
            _ if choice == PrecisionChoice::Stock => None,
            Form::Vit(shape, weights) => Some(as_checkpoint(shape, weights)),
            Form::Graph(graph) => written_here(graph, &spec).map(|(shape, weights)| as_checkpoint(&shape, &weights)),
        };
        let (plan, arithmetic) = match known {
            Some(fused) => (fused.plan(&spec), fused.computed()),
            None => open_graph(network, choice, arithmetic)?,
        };
        let name = network.name.clone();
        Ok(TractEncoder { name, spec, plan: plan.map_err(|e| refuse(bounded::cannot(&e)))?, arithmetic })
    }
}

/// A graph, on the kernels if it can be.
fn open_graph(
    network: &Network,
    choice: PrecisionChoice,
    arithmetic: Arithmetic,
) -> Result<(TractResult<Arc<TypedRunnableModel>>, Computed)> {
    let refuse = |m: String| Error::model(&network.name, m);
    let graph = bounded::decluttered(&network.graph(), &network.spec).map_err(refuse)?;
    let found = match choice {
        PrecisionChoice::Stock => Err(None),
        _ => recognise(&graph, &network.spec).map_err(Some),
    };
    let stock = graph.into_optimized().and_then(|g| bounded::check(&g).and_then(|()| g.into_runnable()));
    let stock = stock.map_err(|e| refuse(bounded::cannot(&e)))?;
    match found.and_then(|parts| confirmed(arithmetic, &parts, &stock, &network.spec).map_err(Some)) {
        Ok(fused) => Ok((fused.plan(&network.spec), fused.computed())),
        Err(Some(reason)) if choice.short() => Err(refuse(format!("has no {choice} form: {reason}; use f32"))),
        Err(fallback) => Ok((Ok(stock), Computed { fallback, ..Computed::TRACT })),
    }
}

/// A recognised network, after it gave the same features as tract's own operators on a chip of noise.
///
/// # Errors
/// If it did not.
fn confirmed(
    arithmetic: Arithmetic,
    parts: &Parts,
    stock: &Arc<TypedRunnableModel>,
    spec: &EncoderSpec,
) -> std::result::Result<Fused, String> {
    let chip = noise(spec.input_len());
    let encode = |plan: &Arc<TypedRunnableModel>| encode(plan, spec, &chip).map_err(|e| format!("{e:#}"));
    let exact = Fused::of_parts(arithmetic.in_f32(), parts);
    let plan = exact.plan(spec).map_err(|e| format!("{e:#}"))?;
    let (ours, theirs) = (encode(&plan)?, encode(stock)?);
    let largest = theirs.iter().fold(0f32, |m, v| m.max(v.abs()));
    let difference = ours.iter().zip(&theirs).fold(0f32, |m, (a, b)| m.max((a - b).abs()));
    // A NaN, which no maximum sees, is no agreement.
    let finite = ours.iter().chain(&theirs).all(|v| v.is_finite());
    if ours.len() == theirs.len() && difference <= AGREEMENT * largest && finite {
        return Ok(if arithmetic.is_f32() { exact } else { Fused::of_parts(arithmetic, parts) });
    }
    Err(format!("the kernels differ by {difference} from its features, which go up to {largest}"))
}

/// Numbers between -2 and 2 that are the same at each opening.
fn noise(count: usize) -> Vec<f32> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 22) as f32 - 2.0
    };
    (0..count).map(|_| next()).collect()
}

impl Encoder for TractEncoder {
    fn spec(&self) -> &EncoderSpec {
        &self.spec
    }

    fn encode_spread(&self, chip: &[f32]) -> Result<Vec<f32>> {
        encoder::spread(|| self.encode(chip))
    }

    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>> {
        let s = &self.spec;
        let features = panics::caught(|| encode(&self.plan, s, chip))
            .map_err(|panic| bounded::failure(&self.name, &panic))?
            .map_err(|e| Error::model(&self.name, format!("failed on a chip: {e:#}")))?;
        if features.len() != s.output_len() {
            return Err(Error::model(
                &self.name,
                format!("gave {} numbers of a chip instead of {}", features.len(), s.output_len()),
            ));
        }
        Ok(features)
    }
}

/// Features of a chip, cell by cell.
fn encode(plan: &Arc<TypedRunnableModel>, s: &EncoderSpec, chip: &[f32]) -> TractResult<Vec<f32>> {
    let input = Tensor::from_shape(&[1, s.bands.len(), s.chip, s.chip], chip)?;
    let outputs = plan.run(tvec![input.into()])?;
    let output = outputs[0].to_plain_array_view::<f32>()?;
    let cells = s.chip_cells() * s.chip_cells();
    // (1, N, D) lies cell by cell already; (1, D, h, w) is turned
    if output.ndim() == 3 {
        return Ok(output.as_slice().map_or_else(|| output.iter().copied().collect(), <[f32]>::to_vec));
    }
    let by_feature = output.to_shape((s.dim, cells))?;
    Ok(by_feature.t().iter().copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SpecHints;

    /// The built-in network's form; its graph, which `written_here` would know, is walked here.
    fn built_in() -> Network {
        Network::load("untrained", &SpecHints::default()).unwrap()
    }

    fn decluttered(network: &Network) -> TypedModel {
        bounded::decluttered(&network.graph(), &network.spec).unwrap()
    }

    #[test]
    fn the_walk_finds_our_own_graph_number_by_number() {
        let network = built_in();
        let Form::Vit(shape, weights) = &network.form else { panic!("the built-in network is a transformer") };
        let arithmetic = Arithmetic::chosen(PrecisionChoice::F32).unwrap();
        let chip = noise(network.spec.input_len());
        let run = |fused: Fused| encode(&fused.plan(&network.spec).unwrap(), &network.spec, &chip).unwrap();
        let parts = recognise(&decluttered(&network), &network.spec).unwrap();
        let direct = run(Fused::of_checkpoint(arithmetic, shape, weights));
        assert_eq!(run(Fused::of_parts(arithmetic, &parts)), direct);
    }

    #[test]
    fn a_network_that_disagrees_with_its_graph_is_not_used() {
        let network = built_in();
        let arithmetic = Arithmetic::chosen(PrecisionChoice::F32).unwrap();
        let parts = recognise(&decluttered(&network), &network.spec).unwrap();
        let stock = |network: &Network| decluttered(network).into_optimized().unwrap().into_runnable().unwrap();
        assert!(confirmed(arithmetic, &parts, &stock(&network), &network.spec).is_ok());
        // One bias of the last block, off by a tenth
        let mut other = built_in();
        let Form::Vit(shape, weights) = &mut other.form else { panic!("the built-in network is a transformer") };
        let name = format!("blocks.{}.mlp.fc2.bias", shape.depth - 1);
        weights.0.get_mut(&name).unwrap().values[3] += 0.1;
        let refused = confirmed(arithmetic, &parts, &stock(&other), &network.spec).err().unwrap();
        assert!(refused.contains("differ"), "{refused}");
    }
}
