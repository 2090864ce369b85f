//! Attention of one head: softmax(Q Kᵀ / √width) V, without the matrix of scores.
//!
//! A block of queries (as many as a register tile is wide) passes over the
//! keys block by block (Milakov and Gimelshein, 2018; Dao et al., 2022), with
//! everything **transposed**: a lane is a query. So keys and values are used as
//! they lie, a row of scores is one vector operation, and maxima and sums need
//! no shuffles. The block's scores stay in the nearest cache.
//!
//! The running maximum is only a shift that keeps the exponentials in range, so
//! it moves when a new score is above it by more than [`SLACK`]: then, and
//! seldom, what has been summed is rescaled. Each lane decides for itself, and
//! a query's result does not depend on its neighbours.
use super::buffer::{Table, Words};
use super::detect::Isa;
use super::math::exp2;
use super::simd::{Bf16, F32, Left, Op, Right, Simd, Word};
use super::tile::{multiply, tallest, write_turned};
use super::{Precision, buffer};

/// How far, in powers of two, a score may rise above the running maximum.
const SLACK: f32 = 8.0;

/// Keys in a block: their scores and weights fit in 32 KB with what else is needed.
const KEYS: usize = 128;

/// One head of attention over all tokens.
///
/// Words are f32 or pairs of bf16, as `precision` says.
#[derive(Clone, Copy)]
pub(super) struct Head<'a> {
    /// What the words are.
    pub precision: Precision,
    /// Numbers in a query, key or value; even with bf16.
    pub width: usize,
    /// Keys and values.
    pub tokens: usize,
    /// The head's queries, one token in a row; the results take their place.
    pub queries: Table<'a>,
    /// The head's keys, one token in a row.
    pub keys: Table<'a>,
    /// The head's values: with f32 one token in a row, with bf16 one pair of tokens in a row
    /// ([`pair_values`]).
    pub values: Table<'a>,
}

impl Head<'_> {
    /// Replaces the queries `first..first + count` by their results.
    ///
    /// # Safety
    ///
    /// - The tables are valid for `tokens` tokens (values: pairs, rounded up) of `width` numbers.
    /// - No other thread touches these queries meanwhile, or writes keys or values.
    pub unsafe fn run(&self, isa: Isa, first: usize, count: usize, scratch: &mut Words) {
        let width = isa.panel();
        // Queries, scores, weights and sums, one after the other.
        scratch.grow((self.width * 2 + KEYS * 2) * width);
        for start in (first..first + count).step_by(width) {
            let queries = width.min(first + count - start);
            let block = Block { head: *self, first: start, queries, scratch: Table::new(scratch, 0) };
            // SAFETY: the caller's obligations; `scratch` is as long as a block needs.
            unsafe {
                match self.precision {
                    Precision::F32 | Precision::Int8 => isa.run(Typed(block, F32)),
                    Precision::Bf16 => isa.run(Typed(block, Bf16)),
                }
            }
        }
    }
}

/// Writes the values of a head as pairs of tokens: word `d` of row `t` holds number `d` of
/// tokens 2t and 2t + 1, as `dot_bf16` wants them. A missing last token counts as zeros.
///
/// # Safety
///
/// - `values` holds `tokens` rows of `width` bf16, `pairs` has room for half as many rows of
///   `width` words; they do not overlap.
pub(super) unsafe fn pair_values(values: Table<'_>, tokens: usize, width: usize, pairs: Table<'_>) {
    for token in (0..tokens).step_by(2) {
        // SAFETY: the caller's obligations; a row is borrowed only where that token exists.
        let (low, high, to) = unsafe {
            let row = |token: usize| std::slice::from_raw_parts(values.row(token).cast_const().cast::<u16>(), width);
            let to = std::slice::from_raw_parts_mut(pairs.row(token / 2).cast::<u32>(), width);
            (row(token), if token + 1 < tokens { row(token + 1) } else { &[] }, to)
        };
        if high.is_empty() {
            to.iter_mut().zip(low).for_each(|(to, low)| *to = u32::from(*low));
        } else {
            // The first of a pair is the lower half.
            let both = low.iter().zip(high);
            to.iter_mut().zip(both).for_each(|(to, (low, high))| *to = u32::from(*low) | u32::from(*high) << 16);
        }
    }
}

/// A block of queries of a head.
///
/// # Safety of its run
///
/// - As [`Head::run`]; `scratch` holds what a block needs, and is this thread's own.
struct Block<'a> {
    head: Head<'a>,
    first: usize,
    queries: usize,
    scratch: buffer::Table<'a>,
}

/// A block whose words are `W`.
struct Typed<'a, W>(Block<'a>, W);

impl<W: Word> Op for Typed<'_, W> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let _ = self.1;
        // SAFETY: the caller's obligations; the block is no wider than VECTORS vectors.
        unsafe {
            match self.0.queries.div_ceil(S::LANES) {
                3 => self.0.run::<S, W, 3>(),
                2 => self.0.run::<S, W, 2>(),
                _ => self.0.run::<S, W, 1>(),
            }
        }
    }
}

/// The parts of the scratch memory; rows are `VECTORS` vectors long.
struct Parts {
    /// Queries, transposed: one word of each.
    queries: *mut f32,
    /// Scores of a block of keys, one key in a row; with f32 their weights take their place.
    scores: *mut f32,
    /// Weights, one word (one or two keys) in a row.
    weights: *mut f32,
    /// Weighted sums, one number of each query in a row.
    sums: *mut f32,
}

impl Block<'_> {
    #[inline(always)]
    unsafe fn run<S: Simd, W: Word, const VECTORS: usize>(&self) {
        let head = &self.head;
        let width = S::LANES * VECTORS;
        let words = head.width / W::NUMBERS;
        // SAFETY: `Head::run` made the scratch large enough for all parts; the tables are the
        // caller's obligation, and every row and column named here lies inside them.
        unsafe {
            let queries = self.scratch.at;
            let scores = queries.add(words * width);
            let weights = if W::NUMBERS == 1 { scores } else { scores.add(KEYS * width) };
            let parts = Parts { queries, scores, weights, sums: scores.add(2 * KEYS * width) };
            self.pack_queries::<S, VECTORS>(parts.queries, words);
            // exp(x / √width) = 2^(x · scale)
            let scale = std::f32::consts::LOG2_E / (head.width as f32).sqrt();
            let mut maxima = [S::splat(f32::NEG_INFINITY); VECTORS];
            let mut totals = [S::splat(0.0); VECTORS];
            // Blocks of nearly equal size, in whole tiles.
            let blocks = head.tokens.div_ceil(KEYS);
            let size = head.tokens.div_ceil(blocks).next_multiple_of(8);
            let mut key = 0;
            while key < head.tokens {
                let keys = size.min(head.tokens - key);
                let peaks = self.score::<S, W, VECTORS>(&parts, key, keys, words);
                self.shift::<S, VECTORS>(&parts, peaks, &mut maxima, &mut totals, scale, key == 0);
                self.weigh::<S, W, VECTORS>(&parts, keys, &maxima, &mut totals, scale);
                self.add_values::<S, W, VECTORS>(&parts, key, keys, key == 0);
                key += keys;
            }
            self.finish::<S, W, VECTORS>(&parts, &totals);
        }
    }

    /// Queries as columns: word `k` of all queries lies in row `k`. Missing queries repeat others.
    #[inline(always)]
    unsafe fn pack_queries<S: Simd, const VECTORS: usize>(&self, to: *mut f32, words: usize) {
        let width = S::LANES * VECTORS;
        // SAFETY: rows of queries beyond the last are not read; see `run`.
        unsafe {
            for v in 0..VECTORS {
                let first = self.first + v * S::LANES;
                if (v + 1) * S::LANES <= self.queries && words.is_multiple_of(S::LANES) {
                    for k in (0..words).step_by(S::LANES) {
                        let from = self.head.queries.row(first).add(k);
                        S::transpose(from, self.head.queries.step, to.add(k * width + v * S::LANES), width);
                    }
                } else {
                    for lane in 0..S::LANES {
                        let query = (v * S::LANES + lane).min(self.queries - 1);
                        let from = self.head.queries.row(self.first + query);
                        for k in 0..words {
                            to.add(k * width + v * S::LANES + lane).write(from.add(k).read());
                        }
                    }
                }
            }
        }
    }

    /// Scores of a block of keys, and the largest of each query.
    #[inline(always)]
    unsafe fn score<S: Simd, W: Word, const VECTORS: usize>(
        &self,
        parts: &Parts,
        key: usize,
        keys: usize,
        words: usize,
    ) -> [S::F; VECTORS] {
        let width = S::LANES * VECTORS;
        let table = self.head.keys;
        let right = Right { at: parts.queries, step: width, ahead: parts.queries };
        // SAFETY: see `run`.
        unsafe {
            let mut peaks = [S::splat(f32::NEG_INFINITY); VECTORS];
            let mut row = 0;
            while row < keys {
                row += tallest!(S::ROWS, keys - row, ROWS => {
                    let left = Left { at: table.row(key + row), row_step: table.step, step: 1 };
                    let mut sums = [[S::splat(0.0); VECTORS]; ROWS];
                    multiply::<S, W, ROWS, VECTORS>(&mut sums, words, left, right);
                    let to = parts.scores.add(row * width);
                    for (i, sums) in sums.iter().enumerate() {
                        for v in 0..VECTORS {
                            peaks[v] = S::max(peaks[v], sums[v]);
                            S::store(to.add(i * width + v * S::LANES), sums[v]);
                        }
                    }
                    ROWS
                });
            }
            peaks
        }
    }

    /// Moves the maxima where a peak is too far above, and rescales what has been summed.
    #[inline(always)]
    unsafe fn shift<S: Simd, const VECTORS: usize>(
        &self,
        parts: &Parts,
        peaks: [S::F; VECTORS],
        maxima: &mut [S::F; VECTORS],
        totals: &mut [S::F; VECTORS],
        scale: f32,
        first: bool,
    ) {
        if first {
            *maxima = peaks;
            return;
        }
        // SAFETY: see `run`.
        unsafe {
            let mut limits = *maxima;
            let mut any = false;
            for v in 0..VECTORS {
                limits[v] = S::add(maxima[v], S::splat(SLACK / scale));
                any |= S::any_greater(peaks[v], limits[v]);
            }
            if !any {
                return;
            }
            let width = S::LANES * VECTORS;
            for v in 0..VECTORS {
                let moved = S::where_greater(peaks[v], limits[v], peaks[v], maxima[v]);
                let fall = S::mul(S::sub(maxima[v], moved), S::splat(scale));
                // Exactly 1 where nothing moved; the polynomial need not be.
                let factor = S::where_greater(moved, maxima[v], exp2::<S, true>(fall), S::splat(1.0));
                maxima[v] = moved;
                totals[v] = S::mul(totals[v], factor);
                for d in 0..self.head.width {
                    let at = parts.sums.add(d * width + v * S::LANES);
                    S::store(at, S::mul(S::load(at), factor));
                }
            }
        }
    }

    /// Turns scores into weights, 2^((score - maximum) · scale), and sums them.
    #[inline(always)]
    unsafe fn weigh<S: Simd, W: Word, const VECTORS: usize>(
        &self,
        parts: &Parts,
        keys: usize,
        maxima: &[S::F; VECTORS],
        totals: &mut [S::F; VECTORS],
        scale: f32,
    ) {
        let width = S::LANES * VECTORS;
        // SAFETY: see `run`.
        unsafe {
            let factor = S::splat(scale);
            let mut shifts = [S::splat(0.0); VECTORS];
            for v in 0..VECTORS {
                shifts[v] = S::mul(maxima[v], S::splat(-scale));
            }
            if W::NUMBERS == 1 {
                for row in 0..keys {
                    for v in 0..VECTORS {
                        let at = parts.scores.add(row * width + v * S::LANES);
                        let weight = exp2::<S, true>(S::fma(S::load(at), factor, shifts[v]));
                        totals[v] = S::add(totals[v], weight);
                        S::store(at, weight);
                    }
                }
                return;
            }
            for row in (0..keys).step_by(2) {
                for v in 0..VECTORS {
                    let at = parts.scores.add(row * width + v * S::LANES);
                    let low = exp2::<S, false>(S::fma(S::load(at), factor, shifts[v]));
                    let mut high = S::splat(0.0);
                    if row + 1 < keys {
                        high = exp2::<S, false>(S::fma(S::load(at.add(width)), factor, shifts[v]));
                    }
                    totals[v] = S::add(totals[v], S::add(low, high));
                    S::store(parts.weights.add(row / 2 * width + v * S::LANES), S::bf16_pairs(low, high));
                }
            }
        }
    }

    /// Adds the values of a block of keys, weighted.
    #[inline(always)]
    unsafe fn add_values<S: Simd, W: Word, const VECTORS: usize>(
        &self,
        parts: &Parts,
        key: usize,
        keys: usize,
        first: bool,
    ) {
        let width = S::LANES * VECTORS;
        let table = self.head.values;
        let depth = keys.div_ceil(W::NUMBERS);
        let right = Right { at: parts.weights, step: width, ahead: parts.weights };
        // SAFETY: see `run`.
        unsafe {
            let mut d = 0;
            while d < self.head.width {
                d += tallest!(S::ROWS, self.head.width - d, ROWS => {
                    let to = parts.sums.add(d * width);
                    let mut sums = [[S::splat(0.0); VECTORS]; ROWS];
                    if !first {
                        for (i, sums) in sums.iter_mut().enumerate() {
                            for (v, sum) in sums.iter_mut().enumerate() {
                                *sum = S::load(to.add(i * width + v * S::LANES));
                            }
                        }
                    }
                    let at = table.row(key / W::NUMBERS).add(d);
                    let left = Left { at, row_step: 1, step: table.step };
                    multiply::<S, W, ROWS, VECTORS>(&mut sums, depth, left, right);
                    for (i, sums) in sums.iter().enumerate() {
                        for (v, sum) in sums.iter().enumerate() {
                            S::store(to.add(i * width + v * S::LANES), *sum);
                        }
                    }
                    ROWS
                });
            }
        }
    }

    /// Divides by the sum of weights and writes the results where the queries were.
    #[inline(always)]
    unsafe fn finish<S: Simd, W: Word, const VECTORS: usize>(&self, parts: &Parts, totals: &[S::F; VECTORS]) {
        let width = S::LANES * VECTORS;
        let words = self.head.width / W::NUMBERS;
        let out = self.head.queries;
        // SAFETY: see `run`; the sums' rows are turned into words from the front, so that no
        // row is overwritten before it is read.
        unsafe {
            for (v, total) in totals.iter().enumerate() {
                let inverse = S::div(S::splat(1.0), *total);
                for k in 0..words {
                    let at = parts.sums.add(k * W::NUMBERS * width + v * S::LANES);
                    let mut word = S::mul(S::load(at), inverse);
                    if W::NUMBERS == 2 {
                        word = S::bf16_pairs(word, S::mul(S::load(at.add(width)), inverse));
                    }
                    S::store(parts.sums.add(k * width + v * S::LANES), word);
                }
                let sums = parts.sums.add(v * S::LANES);
                write_turned::<S>(sums, width, words, out, self.first + v * S::LANES, self.queries - v * S::LANES);
            }
        }
    }
}
