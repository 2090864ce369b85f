//! Attention of one head on bytes: softmax(Q Kᵀ / √width) V, block by block as in `kernel::attention`.
//!
//! Queries, keys and values come as f32 and are rounded to bytes: a query and a key with a scale each, values with one
//! for each channel. The weights of a block of keys are rounded to 255 times their share of the block's largest, for
//! each query, so that weak blocks keep their digits; the block's sums, exact as i32, are then scaled and added as f32.
use super::keys::{Bytes, Round, magnitude, some};
use crate::kernel::buffer::{Table, Words};
use crate::kernel::detect::Isa;
use crate::kernel::math::{bytes_of_powers, exp2};
use crate::kernel::simd::{Left, Op, Right, SignedUnsigned, Simd};
use crate::kernel::tile::{Tiles, walk, write_turned};

/// Keys in a block.
const KEYS: usize = 128;

/// One head of attention over all tokens.
#[derive(Clone, Copy)]
pub struct Head<'a> {
    /// Numbers in a query, key or value.
    pub width: usize,
    /// Keys and values.
    pub tokens: usize,
    /// The head's queries, f32, one token in a row; the results take their place.
    pub queries: Table<'a>,
    /// Memory for the keys and values as bytes, [`words`] long.
    pub memory: Table<'a>,
}

/// Words that a head's keys and values fill.
pub fn words(width: usize, tokens: usize) -> usize {
    Bytes::words(width, tokens)
}

impl Head<'_> {
    fn bytes(&self) -> Bytes<'_> {
        Bytes { width: self.width, tokens: self.tokens, memory: self.memory }
    }

    /// Rounds keys and values, f32, one token in a row.
    ///
    /// # Safety
    ///
    /// - The tables are valid for all tokens, and no other thread touches the head's memory meanwhile.
    pub unsafe fn round(&self, isa: Isa, keys: Table<'_>, values: Table<'_>) {
        // SAFETY: the caller's obligations.
        unsafe { isa.run(Round { keys, values, to: self.bytes() }) }
    }

    /// Replaces the queries `first..first + count` by their results.
    ///
    /// # Safety
    ///
    /// - Keys and values were rounded, and no other thread writes them or touches these queries meanwhile.
    pub unsafe fn run(&self, isa: Isa, first: usize, count: usize, scratch: &mut Words) {
        let width = isa.panel();
        let words = self.width.div_ceil(4);
        // Queries, as rows and as columns, their scales, scores, weights and sums, one after the other.
        scratch.grow((2 * words + 1 + KEYS + KEYS / 4 + self.width) * width);
        for start in (first..first + count).step_by(width) {
            let queries = width.min(first + count - start);
            // SAFETY: the caller's obligations; `scratch` is as long as a block needs.
            unsafe { isa.run(Block { head: *self, first: start, queries, scratch: Table::new(scratch, 0) }) }
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
    scratch: Table<'a>,
}

/// The parts of the scratch memory; rows are `VECTORS` vectors long.
struct Parts {
    /// Queries as they come: one in `words` words.
    rows: *mut f32,
    /// Queries, transposed: one word of each.
    queries: *mut f32,
    /// From a score, as it comes from the bytes, to the exponent of two.
    factors: *mut f32,
    /// Scores of a block of keys but for the query's scale, one key in a row.
    scores: *mut f32,
    /// Weights, four keys in a row.
    weights: *mut f32,
    /// Weighted sums, one number of each query in a row.
    sums: *mut f32,
}

/// 2^((score - top) · factor), where `score` is not above `top`.
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
unsafe fn share<S: Simd>(score: S::F, top: S::F, factor: S::F) -> S::F {
    // SAFETY: the caller's obligation.
    unsafe {
        let share = exp2::<S, true>(S::mul(S::sub(score, top), factor));
        // Exactly 1 where nothing moved; the polynomial need not be.
        S::where_greater(top, score, share, S::splat(1.0))
    }
}

impl Op for Block<'_> {
    type Output = ();
    const MATRICES: bool = true;

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        // SAFETY: the caller's obligations; the block is no wider than VECTORS vectors.
        unsafe {
            match self.queries.div_ceil(S::LANES) {
                3 => self.vectors::<S, 3>(),
                2 => self.vectors::<S, 2>(),
                _ => self.vectors::<S, 1>(),
            }
        }
    }
}

impl Block<'_> {
    #[inline(always)]
    unsafe fn vectors<S: Simd, const VECTORS: usize>(&self) {
        let width = S::LANES * VECTORS;
        let words = self.head.width.div_ceil(4);
        // SAFETY: `Head::run` made the scratch large enough for all parts; the tables are the
        // caller's obligation, and every row and column named here lies inside them.
        unsafe {
            let rows = self.scratch.at;
            let queries = rows.add(words * width);
            let factors = queries.add(words * width);
            let scores = factors.add(width);
            let weights = scores.add(KEYS * width);
            let parts = Parts { rows, queries, factors, scores, weights, sums: weights.add(KEYS / 4 * width) };
            self.pack_queries::<S, VECTORS>(&parts, words);
            let mut factors = [S::splat(0.0); VECTORS];
            for (v, factor) in factors.iter_mut().enumerate() {
                *factor = S::load(parts.factors.add(v * S::LANES));
            }
            let mut maxima = [S::splat(f32::NEG_INFINITY); VECTORS];
            let mut totals = [S::splat(0.0); VECTORS];
            // Blocks of nearly equal size, in whole tiles.
            let blocks = self.head.tokens.div_ceil(KEYS);
            let size = self.head.tokens.div_ceil(blocks).next_multiple_of(32);
            let mut key = 0;
            while key < self.head.tokens {
                let keys = size.min(self.head.tokens - key);
                let peaks = self.score::<S, VECTORS>(&parts, key, keys, words);
                let block = self.weigh::<S, VECTORS>(&parts, keys, &peaks, &factors);
                if key == 0 {
                    maxima = peaks;
                }
                // How much earlier sums and this block's count beside the largest score so far.
                let (mut old, mut new) = ([S::splat(0.0); VECTORS], [S::splat(1.0); VECTORS]);
                for v in 0..VECTORS {
                    let top = S::max(maxima[v], peaks[v]);
                    old[v] = share::<S>(maxima[v], top, factors[v]);
                    new[v] = share::<S>(peaks[v], top, factors[v]);
                    maxima[v] = top;
                    totals[v] = S::fma(S::from_i32(block[v]), new[v], S::mul(totals[v], old[v]));
                }
                self.add_values::<S, VECTORS>(&parts, key, keys, old, new);
                key += keys;
            }
            self.finish::<S, VECTORS>(&parts, &totals);
        }
    }

    /// Rounds the queries to unsigned bytes about 128: word `k` of all queries lies in row `k`. Missing queries are 0.
    #[inline(always)]
    unsafe fn pack_queries<S: Simd, const VECTORS: usize>(&self, parts: &Parts, words: usize) {
        let width = S::LANES * VECTORS;
        let channels = self.head.width;
        // SAFETY: see `vectors`; queries beyond the last are not read.
        unsafe {
            for query in 0..width {
                let to = parts.rows.add(query * words).cast::<u8>();
                let factor = parts.factors.add(query);
                std::ptr::write_bytes(to, 128, words * 4);
                if query >= self.queries {
                    factor.write(0.0);
                    continue;
                }
                let from = self.head.queries.row(self.first + query);
                let mut peak = S::splat(f32::MIN_POSITIVE * 256.0);
                for i in (0..channels).step_by(S::LANES) {
                    peak = S::max(magnitude::<S>(some::<S>(from, i, channels)), peak);
                }
                let scale = S::highest(peak) / 127.0;
                // exp(x / √width) = 2^(x · factor)
                factor.write(scale * std::f32::consts::LOG2_E / (channels as f32).sqrt());
                for i in (0..channels).step_by(S::LANES) {
                    let x = S::fma(some::<S>(from, i, channels), S::splat(1.0 / scale), S::splat(128.0));
                    S::store_bytes(to.add(i), x, (channels - i).min(S::LANES), false);
                }
            }
            if words.is_multiple_of(S::LANES) {
                for query in (0..width).step_by(S::LANES) {
                    for k in (0..words).step_by(S::LANES) {
                        let from = parts.rows.add(query * words + k);
                        S::transpose(from, words, parts.queries.add(k * width + query), width);
                    }
                }
            } else {
                for query in 0..width {
                    for k in 0..words {
                        parts.queries.add(k * width + query).write(parts.rows.add(query * words + k).read());
                    }
                }
            }
        }
    }

    /// Scores of a block of keys, but for the query's scale, and the largest of each query.
    #[inline(always)]
    unsafe fn score<S: Simd, const VECTORS: usize>(
        &self,
        parts: &Parts,
        key: usize,
        keys: usize,
        words: usize,
    ) -> [S::F; VECTORS] {
        // SAFETY: see `vectors`.
        unsafe {
            let peaks = [S::splat(f32::NEG_INFINITY); VECTORS];
            let (table, about) = (self.head.bytes().keys().below(key), self.head.bytes().about_keys().below(key));
            let mut scores = Scores { parts, keys: table, about, words, peaks };
            walk::<S, VECTORS>(&mut scores, 1, keys);
            scores.peaks
        }
    }

    /// Turns scores into weights, 255 · 2^((score - peak) · factor), and sums them, as i32.
    #[inline(always)]
    unsafe fn weigh<S: Simd, const VECTORS: usize>(
        &self,
        parts: &Parts,
        keys: usize,
        peaks: &[S::F; VECTORS],
        factors: &[S::F; VECTORS],
    ) -> [S::F; VECTORS] {
        let width = S::LANES * VECTORS;
        // SAFETY: see `vectors`.
        unsafe {
            let ones = S::splat(f32::from_bits(0x0101_0101));
            let mut totals = [S::splat(0.0); VECTORS];
            for v in 0..VECTORS {
                let [scale, summand] = S::POWER;
                let factor = S::mul(factors[v], S::splat(scale));
                let shift = S::sub(S::splat(scale * 255f32.log2() + summand), S::mul(peaks[v], factor));
                for row in (0..keys).step_by(4) {
                    let at = parts.scores.add(row * width + v * S::LANES);
                    // Nothing is left of this power.
                    let mut powers = [S::splat(-32.0 * scale + summand); 4];
                    for (i, power) in powers.iter_mut().enumerate() {
                        if row + i < keys {
                            *power = S::fma(S::load(at.add(i * width)), factor, shift);
                        }
                    }
                    let weights = bytes_of_powers::<S>(powers);
                    totals[v] = S::dot_bytes(totals[v], weights, ones);
                    S::store(parts.weights.add(row / 4 * width + v * S::LANES), weights);
                }
                for word in keys.div_ceil(4)..keys.div_ceil(4).next_multiple_of(S::STEP) {
                    S::store(parts.weights.add(word * width + v * S::LANES), S::splat(0.0));
                }
            }
            totals
        }
    }

    /// Adds the values of a block of keys, weighted: sums · old + (the block's) · new.
    #[inline(always)]
    unsafe fn add_values<S: Simd, const VECTORS: usize>(
        &self,
        parts: &Parts,
        key: usize,
        keys: usize,
        old: [S::F; VECTORS],
        new: [S::F; VECTORS],
    ) {
        let depth = keys.div_ceil(4).next_multiple_of(S::STEP);
        let values = self.head.bytes().values().right(key / 4);
        // SAFETY: see `vectors`.
        unsafe {
            walk::<S, VECTORS>(&mut Sums { parts, values, depth, first: key == 0, old, new }, 1, self.head.width)
        };
    }

    /// Divides by the sum of weights and writes the results, f32, where the queries were.
    #[inline(always)]
    unsafe fn finish<S: Simd, const VECTORS: usize>(&self, parts: &Parts, totals: &[S::F; VECTORS]) {
        let width = S::LANES * VECTORS;
        let channels = self.head.width;
        let scales = self.head.bytes().value_scales();
        let out = self.head.queries;
        // SAFETY: see `vectors`.
        unsafe {
            for (v, total) in totals.iter().enumerate() {
                let inverse = S::div(S::splat(1.0), *total);
                for d in 0..channels {
                    let at = parts.sums.add(d * width + v * S::LANES);
                    S::store(at, S::mul(S::load(at), S::mul(inverse, S::broadcast(scales.add(d)))));
                }
                let sums = parts.sums.add(v * S::LANES);
                write_turned::<S>(sums, width, channels, out, self.first + v * S::LANES, self.queries - v * S::LANES);
            }
        }
    }
}

/// Rows of keys times columns of queries.
struct Scores<'a, F, const VECTORS: usize> {
    parts: &'a Parts,
    keys: Table<'a>,
    about: Table<'a>,
    words: usize,
    /// The largest score of each query.
    peaks: [F; VECTORS],
}

impl<S: Simd, const VECTORS: usize> Tiles<S, VECTORS> for Scores<'_, S::F, VECTORS> {
    type Word = SignedUnsigned;

    #[inline(always)]
    unsafe fn operands(&self, _panel: usize, row: usize) -> (usize, Left, Right) {
        let left = Left { at: self.keys.row(row), row_step: self.keys.step, step: 1 };
        let ahead = self.keys.row(row + S::SHORT_ROWS);
        (self.words, left, Right { at: self.parts.queries, step: S::LANES * VECTORS, ahead })
    }

    #[inline(always)]
    unsafe fn finish<const ROWS: usize>(&mut self, _panel: usize, row: usize, sums: &mut [[S::F; VECTORS]; ROWS]) {
        let width = S::LANES * VECTORS;
        // SAFETY: see `Block::vectors`.
        unsafe {
            let to = self.parts.scores.add(row * width);
            for (i, sums) in sums.iter().enumerate() {
                let about = self.about.row(row + i);
                // Takes back what the 128 in each byte of a query adds; these sums are exact as f32.
                let (shift, scale) = (S::broadcast(about), S::broadcast(about.add(1)));
                for (v, sum) in sums.iter().enumerate() {
                    let score = S::mul(S::add(S::from_i32(*sum), shift), scale);
                    self.peaks[v] = S::max(self.peaks[v], score);
                    S::store(to.add(i * width + v * S::LANES), score);
                }
            }
        }
    }
}

/// Channels of values times columns of weights.
struct Sums<'a, F, const VECTORS: usize> {
    parts: &'a Parts,
    values: Table<'a>,
    depth: usize,
    /// Whether there are no sums yet.
    first: bool,
    old: [F; VECTORS],
    new: [F; VECTORS],
}

impl<S: Simd, const VECTORS: usize> Tiles<S, VECTORS> for Sums<'_, S::F, VECTORS> {
    type Word = SignedUnsigned;

    #[inline(always)]
    unsafe fn operands(&self, _panel: usize, row: usize) -> (usize, Left, Right) {
        let left = Left { at: self.values.row(row), row_step: self.values.step, step: 1 };
        let ahead = self.values.row(row + S::SHORT_ROWS);
        (self.depth, left, Right { at: self.parts.weights, step: S::LANES * VECTORS, ahead })
    }

    #[inline(always)]
    unsafe fn finish<const ROWS: usize>(&mut self, _panel: usize, row: usize, sums: &mut [[S::F; VECTORS]; ROWS]) {
        let width = S::LANES * VECTORS;
        // SAFETY: see `Block::vectors`.
        unsafe {
            for (i, sums) in sums.iter().enumerate() {
                for (v, sum) in sums.iter().enumerate() {
                    let at = self.parts.sums.add((row + i) * width + v * S::LANES);
                    let mut sum = S::mul(S::from_i32(*sum), self.new[v]);
                    if !self.first {
                        sum = S::fma(S::load(at), self.old[v], sum);
                    }
                    S::store(at, sum);
                }
            }
        }
    }
}
