//! Whether two dates compare: one processing level, and reflectance that is known of both.

use super::scene::Scene;
use crate::error::{Error, Result};
use crate::pipeline::options::Dates;
use crate::raster::RasterSource;
use crate::raster::reflectance::Evidence;

/// Refuses dates that do not compare, unless the caller wants them mixed. Conventions that differ and are known of each
/// date are no reason: each date is converted by its own, which is said.
pub fn agree(first: &mut Scene, second: &mut Scene, dates: &Dates) -> Result<()> {
    let against: Vec<String> = [levels(first, second), conventions(first, second, dates)]
        .into_iter()
        .flatten()
        .chain(findings(first, second))
        .collect();
    if !against.is_empty() {
        let text = format!("the two dates do not compare: {}", against.join("; "));
        if !dates.mixed {
            return Err(Error::Reflectance {
                path: second.source.name().into(),
                message: format!("{text}; ask for mixed to compare them as they are"),
            });
        }
        first.facts.warnings.push(text);
    }
    if first.reflectance.rules != second.reflectance.rules {
        second.facts.reflectance +=
            &format!("; the first date is {}: each is converted by its own", first.reflectance.convention);
    }
    // Both are RFC 3339 in UTC, so they compare as text.
    if !second.facts.date.is_empty() && first.facts.date > second.facts.date {
        first.facts.warnings.push(format!(
            "was sensed on {}, later than the second date ({}): is the order meant?",
            first.facts.date, second.facts.date
        ));
    }
    Ok(())
}

fn levels(first: &Scene, second: &Scene) -> Option<String> {
    let (a, b) = (&first.facts.level, &second.facts.level);
    (!a.is_empty() && !b.is_empty() && a != b).then(|| {
        format!(
            "{} is {a} and {} is {b}: their reflectances differ everywhere",
            first.source.name(),
            second.source.name()
        )
    })
}

fn conventions(first: &Scene, second: &Scene, dates: &Dates) -> Option<String> {
    // One word was said for both, and it goes against what only one of them tells of itself.
    let against = |s: &Scene| s.disagreement.as_ref().map(|d| format!("{}: {d}", s.source.name()));
    if dates.one_reflectance
        && let (Some(one), None) | (None, Some(one)) = (against(first), against(second))
    {
        return Some(format!("{one}; say reflectance for the first date and reflectance-after for the second"));
    }
    let (a, b) = (&first.reflectance, &second.reflectance);
    let concluded = [a, b].iter().any(|r| r.evidence == Evidence::Values);
    (concluded && a.rules != b.rules).then(|| {
        format!(
            "{} is {} ({}) and {} is {} ({}), and one of these is concluded from values alone; say reflectance for the \
             first date and reflectance-after for the second",
            first.source.name(),
            a.convention,
            a.reason,
            second.source.name(),
            b.convention,
            b.reason
        )
    })
}

/// What the data say against a convention, where they say it of one date only.
fn findings(first: &Scene, second: &Scene) -> Vec<String> {
    if first.finding == second.finding {
        return vec![];
    }
    let text = |s: &Scene| s.finding.map(|f| format!("{} ({}): {}", s.source.name(), s.facts.reflectance, f.text()));
    [first, second].into_iter().filter_map(text).collect()
}
