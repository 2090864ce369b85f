//! Checked values of one task.

use std::collections::BTreeMap;

use super::parameter::Kind;
use super::table::{find, of};
use super::tasks::Task;
use crate::error::{Error, Result};
use crate::redact::{base_name, recorded};

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
                let message = format!("{key} is no parameter of {}; known are {}", task.name(), known.join(", "));
                return Err(Error::refused(key, message));
            };
            if value.trim().is_empty() {
                continue;
            }
            let list = given.entry(parameter.name).or_default();
            if !list.is_empty() && parameter.kind != Kind::List {
                return Err(Error::refused(parameter.name, format!("{} is given twice", parameter.name)));
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

    /// Given values as outputs may record them: no folder of any path, no secret, nothing about one machine.
    pub fn record(&self) -> Vec<(String, String)> {
        let known = |name: &str| find(name).filter(|p| p.recorded);
        let given = self.given().filter_map(|(name, value)| Some((known(name)?, value)));
        given
            .map(|(p, value)| (p.name.to_owned(), if p.is_path() { base_name(value) } else { recorded(value) }))
            .collect()
    }

    /// All values of a list.
    pub fn list(&self, name: &str) -> &[String] {
        self.given.get(name).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
