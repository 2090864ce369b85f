//! From scenes to cells: chips stream over the pixels, an encoder turns them into features, and a store keeps these.

mod chips;
mod context;
mod encoded;
mod finer;
pub mod fit;
mod footprint;
mod image;
mod model_slot;
mod noise;
mod picture;
mod pieces;
mod queue;
mod rows;
mod session;
mod store;
mod validity;
mod workers;

pub use chips::{Encoded, With};
pub use context::{Context, Log, within};
pub use encoded::{EncodedInput, from_raster};
pub use finer::encode;
pub use footprint::{Footprint, chips_over, patches_over, stride};
pub use image::{encode_chips, encode_image};
pub use noise::NoiseResponse;
pub use picture::{LONGEST, Picture};
pub use pieces::{Piece, READ_TOGETHER};
pub use session::Session;
pub use store::FeatureStore;
pub use workers::{Workers, worker_pool};
