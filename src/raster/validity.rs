//! What takes pixels away, counted in patches.

use crate::geometry::{Patches, Window};

/// Counts of each patch's pixels: valid, without measurement, masked, outside of the area.
#[derive(Debug, Clone)]
pub struct ValidityCounts {
    patches: Patches,
    /// Per patch, row by row.
    pub counts: Vec<[u32; 4]>,
}

impl ValidityCounts {
    pub(super) fn new(patches: Patches) -> Self {
        ValidityCounts { patches, counts: vec![[0; 4]; patches.columns * patches.rows] }
    }

    /// Counts the pixels of a window by their reasons, row by row.
    pub(super) fn add(&mut self, w: Window, reasons: &[u8]) {
        for (y, row) in (w.y..).zip(reasons.chunks_exact(w.width)) {
            let Some(patches) = self.patches.row_of(y) else { continue };
            let counts = &mut self.counts[patches * self.patches.columns..];
            for (x, reason) in (w.x..).zip(row) {
                if let Some(patch) = self.patches.column_of(x) {
                    counts[patch][usize::from(*reason)] += 1;
                }
            }
        }
    }
}
