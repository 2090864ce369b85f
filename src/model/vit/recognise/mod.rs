//! Finds the vision transformer in a graph, whichever exporter wrote it.
//!
//! tract brings every file to one form first: constants are folded, linear layers are Einstein sums, layer norms and GELU
//! mostly single operators, and only the order of axes still differs. [`recognise`] walks this form from the chip to
//! the features and says of each tensor what it is (`symbol.rs`) and how it lies (`layout.rs`). An operator that does not
//! fit ends the walk with its reason, so a graph is taken as a whole or not at all. Nothing depends on names.

mod activation;
mod arithmetic;
mod layout;
mod parts;
mod patches;
mod products;
mod symbol;
mod walk;

use tract_onnx::prelude::*;

pub use parts::Parts;

use self::walk::Walk;
use crate::model::spec::EncoderSpec;

/// The transformer that a typed and decluttered graph is.
///
/// # Errors
/// Why it is none that the kernels have.
pub fn recognise(model: &TypedModel, spec: &EncoderSpec) -> Result<Parts, String> {
    let (walk, output) = Walk::through(model)?;
    parts::assemble(&walk, &output, spec)
}
