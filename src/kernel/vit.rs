//! The whole vision transformer (Dosovitskiy et al., 2021) of one chip on packed weights.
//!
//! Rows (tokens) are independent of each other everywhere but in attention. So
//! a layer is two rounds of work: attention, by head and block of queries,
//! whose results take the place of the queries; then, by block of rows,
//! everything up to the next layer's queries, keys and values. What lies
//! between two steps of a block of rows (its normalised rows, its hidden layer)
//! never leaves the cache.
use std::cell::RefCell;
use std::sync::Mutex;

use super::Precision;
use super::attention::{Head, pair_values};
use super::buffer::{Table, Words};
use super::detect::Isa;
use super::int8::attention as bytes;
use super::layer_norm::LayerNorm;
use super::linear::PackedLinear;
use super::mixed::{around_attention, attention_on_bytes};
use super::mlp::Mlp;
use super::pages::{LINE, Pages};
use super::patches::Image;
use super::store::Store;
use super::threads::Threads;
use super::weights::{LinearWeights, NormWeights, VitWeights};

/// A multiple of every tile's height.
const TILE: usize = 96;

/// A vision transformer, packed for one instruction set and one precision.
///
/// It does not change, so many threads may run chips through it at once.
pub struct Vit {
    isa: Isa,
    precision: Precision,
    /// Whether attention runs on bytes: then queries, keys and values are f32, whatever the precision.
    bytes: bool,
    /// With f32: keys and values are copied, head by head, to where a head's lie side by side.
    lay_out: bool,
    bands: usize,
    patch: usize,
    beside: usize,
    heads: usize,
    width: usize,
    registers: usize,
    tokens: usize,
    /// Rows that go through a layer together.
    piece: usize,
    embedding: PackedLinear,
    positions: Vec<f32>,
    blocks: Vec<Block>,
    norm: LayerNorm,
    /// Memory of chips that are done, for those to come.
    idle: Mutex<Vec<Workspace>>,
}

struct Block {
    norm1: LayerNorm,
    qkv: PackedLinear,
    proj: PackedLinear,
    norm2: LayerNorm,
    mlp: Mlp,
}

/// What one chip needs between its layers.
struct Workspace {
    /// The residual stream, f32.
    stream: Words,
    /// Queries (later: results), keys and values of all tokens.
    qkv: Words,
    /// Head by head, keys and values as bytes, or with bf16 the values as pairs of tokens, or all keys, then all values.
    pairs: Words,
}

/// What one thread needs within a piece of work.
#[derive(Default)]
struct Scratch {
    rows: Words,
    hidden: Words,
    attention: Words,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Vit {
    /// Packs the weights.
    ///
    /// # Panics
    ///
    /// The lengths of the weights do not fit each other.
    pub fn new(isa: Isa, precision: Precision, weights: &VitWeights<'_>) -> Self {
        let width = weights.norm.scale.len();
        assert!(width.is_multiple_of(2 * weights.heads), "heads have an even number of channels");
        assert!(weights.positions.len().is_multiple_of(width), "positions have whole rows");
        let tokens = weights.positions.len() / width;
        let mut pages = Pages::holding(weights.numbers() * precision.bits() / 32);
        let norm = |norm: NormWeights<'_>| LayerNorm::new(norm.scale, norm.shift, norm.epsilon);
        let mut layer = |precision: Precision, layer: LinearWeights<'_>| {
            PackedLinear::new(&mut pages, isa, precision, layer.weight, Some(layer.bias), layer.bias.len())
        };
        // The embedding stays f32: it is a two-hundredth of the work and sees the pixels themselves.
        let embedding = layer(Precision::F32, weights.embedding);
        assert_eq!(embedding.outputs(), width, "shape of the embedding");
        let inputs = weights.bands * weights.patch * weights.patch + weights.beside;
        assert_eq!(embedding.inputs(), inputs, "shape of the embedding");
        let blocks = weights.blocks.iter().enumerate().map(|(i, block)| {
            let [before, behind] = around_attention(isa, precision, i, weights.blocks.len());
            let block = Block {
                norm1: norm(block.norm1),
                qkv: layer(before, block.qkv),
                proj: layer(behind, block.proj),
                norm2: norm(block.norm2),
                mlp: Mlp::new(block, width, |weights| layer(precision, weights)),
            };
            assert_eq!((block.qkv.inputs(), block.qkv.outputs()), (width, 3 * width), "shape of qkv");
            assert_eq!((block.proj.inputs(), block.proj.outputs()), (width, width), "shape of proj");
            block
        });
        Self {
            isa,
            precision,
            bytes: attention_on_bytes(isa, precision),
            // A narrow block of queries reads all keys and values again and again; from rows as long as
            // `qkv`'s, each on a page of its own, this takes a seventh more time than the copies do.
            lay_out: precision == Precision::F32 && isa.panel() < 32 && !attention_on_bytes(isa, precision),
            bands: weights.bands,
            patch: weights.patch,
            beside: weights.beside,
            heads: weights.heads,
            width,
            registers: weights.registers,
            tokens,
            piece: tokens.div_ceil(tokens.div_ceil(isa.rows())).next_multiple_of(TILE),
            embedding,
            positions: weights.positions.to_vec(),
            blocks: blocks.collect(),
            norm: norm(weights.norm),
            idle: Mutex::default(),
        }
    }

    /// Encodes a normalised chip (`bands` planes of rows of `columns` pixels), and what stands `beside` each patch,
    /// into one row of `width` numbers for each patch.
    ///
    /// # Panics
    ///
    /// The chip's size does not give the number of patches that the positions have, or
    /// `features` has not `width` numbers for each patch, or `beside` another count than the weights have.
    pub fn run(&self, chip: &[f32], columns: usize, beside: &[f32], features: &mut [f32], threads: &dyn Threads) {
        let height = chip.len() / (self.bands * columns);
        assert_eq!(chip.len(), self.bands * columns * height, "a chip has whole rows");
        let patches = (height / self.patch) * (columns / self.patch);
        assert_eq!(self.registers + patches, self.tokens, "registers and patches are the tokens");
        assert_eq!(features.len(), self.width * patches, "features have one number for each channel and patch");
        assert_eq!(beside.len(), self.beside * patches, "numbers beside the patches");
        let mut memory = self.idle.lock().ok().and_then(|mut idle| idle.pop()).unwrap_or_else(|| self.workspace());
        let image = Image { pixels: chip, bands: self.bands, columns, patch: self.patch, beside };
        Chip {
            vit: self,
            image,
            stream: Table::new(&mut memory.stream, self.width),
            qkv: Table::new(&mut memory.qkv, self.table().words(3 * self.width)),
            pairs: Table::new(&mut memory.pairs, self.width / self.heads),
            features: Table::of(features, self.width),
        }
        .run(threads);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(memory);
        }
    }

    /// Memory for a chip.
    fn workspace(&self) -> Workspace {
        let stream = self.tokens * self.width;
        let qkv = self.tokens * self.table().words(3 * self.width);
        let pairs = if self.bytes {
            self.heads * bytes::words(self.width / self.heads, self.tokens)
        } else if self.precision == Precision::Bf16 {
            self.tokens.div_ceil(2) * self.width
        } else if self.lay_out {
            2 * self.tokens * self.width
        } else {
            0
        };
        let mut pages = Pages::holding(stream + qkv + pairs + 3 * LINE);
        let mut words = |len| Words::on(&mut pages, len);
        Workspace { stream: words(stream), qkv: words(qkv), pairs: words(pairs) }
    }

    /// What the table of queries, keys and values holds.
    fn table(&self) -> Precision {
        if self.bytes { Precision::F32 } else { self.precision }
    }
}

/// A chip on its way.
struct Chip<'a> {
    vit: &'a Vit,
    image: Image<'a>,
    stream: Table<'a>,
    qkv: Table<'a>,
    pairs: Table<'a>,
    features: Table<'a>,
}

impl Chip<'_> {
    fn run(&self, threads: &dyn Threads) {
        let vit = self.vit;
        let pieces = vit.tokens.div_ceil(vit.piece);
        let rows = |piece: usize| (piece * vit.piece, vit.piece.min(vit.tokens - piece * vit.piece));
        threads.for_each(pieces, &|piece| {
            let (first, count) = rows(piece);
            SCRATCH.with_borrow_mut(|scratch| {
                self.embed(first, count, scratch);
                self.project(0, first, count, scratch);
            });
        });
        for layer in 0..vit.blocks.len() {
            // After the last attention, nothing reads the registers any more.
            let dropped = if layer + 1 == vit.blocks.len() { vit.registers } else { 0 };
            let width = vit.isa.panel();
            let blocks = (vit.tokens - dropped).div_ceil(width);
            if vit.bytes {
                threads.for_each(vit.heads, &|head| self.round(head));
            }
            threads.for_each(vit.heads * blocks, &|piece| {
                let first = dropped + piece % blocks * width;
                let count = width.min(vit.tokens - first);
                SCRATCH.with_borrow_mut(|scratch| self.attend(piece / blocks, first, count, scratch));
            });
            threads.for_each(pieces, &|piece| {
                let (first, count) = rows(piece);
                SCRATCH.with_borrow_mut(|scratch| {
                    self.finish_block(layer, first, count, scratch);
                    self.project(layer + 1, first, count, scratch);
                });
            });
        }
    }

    /// The rows of the stream before the first block.
    fn embed(&self, first: usize, count: usize, scratch: &mut Scratch) {
        let vit = self.vit;
        let inputs = vit.embedding.inputs();
        scratch.rows.grow(vit.piece * inputs);
        let gathered = Table::new(&mut scratch.rows, inputs);
        let skip = vit.registers.saturating_sub(first).min(count);
        for row in first..first + count {
            let position = &vit.positions[row * vit.width..][..vit.width];
            // SAFETY: the row belongs to this piece of work alone, and to nobody's slice.
            unsafe { std::ptr::copy_nonoverlapping(position.as_ptr(), self.stream.row(row), vit.width) };
        }
        for row in first + skip..first + count {
            // SAFETY: `gathered` has a row for each of the piece of `inputs` numbers, borrowed by this call alone.
            unsafe { self.image.gather(row - vit.registers, gathered.row(row - first - skip)) };
        }
        let stream = self.stream.below(first + skip);
        // SAFETY: input and output have the rows and widths of the embedding, and differ.
        unsafe { vit.embedding.rows(gathered, count - skip, stream, Store::Add) };
    }

    /// From the stream to the queries, keys and values of a block; behind the last, to the features.
    fn project(&self, layer: usize, first: usize, count: usize, scratch: &mut Scratch) {
        let vit = self.vit;
        let stream = self.stream.below(first);
        let Some(block) = vit.blocks.get(layer) else {
            let skip = vit.registers.saturating_sub(first).min(count);
            let cells = self.features.below(first + skip - vit.registers.min(first + skip));
            // SAFETY: both tables have `count - skip` more rows of the network's width, and differ; the
            // features of these patches are written by this piece of work alone.
            unsafe { vit.norm.rows(vit.isa, stream.below(skip), count - skip, cells, false) };
            return;
        };
        // int8 rounds its rows itself.
        let half = vit.precision == Precision::Bf16 && block.qkv.precision() == Precision::Bf16;
        let words = if half { vit.width / 2 } else { vit.width };
        scratch.rows.grow(vit.piece * words);
        let normal = Table::new(&mut scratch.rows, words);
        let qkv = self.qkv.below(first);
        let store = if vit.table() == Precision::Bf16 { Store::Bf16 } else { Store::F32 };
        // SAFETY: the tables have `count` rows of the layers' widths, differ, and these rows
        // are this piece's alone: attention, which reads all keys, is not under way.
        unsafe {
            block.norm1.rows(vit.isa, stream, count, normal, half);
            if half {
                block.qkv.rows(normal, count, qkv, store);
            } else {
                block.qkv.rows_of_f32(normal, count, qkv, store);
            }
            if vit.table() == Precision::Bf16 {
                for head in 0..vit.heads {
                    let values = self.part(2, head).below(first);
                    pair_values(values, count, vit.width / vit.heads, self.pairs(head).below(first / 2));
                }
            } else if vit.lay_out {
                for (part, head) in [1, 2].into_iter().flat_map(|part| (0..vit.heads).map(move |head| (part, head))) {
                    let from = self.part(part, head).below(first);
                    from.copy(count, vit.width / vit.heads, self.laid_out(part, head).below(first));
                }
            }
        }
    }

    /// A head's part of the table: its queries (0), keys (1) or values (2).
    fn part(&self, part: usize, head: usize) -> Table<'_> {
        let (vit, table) = (self.vit, self.vit.table());
        self.qkv.right(part * table.words(vit.width) + table.words(head * (vit.width / vit.heads)))
    }

    /// A head of which attention runs on bytes.
    fn bytes(&self, head: usize) -> bytes::Head<'_> {
        let (width, tokens) = (self.vit.width / self.vit.heads, self.vit.tokens);
        let memory = self.pairs.right(head * bytes::words(width, tokens));
        bytes::Head { width, tokens, queries: self.part(0, head), memory }
    }

    /// One head's keys and values as bytes.
    fn round(&self, head: usize) {
        // SAFETY: the tables hold all tokens, and only this piece of work touches this head's bytes.
        unsafe { self.bytes(head).round(self.vit.isa, self.part(1, head), self.part(2, head)) };
    }

    /// One head's attention for a block of queries.
    fn attend(&self, head: usize, first: usize, count: usize, scratch: &mut Scratch) {
        let vit = self.vit;
        let half = vit.precision == Precision::Bf16;
        let exact = || Head {
            precision: vit.precision,
            width: vit.width / vit.heads,
            tokens: vit.tokens,
            queries: self.part(0, head),
            keys: if vit.lay_out { self.laid_out(1, head) } else { self.part(1, head) },
            values: match half {
                true => self.pairs(head),
                false if vit.lay_out => self.laid_out(2, head),
                false => self.part(2, head),
            },
        };
        // SAFETY: the tables hold all tokens; only this piece of work touches these queries of
        // this head, and nobody writes keys or values before all pieces are done.
        unsafe {
            if vit.bytes {
                self.bytes(head).run(vit.isa, first, count, &mut scratch.attention);
            } else {
                exact().run(vit.isa, first, count, &mut scratch.attention);
            }
        }
    }

    /// From attention's results to the end of the block.
    fn finish_block(&self, layer: usize, first: usize, count: usize, scratch: &mut Scratch) {
        let vit = self.vit;
        let block = &vit.blocks[layer];
        let half = vit.precision == Precision::Bf16;
        let words = vit.precision.words(vit.width);
        let hidden = block.mlp.hidden(vit.precision);
        scratch.rows.grow(vit.piece * words);
        scratch.hidden.grow(vit.piece * hidden);
        let normal = Table::new(&mut scratch.rows, words);
        let hidden = Table::new(&mut scratch.hidden, hidden);
        let stream = self.stream.below(first);
        // SAFETY: the tables have `count` rows of the layers' widths and differ, and these rows
        // are this piece's alone.
        unsafe {
            let results = self.qkv.below(first);
            if vit.table() == Precision::Bf16 {
                block.proj.rows(results, count, stream, Store::Add);
            } else {
                block.proj.rows_of_f32(results, count, stream, Store::Add);
            }
            block.norm2.rows(vit.isa, stream, count, normal, half);
            block.mlp.add(normal, count, hidden, stream, half);
        }
    }

    /// The values of a head as pairs of tokens.
    fn pairs(&self, head: usize) -> Table<'_> {
        self.pairs.below(head * self.vit.tokens.div_ceil(2))
    }

    /// A head's keys (1) or values (2), where these lie side by side.
    fn laid_out(&self, part: usize, head: usize) -> Table<'_> {
        self.pairs.below(((part - 1) * self.vit.heads + head) * self.vit.tokens)
    }
}
