//! What a job did, for people and as JSON.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::pipeline::encode::{Encoded, EncodedInput};
use crate::pipeline::open::{Facts, ModelIdentity};
use crate::redact::{base_name, redacted};

/// One input as it was understood.
#[derive(Debug, Clone, Serialize)]
pub struct InputReport {
    /// Name as given, less logins, queries and passwords.
    pub name: String,
    /// Columns and rows of the cell grid.
    pub cells: [usize; 2],
    /// What was understood of it.
    #[serde(flatten)]
    pub facts: Facts,
    /// Chips and cells.
    #[serde(flatten)]
    pub encoded: Encoded,
}

/// The summary of a finished job.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Task name.
    pub task: &'static str,
    /// The encoder.
    pub model: Option<ModelIdentity>,
    /// Inputs in order.
    pub inputs: Vec<InputReport>,
    /// What people should know, each with the input's name.
    pub warnings: Vec<String>,
    /// Files written, in order, named as the caller named them.
    pub outputs: Vec<String>,
    /// Wall-clock time, seconds.
    pub seconds: f64,
    /// Which figure is the job's result, of a job that writes nothing.
    #[serde(skip)]
    result: Option<&'static str>,
    /// Figures of the product, for example `explained_variance`.
    #[serde(flatten)]
    pub figures: Map<String, Value>,
}

impl Report {
    /// A report about these inputs, without outputs yet.
    pub fn new<'a>(
        task: &'static str,
        inputs: impl IntoIterator<Item = &'a EncodedInput>,
        started: std::time::Instant,
    ) -> Self {
        let inputs: Vec<&EncodedInput> = inputs.into_iter().collect();
        Report {
            task,
            model: inputs.first().map(|i| i.model.clone()),
            inputs: inputs
                .iter()
                .map(|i| InputReport {
                    name: redacted(&i.name),
                    cells: [i.store.grid.width, i.store.grid.height],
                    facts: i.facts.with_texts(|t| redacted(t)),
                    encoded: i.encoded,
                })
                .collect(),
            warnings: inputs
                .iter()
                .flat_map(|i| i.facts.warnings.iter().map(|w| format!("{}: {}", base_name(&i.name), redacted(w))))
                .collect(),
            outputs: Vec::new(),
            seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
            result: None,
            figures: Map::new(),
        }
    }

    /// Adds a figure.
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.figures.insert(name.into(), json!(value));
        self
    }

    /// Adds each figure of a structure.
    pub fn with_all(mut self, figures: &impl Serialize) -> Self {
        if let Value::Object(figures) = json!(figures) {
            self.figures.extend(figures);
        }
        self
    }

    /// Adds the job's result itself, which no output holds.
    pub fn with_result(self, name: &'static str, value: impl Serialize) -> Self {
        Report { result: Some(name), ..self.with(name, value) }
    }

    /// The result of a job that writes nothing.
    pub fn result(&self) -> Option<&Value> {
        self.result.and_then(|name| self.figures.get(name))
    }

    /// The report as one JSON document.
    pub fn to_json(&self) -> Value {
        json!(self)
    }
}
