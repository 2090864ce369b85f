//! Which encoder computes a network: the kernels where they have its form, tract's operators for any other.

use super::bounded;
use super::encoder::{Encoder, Taken};
use super::file::exported::written_here;
use super::file::network::{Form, Network};
use super::precision::{Arithmetic, Computed, PrecisionChoice};
use super::tract::TractEncoder;
use super::vit::encoder::VitEncoder;
use super::vit::recognise::recognise;
use super::vit::shape::VitShape;
use super::weights::Weights;
use crate::error::{Error, Result};
use crate::memory;

/// Largest difference between a recognised network and the graph that it was found in, of the largest feature.
const AGREEMENT: f32 = 1e-3;

/// An encoder, how it computes, and what it takes.
pub type Compiled = (Box<dyn Encoder>, Computed, Taken);

/// The encoder of a network.
///
/// # Errors
/// [`Error::Model`] if tract cannot type or plan the graph, or the precision cannot be had.
pub fn compile(network: &Network, choice: PrecisionChoice) -> Result<Compiled> {
    let arithmetic = Arithmetic::chosen(choice).map_err(|m| Error::model(&network.name, m))?;
    let numbers = in_f32(network);
    // The weights as they are packed, and as often as they were in memory before.
    let of_tensors = |shape: &VitShape, weights: &Weights, times: u64| -> Compiled {
        let (vit, open) =
            (VitEncoder::of_tensors(&network.spec, arithmetic, shape, weights), arithmetic.bytes(numbers));
        (
            Box::new(vit),
            arithmetic.computed(),
            Taken { open, opening: open.max(numbers).saturating_add(numbers.saturating_mul(times)) },
        )
    };
    match &network.form {
        _ if choice == PrecisionChoice::Stock => of_graph(network, choice, arithmetic),
        Form::Vit(shape, weights) => Ok(of_tensors(shape, weights, 1)),
        Form::Graph(graph) => match written_here(graph, &network.spec) {
            // The file, and the graph in it.
            Some((shape, weights)) => Ok(of_tensors(&shape, &weights, 2)),
            None => of_graph(network, choice, arithmetic),
        },
    }
}

/// A graph's encoder: on the kernels, if the transformer that is found in it gives the graph's own features.
fn of_graph(network: &Network, choice: PrecisionChoice, arithmetic: Arithmetic) -> Result<Compiled> {
    let (name, spec) = (&network.name, &network.spec);
    let graph = bounded::decluttered(&network.graph(), spec).map_err(|m| Error::model(name, m))?;
    let found = (choice != PrecisionChoice::Stock).then(|| recognise(&graph, spec));
    let stock = TractEncoder::new(name, spec, graph)?;
    // Besides the file and the graph in it, the graph as tract has it, typed and ready, and what is compared with it.
    let opening = in_f32(network).saturating_mul(6);
    let reason = match found {
        None => None,
        Some(Err(reason)) => Some(reason),
        Some(Ok(parts)) => {
            let exact = VitEncoder::new(spec, arithmetic.in_f32(), &parts.weights());
            match disagreement(&exact, &stock)? {
                None => {
                    let short = || VitEncoder::new(spec, arithmetic, &parts.weights());
                    let vit = if arithmetic.is_f32() { exact } else { short() };
                    let taken = Taken { open: arithmetic.bytes(in_f32(network)), opening };
                    return Ok((Box::new(vit), arithmetic.computed(), taken));
                }
                reason => reason,
            }
        }
    };
    match reason {
        Some(reason) if choice.short() => Err(Error::model(name, format!("has no {choice} form: {reason}; use f32"))),
        fallback => {
            // tract packs the weights of products, and keeps the others.
            let taken = Taken { open: in_f32(network).saturating_mul(2), opening };
            Ok((Box::new(stock), Computed { fallback, ..Computed::TRACT }, taken))
        }
    }
}

/// Bytes of a network's weights in f32.
fn in_f32(network: &Network) -> u64 {
    memory::product(&[network.parameters, size_of::<f32>()])
}

/// How two encoders differ on a chip of noise, if they do.
///
/// # Errors
/// If one of them fails on it.
fn disagreement(ours: &dyn Encoder, theirs: &dyn Encoder) -> Result<Option<String>> {
    let chip = noise(theirs.spec().input_len());
    let (ours, theirs) = (ours.encode(&chip)?, theirs.encode(&chip)?);
    let largest = theirs.iter().fold(0f32, |m, v| m.max(v.abs()));
    let difference = ours.iter().zip(&theirs).fold(0f32, |m, (a, b)| m.max((a - b).abs()));
    // A NaN, which no maximum sees, is no agreement.
    let finite = ours.iter().chain(&theirs).all(|v| v.is_finite());
    let agree = ours.len() == theirs.len() && difference <= AGREEMENT * largest && finite;
    Ok((!agree).then(|| format!("the kernels differ by {difference} from its features, which go up to {largest}")))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SpecHints;

    /// The built-in network's form; its graph, which `written_here` would know, is walked here.
    fn built_in() -> Network {
        Network::load("untrained", &SpecHints::default()).unwrap()
    }

    fn exact() -> Arithmetic {
        Arithmetic::chosen(PrecisionChoice::F32).unwrap()
    }

    fn stock(network: &Network) -> TractEncoder {
        let graph = bounded::decluttered(&network.graph(), &network.spec).unwrap();
        TractEncoder::new(&network.name, &network.spec, graph).unwrap()
    }

    fn walked(network: &Network) -> VitEncoder {
        let graph = bounded::decluttered(&network.graph(), &network.spec).unwrap();
        VitEncoder::new(&network.spec, exact(), &recognise(&graph, &network.spec).unwrap().weights())
    }

    #[test]
    fn the_walk_finds_our_own_graph_number_by_number() {
        let network = built_in();
        let Form::Vit(shape, weights) = &network.form else { panic!("the built-in network is a transformer") };
        let chip = noise(network.spec.input_len());
        let direct = VitEncoder::of_tensors(&network.spec, exact(), shape, weights).encode(&chip).unwrap();
        assert_eq!(walked(&network).encode(&chip).unwrap(), direct);
    }

    #[test]
    fn a_network_that_disagrees_with_its_graph_is_not_used() {
        let network = built_in();
        let found = walked(&network);
        assert_eq!(disagreement(&found, &stock(&network)).unwrap(), None);
        // One bias of the last block, off by a tenth
        let mut other = built_in();
        let Form::Vit(shape, weights) = &mut other.form else { panic!("the built-in network is a transformer") };
        let name = format!("blocks.{}.mlp.fc2.bias", shape.depth - 1);
        weights.0.get_mut(&name).unwrap().values[3] += 0.1;
        let refused = disagreement(&found, &stock(&other)).unwrap().unwrap();
        assert!(refused.contains("differ"), "{refused}");
    }
}
