//! What is compared: each model by each method, and methods without a model, all by the command line.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::Failure;
use crate::maps::{Grid, read};

/// One way of measuring change.
pub struct Measure {
    pub name: String,
    arguments: Vec<String>,
}

/// All ways, for these models beside those that need none.
pub fn measures(models: &[String]) -> Vec<Measure> {
    let mut all =
        vec![Measure::with("vector", &["--method", "vector"]), Measure::with("irmad", &["--method", "irmad"])];
    for model in ["texture"].into_iter().chain(models.iter().map(String::as_str)) {
        let name = Path::new(model).file_stem().unwrap_or_default().to_string_lossy();
        let mut add = |what: &str, arguments: &[&str]| {
            all.push(Measure::with(&format!("{name} {what}"), &[&["--model", model], arguments].concat()));
        };
        add("cosine", &["--method", "cosine"]);
        add("residual", &["--method", "residual"]);
        if model != "texture" {
            add("joint, not smoothed", &["--method", "joint", "--smoothing", "0"]);
            add("joint", &["--method", "joint"]);
        }
    }
    all
}

impl Measure {
    /// The command's defaults with other arguments.
    pub fn with(name: &str, arguments: &[&str]) -> Self {
        Measure { name: name.into(), arguments: arguments.iter().map(|a| a.to_string()).collect() }
    }

    /// The map of change, and the threshold that it names.
    pub fn map(&self, before: &Path, after: &Path, output: &Path) -> Result<(Grid, f32), Failure> {
        let product = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/lejepa-gis");
        let raster = output.join("change.tif");
        let mut command = Command::new(&product);
        command.arg("change").args([before, after]).arg("-o").arg(&raster);
        command.args(["--overwrite", "--quiet", "--json"]).args(&self.arguments);
        let done = command.output()?;
        if !done.status.success() {
            return Err(format!("{command:?}: {}", String::from_utf8_lossy(&done.stderr)).into());
        }
        let report: Value = serde_json::from_slice(&done.stdout)?;
        let threshold = report["threshold"].as_f64().ok_or("a report without a threshold")? as f32;
        let map = read(&raster)?.into_iter().next().ok_or("a change raster without a band")?;
        Ok((map, threshold))
    }

    /// Thresholds to try, from far below to far above any that makes sense.
    pub fn steps(&self) -> impl Iterator<Item = f32> {
        (0..200).map(|i| 0.02 * 1.035f32.powi(i))
    }
}
