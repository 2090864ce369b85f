//! Running a network with tract.

use std::sync::Arc;

use tract_onnx::prelude::*;

use super::Encoder;
use super::fused::{self, PrecisionChoice};
use super::network::Network;
use super::spec::EncoderSpec;
use crate::error::{Error, Result};

/// A compiled plan. Immutable, so that threads share it; each run has a state of its own.
pub struct TractEncoder {
    spec: EncoderSpec,
    plan: Arc<TypedRunnableModel>,
}

/// How a network computes.
pub struct Arithmetic {
    /// `f32`, `bf16` or `int8`.
    pub precision: &'static str,
    /// The same in full.
    pub detail: &'static str,
    /// The instructions in use, or `tract`.
    pub isa: &'static str,
}

impl Arithmetic {
    /// tract's own operators.
    pub const TRACT: Self = Self { precision: "f32", detail: "f32", isa: "tract" };
}

impl TractEncoder {
    /// Compiles a network, and says how it will compute.
    ///
    /// # Errors
    /// [`Error::Model`] if tract cannot type or plan the graph, or the precision cannot be had.
    pub fn new(network: &Network, precision: PrecisionChoice) -> Result<(Self, Arithmetic)> {
        let spec = network.spec.clone();
        let fused = fused::find(network, precision)?;
        let arithmetic = fused.as_ref().map_or(Arithmetic::TRACT, |f| Arithmetic {
            precision: f.precision(),
            detail: f.arithmetic(),
            isa: f.isa(),
        });
        let plan = fused.map_or_else(|| compile(network), |f| f.plan(&spec));
        let plan = plan.map_err(|e| {
            let reason = format!("{e:#}");
            let hint = if reason.contains("Loop detected") {
                "; the file was exported with a dynamic batch, which cannot be typed: export it with a batch of 1"
            } else {
                ""
            };
            Error::model(&network.name, format!("cannot be compiled: {reason}{hint}"))
        })?;
        Ok((TractEncoder { spec, plan }, arithmetic))
    }
}

fn compile(network: &Network) -> TractResult<Arc<TypedRunnableModel>> {
    let spec = &network.spec;
    let model = tract_onnx::onnx()
        .model_for_proto_model(&network.graph())?
        .with_input_fact(0, f32::fact([1, spec.bands.len(), spec.chip, spec.chip]).into())?
        .into_optimized()?;
    // A file may say one size and compute another.
    let computed = &model.output_fact(0)?.shape;
    if computed.as_concrete().is_none_or(|shape| shape.iter().product::<usize>() != spec.output_len()) {
        tract_core::internal::bail!(
            "it computes {computed:?} instead of the {} numbers that it declares",
            spec.output_len()
        );
    }
    model.into_runnable()
}

impl Encoder for TractEncoder {
    fn spec(&self) -> &EncoderSpec {
        &self.spec
    }

    fn encode_spread(&self, chip: &[f32]) -> Result<Vec<f32>> {
        fused::spread(|| self.encode(chip))
    }

    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>> {
        let s = &self.spec;
        let run = || -> TractResult<Vec<f32>> {
            let input = Tensor::from_shape(&[1, s.bands.len(), s.chip, s.chip], chip)?;
            let outputs = self.plan.run(tvec![input.into()])?;
            let output = outputs[0].to_plain_array_view::<f32>()?;
            let cells = s.chip_cells() * s.chip_cells();
            // (1, N, D) lies cell by cell already; (1, D, h, w) is turned
            if output.ndim() == 3 {
                return Ok(output.iter().copied().collect());
            }
            let by_feature = output.to_shape((s.dim, cells))?;
            Ok(by_feature.t().iter().copied().collect())
        };
        let features = run().map_err(|e| Error::Internal(format!("the network failed on a chip: {e:#}")))?;
        if features.len() != s.output_len() {
            return Err(Error::Internal(format!(
                "the network gave {} numbers instead of {}",
                features.len(),
                s.output_len()
            )));
        }
        Ok(features)
    }
}
