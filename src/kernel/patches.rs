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
}

impl Image<'_> {
    /// Writes a patch as the convolution's weights lie: band, row, column.
    ///
    /// # Panics
    ///
    /// The chip has no such patch.
    ///
    /// # Safety
    ///
    /// - `to` has room for `bands` times `patch` times `patch` numbers.
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
    }
}
