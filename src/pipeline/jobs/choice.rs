//! Which method measures change in a job, and whether it can.

use super::job::Job;
use crate::error::{Error, Result};
use crate::model::{Opened, TEXTURE};
use crate::params::{self, Task};
use crate::pipeline::encode::Session;
use crate::pipeline::open::Input;
use crate::pipeline::options::Options;
use crate::product::Method;

/// Refuses parameters of a model beside a method that has none, and those of overlapping chips beside chips that lie side by
/// side.
pub(super) fn check_model(job: &Job) -> Result<()> {
    let fitting = match &job.model {
        Some(model) => matches!(model, Opened::FitsOnScenes(_)),
        None => job.options.model.name == TEXTURE,
    };
    let method = without_model(job);
    let of_chips = |name: &str| ["OVERLAP", "TAPER"].contains(&name);
    let of_model = |name: &str| name == "MODEL" || params::of(Task::Open).any(|p| p.name == name);
    // Forms send every parameter, so the default's own text says nothing.
    let said = job.options.record.iter().filter(|(name, value)| params::find(name).is_some_and(|p| p.default != value));
    let names: Vec<&str> = said.map(|(name, _)| name.as_str()).collect();
    match (method, names.iter().find(|name| method.is_some() && of_model(name))) {
        (Some(method), name) if name.is_some() || job.model.is_some() => Err(Error::refused(
            name.copied().unwrap_or("MODEL"),
            format!("the method {} reads the pixels by itself; give no {}", method.name(), name.unwrap_or(&"MODEL")),
        )),
        _ => match names.iter().find(|name| (fitting || method.is_some()) && of_chips(name)) {
            Some(name) => {
                let what = method.map_or(TEXTURE, Method::name);
                Err(Error::refused(
                    *name,
                    format!("{name} is for chips that overlap; those of {what} lie side by side"),
                ))
            }
            None => Ok(()),
        },
    }
}

/// The method of a job that measures change without a model and does nothing else.
fn without_model(job: &Job) -> Option<Method> {
    job.options.change.method.filter(|method| job.task != Task::Run && method.is_without_model())
}

/// What a job encodes with instead of its model, if its method has none.
pub(super) fn instead_of_model(job: &Job) -> Result<Option<Opened>> {
    without_model(job).map(|method| Opened::fitting(method.name())).transpose()
}

/// The method of `auto`: `joint` wherever it can measure, else `residual`.
pub(super) fn fitting(session: &Session, inputs: &[Input], options: &Options) -> Result<Method> {
    let alone = inputs.iter().any(|input| input.features().is_some())
        || session.model_name() == TEXTURE
        || options.encoding.centre_only;
    if alone {
        return Ok(Method::Residual);
    }
    let (own, second) = (session.spec()?, Opened::fitting(TEXTURE)?);
    // A raster that has the bands of the job's model need not have others.
    let bands = second.spec().bands.iter().all(|band| own.bands.contains(band));
    Ok(if bands && own.patch == second.spec().patch { Method::Joint } else { Method::Residual })
}

/// What a method reads the pixels with beside a job's model.
pub(super) fn second_model(session: &Session, inputs: &[Input], options: &Options, method: Method) -> Result<Opened> {
    let name = session.model_name();
    if method == Method::Joint && name == TEXTURE {
        return Err(Error::refused(
            "METHOD",
            format!(
                "the method joint joins {TEXTURE} with another model; with {TEXTURE} alone, use the method residual"
            ),
        ));
    }
    without_features(method, inputs)?;
    let second = Opened::fitting(if method == Method::Joint { TEXTURE } else { method.name() })?;
    let (own, given, method) = (second.spec().patch, session.spec()?.patch, method.name());
    if given != own || options.encoding.centre_only {
        return Err(Error::refused(
            "METHOD",
            format!(
                "the method {method} needs cells of {own} x {own} pixels over the whole raster; {name} has cells of {given} x {given}{}",
                if options.encoding.centre_only { ", and one chip in the centre was asked for" } else { "" }
            ),
        ));
    }
    Ok(second)
}

/// Refuses features rasters for a method that needs the pixels.
pub(super) fn without_features(method: Method, inputs: &[Input]) -> Result<()> {
    match inputs.iter().find(|input| input.features().is_some()) {
        Some(raster) => Err(Error::refused(
            "METHOD",
            format!(
                "{} is a features raster; the method {} needs the pixels: give the two dates themselves",
                raster.name(),
                method.name()
            ),
        )),
        None => Ok(()),
    }
}
