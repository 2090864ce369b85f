//! Finding rows of the table.

use super::parameter::Parameter;
use super::table::TABLE;
use super::tasks::Task;

/// The parameter with this name.
pub fn find(name: &str) -> Option<&'static Parameter> {
    TABLE.iter().find(|p| p.name.eq_ignore_ascii_case(name))
}

/// The parameters of a task, in the table's order.
pub fn of(task: Task) -> impl Iterator<Item = &'static Parameter> {
    TABLE.iter().filter(move |p| p.tasks.contains(&task))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_name_other_parameters_and_their_values() {
        for p in TABLE {
            for need in p.needs {
                let other = find(need.name).unwrap();
                let is_known = |value: &&str| value.is_empty() || other.check(value).is_ok_and(|v| v == **value);
                assert!(need.values.iter().all(is_known), "{} of {}", need.name, p.name);
            }
            let by_default = p.acts(|name| find(name).unwrap().default);
            assert_eq!(
                by_default,
                !["RESAMPLING", "BOUNDS_CRS", "PROBABILITY", "AT_CRS", "CLASS_FIELD", "ALARM", "EARLY", "LATE"]
                    .contains(&p.name),
                "{}",
                p.name
            );
        }
    }

    #[test]
    fn defaults_pass_their_own_check() {
        for p in TABLE {
            assert!(p.default.is_empty() || p.check(p.default).is_ok_and(|v| v == p.default), "{}", p.name);
            assert!(p.help.ends_with('.'), "{} has a sentence of help", p.name);
        }
    }
}
