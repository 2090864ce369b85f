//! The register tile: a small matrix product whose sums never leave the registers.
//!
//! Everything heavy here is this one loop: the linear layers (rows of
//! activations times a packed panel of weights), the scores of attention (rows
//! of keys times a packed block of queries) and its weighted sums (columns of
//! values times a block of weights). [`write_turned`] brings the latter back into rows.
use super::buffer::Table;
use super::simd::{Left, Right, Simd, Word};

/// `acc[row][v] += sum over k < depth of left(row, k) * right(k, v)`.
///
/// # Safety
///
/// - Behind the door of `S`.
/// - `left` is readable for `ROWS` rows and `depth` words each.
/// - `right` is readable for `depth` times `VECTORS` vectors.
#[inline(always)]
pub(super) unsafe fn multiply<S: Simd, W: Word, const ROWS: usize, const VECTORS: usize>(
    acc: &mut [[S::F; VECTORS]; ROWS],
    depth: usize,
    left: Left,
    right: Right,
) {
    // SAFETY: the caller's obligations are the same.
    if W::NUMBERS == 1 && unsafe { S::multiply(acc, depth, left, right) } {
        return;
    }
    let mut sums = *acc;
    let (mut a, mut b) = (left.at, right.at);
    for _ in 0..depth {
        // SAFETY: `a` and `b` stand at `k < depth`, where both operands are readable.
        unsafe {
            let mut weights = [S::splat(0.0); VECTORS];
            for (v, weight) in weights.iter_mut().enumerate() {
                *weight = S::load(b.add(v * S::LANES));
            }
            for (row, sums) in sums.iter_mut().enumerate() {
                let x = S::broadcast(a.add(row * left.row_step));
                for v in 0..VECTORS {
                    sums[v] = W::dot::<S>(sums[v], x, weights[v]);
                }
            }
            a = a.wrapping_add(left.step);
            b = b.wrapping_add(right.step);
        }
    }
    *acc = sums;
}

/// Evaluates the body with `$rows` as a constant: the height of the tallest tile of `$simd`
/// that is no taller than `$left`, which is at least 1.
macro_rules! tallest {
    ($simd:ident, $left:expr, $rows:ident => $body:expr) => {{
        let left = $left;
        if $simd::ROWS == 8 && left >= 8 {
            const $rows: usize = 8;
            $body
        } else if $simd::ROWS == 6 && left >= 6 {
            const $rows: usize = 6;
            $body
        } else if left >= 4 {
            const $rows: usize = 4;
            $body
        } else if left >= 2 {
            const $rows: usize = 2;
            $body
        } else {
            const $rows: usize = 1;
            $body
        }
    }};
}
pub(super) use tallest;

/// Writes one vector's queries, whose sums lie side by side in `words` rows of `width` numbers, as rows of the table from
/// row `first` on; of the vector's lanes the first `queries` count.
///
/// # Safety
///
/// - Behind the door of `S`.
/// - `sums` holds the rows, and the table the queries' rows of `words`; nobody else uses these now.
#[inline(always)]
pub(super) unsafe fn write_turned<S: Simd>(
    sums: *const f32,
    width: usize,
    words: usize,
    table: Table,
    first: usize,
    queries: usize,
) {
    // SAFETY: the caller's obligation.
    unsafe {
        if S::LANES <= queries && words.is_multiple_of(S::LANES) {
            for k in (0..words).step_by(S::LANES) {
                S::transpose(sums.add(k * width), width, table.row(first).add(k), table.step);
            }
        } else {
            for lane in 0..S::LANES.min(queries) {
                let to = table.row(first + lane);
                for k in 0..words {
                    to.add(k).write(sums.add(k * width + lane).read());
                }
            }
        }
    }
}
