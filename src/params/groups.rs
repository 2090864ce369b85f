//! Tasks that share parameters.

use super::tasks::Task;

/// Tasks on rasters.
pub(super) const ALL: &[Task] = &[Task::Features, Task::Pca, Task::Change, Task::Areas, Task::Describe, Task::Run];
/// Every task that encodes pixels.
pub(super) const ENCODING: &[Task] =
    &[Task::Features, Task::Pca, Task::Change, Task::Areas, Task::Describe, Task::Run, Task::Encode];
/// Every task that has workers, or bounds them.
pub(super) const BOUNDED: &[Task] = &[
    Task::Features,
    Task::Pca,
    Task::Change,
    Task::Areas,
    Task::Describe,
    Task::Run,
    Task::Similar,
    Task::Classify,
    Task::Cluster,
    Task::Encode,
    Task::Chips,
    Task::Context,
    Task::Query,
];
/// Every task that keeps features, or bounds what is kept.
pub(super) const KEEPING: &[Task] =
    &[Task::Features, Task::Pca, Task::Change, Task::Areas, Task::Describe, Task::Run, Task::Encode, Task::Context];
/// Jobs that encode, and what bounds them.
pub(super) const ALL_BOUNDED: &[Task] =
    &[Task::Features, Task::Pca, Task::Change, Task::Areas, Task::Describe, Task::Run, Task::Context];
/// Every task that opens a model.
pub(super) const OPENING: &[Task] =
    &[Task::Features, Task::Pca, Task::Change, Task::Areas, Task::Describe, Task::Run, Task::Open];
pub(super) const ENCODED: &[Task] = &[Task::Features, Task::Pca, Task::Change, Task::Run];
/// Every job that writes rasters.
pub(super) const RASTERS: &[Task] = &[
    Task::Features,
    Task::Pca,
    Task::Change,
    Task::Run,
    Task::Similar,
    Task::Classify,
    Task::Cluster,
    Task::Transitions,
];
/// Every job that writes files.
pub(super) const WRITING: &[Task] = &[
    Task::Features,
    Task::Pca,
    Task::Change,
    Task::Areas,
    Task::Run,
    Task::Similar,
    Task::Classify,
    Task::Cluster,
    Task::Transitions,
];
/// Every job, and what bounds them.
pub(super) const READING: &[Task] = &[
    Task::Features,
    Task::Pca,
    Task::Change,
    Task::Areas,
    Task::Describe,
    Task::Run,
    Task::Similar,
    Task::Classify,
    Task::Cluster,
    Task::Transitions,
    Task::Context,
    Task::Query,
];
/// Every job, and what opens rasters beside them.
pub(super) const JOBS: &[Task] = &[
    Task::Features,
    Task::Pca,
    Task::Change,
    Task::Areas,
    Task::Describe,
    Task::Run,
    Task::Similar,
    Task::Classify,
    Task::Cluster,
    Task::Transitions,
    Task::Query,
];
/// Every job that may be given features rasters of others.
pub(super) const OF_OTHERS: &[Task] =
    &[Task::Pca, Task::Change, Task::Describe, Task::Similar, Task::Classify, Task::Cluster, Task::Query];
pub(super) const SIMILAR: &[Task] = &[Task::Similar];
pub(super) const CLASSIFY: &[Task] = &[Task::Classify];
pub(super) const CLUSTER: &[Task] = &[Task::Cluster];
pub(super) const PCA: &[Task] = &[Task::Pca, Task::Run];
pub(super) const TWO_DATES: &[Task] = &[Task::Change, Task::Areas, Task::Run];
/// Tasks whose rasters are maps: values that lie between cells, and that have colours.
pub(super) const MAPS: &[Task] = &[Task::Pca, Task::Change, Task::Run];
/// Tasks whose cells may be finer than patches.
pub(super) const FINER: &[Task] = &[Task::Features, Task::Pca, Task::Change, Task::Areas, Task::Run];
/// Tasks that find areas.
pub(super) const AREAS: &[Task] = &[Task::Areas, Task::Run];
/// Tasks whose outputs have colours.
pub(super) const STYLED: &[Task] = &[Task::Pca, Task::Change, Task::Areas, Task::Run];
