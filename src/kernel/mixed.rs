//! What runs in which precision: not all parts of a network bear short numbers equally well.
//!
//! Measured by the mean and the smallest cosine of a cell's features to those in f32, with trained and untrained
//! networks: bytes lose far more in the layers around the first and the last attention than in all others, and bf16 in
//! the layer before the last attention, where it moves single cells.
use super::Precision;
use super::detect::Isa;

/// Whether attention runs on bytes.
pub(super) fn attention_on_bytes(isa: Isa, precision: Precision) -> bool {
    precision == Precision::Int8 || precision == Precision::Bf16 && isa.has_vnni()
}

/// The precisions of the linear layers before and behind the attention of a block.
pub(super) fn around_attention(isa: Isa, precision: Precision, block: usize, blocks: usize) -> [Precision; 2] {
    let outer = match precision {
        Precision::Int8 if isa.bf16_pays() => Precision::Bf16,
        Precision::Int8 => Precision::F32,
        other => other,
    };
    match block {
        _ if block + 1 == blocks => [Precision::F32, outer],
        0 => [outer; 2],
        _ => [precision; 2],
    }
}

/// The same in words, for those who read what was recorded.
pub fn arithmetic(isa: Isa, precision: Precision) -> &'static str {
    match (precision, isa.has_vnni(), isa.bf16_pays()) {
        (Precision::F32, ..) => "f32",
        (Precision::Bf16, false, _) => "bf16, linear layer before the last attention in f32",
        (Precision::Bf16, true, _) => "bf16, attention in int8, linear layer before the last attention in f32",
        (Precision::Int8, _, true) => "int8, linear layers around the first and last attention in bf16 and f32",
        (Precision::Int8, _, false) => "int8, linear layers around the first and last attention in f32",
    }
}
