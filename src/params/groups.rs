//! Tasks that share parameters.

use super::rows::joined;
use super::tasks::Task;

/// Names lists that are made of others and of single tasks.
macro_rules! groups {
    ($($(#[$about:meta])* $name:ident = $first:expr $(, $more:expr)*;)*) => {$(
        $(#[$about])*
        pub(super) const $name: &[Task] = &joined::<Task, { $first.len() $(+ $more.len())* }>(&[$first $(, $more)*]);
    )*};
}

/// Tasks on rasters.
pub(super) const ALL: &[Task] =
    &[Task::Features, Task::Pca, Task::Change, Task::Areas, Task::Describe, Task::Run, Task::Series];
/// Tasks on features rasters alone.
const FINDING: &[Task] = &[Task::Similar, Task::Classify, Task::Cluster];
/// Every job.
const EVERY: &[Task] = &joined::<Task, { ALL.len() + FINDING.len() + 1 }>(&[ALL, FINDING, &[Task::Transitions]]);
/// Tasks that write rasters of what they encode.
pub(super) const ENCODED: &[Task] = &[Task::Features, Task::Pca, Task::Change, Task::Run];
pub(super) const SIMILAR: &[Task] = &[Task::Similar];
pub(super) const CLASSIFY: &[Task] = &[Task::Classify];
pub(super) const SERIES: &[Task] = &[Task::Series];
pub(super) const CLUSTER: &[Task] = &[Task::Cluster];
pub(super) const PCA: &[Task] = &[Task::Pca, Task::Run];
pub(super) const TWO_DATES: &[Task] = &[Task::Change, Task::Areas, Task::Run];
/// Tasks whose dates must share one grid.
pub(super) const DATES: &[Task] = &[Task::Change, Task::Areas, Task::Run, Task::Series];
/// Tasks whose rasters are maps: values that lie between cells.
pub(super) const MAPS: &[Task] = &[Task::Pca, Task::Change, Task::Run];
/// Tasks that find areas.
pub(super) const AREAS: &[Task] = &[Task::Areas, Task::Run];

groups! {
    /// Every task that encodes pixels.
    ENCODING = ALL, &[Task::Encode];
    /// Every task that has workers, or bounds them.
    BOUNDED = ALL, FINDING, &[Task::Encode, Task::Chips, Task::Context, Task::Query];
    /// Every task that keeps features, or bounds what is kept.
    KEEPING = ALL, &[Task::Encode, Task::Context];
    /// Jobs that encode, and what bounds them.
    ALL_BOUNDED = ALL, &[Task::Context];
    /// Every task that opens a model.
    OPENING = ALL, &[Task::Open];
    /// Every job that writes rasters.
    RASTERS = ENCODED, FINDING, &[Task::Transitions, Task::Series];
    /// Every job that writes files.
    WRITING = RASTERS, &[Task::Areas];
    /// Every job, and what bounds them.
    READING = EVERY, &[Task::Context, Task::Query];
    /// Every job, and what opens rasters beside them.
    JOBS = EVERY, &[Task::Query];
    /// Every job that may be given features rasters of others.
    OF_OTHERS = &[Task::Pca, Task::Change, Task::Describe, Task::Series], FINDING, &[Task::Query];
    /// Tasks whose cells may be finer than patches.
    FINER = ENCODED, &[Task::Areas, Task::Series];
    /// Tasks that write a page to look at.
    REPORTED = AREAS, SERIES;
    /// Tasks whose outputs have a style.
    STYLED = ENCODED, &[Task::Areas, Task::Series];
}
