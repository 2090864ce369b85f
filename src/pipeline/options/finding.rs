//! What is looked for in features: examples, labels, clusters.

use crate::error::{Error, Result};
use crate::params::Values;

/// Examples of what is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// Points.
    pub at: Vec<(f64, f64)>,
    /// Reference system of the points.
    pub at_crs: Option<String>,
    /// Vector file of examples.
    pub examples: Option<String>,
    /// Vector file of counter-examples.
    pub counter: Option<String>,
    /// The best example counts, instead of their mean.
    pub union: bool,
    /// Write how the second date's score differs from the first one's.
    pub difference: bool,
}

/// Labels of classes, and how they are learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    /// Vector file of labelled points and polygons.
    pub vector: Option<String>,
    /// Its attribute that names the class.
    pub field: String,
    /// Raster of class numbers.
    pub raster: Option<String>,
    /// Write probability and margin too.
    pub confidence: bool,
    /// Each class counts alike, instead of each cell.
    pub balanced: bool,
    /// Side of a block, in cells.
    pub block: usize,
}

/// How cells are grouped.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// Number of clusters.
    pub clusters: usize,
    /// Where they begin.
    pub seed: u64,
}

/// What is looked for in features.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Examples.
    pub examples: Examples,
    /// Labels.
    pub labels: Labels,
    /// Clusters.
    pub grouping: Grouping,
    /// The image of an input.
    pub image: Option<String>,
}

impl Finding {
    /// From checked values.
    ///
    /// # Errors
    /// [`Error::Argument`] for a value that the table cannot check alone.
    pub(super) fn new(values: &Values) -> Result<Self> {
        let path = |name: &str| values.text_if(name).map(String::from);
        Ok(Finding {
            examples: Examples {
                at: points(values.text("AT"))?,
                at_crs: path("AT_CRS"),
                examples: path("EXAMPLES"),
                counter: path("COUNTER_EXAMPLES"),
                union: values.flag("UNION"),
                difference: values.flag("DIFFERENCE"),
            },
            labels: Labels {
                vector: path("LABELS"),
                field: values.text("CLASS_FIELD").into(),
                raster: path("LABELS_RASTER"),
                confidence: values.flag("CONFIDENCE"),
                balanced: !values.flag("UNBALANCED"),
                block: values.number("BLOCK").map_or(1, |n| n as usize),
            },
            grouping: Grouping {
                clusters: values.number("CLUSTERS").map_or(2, |n| n as usize),
                seed: values.number("SEED").map_or(0, |n| n as u64),
            },
            image: path("IMAGE"),
        })
    }

    /// Files that it names, which are read.
    pub fn files(&self) -> impl Iterator<Item = &String> {
        let (examples, labels) = (&self.examples, &self.labels);
        [&examples.examples, &examples.counter, &labels.vector, &labels.raster, &self.image].into_iter().flatten()
    }
}

fn points(text: &str) -> Result<Vec<(f64, f64)>> {
    let one = |point: &str| -> Option<(f64, f64)> {
        let (x, y) = point.split_once(',')?;
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|v| v.is_finite());
        Some((number(x)?, number(y)?))
    };
    let all = text.split(';').filter(|point| !point.trim().is_empty()).map(one).collect::<Option<Vec<_>>>();
    all.ok_or_else(|| Error::refused("AT", format!("AT={text}: expected x,y, or several separated by semicolons")))
}

#[cfg(test)]
mod tests {
    use super::points;

    #[test]
    fn places_are_pairs_of_numbers() {
        assert_eq!(points("1,2; -3.5,4e2;").unwrap(), [(1.0, 2.0), (-3.5, 400.0)]);
        assert_eq!(points("").unwrap(), []);
        for wrong in ["1", "1,2,3", "1,x", "nan,2"] {
            assert!(points(wrong).unwrap_err().to_string().contains("expected x,y"), "{wrong}");
        }
    }
}
