//! Matrices in registers (Intel AMX): products of bf16 and of bytes, 16 rows by 16 columns by 16 words at once.
//!
//! Each of the eight registers holds 16 rows of 64 bytes. The left operand's registers have a row of activations in a row,
//! those of the right operand a word of 16 outputs: just as panels are packed. Rust has no stable functions for these
//! instructions, so a whole loop over the depth is one piece of assembly that leaves nothing in the registers.
use std::arch::asm;
use std::arch::x86_64::__m512;

use super::simd::{Left, Right, Word};

/// Rows of a matrix.
pub(super) const ROWS: usize = 16;
/// Words in a row of a matrix: what a step goes down in depth.
pub(super) const WORDS: usize = 16;

/// Whether the CPU has AMX for bf16 and bytes, and the system lets this process use it.
///
/// Linux keeps these registers for processes that ask, since they make what is saved of a thread larger by 8 KB; once
/// is enough for all threads. It refuses where a thread has a stack for signals that this would not fit on.
pub(super) fn permitted() -> bool {
    // SAFETY: every x86-64 has CPUID, and leaf 0 says whether there is leaf 7. The lint is allowed because newer compilers
    // know that themselves, while the oldest one that is supported still asks for the block.
    #[allow(unused_unsafe)]
    let features = unsafe {
        use std::arch::x86_64::{__cpuid, __cpuid_count};
        if __cpuid(0).eax >= 7 { __cpuid_count(7, 0).edx } else { 0 }
    };
    let [bf16, tile, bytes] = [22, 24, 25].map(|bit| features >> bit & 1 == 1);
    bf16 && tile && bytes && ask()
}

#[cfg(target_os = "linux")]
fn ask() -> bool {
    const ARCH_REQ_XCOMP_PERM: libc::c_int = 0x1023;
    const XFEATURE_XTILEDATA: libc::c_int = 18;
    // SAFETY: this call takes two numbers and touches no memory of ours.
    unsafe { libc::syscall(libc::SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0 }
}

#[cfg(not(target_os = "linux"))]
fn ask() -> bool {
    false
}

/// The registers' shapes, as `ldtilecfg` reads them.
#[repr(C, align(64))]
struct Shapes {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    bytes_in_row: [u16; 16],
    rows: [u8; 16],
}

/// Eight registers of 16 rows of 64 bytes.
static SHAPES: Shapes = Shapes {
    palette: 1,
    start_row: 0,
    reserved: [0; 14],
    bytes_in_row: [64, 64, 64, 64, 64, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0],
    rows: [16, 16, 16, 16, 16, 16, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0],
};

/// Runs `work` with the registers set up, and gives them back.
///
/// # Safety
///
/// - [`permitted`] was true.
#[inline(always)]
pub(super) unsafe fn with_tiles<R>(work: impl FnOnce() -> R) -> R {
    // SAFETY: the instructions exist. By the calling convention no caller expects these registers to stay.
    unsafe { asm!("ldtilecfg [{}]", in(reg) &raw const SHAPES, options(nostack, readonly, preserves_flags)) };
    let result = work();
    // SAFETY: as above.
    unsafe { asm!("tilerelease", options(nostack, nomem, preserves_flags)) };
    result
}

/// Calls the macro of a loop with the instruction that multiplies words `W`.
macro_rules! by_word {
    ($kernel:ident, $($argument:expr),*) => {
        match (W::NUMBERS, W::SIGNED_LEFT) {
            (2, _) => $kernel!("tdpbf16ps", $($argument),*),
            (_, false) => $kernel!("tdpbusd", $($argument),*),
            (_, true) => $kernel!("tdpbsud", $($argument),*),
        }
    };
}

/// Two by two matrices of sums, in rows of two vectors, over `steps` steps.
macro_rules! four {
    ($dot:literal, $sums:expr, $steps:expr, $left:expr, $right:expr) => {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "tileloadd tmm4, [{b} + {b_row}]",
            "prefetcht0 [{ahead}]",
            "prefetcht0 [{ahead} + 64]",
            "tileloadd tmm6, [{a} + {a_row}]",
            "prefetcht0 [{ahead} + 128]",
            "prefetcht0 [{ahead} + 192]",
            "add {ahead}, 256",
            concat!($dot, " tmm0, tmm6, tmm4"),
            "tileloadd tmm5, [{b} + {b_row} + 64]",
            concat!($dot, " tmm1, tmm6, tmm5"),
            "tileloadd tmm7, [{below} + {a_row}]",
            concat!($dot, " tmm2, tmm7, tmm4"),
            concat!($dot, " tmm3, tmm7, tmm5"),
            "add {a}, 64",
            "add {below}, 64",
            "add {b}, {b_step}",
            "dec {n}",
            "jnz 2b",
            "tilestored [{c} + {c_row}], tmm0",
            "tilestored [{c} + {c_row} + 64], tmm1",
            "tilestored [{c} + {c_row} + 2048], tmm2",
            "tilestored [{c} + {c_row} + 2112], tmm3",
            c = in(reg) $sums,
            c_row = in(reg) 128usize,
            a = inout(reg) $left.at => _,
            below = inout(reg) $left.at.wrapping_add(ROWS * $left.row_step) => _,
            a_row = in(reg) 4 * $left.row_step,
            b = inout(reg) $right.at => _,
            b_row = in(reg) 4 * $right.step,
            b_step = in(reg) 4 * WORDS * $right.step,
            n = inout(reg) $steps => _,
            ahead = inout(reg) $right.ahead => _,
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        )
    };
}

/// One matrix of sums, in rows of `$row` bytes, over `steps` steps.
macro_rules! one {
    ($dot:literal, $sums:expr, $row:expr, $steps:expr, $left:expr, $right:expr) => {
        asm!(
            "tilezero tmm0",
            "2:",
            "tileloadd tmm4, [{b} + {b_row}]",
            "tileloadd tmm6, [{a} + {a_row}]",
            concat!($dot, " tmm0, tmm6, tmm4"),
            "add {a}, 64",
            "add {b}, {b_step}",
            "dec {n}",
            "jnz 2b",
            "tilestored [{c} + {c_row}], tmm0",
            c = in(reg) $sums,
            c_row = in(reg) $row,
            a = inout(reg) $left.at => _,
            a_row = in(reg) 4 * $left.row_step,
            b = inout(reg) $right.at => _,
            b_row = in(reg) 4 * $right.step,
            b_step = in(reg) 4 * WORDS * $right.step,
            n = inout(reg) $steps => _,
            out("tmm0") _, out("tmm4") _, out("tmm6") _,
            options(nostack),
        )
    };
}

/// Writes `ROWS_IN_ALL` rows of `VECTORS` vectors of sums over whole steps of `depth` words; the words that these are.
///
/// # Safety
///
/// - Within [`with_tiles`].
/// - The rows are whole matrices, and `sums` has room for them; the operands are as [`product`](super::tile::product) wants
///   them, the left one with a step of 1.
#[inline(always)]
pub(super) unsafe fn product<W: Word, const ROWS_IN_ALL: usize, const VECTORS: usize>(
    sums: *mut __m512,
    depth: usize,
    left: Left,
    right: Right,
) -> usize {
    debug_assert!(ROWS_IN_ALL.is_multiple_of(ROWS) && left.step == 1, "whole matrices");
    let steps = depth / WORDS;
    if steps == 0 {
        return 0;
    }
    // SAFETY: the caller's obligations; every matrix of sums lies inside `sums`.
    unsafe {
        if ROWS_IN_ALL == 2 * ROWS && VECTORS == 2 {
            by_word!(four, sums, steps, left, right);
        } else {
            for row in (0..ROWS_IN_ALL).step_by(ROWS) {
                for v in 0..VECTORS {
                    let left = Left { at: left.at.wrapping_add(row * left.row_step), ..left };
                    let right = Right { at: right.at.wrapping_add(v * WORDS), ..right };
                    by_word!(one, sums.add(row * VECTORS + v), 64 * VECTORS, steps, left, right);
                }
            }
        }
    }
    steps * WORDS
}
