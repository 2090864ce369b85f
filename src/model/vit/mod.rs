//! The vision transformer: its tensors, its graph, and how it runs on the kernels.

pub mod encoder;
mod front;
mod front_graph;
pub mod recognise;
pub mod shape;
