//! Which instructions the kernels use: found once, overridden by `LEJEPA_GIS_SIMD`.
use std::fmt;
use std::sync::OnceLock;

#[cfg(target_arch = "x86_64")]
use super::avx2::Avx2;
#[cfg(target_arch = "x86_64")]
use super::avx512::{AMX, Avx512, BF16, PLAIN, VNNI};
#[cfg(target_arch = "aarch64")]
use super::neon::Neon;
use super::portable::Portable;
use super::simd::{Op, Simd};

/// The variable that overrides the choice: one of the names that [`Isa::name`] gives.
pub const SIMD_VARIABLE: &str = "LEJEPA_GIS_SIMD";

/// A set of instructions that this CPU has: a value is the proof.
#[derive(Clone, Copy, Debug)]
pub struct Isa(Kind);

#[derive(Clone, Copy, Debug)]
enum Kind {
    Portable(Portable),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512<PLAIN>),
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni(Avx512<VNNI>),
    #[cfg(target_arch = "x86_64")]
    Avx512Bf16(Avx512<BF16>),
    #[cfg(target_arch = "x86_64")]
    Amx(Avx512<AMX>),
    #[cfg(target_arch = "aarch64")]
    Neon(Neon),
}

impl Isa {
    /// All that this CPU has, the fastest last.
    pub fn available() -> Vec<Isa> {
        let mut all = vec![Isa(Kind::Portable(Portable))];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(Avx2::detect().map(|proof| Isa(Kind::Avx2(proof))));
            all.extend(Avx512::<PLAIN>::detect().map(|proof| Isa(Kind::Avx512(proof))));
            all.extend(Avx512::<VNNI>::detect().map(|proof| Isa(Kind::Avx512Vnni(proof))));
            all.extend(Avx512::<BF16>::detect().map(|proof| Isa(Kind::Avx512Bf16(proof))));
            all.extend(Avx512::<AMX>::detect().map(|proof| Isa(Kind::Amx(proof))));
        }
        #[cfg(target_arch = "aarch64")]
        all.extend(Neon::detect().map(|proof| Isa(Kind::Neon(proof))));
        all
    }

    /// The instruction set of this name, or the names that there are.
    pub fn named(name: &str) -> Result<Isa, String> {
        let all = Self::available();
        all.iter().copied().find(|isa| isa.name() == name).ok_or_else(|| {
            let names: Vec<_> = all.iter().map(|isa| isa.name()).collect();
            format!("{SIMD_VARIABLE}={name}: this CPU offers {}", names.join(", "))
        })
    }

    /// The one that this process uses: the fastest that was tried on real machines, or what `LEJEPA_GIS_SIMD` names.
    ///
    /// # Errors
    ///
    /// The variable names what this CPU or build does not have.
    pub fn chosen() -> Result<Isa, String> {
        static CHOSEN: OnceLock<Result<Isa, String>> = OnceLock::new();
        let choose = || match std::env::var(SIMD_VARIABLE) {
            Ok(name) if !name.is_empty() => Self::named(&name),
            _ => Ok(Self::available().into_iter().rfind(|isa| isa.is_tried()).unwrap_or(Isa(Kind::Portable(Portable)))),
        };
        CHOSEN.get_or_init(choose).clone()
    }

    /// `portable`, `avx2`, `avx512`, `avx512vnni`, `avx512bf16`, `amx` or `neon`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable(_) => "portable",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(_) => "avx512",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Vnni(_) => "avx512vnni",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Bf16(_) => "avx512bf16",
            #[cfg(target_arch = "x86_64")]
            Kind::Amx(_) => "amx",
            #[cfg(target_arch = "aarch64")]
            Kind::Neon(_) => "neon",
        }
    }

    /// Whether it has run on a real machine; what has not must be asked for.
    fn is_tried(self) -> bool {
        match self.0 {
            #[cfg(target_arch = "aarch64")]
            Kind::Neon(_) => false,
            _ => true,
        }
    }

    /// Whether the CPU sums four products of bytes in one instruction.
    pub fn has_vnni(self) -> bool {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Vnni(_) | Kind::Avx512Bf16(_) | Kind::Amx(_) => true,
            _ => false,
        }
    }

    /// Whether products of bf16 are clearly faster than those of f32.
    ///
    /// Decided by what the CPU is, not by a clock, so that one machine always gives one result. AMD's processors with
    /// AVX512_BF16 (Zen 4, Zen 5) do twice the work in bf16, and so do all with AMX, many times. Intel's gain nothing
    /// from AVX512_BF16, and where it is missing bf16 is only emulated.
    pub fn bf16_pays(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        {
            // SAFETY: every x86-64 has CPUID. The lint is allowed because newer compilers know that themselves, while the
            // oldest one that is supported still asks for the block.
            #[allow(unused_unsafe)]
            let leaf = unsafe { std::arch::x86_64::__cpuid(0) };
            let vendor = [leaf.ebx, leaf.edx, leaf.ecx].map(u32::to_le_bytes).concat();
            match self.0 {
                Kind::Amx(_) => true,
                Kind::Avx512Bf16(_) => vendor == b"AuthenticAMD",
                _ => false,
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            false
        }
    }

    /// Numbers that a register tile is wide: the unit in which weights are packed.
    pub(super) fn panel(self) -> usize {
        fn width<S: Simd>(_: S) -> usize {
            S::LANES * S::VECTORS
        }
        match self.0 {
            Kind::Portable(proof) => width(proof),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(proof) => width(proof),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(proof) => width(proof),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Vnni(proof) => width(proof),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Bf16(proof) => width(proof),
            #[cfg(target_arch = "x86_64")]
            Kind::Amx(proof) => width(proof),
            #[cfg(target_arch = "aarch64")]
            Kind::Neon(proof) => width(proof),
        }
    }

    /// Rows that go through a layer together, at most: the more, the seldomer all weights pass by, and the less of what
    /// lies between two layers stays in the caches.
    pub(super) fn rows(self) -> usize {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Amx(_) => 192,
            _ => 96,
        }
    }

    /// Runs `op` with these instructions.
    ///
    /// # Safety
    ///
    /// - What the struct of `op` states of its pointers holds.
    pub(super) unsafe fn run<O: Op>(self, op: O) -> O::Output {
        // SAFETY: the caller's obligation; the proof is in hand.
        unsafe {
            match self.0 {
                Kind::Portable(proof) => proof.enter(op),
                #[cfg(target_arch = "x86_64")]
                Kind::Avx2(proof) => proof.enter(op),
                #[cfg(target_arch = "x86_64")]
                Kind::Avx512(proof) => proof.enter(op),
                #[cfg(target_arch = "x86_64")]
                Kind::Avx512Vnni(proof) => proof.enter(op),
                #[cfg(target_arch = "x86_64")]
                Kind::Avx512Bf16(proof) => proof.enter(op),
                #[cfg(target_arch = "x86_64")]
                Kind::Amx(proof) => proof.enter(op),
                #[cfg(target_arch = "aarch64")]
                Kind::Neon(proof) => proof.enter(op),
            }
        }
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
