//! 8-bit arithmetic: products of bytes, summed exactly as i32 (`vpdpbusd` where the CPU has VNNI).
//!
//! Weights are rounded once, with a scale for each output. What they multiply is rounded on the fly, with a scale for
//! each token, so nothing needs calibration and a chip's result depends on that chip alone. Rounded numbers never leave
//! a layer: tables between layers are f32, and so are norms, GELU, softmax and the residual stream.

pub(super) mod attention;
mod keys;
pub(super) mod linear;
mod quantise;
#[cfg(test)]
mod tests;

use super::Precision;
use super::detect::Isa;

/// In words, what runs in which precision.
pub fn arithmetic(isa: Isa, precision: Precision) -> &'static str {
    match (precision, attends(isa, precision), outer(isa, precision)) {
        (Precision::F32, ..) => "f32",
        (Precision::Bf16, false, _) => "bf16",
        (Precision::Bf16, true, _) => "bf16, attention in int8",
        (Precision::Int8, _, Precision::Bf16) => "int8, linear layers around the first and last attention in bf16",
        (Precision::Int8, ..) => "int8, linear layers around the first and last attention in f32",
    }
}

/// Whether attention runs on bytes at this precision.
pub(super) fn attends(isa: Isa, precision: Precision) -> bool {
    precision == Precision::Int8 || precision == Precision::Bf16 && isa.has_vnni()
}

/// The precision of the linear layers around the first and the last attention.
pub(super) fn outer(isa: Isa, precision: Precision) -> Precision {
    match precision {
        Precision::Int8 if isa.bf16_pays() => Precision::Bf16,
        Precision::Int8 => Precision::F32,
        other => other,
    }
}
