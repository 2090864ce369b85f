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

/// A row of numbers that look random and are the same for the same seed.
#[derive(Debug, Clone)]
pub struct Draws(u64);

impl Draws {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Draws(seed)
    }

    /// The next number, from 0 up to but not 1.
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (mix(self.0) >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::{Draws, normal};

    #[test]
    fn draws_are_even_and_follow_their_seed() {
        let mut draws = Draws::new(7);
        let all: Vec<f64> = (0..10_000).map(|_| draws.uniform()).collect();
        assert!(all.iter().all(|v| (0.0..1.0).contains(v)));
        assert!((all.iter().sum::<f64>() / 10_000.0 - 0.5).abs() < 0.02);
        assert_eq!(Draws::new(7).uniform(), all[0]);
        assert_ne!(Draws::new(8).uniform(), all[0]);
    }

    #[test]
    fn mean_variance_and_neighbours() {
        let all: Vec<f64> = (0..100_000).map(|i| f64::from(normal(i))).collect();
        let mean_of = |f: &dyn Fn(usize) -> f64| (1..all.len()).map(f).sum::<f64>() / (all.len() - 1) as f64;
        let found = [mean_of(&|i| all[i]), mean_of(&|i| all[i] * all[i]) - 1.0, mean_of(&|i| all[i] * all[i - 1])];
        assert!(found.iter().all(|v| v.abs() < 0.02), "{found:?}");
    }
}
