//! Linear layers: y = x Wᵀ + b on weights that are packed once.
//!
//! Packed layout: the outputs are cut into panels as wide as a register tile;
//! in a panel, the weights of all its outputs for the first word of input come
//! first, then those for the second, and so on. A tile then reads its panel
//! from front to back, and the activations are used as they lie (row by row).
use std::cell::RefCell;

use half::bf16;

use super::Precision;
use super::activation::Activation;
use super::buffer::{Table, Words};
use super::detect::Isa;
use super::int8::linear as bytes;
use super::math::gelu;
use super::pages::Pages;
use super::simd::{Bf16, F32, Left, Op, Right, Simd, Word};
use super::store::{Store, put};
use super::tile::{multiply, tallest};

/// The weights and the bias of a linear layer, packed for one instruction set.
pub struct PackedLinear {
    isa: Isa,
    precision: Precision,
    inputs: usize,
    outputs: usize,
    weights: Words,
    bias: Words,
    /// With int8: what turns sums of bytes into numbers.
    channels: bytes::Channels,
}

impl PackedLinear {
    /// Packs `weight` (`outputs` rows of `inputs` numbers) and `bias` (`outputs` numbers, or none) into `pages`.
    ///
    /// # Panics
    ///
    /// The lengths do not fit, or `inputs` is odd with bf16.
    pub(super) fn new(
        pages: &mut Pages,
        isa: Isa,
        precision: Precision,
        weight: &[f32],
        bias: Option<&[f32]>,
        outputs: usize,
    ) -> Self {
        let inputs = weight.len() / outputs.max(1);
        assert_eq!(weight.len(), inputs * outputs, "a weight has outputs times inputs numbers");
        assert!(bias.is_none_or(|bias| bias.len() == outputs), "a bias has one number for each output");
        let width = isa.panel();
        let depth = precision.words(inputs);
        let panels = outputs.div_ceil(width);
        let mut padded = Words::on(pages, panels * width);
        if let Some(bias) = bias {
            padded.floats_mut()[..outputs].copy_from_slice(bias);
        }
        if precision == Precision::Int8 && inputs > 0 {
            let (weights, channels) = bytes::pack(pages, weight, inputs, width);
            return Self { isa, precision, inputs, outputs, weights, bias: padded, channels };
        }
        let channels = bytes::Channels::default();
        let mut weights = Words::on(pages, panels * width * depth);
        // Written front to back: the panel's rows are read side by side, and each of them front to back too.
        for (panel, rows) in weight.chunks((width * inputs).max(1)).enumerate() {
            let words = panel * width * depth..(panel + 1) * width * depth;
            match precision {
                Precision::F32 | Precision::Int8 => {
                    for (k, to) in weights.floats_mut()[words].chunks_exact_mut(width).enumerate() {
                        rows[k..].iter().step_by(inputs).zip(to).for_each(|(x, to)| *to = *x);
                    }
                }
                Precision::Bf16 => {
                    let halves = &mut weights.halves_mut()[2 * words.start..2 * words.end];
                    for (k, to) in halves.chunks_exact_mut(2 * width).enumerate() {
                        for (row, to) in rows.chunks_exact(inputs).zip(to.chunks_exact_mut(2)) {
                            to[0] = bf16::from_f32(row[2 * k]).to_bits();
                            to[1] = bf16::from_f32(row[2 * k + 1]).to_bits();
                        }
                    }
                }
            }
        }
        Self { isa, precision, inputs, outputs, weights, bias: padded, channels }
    }

    /// What it multiplies.
    pub(super) fn precision(&self) -> Precision {
        self.precision
    }

    /// Numbers in a row of input.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Numbers in a row of output.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Applies the layer to `rows` rows of f32, whatever its precision.
    ///
    /// # Safety
    ///
    /// - As for [`Self::rows`], but for `input`, which holds f32.
    pub(super) unsafe fn rows_of_f32(&self, input: Table<'_>, rows: usize, output: Table<'_>, store: Store) {
        if self.precision != Precision::Bf16 {
            // SAFETY: the caller's obligations; the other precisions take f32.
            return unsafe { self.rows(input, rows, output, store) };
        }
        NARROW.with_borrow_mut(|narrow| {
            let words = self.inputs / 2;
            narrow.grow(rows * words);
            let narrow = Table::new(narrow, words);
            // SAFETY: the caller's obligations; `narrow` has room for the rows as bf16, and then holds them.
            unsafe {
                self.isa.run(Narrow { input, rows, width: self.inputs, output: narrow });
                self.rows(narrow, rows, output, store);
            }
        });
    }

    /// Applies the layer to `rows` rows.
    ///
    /// # Safety
    ///
    /// - `input` holds `rows` rows of `inputs` numbers in the layer's precision, in words.
    /// - `output` has room for `rows` rows of `outputs` numbers, in the form that `store` says,
    ///   and does not overlap `input`.
    pub(super) unsafe fn rows(&self, input: Table<'_>, rows: usize, output: Table<'_>, store: Store) {
        let depth = self.precision.words(self.inputs);
        // SAFETY: the caller's obligations; the weights are packed for this instruction set and precision.
        unsafe {
            match self.precision {
                Precision::F32 => self.isa.run(Rows { layer: self, depth, input, rows, output, store, word: F32 }),
                Precision::Bf16 => self.isa.run(Rows { layer: self, depth, input, rows, output, store, word: Bf16 }),
                Precision::Int8 => self.on_bytes().rows(input, rows, output, store),
            }
        }
    }

    fn on_bytes(&self) -> bytes::Layer<'_> {
        let Self { isa, inputs, outputs, ref weights, ref bias, ref channels, .. } = *self;
        bytes::Layer { isa, inputs, outputs, weights, bias, channels }
    }
}

thread_local! {
    /// Rows of f32 as bf16.
    static NARROW: RefCell<Words> = RefCell::default();
}

/// Rounds rows of `width` f32 to bf16.
///
/// # Safety of its run
///
/// - `input` holds `rows` rows of `width` f32, `output` has room for as many bf16; they do not overlap.
struct Narrow<'a> {
    input: Table<'a>,
    rows: usize,
    width: usize,
    output: Table<'a>,
}

impl Op for Narrow<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        for row in 0..self.rows {
            let (from, to) = (self.input.row(row), self.output.row(row).cast::<u16>());
            for i in (0..self.width).step_by(S::LANES) {
                let n = (self.width - i).min(S::LANES);
                // SAFETY: both tables have `rows` rows of `width` numbers.
                unsafe {
                    let x = if n == S::LANES { S::load(from.add(i)) } else { S::load_first(from.add(i), n) };
                    S::store_bf16(to.add(i), x, n);
                }
            }
        }
    }
}

/// A layer on rows.
///
/// # Safety of its run
///
/// - As [`PackedLinear::rows`]; `depth` is the words of a row of input, and `word` says what they are.
struct Rows<'a, W> {
    layer: &'a PackedLinear,
    depth: usize,
    input: Table<'a>,
    rows: usize,
    output: Table<'a>,
    store: Store,
    word: W,
}

impl<W: Word> Op for Rows<'_, W> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let width = S::LANES * S::VECTORS;
        for panel in 0..self.layer.outputs.div_ceil(width) {
            let mut row = 0;
            // A panel stays in the nearest cache while all rows pass by.
            while row < self.rows {
                // SAFETY: the caller's obligations, and `row` and `panel` are in range.
                row += tallest!(S, self.rows - row, ROWS => unsafe {
                    if S::VECTORS == 3 { self.tile::<S, ROWS, 3>(panel, row) } else { self.tile::<S, ROWS, 2>(panel, row) }
                });
            }
        }
        let _ = self.word;
    }
}

/// GELU of a tile's vectors, four at a time: for short vectors, of which there are many.
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
unsafe fn gelu_by_fours<S: Simd>(sums: &mut [S::F]) {
    let (fours, rest) = sums.as_chunks_mut::<4>();
    // SAFETY: the caller's obligation.
    unsafe {
        for four in fours {
            *four = gelu::<S, true, 4>(*four);
        }
        for one in rest {
            [*one] = gelu::<S, true, 1>([*one]);
        }
    }
}

impl<W: Word> Rows<'_, W> {
    #[inline(always)]
    unsafe fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(&self, panel: usize, row: usize) -> usize {
        let width = S::LANES * VECTORS;
        let column = panel * width;
        // SAFETY: the tile lies inside both tables (the caller's obligations); the panel is
        // packed to the full width, and so is the bias.
        unsafe {
            let mut first = [S::splat(0.0); VECTORS];
            for (v, first) in first.iter_mut().enumerate() {
                *first = S::load(self.layer.bias.pointer().add(column + v * S::LANES));
            }
            let mut sums = [first; ROWS];
            let left = Left { at: self.input.row(row), row_step: self.input.step, step: 1 };
            let right = Right { at: self.layer.weights.pointer().add(column * self.depth), step: width };
            multiply::<S, W, ROWS, VECTORS>(&mut sums, self.depth, left, right);
            let mut store = self.store;
            if store == Store::ActivatedF32(Activation::Gelu) && S::LANES <= 8 {
                gelu_by_fours::<S>(sums.as_flattened_mut());
                store = Store::F32;
            }
            for (i, sums) in sums.iter().enumerate() {
                let target = self.output.row(row + i);
                for (v, sum) in sums.iter().enumerate() {
                    let column = column + v * S::LANES;
                    let columns = self.layer.outputs.saturating_sub(column).min(S::LANES);
                    put::<S>(store, target, column, columns, *sum);
                }
            }
        }
        ROWS
    }
}
