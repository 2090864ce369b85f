//! The chi-square distribution of five degrees of freedom, one for each band.

/// Probability that a chi-square of five degrees of freedom is at most `x`:
/// `erf(√(x/2)) − e^(−x/2) · √(2x/π) · (1 + x/3)` (Abramowitz and Stegun 26.4.4).
pub fn chi_square_5(x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let tail = (-x / 2.0).exp() * (2.0 * x / std::f64::consts::PI).sqrt() * (1.0 + x / 3.0);
    (libm::erf((x / 2.0).sqrt()) - tail).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::chi_square_5;

    #[test]
    fn known_quantiles() {
        // scipy.stats.chi2(5).cdf
        for (x, p) in [(0.554_298, 0.01), (4.351_46, 0.5), (11.070_5, 0.95), (15.086_27, 0.99), (20.515, 0.999)] {
            assert!((chi_square_5(x) - p).abs() < 1e-5, "{x}: {}", chi_square_5(x));
        }
        assert_eq!([chi_square_5(0.0), chi_square_5(1e6)], [0.0, 1.0]);
    }
}
