//! Linear layers on bytes: y = x Wᵀ + b.
//!
//! An output's weights are w ≈ scale · signed byte, a row of input is x ≈ lowest + step · unsigned byte. So
//!
//! y = scale · step · (sum of products of bytes) + lowest · scale · (sum of the weight's bytes) + b,
//!
//! where the sums of weights are taken once, and rounding is the only error.
use std::cell::RefCell;

use super::quantise;
use crate::kernel::activation::activate;
use crate::kernel::buffer::{Table, Words};
use crate::kernel::detect::Isa;
use crate::kernel::pages::Pages;
use crate::kernel::simd::{Left, Op, Right, Simd, UnsignedSigned, nearest};
use crate::kernel::store::{Store, put};
use crate::kernel::tile::{Tiles, panel_of_weights, walk};

/// What turns an output's sum of bytes into a number.
#[derive(Default)]
pub struct Channels {
    /// Scale of the weights.
    scales: Words,
    /// Scale times the sum of the weight's bytes.
    sums: Words,
}

/// A layer's packed weights and bias, and what turns its sums into numbers.
#[derive(Clone, Copy)]
pub struct Layer<'a> {
    /// What it is packed for.
    pub isa: Isa,
    pub inputs: usize,
    pub outputs: usize,
    pub weights: &'a Words,
    pub bias: &'a Words,
    pub channels: &'a Channels,
}

thread_local! {
    /// A layer's input as bytes, and the ranges of its rows.
    static INPUT: RefCell<(Words, Words)> = RefCell::default();
}

/// Words of four bytes that hold `inputs` bytes.
fn depth(inputs: usize) -> usize {
    inputs.div_ceil(4)
}

/// Rounds weights (rows of `inputs` numbers) to bytes and packs them in panels of `width` outputs, as in
/// `kernel::linear`. Bytes behind the last input are 0.
pub fn pack(pages: &mut Pages, weight: &[f32], inputs: usize, width: usize) -> (Words, Channels) {
    let panels = (weight.len() / inputs).div_ceil(width);
    let depth = depth(inputs);
    let mut words = Words::on(pages, panels * width * depth);
    let mut channels = Channels { scales: Words::on(pages, panels * width), sums: Words::on(pages, panels * width) };
    let bytes = words.bytes_mut();
    for (output, row) in weight.chunks_exact(inputs).enumerate() {
        let largest = row.iter().fold(0.0f32, |m, x| m.max(x.abs()));
        let scale = if largest > f32::MIN_POSITIVE * 128.0 { largest / 127.0 } else { 0.0 };
        let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        let first = (output / width * depth * width + output % width) * 4;
        let mut sum = 0;
        for (k, x) in row.iter().enumerate() {
            let byte = nearest(x * inverse) as i8;
            sum += i32::from(byte);
            bytes[first + k / 4 * width * 4 + k % 4] = byte as u8;
        }
        channels.scales.floats_mut()[output] = scale;
        channels.sums.floats_mut()[output] = scale * sum as f32;
    }
    (words, channels)
}

impl Layer<'_> {
    /// Applies the layer to `rows` rows of f32.
    ///
    /// # Safety
    ///
    /// - `input` holds `rows` rows of `inputs` f32.
    /// - `output` has room for `rows` rows of `outputs` numbers, in the form that `store` says,
    ///   and does not overlap `input`.
    pub unsafe fn rows(self, input: Table<'_>, rows: usize, output: Table<'_>, store: Store) {
        let depth = depth(self.inputs);
        INPUT.with_borrow_mut(|(bytes, ranges)| {
            bytes.grow(rows * depth);
            ranges.grow(rows * 2);
            let (bytes, ranges) = (Table::new(bytes, depth), Table::new(ranges, 2));
            // SAFETY: the caller's obligations; both tables have room for the rows, and are this thread's own.
            unsafe {
                self.isa.run(quantise::Rows { input, rows, width: self.inputs, bytes, ranges });
                self.isa.run(Rows { layer: self, depth, bytes, ranges, rows, output, store });
            }
        });
    }
}

/// A layer on rows of bytes.
///
/// # Safety of its run
///
/// - As [`Layer::rows`]; `bytes` and `ranges` hold the rows of input.
struct Rows<'a> {
    layer: Layer<'a>,
    depth: usize,
    bytes: Table<'a>,
    ranges: Table<'a>,
    rows: usize,
    output: Table<'a>,
    store: Store,
}

impl Op for Rows<'_> {
    type Output = ();
    const MATRICES: bool = true;

    #[inline(always)]
    unsafe fn run<S: Simd>(mut self) {
        let (panels, rows) = (self.layer.outputs.div_ceil(S::LANES * S::VECTORS), self.rows);
        // SAFETY: the caller's obligations, and the tiles are in range.
        unsafe {
            match S::VECTORS {
                3 => walk::<S, 3>(&mut self, panels, rows),
                _ => walk::<S, 2>(&mut self, panels, rows),
            }
        }
    }
}

impl<S: Simd, const VECTORS: usize> Tiles<S, VECTORS> for Rows<'_> {
    type Word = UnsignedSigned;

    #[inline(always)]
    unsafe fn operands(&self, panel: usize, row: usize) -> (usize, Left, Right) {
        let left = Left { at: self.bytes.row(row), row_step: self.bytes.step, step: 1 };
        let weights = self.layer.weights.pointer();
        (self.depth, left, panel_of_weights(weights, S::LANES * VECTORS, self.depth, panel, row))
    }

    #[inline(always)]
    unsafe fn finish<const ROWS: usize>(&mut self, panel: usize, row: usize, sums: &mut [[S::F; VECTORS]; ROWS]) {
        let Layer { bias, channels, .. } = self.layer;
        // SAFETY: the tile lies inside both tables (the caller's obligations); the panel is
        // packed to the full width, and so are bias, scales and sums.
        unsafe {
            for (i, sums) in sums.iter().enumerate() {
                let target = self.output.row(row + i);
                let range = self.ranges.row(row + i);
                let (step, lowest) = (S::broadcast(range), S::broadcast(range.add(1)));
                for (v, sum) in sums.iter().enumerate() {
                    let column = (panel * VECTORS + v) * S::LANES;
                    let columns = self.layer.outputs.saturating_sub(column).min(S::LANES);
                    let scale = S::load(channels.scales.pointer().add(column));
                    let weight = S::load(channels.sums.pointer().add(column));
                    let bias = S::load(bias.pointer().add(column));
                    let rest = S::fma(weight, lowest, bias);
                    let y = S::fma(S::from_i32(*sum), S::mul(scale, step), rest);
                    // Where bytes follow, the shorter polynomials are exact enough.
                    let (y, store) = match self.store {
                        Store::ActivatedF32(activation) => (activate::<S, false>(activation, y), Store::F32),
                        store => (y, store),
                    };
                    put::<S>(store, target, column, columns, y);
                }
            }
        }
    }
}
