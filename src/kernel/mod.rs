//! The network's arithmetic: SIMD kernels behind safe functions. The third fenced room of `unsafe`.
//!
//! Each operation is written once over the trait of `simd.rs` and compiled for every instruction set (`avx2.rs`,
//! `avx512.rs`, `neon.rs`, `portable.rs`); `detect.rs` chooses one for the process. To add an instruction set, add a
//! file that implements `Simd` and its lines in `detect.rs`; to add an operation, implement `Op`.

mod activation;
mod affine;
#[cfg(target_arch = "x86_64")]
mod amx;
mod attention;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod buffer;
mod detect;
mod filter;
mod int8;
mod layer_norm;
mod linear;
mod math;
mod mixed;
mod mlp;
#[cfg(target_arch = "aarch64")]
mod neon;
mod pages;
mod patches;
mod portable;
mod simd;
mod store;
#[cfg(test)]
mod tests;
mod threads;
mod tile;
mod vit;
mod wavelets;
mod weights;

pub use activation::Activation;
pub use affine::Affine;
pub use detect::Isa;
pub use filter::filter;
pub use mixed::arithmetic;
pub use threads::{CurrentPool, Serial, Threads};
pub use vit::Vit;
pub use wavelets::{FILTERS, ORIENTATIONS, Wavelets};
pub use weights::{BlockWeights, LinearWeights, NormWeights, VitWeights};

/// The numbers that are multiplied; norms and the residual stream are f32 in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floating point.
    F32,
    /// Brain floating point: f32 cut to 16 bits.
    Bf16,
    /// Whole numbers of 8 bits; see `int8`. Tables between layers are f32.
    Int8,
}

impl Precision {
    /// Bits of a weight.
    pub fn bits(self) -> usize {
        match self {
            Precision::F32 => 32,
            Precision::Bf16 => 16,
            Precision::Int8 => 8,
        }
    }

    /// Words of 32 bits that hold `numbers` numbers in the tables between layers.
    ///
    /// # Panics
    ///
    /// An odd number of bf16 does not fill words.
    pub(crate) fn words(self, numbers: usize) -> usize {
        match self {
            Precision::F32 | Precision::Int8 => numbers,
            Precision::Bf16 => {
                assert!(numbers.is_multiple_of(2), "bf16 goes in pairs");
                numbers / 2
            }
        }
    }
}
