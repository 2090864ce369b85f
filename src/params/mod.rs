//! The tables of tasks and of parameters. Command line, C options, Python and QGIS read them; nobody declares a task or a
//! parameter twice.
//!
//! To add a parameter: its row in `table.rs` or a file of rows that it joins (with what it needs of others to act), and its field in `pipeline::options`. To add a task: its row in `tasks.rs`,
//! and what it makes in `pipeline::jobs`.

mod finding;
mod groups;
mod json;
mod lookup;
mod parameter;
mod rows;
mod series;
mod table;
mod tasks;
mod values;

pub use json::{table_json, tasks_json};
pub use lookup::{find, of};
pub use parameter::{File, Kind, Need, Parameter, Spelling};
pub use table::TABLE;
pub use tasks::{Counted, Input, Outputs, Reads, TASKS, Task, TaskInfo};
pub use values::Values;
