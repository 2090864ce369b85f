//! A chip as rows of patches: what turns the patch convolution into a linear layer.

/// A chip: planes of rows of pixels.
#[derive(Clone, Copy)]
pub(super) struct Image<'a> {
    /// `bands` planes, one after the other.
    pub pixels: &'a [f32],
    /// Planes.
    pub bands: usize,
    /// Pixels in a row.
    pub columns: usize,
    /// Pixels along a patch's side.
    pub patch: usize,
    /// Other numbers of each patch, as many for all, that follow its pixels.
    pub beside: &'a [f32],
}

impl Image<'_> {
    /// Patches of the chip.
    pub fn patches(&self) -> usize {
        self.pixels.len() / self.bands / (self.patch * self.patch)
    }

    /// Writes a patch as the convolution's weights lie (band, row, column), and then what stands beside it.
    ///
    /// # Panics
    ///
    /// The chip has no such patch.
    ///
    /// # Safety
    ///
    /// - `to` has room for `bands` times `patch` times `patch` numbers, and for a patch's share of those beside.
    pub unsafe fn gather(&self, number: usize, to: *mut f32) {
        let side = self.patch;
        let across = self.columns / side;
        let plane = self.pixels.len() / self.bands;
        let corner = number / across * side * self.columns + number % across * side;
        let mut to = to;
        for band in 0..self.bands {
            for row in 0..side {
                let from = &self.pixels[band * plane + corner + row * self.columns..][..side];
                // SAFETY: `side` numbers for each row and band are what the caller gives.
                unsafe {
                    std::ptr::copy_nonoverlapping(from.as_ptr(), to, side);
                    to = to.add(side);
                }
            }
        }
        let count = self.beside.len() / self.patches();
        let from = &self.beside[number * count..][..count];
        // SAFETY: `count` numbers more are what the caller gives.
        unsafe { std::ptr::copy_nonoverlapping(from.as_ptr(), to, count) };
    }
}
