//! Filling invalid pixels before a chip is encoded, so that their valid neighbours keep their features.
//!
//! Push and pull: averages of valid pixels on ever coarser grids, and back down into the gaps. Near the rim of a gap
//! the fill continues what lies beside it; deep inside it tends to the chip's mean.
//!
//! Measured by `examples/fill_measure` with the default model on three clear scenes under real cloud masks: features of
//! clear cells that touch a masked one move by a cosine distance of 0.001, 0.007 and 0.004, against 0.022, 0.119 and
//! 0.094 with the cloud left in and 0.004, 0.010 and 0.011 with the best constant. Partly masked cells move by 0.02 to
//! 0.06 with at least three quarters of their pixels, by 0.08 to 0.15 with half to three quarters. The median cell of ten
//! pairs of dates changes by 0.11 to 0.52, 0.15 in the middle: a cell is valid from three quarters on, so that the mask
//! adds less than half of what two dates differ by anyhow.

/// Fills the invalid pixels of one square band of `side × side` values in place. Without a single valid pixel the band
/// becomes `fallback`.
pub fn fill_invalid(values: &mut [f32], valid: &[u8], side: usize, fallback: f32) {
    if valid.iter().all(|v| *v != 0) {
        return;
    }
    let weights: Vec<f32> = valid.iter().map(|v| f32::from(u8::from(*v != 0))).collect();
    let (coarse, known) = fill_level(values, &weights, side);
    if !known {
        values.fill(fallback);
        return;
    }
    values.copy_from_slice(&coarse);
}

/// One level: `values` where `weights` is above 0, elsewhere what the next coarser level says.
fn fill_level(values: &[f32], weights: &[f32], side: usize) -> (Vec<f32>, bool) {
    if side == 1 {
        return (values.to_vec(), weights[0] > 0.0);
    }
    let half = side.div_ceil(2);
    let mut sums = vec![0f32; half * half];
    let mut counts = vec![0f32; half * half];
    for y in 0..side {
        for x in 0..side {
            let (from, to) = (y * side + x, (y / 2) * half + x / 2);
            if weights[from] > 0.0 {
                sums[to] += weights[from] * values[from];
                counts[to] += weights[from];
            }
        }
    }
    for (sum, count) in sums.iter_mut().zip(&mut counts) {
        if *count > 0.0 {
            *sum /= *count;
        }
        // Only whether a coarse pixel knows anything matters further up, and more so the more it knows.
        *count = count.min(1.0);
    }
    let (coarse, known) = fill_level(&sums, &counts, half);
    let filled = (0..side * side)
        .map(|i| if weights[i] > 0.0 { values[i] } else { upsampled(&coarse, half, i % side, i / side) });
    (filled.collect(), known)
}

/// The coarse grid at a fine pixel's centre, bilinear.
fn upsampled(coarse: &[f32], half: usize, x: usize, y: usize) -> f32 {
    // Fine pixel 2k lies a quarter below coarse pixel k's centre, 2k+1 a quarter above.
    let neighbour = |i: usize| if i.is_multiple_of(2) { (i / 2).saturating_sub(1) } else { (i / 2 + 1).min(half - 1) };
    let (x0, y0, x1, y1) = (x / 2, y / 2, neighbour(x), neighbour(y));
    let at = |x: usize, y: usize| coarse[y * half + x];
    0.5625 * at(x0, y0) + 0.1875 * (at(x1, y0) + at(x0, y1)) + 0.0625 * at(x1, y1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn valid_pixels_stay_and_gaps_lie_between_them(side in 1usize..40, seed in 0u32..1000) {
            let noise = |i: usize| ((i as u32).wrapping_mul(2654435761).wrapping_add(seed * 977) >> 16) as f32;
            let original: Vec<f32> = (0..side * side).map(noise).collect();
            let valid: Vec<u8> = (0..side * side).map(|i| u8::from((noise(i + 7) as u32).is_multiple_of(3))).collect();
            let mut filled = original.clone();
            fill_invalid(&mut filled, &valid, side, -1.0);
            let known: Vec<f32> = (0..side * side).filter(|&i| valid[i] != 0).map(|i| original[i]).collect();
            let (low, high) = known.iter().fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
            for i in 0..side * side {
                if valid[i] != 0 {
                    prop_assert_eq!(filled[i], original[i]);
                } else if known.is_empty() {
                    prop_assert_eq!(filled[i], -1.0);
                } else {
                    let slack = 1e-3 * high.abs();
                    prop_assert!(filled[i] >= low - slack && filled[i] <= high + slack);
                }
            }
        }
    }

    #[test]
    fn a_gap_in_a_constant_field_vanishes() {
        let mut band = vec![1234.0; 64 * 64];
        let mut valid = vec![1u8; 64 * 64];
        for y in 10..50 {
            for x in 20..64 {
                band[y * 64 + x] = 0.0;
                valid[y * 64 + x] = 0;
            }
        }
        fill_invalid(&mut band, &valid, 64, 0.0);
        assert!(band.iter().all(|v| (v - 1234.0).abs() < 0.01));
    }
}
