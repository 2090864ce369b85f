//! 8-bit arithmetic: products of bytes, summed exactly as i32 (`vpdpbusd` where the CPU has VNNI, matrices where it has AMX).
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
