//! What becomes of a linear layer's sums.
use super::math::gelu;
use super::simd::Simd;

/// What becomes of a layer's sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    /// Written as f32.
    F32,
    /// Rounded to bf16.
    Bf16,
    /// Through GELU, as f32.
    GeluF32,
    /// Through GELU, rounded to bf16.
    GeluBf16,
    /// Added to the f32 that are there (the residual connection).
    Add,
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
            Store::GeluF32 => gelu::<S, true, 1>([sum])[0],
            Store::GeluBf16 => gelu::<S, false, 1>([sum])[0],
            _ => sum,
        };
        match store {
            Store::Bf16 | Store::GeluBf16 => S::store_bf16(row.cast::<u16>().add(column), sum, columns),
            Store::F32 | Store::GeluF32 if columns == S::LANES => S::store(row.add(column), sum),
            Store::F32 | Store::GeluF32 => S::store_first(row.add(column), sum, columns),
            Store::Add => {
                let at = row.add(column);
                if columns == S::LANES {
                    S::store(at, S::add(sum, S::load(at)));
                } else {
                    S::store_first(at, S::add(sum, S::load_first(at, columns)), columns);
                }
            }
        }
    }
}
