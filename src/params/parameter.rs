//! What a parameter is, and how one value of it is checked.

use super::tasks::Task;
use crate::error::{Error, Result};

/// What a parameter's value looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A file; may be empty.
    Path(File),
    /// `YES` or `NO`.
    Flag,
    /// A whole number in a range, both ends included.
    Integer(i64, i64),
    /// A number in a range, both ends included.
    Number(f64, f64),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, or a number in a range.
    ChoiceOrNumber(&'static [&'static str], f64, f64),
    /// One of these words, or a scale and an offset.
    ChoiceOrScale(&'static [&'static str]),
    /// One of these words, or another text that the parameter's help describes.
    ChoiceOrText(&'static [&'static str]),
    /// One of these words, or a file.
    ChoiceOrPath(&'static [&'static str], File),
    /// Any number of texts, one for each time the parameter is given.
    List,
}

/// What kind of file a job may be given besides its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// An encoder.
    Model,
    /// A mask of classes.
    Raster,
    /// Polygons.
    Vector,
    /// Points or polygons.
    Places,
    /// A saved PCA basis, which is written where it does not exist.
    Basis,
    /// What change learned from its dates, which is written where it does not exist.
    Fit,
    /// A library of code.
    Library,
    /// A folder.
    Folder,
}

impl File {
    /// Its name in the table's JSON.
    pub fn name(self) -> &'static str {
        match self {
            File::Model => "model",
            File::Raster => "raster",
            File::Vector => "vector",
            File::Places => "places",
            File::Basis => "basis",
            File::Fit => "fit",
            File::Library => "library",
            File::Folder => "folder",
        }
    }
}

/// What another parameter must be for one to act.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// The other parameter.
    pub name: &'static str,
    /// Values of it.
    pub values: &'static [&'static str],
    /// Whether it must have one of them, or none of them.
    pub has: bool,
}

/// How a door spells a parameter with a value, which is empty for any.
pub type Spelling = fn(&Parameter, &str) -> String;

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Name in C options and QGIS; the command line has it in lower case with hyphens.
    pub name: &'static str,
    /// Values.
    pub kind: Kind,
    /// Unit of a number, or empty.
    pub unit: &'static str,
    /// Default as text; empty means "not set".
    pub default: &'static str,
    /// One or two sentences.
    pub help: &'static str,
    /// Rarely needed: folded away in dialogs.
    pub advanced: bool,
    /// Whether it says something about results; what concerns one machine alone is not recorded in outputs.
    pub recorded: bool,
    /// Tasks that it belongs to.
    pub tasks: &'static [Task],
    /// It acts only where one of these holds; of none, always.
    pub needs: &'static [Need],
}

impl Parameter {
    /// The command line's spelling: lower case with hyphens.
    pub fn flag(&self) -> String {
        self.name.to_ascii_lowercase().replace('_', "-")
    }

    /// Whether a value names a file.
    pub fn is_path(&self) -> bool {
        matches!(self.kind, Kind::Path(_) | Kind::ChoiceOrPath(..))
    }

    /// As a C option: `ALIGN=YES`.
    pub fn as_option(&self, value: &str) -> String {
        if value.is_empty() { self.name.into() } else { format!("{}={value}", self.name) }
    }

    /// As on the command line: `--align`, `--mask none`.
    pub fn as_flag(&self, value: &str) -> String {
        let is_bare = value.is_empty() || self.kind == Kind::Flag;
        if is_bare { format!("--{}", self.flag()) } else { format!("--{} {value}", self.flag()) }
    }

    /// Whether it can act beside the other parameters' values.
    pub fn acts<'a>(&self, value_of: impl Fn(&str) -> &'a str) -> bool {
        let is_one = |need: &Need| need.values.iter().any(|value| value.eq_ignore_ascii_case(value_of(need.name)));
        let holds = |need: &Need| need.has == is_one(need);
        self.needs.is_empty() || self.needs.iter().any(holds)
    }

    /// Checks a value and gives its canonical text.
    ///
    /// # Errors
    /// [`Error::Argument`] says what was expected.
    pub fn check(&self, value: &str) -> Result<String> {
        let refuse =
            |expected: String| Err(Error::refused(self.name, format!("{}={value}: expected {expected}", self.name)));
        let in_range = |low: f64, high: f64| value.trim().parse::<f64>().is_ok_and(|v| v >= low && v <= high);
        let word = |words: &[&str]| words.iter().find(|w| w.eq_ignore_ascii_case(value.trim())).map(|w| w.to_string());
        match self.kind {
            Kind::Text | Kind::Path(_) | Kind::List => Ok(value.to_owned()),
            Kind::Flag => match value.trim().to_ascii_uppercase().as_str() {
                "YES" | "TRUE" | "ON" | "1" => Ok("YES".into()),
                "NO" | "FALSE" | "OFF" | "0" => Ok("NO".into()),
                _ => refuse("YES or NO".into()),
            },
            Kind::Integer(low, high) => match value.trim().parse::<i64>() {
                Ok(v) if v >= low && v <= high => Ok(v.to_string()),
                _ => refuse(format!("a whole number from {low} to {high}")),
            },
            Kind::Number(low, high) if in_range(low, high) => Ok(value.trim().to_owned()),
            Kind::Number(low, high) => refuse(format!("a number from {low} to {high}")),
            Kind::ChoiceOrScale(words) | Kind::ChoiceOrText(words) | Kind::ChoiceOrPath(words, _) => {
                Ok(word(words).unwrap_or_else(|| value.trim().to_owned()))
            }
            Kind::Choice(words) => word(words).map_or_else(|| refuse(format!("one of {}", words.join(", "))), Ok),
            Kind::ChoiceOrNumber(words, low, high) => match word(words) {
                Some(w) => Ok(w),
                None if in_range(low, high) => Ok(value.trim().to_owned()),
                None => refuse(format!("{} or a number from {low} to {high}", words.join(", "))),
            },
        }
    }
}
