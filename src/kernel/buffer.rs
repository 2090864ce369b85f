//! Memory for the kernels: 32-bit words on cache lines, and the tables that they share.
use std::marker::PhantomData;

use super::pages::{LINE, Line, Pages, Part};

/// Words of 32 bits, aligned to 64 bytes and zero at first: f32, pairs of bf16, or four bytes.
pub(super) struct Words {
    lines: Lines,
    len: usize,
}

enum Lines {
    /// On the heap; may grow.
    Own(Vec<Line>),
    /// Among others on large pages.
    Part(Part),
}

impl Default for Words {
    fn default() -> Self {
        Self { lines: Lines::Own(Vec::new()), len: 0 }
    }
}

impl Words {
    /// `len` zero words.
    pub fn new(len: usize) -> Self {
        let mut words = Self::default();
        words.grow(len);
        words
    }

    /// `len` zero words on large pages, or on the heap where there are none.
    pub fn on(pages: &mut Pages, len: usize) -> Self {
        match pages.part(len.div_ceil(LINE)) {
            Some(part) => Self { lines: Lines::Part(part), len },
            None => Self::new(len),
        }
    }

    /// At least `len` words; new ones are zero, old ones stay.
    ///
    /// # Panics
    ///
    /// They lie on large pages, among others, and are fewer; or there is no memory for them.
    pub fn grow(&mut self, len: usize) {
        if len > self.len {
            let Lines::Own(lines) = &mut self.lines else { panic!("words on large pages do not grow") };
            let wanted = len.div_ceil(LINE);
            if lines.try_reserve_exact(wanted - lines.len()).is_err() {
                panic!("{}{wanted} lines of the kernels' tables have no room", crate::memory::OUT_OF_MEMORY);
            }
            lines.resize(wanted, Line([0; LINE]));
            self.len = len;
        }
    }

    /// The first word; valid for all words until the next `grow`.
    pub fn pointer(&self) -> *const f32 {
        match &self.lines {
            Lines::Own(lines) => lines.as_ptr().cast(),
            Lines::Part(part) => part.pointer().cast(),
        }
    }

    /// The first word; valid for all words until the next `grow`.
    pub fn pointer_mut(&mut self) -> *mut f32 {
        match &mut self.lines {
            Lines::Own(lines) => lines.as_mut_ptr().cast(),
            Lines::Part(part) => part.pointer().cast(),
        }
    }

    /// The words as f32.
    pub fn floats_mut(&mut self) -> &mut [f32] {
        // SAFETY: the lines hold at least `len` words, every pattern of bits is an f32, and
        // `self` is borrowed for as long as the slice lives.
        unsafe { std::slice::from_raw_parts_mut(self.pointer_mut(), self.len) }
    }

    /// The words as bf16, two for each word.
    pub fn halves_mut(&mut self) -> &mut [u16] {
        // SAFETY: as above, and u16 is aligned where u32 is.
        unsafe { std::slice::from_raw_parts_mut(self.pointer_mut().cast(), 2 * self.len) }
    }

    /// The words as bytes, four for each word.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above, and bytes need no alignment.
        unsafe { std::slice::from_raw_parts_mut(self.pointer_mut().cast(), 4 * self.len) }
    }
}

/// A table of words that several threads write at once, each its own part.
///
/// # Safety of its use
///
/// - The pointer is used only while `'a` lasts (the borrow that made it).
/// - No two threads touch the same word at once unless both only read.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    /// The first word.
    pub at: *mut f32,
    /// Words from a row to the next.
    pub step: usize,
    borrow: PhantomData<&'a mut f32>,
}

// SAFETY: a pointer with a length; those who use it keep to disjoint parts (see above).
unsafe impl Send for Table<'_> {}
// SAFETY: as above.
unsafe impl Sync for Table<'_> {}

impl<'a> Table<'a> {
    /// A view of `words` with `step` words in a row.
    pub fn new(words: &'a mut Words, step: usize) -> Self {
        Self { at: words.pointer_mut(), step, borrow: PhantomData }
    }

    /// A view of `numbers` with `step` in a row.
    pub fn of(numbers: &'a mut [f32], step: usize) -> Self {
        Self { at: numbers.as_mut_ptr(), step, borrow: PhantomData }
    }

    /// The first word of a row.
    #[inline(always)]
    pub fn row(self, row: usize) -> *mut f32 {
        self.at.wrapping_add(row * self.step)
    }

    /// The same memory with `step` words in a row.
    pub fn in_rows_of(self, step: usize) -> Self {
        Self { step, ..self }
    }

    /// The table from this row on.
    pub fn below(self, row: usize) -> Self {
        Self { at: self.row(row), ..self }
    }

    /// The table from this word of each row on.
    pub fn right(self, word: usize) -> Self {
        Self { at: self.at.wrapping_add(word), ..self }
    }

    /// Copies `words` words of each of the first `rows` rows to `to`.
    ///
    /// # Safety
    ///
    /// - Both hold as many, and these do not overlap.
    pub unsafe fn copy(self, rows: usize, words: usize, to: Table<'_>) {
        for row in 0..rows {
            // SAFETY: the caller's obligations.
            unsafe { std::ptr::copy_nonoverlapping(self.row(row), to.row(row), words) }
        }
    }
}
