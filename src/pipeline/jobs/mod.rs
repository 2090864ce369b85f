//! Jobs: rasters in, products out. One skeleton for all (`run.rs`); what each makes is in a file of its own.
//!
//! To add a job: its row in `params::tasks`, a file here with its `Maker`, and the maker's line in `run.rs`.

mod areas;
mod areas_made;
mod areas_of_classes;
mod assess;
mod cellwise;
mod change;
mod choice;
mod classify;
mod cluster;
mod companions;
mod compare;
mod components;
mod dated;
mod describe;
mod estimate;
mod everything;
mod features;
mod footprint;
mod ground;
mod job;
mod labels;
mod learned;
mod leftover;
mod legend;
mod located;
mod looks;
mod measure;
mod named;
mod outlined;
mod overlay;
mod pca;
mod run;
mod series;
mod similar;
mod transitions;
mod work;

pub use estimate::{Estimate, InputEstimate, estimate};
pub use job::Job;
pub use named::{areas, change, describe, features, pca, run};
pub use run::run_job;
