//! The one table of parameters. Command line, C options, Python and QGIS read it; nobody declares a parameter twice.
//!
//! To add one: its entry in `table.rs`, and a field where `pipeline::Options` turns values into types.

mod table;

pub use table::TABLE;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::error::{Error, Result};

/// What a parameter's value looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A file; may be empty.
    Path,
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
    /// One of these words, or another text that the parameter's help describes.
    ChoiceOrText(&'static [&'static str]),
    /// Any number of texts, one for each time the parameter is given.
    List,
}

/// What the library can be asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Dense features of one raster.
    Features,
    /// Principal components of one or more rasters.
    Pca,
    /// Change between two dates.
    Change,
    /// One descriptor per raster.
    Describe,
    /// Everything about two dates.
    Run,
    /// Features of an image in memory; not on the command line, as the following.
    Encode,
    /// Features of chips in memory.
    Chips,
    /// Opening a model.
    Open,
    /// A basis of features in memory.
    Basis,
}

/// Every task.
pub const TASKS: [Task; 9] = [
    Task::Features,
    Task::Pca,
    Task::Change,
    Task::Describe,
    Task::Run,
    Task::Encode,
    Task::Chips,
    Task::Open,
    Task::Basis,
];

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
    /// Tasks that it belongs to.
    pub tasks: &'static [Task],
}

/// The parameter with this name.
pub fn find(name: &str) -> Option<&'static Parameter> {
    TABLE.iter().find(|p| p.name.eq_ignore_ascii_case(name))
}

/// The parameters of a task, in the table's order.
pub fn of(task: Task) -> impl Iterator<Item = &'static Parameter> {
    TABLE.iter().filter(move |p| p.tasks.contains(&task))
}

impl Task {
    /// Lower-case name, as the command line has it.
    pub fn name(self) -> &'static str {
        match self {
            Task::Features => "features",
            Task::Pca => "pca",
            Task::Change => "change",
            Task::Describe => "describe",
            Task::Run => "run",
            Task::Encode => "encode",
            Task::Chips => "chips",
            Task::Open => "open",
            Task::Basis => "basis",
        }
    }
}

impl Parameter {
    /// The command line's spelling: lower case with hyphens.
    pub fn flag(&self) -> String {
        self.name.to_ascii_lowercase().replace('_', "-")
    }

    /// Checks a value and gives its canonical text.
    fn check(&self, value: &str) -> Result<String> {
        let refuse = |expected: String| Err(Error::argument(format!("{}={value}: expected {expected}", self.name)));
        let in_range = |low: f64, high: f64| value.trim().parse::<f64>().is_ok_and(|v| v >= low && v <= high);
        let word = |words: &[&str]| words.iter().find(|w| w.eq_ignore_ascii_case(value.trim())).map(|w| w.to_string());
        match self.kind {
            Kind::Text | Kind::Path | Kind::List => Ok(value.to_owned()),
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
            Kind::ChoiceOrText(words) => Ok(word(words).unwrap_or_else(|| value.trim().to_owned())),
            Kind::Choice(words) => word(words).map_or_else(|| refuse(format!("one of {}", words.join(", "))), Ok),
            Kind::ChoiceOrNumber(words, low, high) => match word(words) {
                Some(w) => Ok(w),
                None if in_range(low, high) => Ok(value.trim().to_owned()),
                None => refuse(format!("{} or a number from {low} to {high}", words.join(", "))),
            },
        }
    }
}

/// Checked values of a task's parameters.
#[derive(Debug, Clone)]
pub struct Values {
    given: BTreeMap<&'static str, Vec<String>>,
}

impl Values {
    /// Takes `KEY=VALUE` pairs for a task. Keys are case-insensitive; an empty or blank value means the default.
    ///
    /// # Errors
    /// [`Error::Argument`] for an unknown key, a key of another task, a key given twice, or a value out of range.
    pub fn new<K: AsRef<str>, V: AsRef<str>>(task: Task, pairs: impl IntoIterator<Item = (K, V)>) -> Result<Self> {
        let mut given: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (key, value) in pairs {
            let (key, value) = (key.as_ref(), value.as_ref());
            let Some(parameter) = find(key).filter(|p| p.tasks.contains(&task)) else {
                let known: Vec<_> = of(task).map(|p| p.name).collect();
                return Err(Error::argument(format!(
                    "{key} is no parameter of {}; known are {}",
                    task.name(),
                    known.join(", ")
                )));
            };
            if value.trim().is_empty() {
                continue;
            }
            let list = given.entry(parameter.name).or_default();
            if !list.is_empty() && parameter.kind != Kind::List {
                return Err(Error::argument(format!("{} is given twice", parameter.name)));
            }
            list.push(parameter.check(value)?);
        }
        Ok(Values { given })
    }

    /// The value, or the table's default.
    pub fn text(&self, name: &str) -> &str {
        let given = self.given.get(name).and_then(|v| v.first()).map(String::as_str);
        given.unwrap_or_else(|| find(name).map_or("", |p| p.default))
    }

    /// The value if it is not empty.
    pub fn text_if(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|t| !t.is_empty())
    }

    /// A flag.
    pub fn flag(&self, name: &str) -> bool {
        self.text(name) == "YES"
    }

    /// A number; values and defaults are checked, so this is `None` only for words.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.text(name).parse().ok()
    }

    /// What was given, in the order of names: checked, without what was left at its default.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.given.iter().flat_map(|(name, values)| values.iter().map(|v| (*name, v.as_str())))
    }

    /// All values of a list.
    pub fn list(&self, name: &str) -> &[String] {
        self.given.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The table as JSON, for hosts that build a form: an array of objects with `name`, `flag`, `type`, `default`, `help`,
/// `unit`, `advanced`, `tasks`, and `min`, `max`, `choices` where they apply.
pub fn table_json() -> Value {
    let one = |p: &Parameter| {
        let mut o = json!({
            "name": p.name, "flag": p.flag(), "default": p.default, "help": p.help, "unit": p.unit,
            "advanced": p.advanced, "tasks": p.tasks.iter().map(|t| t.name()).collect::<Vec<_>>(),
        });
        let (kind, choices, range) = match p.kind {
            Kind::Text => ("text", None, None),
            Kind::Path => ("path", None, None),
            Kind::Flag => ("flag", None, None),
            Kind::List => ("list", None, None),
            Kind::Integer(low, high) => ("integer", None, Some((json!(low), json!(high)))),
            Kind::Number(low, high) => ("number", None, Some((json!(low), json!(high)))),
            Kind::ChoiceOrText(words) => ("text", Some(words), None),
            Kind::Choice(words) => ("choice", Some(words), None),
            Kind::ChoiceOrNumber(words, low, high) => {
                ("choice-or-number", Some(words), Some((json!(low), json!(high))))
            }
        };
        o["type"] = kind.into();
        if let Some(words) = choices {
            o["choices"] = json!(words);
        }
        if let Some((low, high)) = range {
            (o["min"], o["max"]) = (low, high);
        }
        o
    };
    TABLE.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_pass_their_own_check() {
        for p in TABLE {
            assert!(p.default.is_empty() || p.check(p.default).is_ok_and(|v| v == p.default), "{}", p.name);
            assert!(p.help.ends_with('.'), "{} has a sentence of help", p.name);
        }
    }

    #[test]
    fn values_are_checked_and_fall_back() {
        let values =
            Values::new(Task::Change, [("overlap", "0.3"), ("METHOD", "Residual"), ("CO", "A=1"), ("co", "B=2")])
                .unwrap();
        assert_eq!((values.number("OVERLAP"), values.text("METHOD")), (Some(0.3), "residual"));
        assert_eq!((values.list("CO").len(), values.text("MODEL"), values.flag("ALIGN")), (2, "default", false));
    }

    #[test]
    fn blank_values_are_not_given() {
        let blank =
            Values::new(Task::Change, [("REFLECTANCE_AFTER", "  "), ("METHOD", ""), ("THREADS", " 2 ")]).unwrap();
        assert_eq!(blank.given().collect::<Vec<_>>(), [("THREADS", "2")]);
    }

    #[test]
    fn wrong_calls_are_explained() {
        let error = |key: &str, value: &str| Values::new(Task::Features, [(key, value)]).unwrap_err().to_string();
        assert!(error("OVERLAPP", "1").contains("known are MODEL"));
        assert!(error("METHOD", "cosine").contains("no parameter of features"));
        for (task, acts) in [
            (Task::Chips, "THREADS"),
            (Task::Open, "PRECISION, MODEL_BANDS, MODEL_MEAN, MODEL_STD"),
            (Task::Basis, "STRETCH"),
            (Task::Encode, "REFLECTANCE, OVERLAP, TAPER, MIN_VALID, THREADS, MEMORY"),
        ] {
            let error = Values::new(task, [("OVERWRITE", "YES")]).unwrap_err().to_string();
            assert!(error.ends_with(&format!("known are {acts}")), "{error}");
        }
        assert!(error("OVERLAP", "0.95").contains("fast, best or a number from 0 to 0.9"));
        assert!(error("OVERLAP", "nan").contains("expected"));
        assert!(error("THREADS", "-1").contains("whole number"));
        let twice = Values::new(Task::Features, [("MODEL", "a"), ("model", "b")]).unwrap_err().to_string();
        assert!(twice.contains("twice"));
    }
}
