//! What change learns from its dates, and the file that keeps it: `FIT`.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::memory;
use crate::model::{Fit, Opened};
use crate::pipeline::options::ChangeChoice;
use crate::product::{Method, Residual};

/// Bytes of the largest file that is read.
const LARGEST: u64 = 512 << 20;
/// Version of the file's form.
const VERSION: u32 = 1;

/// What one model's features were measured with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    /// The model's name.
    pub model: String,
    /// SHA-256 of the model's file; of a model that is fitted on scenes, of its fit.
    pub sha256: String,
    /// What the model itself learned, if it is fitted on scenes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fit: Option<Fit>,
    /// Regression and scale, for methods that have them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub residual: Option<Residual>,
}

/// What a method of change learned from two dates.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Learned {
    version: u32,
    software: String,
    /// The method's name.
    method: String,
    /// Power of the variance by which residuals' axes are divided.
    whitening: f64,
    /// Width of the bell that smooths maps, in cells.
    smoothing: f64,
    /// From which value on a cell counts as changed.
    pub threshold: f32,
    /// When the dates were sensed, RFC 3339; empty where that was not known.
    sensed: Vec<String>,
    /// Whether they were alike, so that the scale is that of noise.
    alike: bool,
    /// One part for each model.
    parts: Vec<Part>,
}

impl Learned {
    /// As it is kept.
    pub fn new(
        method: Method,
        choice: &ChangeChoice,
        threshold: f32,
        parts: Vec<Part>,
        sensed: Vec<String>,
        alike: bool,
    ) -> Self {
        let software = format!("lejepa-gis {}", env!("CARGO_PKG_VERSION"));
        let smoothing = choice.smoothing.unwrap_or(method.smoothing());
        let (version, method, whitening) = (VERSION, method.name().into(), choice.whitening);
        Learned { version, software, method, whitening, smoothing, threshold, sensed, alike, parts }
    }

    /// SHA-256 of all of it, in hex, however a file of it is laid out.
    pub fn digest(&self) -> String {
        let text = serde_json::json!(self).to_string();
        Sha256::digest(text).iter().map(|b| format!("{b:02x}")).collect()
    }

    /// What people should know where it is used for dates that were sensed then.
    pub fn warning(&self, path: &str, sensed: Vec<String>) -> Option<String> {
        let told = self.sensed.iter().chain(&sensed).all(|date| !date.is_empty());
        if told && self.sensed != sensed {
            let then = self.sensed.join(" and ");
            return Some(format!(
                "it and the second date are measured with {path}, which was fitted on other dates: {then}"
            ));
        }
        let noise = "which was fitted on dates that are alike: change is measured in units of noise";
        self.alike.then(|| format!("it and the second date are measured with {path}, {noise}"))
    }

    /// Reads what was kept, for a job that measures by `method`.
    ///
    /// # Errors
    /// If the file is none of ours, damaged, or of another method, whitening or smoothing.
    pub fn read(path: &str, method: Method, choice: &ChangeChoice) -> Result<Self> {
        let text = memory::read_text(path.as_ref(), LARGEST)?;
        let refuse = |reason: String| Error::refused("FIT", format!("{path}: {reason}"));
        let learned: Learned = serde_json::from_str(&text)
            .map_err(|e| refuse(format!("expected what a change job wrote with the parameter FIT: {e}")))?;
        if learned.version != VERSION {
            return Err(refuse(format!("has version {} of its form; this software reads {VERSION}", learned.version)));
        }
        if learned.method != method.name() {
            return Err(refuse(format!(
                "was fitted by the method {}, and the job's is {}",
                learned.method,
                method.name()
            )));
        }
        let (whitening, smoothing) = (choice.whitening, choice.smoothing.unwrap_or(method.smoothing()));
        if learned.smoothing != smoothing {
            return Err(refuse(format!(
                "was fitted with SMOOTHING={}, and the job's is {smoothing}",
                learned.smoothing
            )));
        }
        if method.has_residual() && learned.whitening != whitening {
            return Err(refuse(format!(
                "was fitted with WHITENING={}, and the job's is {whitening}",
                learned.whitening
            )));
        }
        if learned
            .parts
            .iter()
            .any(|p| p.residual.as_ref().map(Residual::is_sound) != method.has_residual().then_some(true))
        {
            return Err(refuse("its regressions are missing or damaged".into()));
        }
        if !(learned.threshold.is_finite() && learned.threshold >= 0.0) {
            return Err(refuse(format!("has the threshold {}", learned.threshold)));
        }
        Ok(learned)
    }

    /// The part of a model's features, `dim` numbers each.
    ///
    /// # Errors
    /// If it holds none, or that of another model of the name.
    pub fn part(&self, path: &str, model: &Opened) -> Result<&Part> {
        let digest = matches!(model, Opened::Ready(_)).then(|| model.digest());
        self.part_of(path, model.name(), digest.as_deref())
    }

    /// The same by name, and by digest unless the model is fitted.
    ///
    /// # Errors
    /// As [`Learned::part`].
    pub fn part_of(&self, path: &str, name: &str, digest: Option<&str>) -> Result<&Part> {
        let found = self.parts.iter().find(|p| match digest {
            Some(digest) => p.sha256 == digest,
            None => p.model == name && p.fit.is_some(),
        });
        found.ok_or_else(|| {
            let held: Vec<String> = self.parts.iter().map(|p| format!("{} ({})", p.model, p.sha256)).collect();
            let asked = digest.map_or(name.to_owned(), |digest| format!("{name} ({digest})"));
            Error::refused(
                "FIT",
                format!("{path}: was fitted with the model {}, and the job's is {asked}", held.join(" and ")),
            )
        })
    }

    /// Writes it.
    pub fn write(&self, path: &str) -> Result<()> {
        let text = serde_json::to_string(self).map_err(|e| Error::Internal(e.to_string()))?;
        std::fs::write(path, text).map_err(|e| Error::io(path, e))
    }
}

/// A file that is used if it is there.
pub fn is_there(path: &Option<String>) -> Option<&str> {
    path.as_deref().filter(|path| Path::new(path).exists())
}
