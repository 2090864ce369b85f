//! A convention: how raw values become reflectance × 10000, and from what that was decided.

use std::fmt;

/// Reflectance × 10000 of a reflectance of 1.
pub(super) const QUANTIFICATION: f64 = 10_000.0;
/// Additive offset of baseline 04.00 and later, DN.
pub(super) const OFFSET: f64 = -1000.0;

/// From what a convention was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The caller said it.
    Said,
    /// Metadata tell it.
    Metadata,
    /// Metadata are silent; the range of values tells it.
    Values,
}

/// What rules amount to; shown as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    /// Reflectance × 10000: `dn`.
    Dn,
    /// The same with +1000: `dn-offset`.
    DnOffset,
    /// Reflectance: `unit`.
    Unit,
    /// Anything else: `scale/offset`.
    ScaleOffset,
}

impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Convention::Dn => "dn",
            Convention::DnOffset => "dn-offset",
            Convention::Unit => "unit",
            Convention::ScaleOffset => "scale/offset",
        })
    }
}

/// How raw values become reflectance × 10000: `raw × scale + offset`, per band.
#[derive(Debug, Clone, PartialEq)]
pub struct Reflectance {
    /// What the rules amount to.
    pub convention: Convention,
    /// Factor on raw values, and what is added after it, per band.
    pub rules: Vec<(f64, f64)>,
    /// From what it was decided.
    pub evidence: Evidence,
    /// The same for people and for provenance.
    pub reason: String,
}

impl Reflectance {
    /// Rules per band. The convention follows from them.
    pub fn new(rules: Vec<(f64, f64)>, evidence: Evidence, reason: impl Into<String>) -> Self {
        let all = |rule: (f64, f64)| rules.iter().all(|r| *r == rule);
        let convention = match () {
            () if all((1.0, 0.0)) => Convention::Dn,
            () if all((1.0, OFFSET)) => Convention::DnOffset,
            () if all((QUANTIFICATION, 0.0)) => Convention::Unit,
            () => Convention::ScaleOffset,
        };
        Reflectance { convention, rules, evidence, reason: reason.into() }
    }

    /// One rule for all bands.
    pub(super) fn same(scale: f64, offset: f64, bands: usize, evidence: Evidence, reason: impl Into<String>) -> Self {
        Reflectance::new(vec![(scale, offset); bands], evidence, reason)
    }

    /// Converts raw values in place, band by band.
    pub fn apply(&self, values: &mut [f32]) {
        let area = values.len() / self.rules.len().max(1);
        for (band, &(scale, offset)) in values.chunks_exact_mut(area.max(1)).zip(&self.rules) {
            if scale != 1.0 || offset != 0.0 {
                let (scale, offset) = (scale as f32, offset as f32);
                band.iter_mut().for_each(|v| *v = *v * scale + offset);
            }
        }
    }

    /// One raw value of a band as reflectance × 10000.
    pub(super) fn value(&self, band: usize, raw: f64) -> f64 {
        let (scale, offset) = self.rules[band];
        raw * scale + offset
    }
}
