//! Named tensors of a network, as float32.

use std::collections::BTreeMap;

/// One tensor, row-major.
#[derive(Debug, Clone)]
pub struct Tensor {
    /// Extents, outermost first.
    pub shape: Vec<usize>,
    /// Values.
    pub values: Vec<f32>,
}

/// Tensors by name, in the order of their names.
#[derive(Debug, Clone, Default)]
pub struct Weights(pub BTreeMap<String, Tensor>);

/// A tensor that a network has: its name and extents.
pub type Expected = (String, Vec<usize>);

impl Weights {
    /// The tensor's extents.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.0.get(name).map(|t| t.shape.as_slice())
    }

    /// Number of values.
    pub fn parameters(&self) -> usize {
        self.0.values().map(|t| t.values.len()).sum()
    }

    /// Compares with what a network has: every missing, extra or misshapen tensor is named, a few of each.
    pub fn check(&self, expected: &[Expected]) -> Result<(), String> {
        let wrong = expected.iter().filter_map(|(name, shape)| match self.shape(name) {
            None => Some(format!("{name} is missing")),
            Some(found) if found != shape => Some(format!("{name} is {found:?} instead of {shape:?}")),
            Some(_) => None,
        });
        let extra =
            self.0.keys().filter(|k| !expected.iter().any(|(name, _)| name == *k)).map(|k| format!("{k} is unknown"));
        let found: Vec<_> = wrong.chain(extra).collect();
        match found.len() {
            0 => Ok(()),
            n if n > 6 => Err(format!("{}, and {} more", found[..6].join(", "), n - 6)),
            _ => Err(found.join(", ")),
        }
    }
}
