//! How rows of the table of parameters are put together.

use super::parameter::{Kind, Need, Parameter};
use super::tasks::Task;

/// A parameter that anybody may need.
pub(super) const fn parameter(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    tasks: &'static [Task],
    help: &'static str,
) -> Parameter {
    Parameter { name, kind, unit: "", default, help, advanced: false, recorded: true, tasks, needs: &[] }
}

/// Rarely needed.
pub(super) const fn advanced(p: Parameter) -> Parameter {
    Parameter { advanced: true, ..p }
}

/// Of one machine alone: it says nothing about results.
pub(super) const fn machine(p: Parameter) -> Parameter {
    Parameter { recorded: false, ..p }
}

/// A number with a unit.
pub(super) const fn unit(unit: &'static str, p: Parameter) -> Parameter {
    Parameter { unit, ..p }
}

/// What several lists hold as one, in their order: as many as `N` says. The first list is not empty.
pub(super) const fn joined<T: Copy, const N: usize>(tables: &[&[T]]) -> [T; N] {
    let mut all = [tables[0][0]; N];
    let (mut table, mut at) = (0, 0);
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            all[at] = tables[table][row];
            (row, at) = (row + 1, at + 1);
        }
        table += 1;
    }
    all
}

impl Parameter {
    /// It acts only where one of these holds: the first is the one that people are told of.
    pub(super) const fn needing(self, needs: &'static [Need]) -> Self {
        Parameter { needs, ..self }
    }
}

/// The other parameter has one of these values.
pub(super) const fn is(name: &'static str, values: &'static [&'static str]) -> Need {
    Need { name, values, has: true }
}

/// The other parameter has none of these values.
pub(super) const fn is_not(name: &'static str, values: &'static [&'static str]) -> Need {
    Need { name, values, has: false }
}
