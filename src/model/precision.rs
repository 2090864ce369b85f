//! The arithmetic of an encoder: what the user chooses, and what it becomes on this processor.

use std::fmt;

use crate::kernel::{self, Isa, Precision};

/// What the user asks of the encoder's arithmetic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PrecisionChoice {
    /// Where the network has such a form, the fastest that the CPU has and whose accuracy holds: see [`automatic`].
    #[default]
    Auto,
    /// 32-bit floating point.
    F32,
    /// bf16 products with f32 sums; attention on bytes where the CPU has VNNI.
    Bf16,
    /// Products of bytes with exact sums.
    Int8,
    /// tract's own operators in f32, whatever the graph: what the kernels are compared with.
    Stock,
}

impl PrecisionChoice {
    /// Whether only transformers that run on the kernels have it.
    pub fn short(self) -> bool {
        matches!(self, PrecisionChoice::Bf16 | PrecisionChoice::Int8)
    }
}

impl fmt::Display for PrecisionChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PrecisionChoice::Auto => "auto",
            PrecisionChoice::F32 => "f32",
            PrecisionChoice::Bf16 => "bf16",
            PrecisionChoice::Int8 => "int8",
            PrecisionChoice::Stock => "stock",
        })
    }
}

/// How a network is computed.
#[derive(Clone)]
pub struct Computed {
    /// `f32`, `bf16` or `int8`.
    pub precision: &'static str,
    /// The same in full.
    pub detail: &'static str,
    /// The instructions of the kernels, or `tract`.
    pub isa: &'static str,
    /// Why tract's operators compute it and not the kernels, if that was not asked for.
    pub fallback: Option<String>,
}

impl Computed {
    /// tract's own operators.
    pub const TRACT: Self = Self { precision: "f32", detail: "f32", isa: "tract", fallback: None };
}

/// What `auto` is on this CPU for transformers on the kernels, and the instructions in use.
///
/// # Errors
/// If `LEJEPA_GIS_SIMD` names what this CPU lacks.
pub fn automatic() -> std::result::Result<(&'static str, &'static str), String> {
    let isa = Isa::chosen()?;
    Ok((name(fastest(isa)), isa.name()))
}

/// bf16 where the CPU gains by it, int8 where it has VNNI and does not, f32 on all others.
fn fastest(isa: Isa) -> Precision {
    match (isa.bf16_pays(), isa.has_vnni()) {
        (true, _) => Precision::Bf16,
        (false, true) => Precision::Int8,
        (false, false) => Precision::F32,
    }
}

fn name(precision: Precision) -> &'static str {
    match precision {
        Precision::F32 => "f32",
        Precision::Bf16 => "bf16",
        Precision::Int8 => "int8",
    }
}

/// Instructions and precision of transformers on the kernels.
#[derive(Clone, Copy)]
pub struct Arithmetic {
    /// The numbers that are multiplied.
    pub precision: Precision,
    /// The instructions.
    pub isa: Isa,
}

impl Arithmetic {
    /// What a choice means on this CPU.
    ///
    /// # Errors
    /// If `LEJEPA_GIS_SIMD` names what this CPU lacks.
    pub fn chosen(choice: PrecisionChoice) -> std::result::Result<Self, String> {
        let isa = Isa::chosen()?;
        let precision = match choice {
            PrecisionChoice::F32 | PrecisionChoice::Stock => Precision::F32,
            PrecisionChoice::Bf16 => Precision::Bf16,
            PrecisionChoice::Int8 => Precision::Int8,
            PrecisionChoice::Auto => fastest(isa),
        };
        Ok(Arithmetic { precision, isa })
    }

    /// Whether it is f32.
    pub fn is_f32(self) -> bool {
        self.precision == Precision::F32
    }

    /// f32 on the same instructions.
    pub fn in_f32(self) -> Self {
        Arithmetic { precision: Precision::F32, ..self }
    }

    /// Bytes of weights in it that take so many in f32.
    pub fn bytes(self, in_f32: u64) -> u64 {
        in_f32 / 32 * self.precision.bits() as u64
    }

    /// How the kernels compute in it.
    pub fn computed(self) -> Computed {
        let isa = match (self.isa.name(), self.precision) {
            ("amx" | "avx512bf16" | "avx512vnni", Precision::F32) => "avx512",
            ("avx512bf16", Precision::Int8) => "avx512vnni",
            (name, _) => name,
        };
        let detail = kernel::arithmetic(self.isa, self.precision);
        Computed { precision: name(self.precision), detail, isa, fallback: None }
    }
}
