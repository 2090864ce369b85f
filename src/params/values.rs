//! Checked values of one task.

use std::collections::BTreeMap;

use super::lookup::{find, of};
use super::parameter::{Kind, Parameter, Spelling};
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
    /// [`Error::Argument`] for an unknown key, a key of another task, a key given twice, a value out of range, or
    /// one that cannot act beside the others.
    pub fn new<K: AsRef<str>, V: AsRef<str>>(task: Task, pairs: impl IntoIterator<Item = (K, V)>) -> Result<Self> {
        Values::spelled(task, pairs, Parameter::as_option)
    }

    /// The same for a door with an own spelling of parameters.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn spelled<K: AsRef<str>, V: AsRef<str>>(
        task: Task,
        pairs: impl IntoIterator<Item = (K, V)>,
        spelling: Spelling,
    ) -> Result<Self> {
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
        let values = Values { given };
        values.act(spelling)?;
        Ok(values)
    }

    /// Refuses a given value that cannot act because of another parameter's. A flag that is off asks for nothing.
    fn act(&self, spelling: Spelling) -> Result<()> {
        let asked = self.given().filter_map(|(name, value)| Some((find(name)?, value)));
        for (p, value) in asked.filter(|(p, value)| p.kind != Kind::Flag || *value == "YES") {
            if let (false, Some(need)) = (p.acts(|name| self.text(name)), p.needs.first())
                && let (Some(other), Some(word)) = (find(need.name), need.values.first())
            {
                let with = if need.has || word.is_empty() { "with" } else { "without" };
                let (own, other) = (spelling(p, value), spelling(other, word));
                return Err(Error::refused(p.name, format!("{own} acts only {with} {other}")));
            }
        }
        Ok(())
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
    fn what_cannot_act_is_refused_in_the_words_of_the_door() {
        let told = |pairs: &[(&str, &str)], spelling: Spelling| {
            Values::spelled(Task::Change, pairs.iter().copied(), spelling).err().map(|e| e.to_string())
        };
        let option = |pairs: &[(&str, &str)]| told(pairs, Parameter::as_option).unwrap_or_default();
        assert_eq!(option(&[("RESAMPLING", "cubic")]), "RESAMPLING=cubic acts only with ALIGN=YES");
        assert_eq!(option(&[("MASK_VALUES", "8"), ("MASK", "none")]), "MASK_VALUES=8 acts only without MASK=none");
        assert_eq!(option(&[("bounds_crs", "EPSG:4326")]), "BOUNDS_CRS=EPSG:4326 acts only with BOUNDS");
        assert_eq!(option(&[("COG", "YES"), ("DRIVER", "PNG")]), "COG=YES acts only with DRIVER=GTiff");
        assert_eq!(option(&[("OVERLAP", "best"), ("CHIPS", "centre")]), "OVERLAP=best acts only with CHIPS=all");
        assert_eq!(option(&[("TAPER", "flat"), ("CHIPS", "centre")]), "TAPER=flat acts only with CHIPS=all");
        let flag = |pairs: &[(&str, &str)]| told(pairs, Parameter::as_flag).unwrap_or_default();
        assert_eq!(flag(&[("RESAMPLING", "cubic")]), "--resampling cubic acts only with --align");
        assert_eq!(flag(&[("MASK_VALUES", "8"), ("MASK", "none")]), "--mask-values 8 acts only without --mask none");
        for good in [
            &[("RESAMPLING", "cubic"), ("ALIGN", "YES")][..],
            &[("MASK_VALUES", "8"), ("MASK", "none"), ("MASK_AFTER", "m.tif")],
            &[("BOUNDS", "0,0,1,1"), ("BOUNDS_CRS", "EPSG:4326")],
            &[("COG", "NO"), ("DRIVER", "PNG")],
            &[("RESAMPLING", ""), ("ALIGN", "NO")],
        ] {
            assert_eq!(option(good), "", "{good:?}");
        }
        let error = Values::new(Task::Change, [("RESAMPLING", "cubic")]).unwrap_err();
        assert_eq!(error.to_json()["parameter"], "RESAMPLING");
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
