//! Percentiles with linear interpolation between ranks, as NumPy's default.

use crate::error::Result;
use crate::memory;

/// The percentiles `shares` (0 to 100) of the finite values; `None` without one.
///
/// # Errors
/// If there is no memory to sort them.
pub fn percentiles(values: impl Iterator<Item = f32>, shares: &[f64]) -> Result<Option<Vec<f64>>> {
    let mut sorted = memory::collected(values.filter(|v| v.is_finite()), "sorted values")?;
    if sorted.is_empty() {
        return Ok(None);
    }
    sorted.sort_unstable_by(f32::total_cmp);
    let at = |share: f64| {
        let rank = share / 100.0 * (sorted.len() - 1) as f64;
        let (low, part) = (rank.floor() as usize, rank.fract());
        let (a, b) = (f64::from(sorted[low]), f64::from(sorted[(low + 1).min(sorted.len() - 1)]));
        a + part * (b - a)
    };
    Ok(Some(shares.iter().map(|s| at(*s)).collect()))
}

#[cfg(test)]
mod tests {
    use super::percentiles;

    #[test]
    fn ranks_are_interpolated() {
        let values = [4.0f32, 1.0, f32::NAN, 3.0, 2.0];
        assert_eq!(percentiles(values.into_iter(), &[0.0, 50.0, 90.0, 100.0]).unwrap().unwrap(), [1.0, 2.5, 3.7, 4.0]);
        assert_eq!(percentiles([f32::NAN].into_iter(), &[50.0]).unwrap(), None);
    }
}
