//! Any graph on tract's own operators: what computes networks that the kernels have not.

use std::sync::Arc;

use tract_onnx::prelude::*;

use super::bounded;
use super::encoder::Encoder;
use super::spec::EncoderSpec;
use crate::error::{Error, Result};
use crate::panics;

/// A compiled plan. Immutable, so that threads share it; each run has a state of its own.
pub struct TractEncoder {
    name: String,
    spec: EncoderSpec,
    plan: Arc<TypedRunnableModel>,
}

impl TractEncoder {
    /// Compiles a graph that [`bounded::decluttered`] gave.
    ///
    /// # Errors
    /// [`Error::Model`] if tract cannot plan it.
    pub fn new(name: &str, spec: &EncoderSpec, graph: TypedModel) -> Result<Self> {
        let plan = graph.into_optimized().and_then(|g| bounded::check(&g).and_then(|()| g.into_runnable()));
        let plan = plan.map_err(|e| Error::model(name, bounded::cannot(&e)))?;
        Ok(TractEncoder { name: name.into(), spec: spec.clone(), plan })
    }
}

impl Encoder for TractEncoder {
    fn spec(&self) -> &EncoderSpec {
        &self.spec
    }

    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>> {
        let s = &self.spec;
        let features = panics::caught(|| run(&self.plan, s, chip))
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
fn run(plan: &Arc<TypedRunnableModel>, s: &EncoderSpec, chip: &[f32]) -> TractResult<Vec<f32>> {
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
