//! Noise that is the same on every machine.
//!
//! All numbers come from a counter-based hash (SplitMix64's finaliser) of a seed and a lattice
//! position, so there is no state to carry and no order of work to keep. Only `+ - * /`, `sqrt` and
//! `floor` are used: these are exact or correctly rounded everywhere, while `sin`, `exp` and `powf`
//! may differ in the last bit from one C library to the next.

/// Mixes 64 bits well (the finaliser of SplitMix64).
pub(super) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A seed of its own for each use, from the scene's seed and a salt.
pub(super) fn derive(seed: u64, salt: u64) -> u64 {
    mix(mix(seed.wrapping_add(0x9E37_79B9_7F4A_7C15)).wrapping_add(salt))
}

/// Hash of a lattice position.
pub(super) fn hash2(seed: u64, i: i32, j: i32) -> u64 {
    let key = u64::from(i.cast_unsigned()) | (u64::from(j.cast_unsigned()) << 32);
    mix(seed ^ key.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// The upper 24 bits of a hash as a number in 0..1.
pub(super) fn unit(hash: u64) -> f32 {
    (hash >> 40) as f32 / 16_777_216.0
}

/// The number of `salt` that belongs to `hash`, in -1..1: several independent numbers of one hash.
pub(super) fn signed(hash: u64, salt: u64) -> f32 {
    2.0 * unit(derive(hash, salt)) - 1.0
}

/// A nearly normal number (mean 0, deviation 1): the sum of the hash's four 16-bit parts.
pub(super) fn normal(hash: u64) -> f32 {
    let part = |shift: u32| ((hash >> shift) & 0xFFFF) as f32;
    let sum = (part(0) + part(16) + part(32) + part(48)) / 65_536.0;
    (sum - 2.0) * 1.732_050_8
}

/// A direction of length one, from a hash.
pub(super) fn direction(hash: u64) -> (f32, f32) {
    let (x, y) = (signed(hash, 1), signed(hash, 2));
    let length = (x * x + y * y).sqrt();
    if length < 1e-3 { (1.0, 0.0) } else { (x / length, y / length) }
}

/// Cubic step from 0 (at `from`) to 1 (at `to`); falls where `from` is the larger.
pub(super) fn step(from: f32, to: f32, value: f32) -> f32 {
    let t = ((value - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// The largest whole number that is not above `value`; saturates far out.
pub(super) fn floor(value: f32) -> i32 {
    let cut = value as i32;
    if cut as f32 > value { cut.saturating_sub(1) } else { cut }
}

/// Linear mixture of two numbers.
pub(super) fn lerp(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

/// Gradient noise of one wavelength; with octaves on request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise {
    seed: u64,
    frequency: f32,
}

impl Noise {
    /// Noise with a `wavelength` in pixels.
    pub(super) fn new(seed: u64, salt: u64, wavelength: f32) -> Self {
        Self { seed: derive(seed, salt), frequency: 1.0 / wavelength }
    }

    /// One octave at a position in pixels: mean 0, deviation about 0.5, rarely beyond ±1.
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        lattice(self.seed, x * self.frequency, y * self.frequency)
    }

    /// `octaves` octaves, each of half the wavelength and `gain` times the amplitude of the one
    /// before it; scaled to a deviation of about 0.5.
    pub(super) fn fractal(&self, x: f32, y: f32, octaves: u32, gain: f32) -> f32 {
        let (mut u, mut v) = (x * self.frequency, y * self.frequency);
        let (mut sum, mut power, mut amplitude) = (0.0, 0.0, 1.0);
        for octave in 0..octaves {
            sum += amplitude * lattice(self.seed.wrapping_add(u64::from(octave)), u, v);
            power += amplitude * amplitude;
            amplitude *= gain;
            // A turn by the angle of the 3-4-5 triangle keeps the lattices of the octaves apart.
            (u, v) = (1.6 * u - 1.2 * v + 7.3, 1.2 * u + 1.6 * v - 4.1);
        }
        sum / f32::max(power, 1e-6).sqrt()
    }
}

/// Gradient noise on the unit lattice.
fn lattice(seed: u64, u: f32, v: f32) -> f32 {
    let (i, j) = (floor(u), floor(v));
    let (s, t) = (u - i as f32, v - j as f32);
    // This runs some dozen times for each pixel: a lighter hash of 32 bits is good enough.
    let salt = (seed ^ (seed >> 32)) as u32;
    let corner = |di: i32, dj: i32| {
        let column = i.wrapping_add(di).cast_unsigned();
        let row = j.wrapping_add(dj).cast_unsigned();
        let mut hash = salt ^ column.wrapping_mul(0x9E37_79B1) ^ row.wrapping_mul(0x85EB_CA77);
        hash = (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D);
        hash = (hash ^ (hash >> 12)).wrapping_mul(0x297A_2D39);
        hash ^= hash >> 15;
        let part = |bits: u32| bits as i32 as f32 / 32_768.0 - 1.0;
        part(hash & 0xFFFF) * (s - di as f32) + part(hash >> 16) * (t - dj as f32)
    };
    let fade = |p: f32| p * p * p * (p * (p * 6.0 - 15.0) + 10.0);
    let (a, b) = (fade(s), fade(t));
    let top = lerp(corner(0, 0), corner(1, 0), a);
    let bottom = lerp(corner(0, 1), corner(1, 1), a);
    2.1 * lerp(top, bottom, b)
}
