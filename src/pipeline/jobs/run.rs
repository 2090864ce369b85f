//! The one skeleton of all jobs: check, open, try, make, put in place.

use std::cell::Cell;
use std::path::Path;
use std::time::Instant;

use super::job::Job;
use super::measure::Change;
use super::work::{Layout, Maker, Work};
use super::{
    areas, change, choice, classify, cluster, companions, describe, everything, features, pca, series, similar,
    transitions,
};
use crate::error::{Error, Result};
use crate::params::{self, Counted, Reads, Task};
use crate::pipeline::encode::{Session, stride};
use crate::pipeline::open::{Input, InputRef};
use crate::pipeline::progress::Progress;
use crate::pipeline::record::{Report, page_beside};
use crate::pipeline::write::{self, MapGrid, Outputs};
use crate::raster::RasterSource;
use crate::raster::gdal::{Content, VectorFormat};

/// Every maker of a job's outputs.
const MAKERS: [Maker; 11] = [
    features::MAKER,
    pca::MAKER,
    change::MAKER,
    areas::MAKER,
    describe::MAKER,
    everything::MAKER,
    similar::MAKER,
    classify::MAKER,
    cluster::MAKER,
    transitions::MAKER,
    series::MAKER,
];

impl Job<'_> {
    /// What makes its outputs.
    pub(super) fn maker(&self) -> Result<&'static Maker> {
        let missing = || Error::Internal(format!("nothing makes {}", self.task.name()));
        MAKERS.iter().find(|maker| maker.task == self.task).ok_or_else(missing)
    }

    /// Checks names of outputs and makes room for them.
    pub(super) fn planned(&self) -> Result<Outputs> {
        let info = self.check_counts()?;
        self.check_model()?;
        choice::check_model(self)?;
        if self.task == Task::Series {
            series::check(self)?;
        }
        let mut outputs = match (info.outputs, &self.outputs[..]) {
            (params::Outputs::Folder, [folder]) => Outputs::folder(folder, self.options)?,
            (params::Outputs::Vector, [file]) => {
                areas::check(self, file)?;
                let beside = VectorFormat::of(file)?.companions(file);
                let page = self.options.write.report.then(|| page_beside(file));
                let names = companions::names(&self.outputs, self.options).into_iter().chain(beside).chain(page);
                Outputs::files(names, self.options)?
            }
            _ => Outputs::files(companions::names(&self.outputs, self.options), self.options)?,
        };
        let made = self.outputs.iter().flat_map(|output| self.made_beside(output));
        made.collect::<Vec<_>>().iter().try_for_each(|name| outputs.add(name))?;
        // A file that keeps something and is not there yet is one more output.
        let kept = [&self.options.components.basis, &self.options.change.fit].into_iter().flatten();
        kept.filter(|path| !Path::new(path).exists()).try_for_each(|path| outputs.add(path))?;
        Ok(outputs)
    }

    /// Names of the files that its task writes beside an output.
    fn made_beside(&self, output: &str) -> Vec<String> {
        match self.task {
            Task::Classify if self.options.finding.labels.confidence => vec![classify::confidence_beside(output)],
            Task::Transitions => transitions::tables_beside(output).to_vec(),
            Task::Series if self.options.write.report => vec![page_beside(output)],
            _ => vec![],
        }
    }

    /// Opens and checks all that is read, and tries the driver and its options. Of two dates, also finds what measures them.
    pub(super) fn opened<'s>(&'s self, outputs: &mut Outputs) -> Result<(Session<'s>, Vec<Input>, Option<Change<'s>>)> {
        let model = choice::instead_of_model(self)?.or_else(|| self.model.clone());
        let session = Session::new(self.options, model, self.context, outputs.scratch())?;
        let may_be_made = self.info()?.counted == Counted::TwoOrMade;
        let classes = may_be_made && self.inputs.len() == 2 && session.hold_classes(&self.inputs);
        let two = self.has_two_dates()? && self.task.reads() == Reads::Pixels && !classes;
        let open = |input: &InputRef| match self.task.reads() {
            Reads::Pixels if classes => session.open_classes(*input),
            Reads::Pixels if may_be_made => session.open_made(*input),
            Reads::Pixels => session.open(*input),
            Reads::Features => session.open_features(*input),
            Reads::Classes => session.open_classes(*input),
        };
        let opened = match (two, self.info()?.counted) {
            (true, _) => session.open_dates(&self.inputs)?,
            (_, Counted::Dates) => session.open_series(&self.inputs)?,
            _ => self.inputs.iter().map(open).collect::<Result<Vec<_>>>()?,
        };
        if may_be_made && !two {
            areas::check_made(self, &opened)?;
        }
        outputs.keep_off(session.reads(&opened))?;
        let change = two.then(|| Change::new(self, &session, &opened)).transpose()?;
        self.rehearse(&session, &opened[0], outputs)?;
        Ok((session, opened, change))
    }

    /// Tries the output's driver and options before any work.
    fn rehearse(&self, session: &Session, input: &Input, outputs: &Outputs) -> Result<()> {
        if let (Input::Features(raster), Some(asked)) = (input, self.options.encoding.stride) {
            let stride = raster.provenance.stride();
            if asked != stride {
                return Err(Error::refused(
                    "STRIDE",
                    format!(
                        "STRIDE={asked}: {} is a features raster whose cells lie {stride} pixels apart; give the raster itself",
                        input.name()
                    ),
                ));
            }
        }
        let layout = (self.maker()?.layout)(self.options);
        if matches!(layout, Layout::Nothing) {
            return Ok(());
        }
        let path = match self.info()?.outputs {
            params::Outputs::Folder => outputs.inside("features.tif")?,
            _ => outputs.path(self.outputs[0])?,
        };
        let (cells, stride, pixels, dim) = match input {
            Input::Scene(scene) => {
                let (spec, grid) = (session.spec()?, scene.source.grid());
                let stride = stride(&spec, &self.options.encoding)?;
                (grid.cells(stride), stride, [grid.width, grid.height], spec.dim)
            }
            Input::Features(raster) => {
                let (grid, stride) = (raster.source.grid(), raster.provenance.stride());
                (grid.clone(), stride, [grid.width * stride, grid.height * stride], raster.source.bands())
            }
        };
        let map = MapGrid::new(&cells, stride, pixels, self.options.write.grid)?.grid;
        let (grid, bands) = match layout {
            Layout::Bands(bands, content, storage) => (map, (bands, content, storage)),
            _ => (cells, (dim, Content::Features, self.options.write.dtype)),
        };
        write::rehearse(session.gdal, &path, &grid, bands, &self.options.write.gdal)
    }
}

/// Runs a job. After an error or a stop, nothing is there that was not there before.
///
/// # Errors
/// Whatever the job meets, in the names that were given; [`Error::Cancelled`].
pub fn run_job(job: &Job, progress: &mut dyn Progress) -> Result<Report> {
    let report = within_context(job, progress, run_alone)?;
    job.context.inspect(|context| context.tell(&report.warnings));
    Ok(report)
}

/// Runs a job, or looks at it, within the bounds of its context, whose cancelling stops it.
pub(super) fn within_context<T>(
    job: &Job,
    progress: &mut dyn Progress,
    work: impl FnOnce(&Job, &mut dyn Progress) -> Result<T>,
) -> Result<T> {
    let Some(context) = job.context else { return work(job, progress) };
    let options = context.bounded(job.options)?;
    let (inputs, outputs, model) = (job.inputs.clone(), job.outputs.clone(), job.model.clone());
    let bounded = Job { task: job.task, inputs, outputs, options: &options, model, context: job.context };
    work(&bounded, &mut context.watched(progress))
}

fn run_alone(job: &Job, progress: &mut dyn Progress) -> Result<Report> {
    let started = Instant::now();
    let make = job.maker()?.make;
    let (mut report, outputs) = job.planned()?.made_by(progress, |outputs, progress| {
        let (session, opened, change) = job.opened(outputs)?;
        make(&Work { job, session, outputs, started, change: Cell::new(change) }, opened, progress)
    })?;
    report.outputs = outputs;
    Ok(report)
}
