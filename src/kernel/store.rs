//! What becomes of a linear layer's sums.
use super::activation::{Activation, activate};
use super::simd::Simd;

/// What becomes of a layer's sums.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Store {
    /// Written as f32.
    F32,
    /// Rounded to bf16.
    Bf16,
    /// Through an activation, as f32.
    ActivatedF32(Activation),
    /// Through an activation, rounded to bf16.
    ActivatedBf16(Activation),
    /// Added to the f32 that are there (the residual connection).
    Add,
    /// The f32 that are there times these (a gate).
    Times,
}

/// Does with the sums of some columns of a row what `store` says.
///
/// # Safety
///
/// - Behind the door of `S`.
/// - `columns` numbers from `column` on, in the form that `store` says, lie in the row.
#[inline(always)]
pub(super) unsafe fn put<S: Simd>(store: Store, row: *mut f32, column: usize, columns: usize, sum: S::F) {
    // SAFETY: the caller's obligations.
    unsafe {
        let sum = match store {
            Store::ActivatedF32(activation) => activate::<S, true>(activation, sum),
            Store::ActivatedBf16(activation) => activate::<S, false>(activation, sum),
            _ => sum,
        };
        match store {
            Store::Bf16 | Store::ActivatedBf16(_) => S::store_bf16(row.cast::<u16>().add(column), sum, columns),
            Store::F32 | Store::ActivatedF32(_) if columns == S::LANES => S::store(row.add(column), sum),
            Store::F32 | Store::ActivatedF32(_) => S::store_first(row.add(column), sum, columns),
            Store::Add | Store::Times => {
                let at = row.add(column);
                let there = if columns == S::LANES { S::load(at) } else { S::load_first(at, columns) };
                let new = if store == Store::Add { S::add(sum, there) } else { S::mul(sum, there) };
                if columns == S::LANES {
                    S::store(at, new);
                } else {
                    S::store_first(at, new, columns);
                }
            }
        }
    }
}
