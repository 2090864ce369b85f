//! What a pixel's surface is made of.

use super::spectra::Cover;

/// The surface of one pixel: a cover, and a share of a second one over it, since roads and hedges
/// are narrower than a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Surface {
    pub(super) cover: Cover,
    /// What the cover becomes with the next year's crop; the same outside fields.
    pub(super) next: Cover,
    pub(super) over: Cover,
    pub(super) share: f32,
    /// Brightness and vigour, about -1..1.
    pub(super) tone: f32,
    pub(super) vigour: f32,
}

impl Surface {
    /// A pixel of one cover.
    pub(super) fn plain(cover: Cover, tone: f32, vigour: f32) -> Self {
        Self { cover, next: cover, over: cover, share: 0.0, tone, vigour }
    }

    /// The same with a share of something over it.
    pub(super) fn under(self, over: Cover, share: f32) -> Self {
        if share > self.share { Self { over, share, ..self } } else { self }
    }

    /// Whether the pixel belongs to a field whose crop may turn.
    #[cfg(test)]
    pub(super) fn is_field(&self) -> bool {
        use Cover::{Beet, Cereal, Fallow, Maize, Meadow, Orchard, Rape};
        matches!(self.cover, Meadow | Cereal | Rape | Maize | Beet | Fallow | Orchard)
    }
}
