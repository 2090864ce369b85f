//! Linear layers: y = x Wᵀ + b on weights that are packed once.
//!
//! Packed layout: the outputs are cut into panels as wide as a register tile;
//! in a panel, the weights of all its outputs for the first word of input come
//! first, then those for the second, and so on. A tile then reads its panel
//! from front to back, and the activations are used as they lie (row by row).
use std::cell::RefCell;
use std::marker::PhantomData;

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
use super::tile::{Tiles, multiply, panel_of_weights, tallest, walk};

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
                Precision::F32 => {
                    self.isa.run(Rows { layer: self, depth, input, rows, output, store, word: PhantomData::<F32> })
                }
                Precision::Bf16 => {
                    self.isa.run(Rows { layer: self, depth, input, rows, output, store, word: PhantomData::<Bf16> })
                }
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
/// - As [`PackedLinear::rows`]; `depth` is the words of a row of input; `W` says what they are.
struct Rows<'a, W> {
    layer: &'a PackedLinear,
    depth: usize,
    input: Table<'a>,
    rows: usize,
    output: Table<'a>,
    store: Store,
    word: PhantomData<W>,
}

impl<W: Word> Op for Rows<'_, W> {
    type Output = ();
    const MATRICES: bool = W::NUMBERS > 1;

    #[inline(always)]
    unsafe fn run<S: Simd>(mut self) {
        let (panels, rows) = (self.layer.outputs.div_ceil(S::LANES * S::VECTORS), self.rows);
        // SAFETY: the caller's obligations, and the tiles are in range.
        unsafe {
            match (W::NUMBERS, S::VECTORS) {
                (1, 3) => self.exact::<S, 3>(panels),
                (1, _) => self.exact::<S, 2>(panels),
                (_, 3) => walk::<S, 3>(&mut self, panels, rows),
                (_, _) => walk::<S, 2>(&mut self, panels, rows),
            }
        }
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
    /// The bias of a panel.
    #[inline(always)]
    unsafe fn bias<S: Simd, const VECTORS: usize>(&self, panel: usize) -> [S::F; VECTORS] {
        // SAFETY: behind the door; the bias is packed to the full width of its panels.
        unsafe {
            let mut bias = [S::splat(0.0); VECTORS];
            for (v, bias) in bias.iter_mut().enumerate() {
                *bias = S::load(self.layer.bias.pointer().add((panel * VECTORS + v) * S::LANES));
            }
            bias
        }
    }

    /// All tiles of f32, whose sums begin with the bias.
    #[inline(always)]
    unsafe fn exact<S: Simd, const VECTORS: usize>(&self, panels: usize) {
        for panel in 0..panels {
            let mut row = 0;
            // A panel stays in the nearest cache while all rows pass by.
            while row < self.rows {
                // SAFETY: the caller's obligations, and `row` and `panel` are in range.
                row += tallest!(S::ROWS, self.rows - row, ROWS => unsafe {
                    let mut sums = [self.bias::<S, VECTORS>(panel); ROWS];
                    let (depth, left, right) = Tiles::<S, VECTORS>::operands(self, panel, row);
                    multiply::<S, W, ROWS, VECTORS>(&mut sums, depth, left, right);
                    let mut store = self.store;
                    if store == Store::ActivatedF32(Activation::Gelu) && S::LANES <= 8 {
                        gelu_by_fours::<S>(sums.as_flattened_mut());
                        store = Store::F32;
                    }
                    self.put::<S, ROWS, VECTORS>(store, panel, row, &sums);
                    ROWS
                });
            }
        }
    }

    #[inline(always)]
    unsafe fn put<S: Simd, const ROWS: usize, const VECTORS: usize>(
        &self,
        store: Store,
        panel: usize,
        row: usize,
        sums: &[[S::F; VECTORS]; ROWS],
    ) {
        for (i, sums) in sums.iter().enumerate() {
            let target = self.output.row(row + i);
            for (v, sum) in sums.iter().enumerate() {
                let column = (panel * VECTORS + v) * S::LANES;
                let columns = self.layer.outputs.saturating_sub(column).min(S::LANES);
                // SAFETY: the tile lies inside the table (the caller's obligations).
                unsafe { put::<S>(store, target, column, columns, *sum) };
            }
        }
    }
}

impl<S: Simd, W: Word, const VECTORS: usize> Tiles<S, VECTORS> for Rows<'_, W> {
    type Word = W;

    #[inline(always)]
    unsafe fn operands(&self, panel: usize, row: usize) -> (usize, Left, Right) {
        let left = Left { at: self.input.row(row), row_step: self.input.step, step: 1 };
        let weights = self.layer.weights.pointer();
        (self.depth, left, panel_of_weights(weights, S::LANES * VECTORS, self.depth, panel, row))
    }

    #[inline(always)]
    unsafe fn finish<const ROWS: usize>(&mut self, panel: usize, row: usize, sums: &mut [[S::F; VECTORS]; ROWS]) {
        // SAFETY: the tile lies inside the table (the caller's obligations).
        unsafe {
            let bias = self.bias::<S, VECTORS>(panel);
            for sums in sums.iter_mut() {
                for v in 0..VECTORS {
                    sums[v] = S::add(sums[v], bias[v]);
                }
            }
            self.put::<S, ROWS, VECTORS>(self.store, panel, row, sums);
        }
    }
}
