//! How well scores rank positives above negatives.

/// Area under the ROC curve (ties count half) and average precision (the mean of precision over recall steps, as
/// scikit-learn defines it). `None` unless both kinds are there. Scores that are not finite are left out.
pub fn auc_and_ap(scores: &[f32], positive: &[bool]) -> Option<(f64, f64)> {
    let mut ranked: Vec<(f32, bool)> =
        scores.iter().copied().zip(positive.iter().copied()).filter(|(s, _)| s.is_finite()).collect();
    ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let positives = ranked.iter().filter(|(_, p)| *p).count() as f64;
    let negatives = ranked.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    let (mut area, mut precision_sum) = (0.0, 0.0);
    let (mut hits, mut misses) = (0.0, 0.0);
    // Equal scores stand or fall together.
    for tied in ranked.chunk_by(|a, b| a.0 == b.0) {
        let found = tied.iter().filter(|(_, p)| *p).count() as f64;
        let wrong = tied.len() as f64 - found;
        area += wrong * (hits + found / 2.0);
        (hits, misses) = (hits + found, misses + wrong);
        precision_sum += found * hits / (hits + misses);
    }
    Some((area / (positives * negatives), precision_sum / positives))
}

#[cfg(test)]
mod tests {
    use super::auc_and_ap;

    #[test]
    fn known_rankings() {
        let (t, f) = (true, false);
        assert_eq!(auc_and_ap(&[4.0, 3.0, 2.0, 1.0], &[t, t, f, f]), Some((1.0, 1.0)));
        assert_eq!(auc_and_ap(&[1.0, 2.0, 3.0, 4.0], &[t, t, f, f]).map(|r| r.0), Some(0.0));
        assert_eq!(auc_and_ap(&[1.0, 1.0, 1.0, 1.0], &[t, f, f, f]), Some((0.5, 0.25)));
        // scikit-learn: roc_auc_score 0.75, average_precision_score 0.8333
        let (auc, ap) = auc_and_ap(&[0.1, 0.4, 0.35, 0.8], &[f, f, t, t]).unwrap();
        assert!((auc - 0.75).abs() < 1e-12 && (ap - 0.833_333).abs() < 1e-5);
        assert_eq!(auc_and_ap(&[1.0, f32::NAN], &[t, f]), None);
    }
}
