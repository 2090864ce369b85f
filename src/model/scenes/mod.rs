//! Models that are fitted on the scenes of a job before they encode one of them: they know nothing of their own.
//!
//! Every scene gets band statistics of its own ([`BandStatistics`]), so that light that a whole scene shares is no
//! difference. What else there is to fit is taken from [`Sample`]s of all scenes. To add one, add a file with its
//! [`SceneModel`] and its line in [`scene_model`].

mod fitted;
mod irmad;
mod statistics;
mod texture;
mod vector;

use std::sync::Arc;

pub use fitted::{Chip, Fit, Sample, SceneModel};
pub use irmad::{IRMAD, VARIATES};
pub use statistics::{BandStatistics, BandSums};
pub use texture::TEXTURE;
pub use vector::VECTOR;

/// The model of this name that is fitted on scenes.
pub fn scene_model(name: &str) -> Option<Arc<dyn SceneModel>> {
    match name {
        TEXTURE => Some(Arc::new(texture::Texture::new())),
        IRMAD => Some(Arc::new(irmad::Irmad::new())),
        VECTOR => Some(Arc::new(vector::Vector::new())),
        _ => None,
    }
}
