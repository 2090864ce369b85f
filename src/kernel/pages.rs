//! Memory on large pages, in which weights and tables lie side by side.
//!
//! A chip passes over all weights once for each block of rows. From pages of 4 KB that takes more translations of
//! addresses than the processor keeps; with pages of 2 MB it does not. Linux gives such pages where it is asked to
//! (`madvise`) and only to whole stretches of 2 MB, so that one layer's weights alone would hardly get any. Elsewhere,
//! and where the system declines, the same memory comes in ordinary pages.
use std::sync::Arc;

use memmap2::MmapMut;

/// One cache line; vectors of it are aligned for every vector register.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Line(pub [u32; LINE]);

/// Words in a line.
pub(super) const LINE: usize = 16;

/// A large page, and what a region's start is aligned to.
const PAGE: usize = 2 << 20;

/// Hands out memory from regions of large pages, one part behind the other.
#[derive(Default)]
pub(super) struct Pages {
    /// Least lines of a region. What is never touched takes no memory.
    least: usize,
    region: Option<Arc<Region>>,
    /// Lines of the region that are handed out.
    used: usize,
}

/// Lines of a region that belong to one owner; zero at first.
pub(super) struct Part {
    region: Arc<Region>,
    first: usize,
}

struct Region {
    /// Kept for as long as `start` is used.
    _memory: MmapMut,
    start: *mut Line,
    lines: usize,
}

// SAFETY: plain memory; `Pages` gives each line to one `Part`, and those who use it keep Rust's rules (`Words`).
unsafe impl Send for Region {}
// SAFETY: as above.
unsafe impl Sync for Region {}

impl Pages {
    /// For parts of about `words` words together; a hint, which keeps them side by side.
    pub fn holding(words: usize) -> Self {
        Self { least: words.div_ceil(LINE), ..Self::default() }
    }

    /// Memory for `lines` lines, or none if the system has none.
    pub fn part(&mut self, lines: usize) -> Option<Part> {
        let room = |region: &&Arc<Region>| region.lines - self.used >= lines;
        let region = match self.region.as_ref().filter(room) {
            Some(region) => region.clone(),
            None => {
                self.used = 0;
                self.region.insert(Arc::new(Region::new(lines.max(self.least))?)).clone()
            }
        };
        let first = self.used;
        self.used += lines;
        Some(Part { region, first })
    }
}

impl Part {
    /// The first line.
    pub fn pointer(&self) -> *mut Line {
        self.region.start.wrapping_add(self.first)
    }
}

impl Region {
    /// A region of at least `lines` zero lines.
    fn new(lines: usize) -> Option<Self> {
        let bytes = lines.checked_mul(size_of::<Line>())?.checked_next_multiple_of(PAGE)?;
        let mut memory = MmapMut::map_anon(bytes.checked_add(PAGE)?).ok()?;
        let skip = memory.as_ptr().align_offset(PAGE);
        // A wish: where it is not granted, the memory is as good and only slower.
        #[cfg(target_os = "linux")]
        let _ = memory.advise_range(memmap2::Advice::HugePage, skip, bytes);
        let start = memory.as_mut_ptr().wrapping_add(skip).cast();
        Some(Self { _memory: memory, start, lines: bytes / size_of::<Line>() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::buffer::Words;

    #[test]
    fn parts_are_zero_aligned_and_apart() {
        let region = 1 << 20;
        let mut pages = Pages::holding(region);
        // The last is longer than a region, the others cross from one region to the next.
        let lengths = [1, 17, region / 2, region / 2, region / 4, 0, 2 * region];
        let mut parts: Vec<Words> = lengths.iter().map(|len| Words::on(&mut pages, *len)).collect();
        drop(pages);
        for (i, words) in parts.iter_mut().enumerate() {
            assert_eq!(words.pointer() as usize % 64, 0);
            assert_eq!(words.floats_mut().len(), lengths[i]);
            assert!(words.floats_mut().iter().all(|x| x.to_bits() == 0), "part {i} is not zero");
            words.floats_mut().fill(i as f32 + 1.0);
        }
        for (i, words) in parts.iter_mut().enumerate() {
            assert!(words.floats_mut().iter().all(|x| *x == i as f32 + 1.0), "part {i} is not its own");
        }
    }
}
