//! The register tile: a small matrix product whose sums never leave the registers.
//!
//! Everything heavy here is this one loop: the linear layers (rows of
//! activations times a packed panel of weights), the scores of attention (rows
//! of keys times a packed block of queries) and its weighted sums (columns of
//! values times a block of weights). [`write_turned`] brings the latter back into rows.
use std::mem::MaybeUninit;

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
    unsafe {
        if W::NUMBERS > 1 || !S::multiply(acc, depth, left, right) {
            in_registers::<S, W, ROWS, VECTORS>(acc, depth, left, right);
        }
    }
}

/// `sums[row][v] = sum over k < depth of left(row, k) * right(k, v)`, for words of bf16 or bytes.
///
/// # Safety
///
/// - As [`multiply`].
#[inline(always)]
unsafe fn product<S: Simd, W: Word, const ROWS: usize, const VECTORS: usize>(
    sums: &mut MaybeUninit<[[S::F; VECTORS]; ROWS]>,
    depth: usize,
    left: Left,
    right: Right,
) -> &mut [[S::F; VECTORS]; ROWS] {
    // SAFETY: the caller's obligations are the same; behind the words that are done there are `depth - done` more, and
    // all sums are written as soon as any word is done.
    unsafe {
        let done = S::product::<W, ROWS, VECTORS>(sums, depth, left, right);
        // All bits zero are zero for f32 and i32.
        let sums = if done == 0 { sums.write([[S::splat(0.0); VECTORS]; ROWS]) } else { sums.assume_init_mut() };
        let left = Left { at: left.at.add(done * left.step), ..left };
        let right = Right { at: right.at.add(done * right.step), ..right };
        if ROWS <= S::ROWS {
            in_registers::<S, W, ROWS, VECTORS>(sums, depth - done, left, right);
        } else if done < depth {
            // Taller than what registers hold.
            for (i, rows) in sums.as_chunks_mut::<8>().0.iter_mut().enumerate() {
                let left = Left { at: left.at.add(8 * i * left.row_step), ..left };
                in_registers::<S, W, 8, VECTORS>(rows, depth - done, left, right);
            }
        }
        sums
    }
}

/// [`multiply`] with the sums in registers.
///
/// # Safety
///
/// - As `multiply`.
#[inline(always)]
unsafe fn in_registers<S: Simd, W: Word, const ROWS: usize, const VECTORS: usize>(
    acc: &mut [[S::F; VECTORS]; ROWS],
    depth: usize,
    left: Left,
    right: Right,
) {
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

/// Evaluates the body with `$rows` as a constant: the height of the tallest tile that is no taller than `$tallest`, a
/// constant (32, 8, 6 or 4), nor than `$left`, which is at least 1.
macro_rules! tallest {
    ($tallest:expr, $left:expr, $rows:ident => $body:expr) => {{
        let left = $left;
        if $tallest == 32 && left >= 32 {
            const $rows: usize = 32;
            $body
        } else if $tallest == 32 && left >= 16 {
            const $rows: usize = 16;
            $body
        } else if $tallest >= 8 && left >= 8 {
            const $rows: usize = 8;
            $body
        } else if $tallest == 6 && left >= 6 {
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

/// Tiles of bf16 or bytes in panels, and what becomes of their sums: see [`walk`].
///
/// # Safety of its methods
///
/// - Behind the door of `S`; `panel` and the rows are those of a walk.
pub(super) trait Tiles<S: Simd, const VECTORS: usize> {
    /// What the words are.
    type Word: Word;

    /// The depth and the operands of the tile of `panel` whose first row is `row`.
    unsafe fn operands(&self, panel: usize, row: usize) -> (usize, Left, Right);

    /// Does with the sums of the tile what is to be done.
    unsafe fn finish<const ROWS: usize>(&mut self, panel: usize, row: usize, sums: &mut [[S::F; VECTORS]; ROWS]);
}

/// The right operand of a panel of weights for the tile at `row`, and where this tile's share of the next panel lies.
pub(super) fn panel_of_weights(weights: *const f32, width: usize, depth: usize, panel: usize, row: usize) -> Right {
    let at = weights.wrapping_add(panel * width * depth);
    // An eighth of the panel for 32 rows: what a set with matrices fetches meanwhile.
    Right { at, step: width, ahead: at.wrapping_add(width * depth + row * depth / 8) }
}

/// Multiplies and finishes all tiles, panel by panel: so a panel stays in the nearest cache while all rows pass by.
///
/// Where the set has matrices, a tile is finished after the next one was begun: the two use different parts of the CPU
/// and then run side by side.
///
/// # Safety
///
/// - Behind the door of `S`.
/// - The operands of each of the `panels` and `rows` are what [`product`] wants.
#[inline(always)]
pub(super) unsafe fn walk<S: Simd, const VECTORS: usize>(
    tiles: &mut impl Tiles<S, VECTORS>,
    panels: usize,
    rows: usize,
) {
    let mut sums = [const { MaybeUninit::<[[S::F; VECTORS]; 32]>::uninit() }; 2];
    let [mut new, mut old] = sums.each_mut();
    let mut waiting = None;
    for panel in 0..panels {
        let mut row = 0;
        // SAFETY: the caller's obligations, and the tiles are in range; the sums of a tile that waits are written.
        unsafe {
            while S::SHORT_ROWS == 32 && rows - row >= 32 {
                multiplied::<S, VECTORS, 32, _>(tiles, panel, row, new);
                if let Some((panel, row)) = waiting.replace((panel, row)) {
                    tiles.finish(panel, row, old.assume_init_mut());
                }
                std::mem::swap(&mut new, &mut old);
                row += 32;
            }
            while row < rows {
                row += tallest!(S::SHORT_ROWS, rows - row, ROWS => {
                    let mut sums = MaybeUninit::uninit();
                    let sums = multiplied::<S, VECTORS, ROWS, _>(tiles, panel, row, &mut sums);
                    tiles.finish(panel, row, sums);
                    ROWS
                });
            }
        }
    }
    if let Some((panel, row)) = waiting {
        // SAFETY: as above.
        unsafe { tiles.finish(panel, row, old.assume_init_mut()) };
    }
}

/// The sums of one tile.
///
/// # Safety
///
/// - As [`walk`].
#[inline(always)]
unsafe fn multiplied<'a, S: Simd, const VECTORS: usize, const ROWS: usize, T: Tiles<S, VECTORS>>(
    tiles: &T,
    panel: usize,
    row: usize,
    sums: &'a mut MaybeUninit<[[S::F; VECTORS]; ROWS]>,
) -> &'a mut [[S::F; VECTORS]; ROWS] {
    // SAFETY: the caller's obligations.
    unsafe {
        let (depth, left, right) = tiles.operands(panel, row);
        product::<S, T::Word, ROWS, VECTORS>(sums, depth, left, right)
    }
}

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
