//! One text that a user can paste into an issue: what this library is, what it found, and whether it computes what it
//! should.

use std::fmt::Write;

use serde_json::Value;

use super::encode::encode_chips;
use super::options::Options;
use super::progress::silent;
use crate::error::Result;
use crate::model::{Model, SpecHints, automatic};
use crate::params::Task;
use crate::raster::gdal::bind;

/// Features of the built-in chip by model digest: numbers of its first cell.
const EXPECTED: &str = include_str!("selftest.json");
/// Largest difference from them that passes: kernels of other processors add in another order.
const TOLERANCE: f32 = 2e-2;
/// Numbers that are compared.
const COMPARED: usize = 16;

/// The report. `abi` is the number of the C interface; `gdal` names a libgdal, as the option does. Never fails: what
/// does not work is a line of the text, and `healthy` is false.
pub struct Doctor {
    /// The text, lines of `name  value`.
    pub text: String,
    /// Whether the model opened and the self-test passed. A missing GDAL is no fault: buffers need none.
    pub healthy: bool,
}

/// Looks at everything.
pub fn doctor(abi: i32, gdal: Option<&str>) -> Doctor {
    let mut out = Doctor { text: String::new(), healthy: true };
    out.line("lejepa-gis", env!("CARGO_PKG_VERSION"));
    out.line("ABI", &abi.to_string());
    out.line("built for", &build());
    out.line("processor", &processor());
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    out.line("processors", &processors.to_string());
    match automatic() {
        Ok((precision, isa)) => out.line("precision", &format!("auto is {precision}, kernels for {isa}")),
        Err(e) => {
            out.line("precision", &e);
            out.healthy = false;
        }
    }
    match bind(gdal) {
        Ok(g) => {
            out.line("GDAL", &format!("{} ({}), {} drivers", g.version, g.origin, g.drivers()));
            out.line("GDAL file", &g.file);
        }
        Err(e) => out.line("GDAL", &format!("none: {e}")),
    }
    match Model::open("default", &SpecHints::default()) {
        Ok(model) => out.model(&model),
        Err(e) => {
            out.line("model", &format!("default cannot be opened: {e}"));
            out.healthy = false;
        }
    }
    out.line("verdict", if out.healthy { "healthy" } else { "NOT healthy" });
    out
}

/// What the library was built for and with.
pub fn build() -> String {
    format!("{}-{}, tract {}", std::env::consts::ARCH, std::env::consts::OS, TRACT)
}

/// tract's version, from `Cargo.toml`.
const TRACT: &str = "0.23.9";

/// Instruction sets of this processor that matter to the encoder.
pub fn processor() -> String {
    #[cfg(target_arch = "x86_64")]
    {
        macro_rules! found {
            ($($name:tt),*) => { [$(($name, std::is_x86_feature_detected!($name))),*] };
        }
        let known = found!("avx2", "fma", "avx512f", "avx512bw", "avx512vnni", "avx512bf16");
        let have: Vec<_> = known.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect();
        format!("x86_64 with {}", if have.is_empty() { "SSE2 only".into() } else { have.join(", ") })
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        std::env::consts::ARCH.into()
    }
}

impl Doctor {
    fn line(&mut self, name: &str, value: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{name:<12} {value}");
    }

    fn model(&mut self, model: &Model) {
        let spec = model.spec();
        self.line("model", &format!("{} ({}, chip {}, {} numbers)", model.name, spec.kind, spec.chip, spec.dim));
        self.line("digest", &model.digest);
        if let Some(caution) = model.caution {
            self.line("caution", caution);
        }
        let started = std::time::Instant::now();
        let found = match some_numbers(model) {
            Ok(found) => found,
            Err(e) => {
                self.line("self-test", &format!("FAILED: {e}"));
                self.healthy = false;
                return;
            }
        };
        let time = started.elapsed().as_secs_f64() * 1000.0;
        match expected(&model.digest) {
            None => self.line("self-test", "no numbers are stored for this model"),
            Some(expected) => {
                let difference = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                let passed = difference <= TOLERANCE && expected.len() == found.len();
                self.healthy &= passed;
                let verdict = if passed { "passed" } else { "FAILED" };
                self.line("self-test", &format!("{verdict}: largest difference {difference:.1e}, {time:.0} ms a chip"));
            }
        }
    }
}

fn expected(digest: &str) -> Option<Vec<f32>> {
    let table: Value = serde_json::from_str(EXPECTED).ok()?;
    serde_json::from_value(table.get(digest)?.clone()).ok()
}

/// Numbers of the first cell of a chip that a formula makes, evenly taken from all of them, so that every part of a network
/// counts.
fn some_numbers(model: &Model) -> Result<Vec<f32>> {
    let spec = model.spec();
    let chip: Vec<f32> = (0..spec.input_len()).map(|i| 500.0 + (i * 37 % 101 * 29 + i / 64 * 7 % 997) as f32).collect();
    let mut features = vec![0.0; spec.output_len()];
    let mut options = Options::defaults(Task::Chips);
    options.encoding.threads = 1;
    encode_chips(model, &chip, &mut features, &options, None, &mut silent())?;
    let compared = COMPARED.min(spec.dim);
    Ok((0..compared).map(|i| features[i * spec.dim / compared]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With `LEJEPA_GIS_WRITE_SELFTEST` set it writes the numbers of the model that is the default now.
    #[test]
    fn the_stored_numbers_are_the_default_model_s() {
        let model = Model::open("default", &SpecHints::default()).unwrap();
        let found = some_numbers(&model).unwrap();
        if std::env::var_os("LEJEPA_GIS_WRITE_SELFTEST").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pipeline/selftest.json");
            let digest = &model.digest;
            std::fs::write(path, format!("{:#}\n", serde_json::json!({ digest: found }))).unwrap();
            return;
        }
        let expected =
            expected(&model.digest).expect("run with LEJEPA_GIS_WRITE_SELFTEST=1 after a change of the default");
        for (a, b) in found.iter().zip(&expected) {
            assert!((a - b).abs() <= TOLERANCE, "{found:?} instead of {expected:?}");
        }
    }

    #[test]
    fn the_report_names_what_an_issue_needs() {
        let report = doctor(7, None);
        for line in [
            "ABI          7",
            "processor ",
            "precision    auto is ",
            "GDAL ",
            "digest ",
            "self-test    passed",
            "verdict      healthy",
        ] {
            assert!(report.text.contains(line), "{}", report.text);
        }
        assert!(report.healthy);
    }
}
