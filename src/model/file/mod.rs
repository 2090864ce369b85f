//! Model files: PyTorch checkpoints and ONNX graphs, and the network that each of them holds.

pub mod checkpoint;
pub mod exported;
pub mod external;
pub mod load;
pub mod network;
pub mod onnx;
