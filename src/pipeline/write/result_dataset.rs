//! Results as open datasets, for callers that go on with GDAL.

use crate::error::Result;
use crate::pipeline::options::Options;
use crate::raster::gdal::{Dataset, Gdal, Scratch, bind};

/// Where a job's output goes and how it comes back: a file that is opened when the job is done, or memory.
pub struct ResultDataset {
    gdal: &'static Gdal,
    _scratch: Option<Scratch>,
    output: String,
}

impl ResultDataset {
    /// `output` is where the result is written; `None` keeps it in memory, freed when the dataset is closed.
    pub fn new(output: Option<&str>, options: &Options) -> Result<Self> {
        let gdal = bind(options.gdal.as_deref())?;
        let scratch = if output.is_none() { Some(Scratch::new(gdal, "result.tif")?) } else { None };
        let output = output.map(String::from).or_else(|| scratch.as_ref().map(|s| s.path.clone()));
        Ok(ResultDataset { gdal, _scratch: scratch, output: output.unwrap_or_default() })
    }

    /// The name to write to.
    pub fn output(&self) -> &str {
        &self.output
    }

    /// The written result as an open dataset of the bound GDAL.
    pub fn open(self) -> Result<Dataset> {
        // The name of a result in memory goes with `self`, its pixels when the dataset is closed.
        Dataset::open(self.gdal, &self.output)
    }
}
