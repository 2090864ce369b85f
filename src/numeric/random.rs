//! Numbers that look random and are always the same: hashes of a position.

/// Mixes 64 bits well: the finaliser of SplitMix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A nearly normal number (mean 0, variance 1) for a position: the sum of four 16-bit parts of its hash.
pub fn normal(position: u64) -> f32 {
    let hash = mix(position.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let part = |shift: u32| ((hash >> shift) & 0xFFFF) as f32 / 65_536.0;
    (part(0) + part(16) + part(32) + part(48) - 2.0) * 3f32.sqrt()
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn mean_variance_and_neighbours() {
        let all: Vec<f64> = (0..100_000).map(|i| f64::from(normal(i))).collect();
        let mean_of = |f: &dyn Fn(usize) -> f64| (1..all.len()).map(f).sum::<f64>() / (all.len() - 1) as f64;
        let found = [mean_of(&|i| all[i]), mean_of(&|i| all[i] * all[i]) - 1.0, mean_of(&|i| all[i] * all[i - 1])];
        assert!(found.iter().all(|v| v.abs() < 0.02), "{found:?}");
    }
}
