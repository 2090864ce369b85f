//! Any format but GeoTIFF, as a copy of a finished GeoTIFF.

use super::creation::{default_cog, merged};
use super::dataset::Dataset;
use super::driver::{self, CopyProgress};
use super::files::{list_folder, remove, rename};
use super::library::Gdal;
use super::names::folder_and_name;
use super::output_spec::{OutputSpec, WriteOptions};
use super::whole::prove_whole;
use super::work::WorkFolder;
use crate::error::{Error, Result};

/// A copy to make.
pub(super) struct Copy<'a> {
    pub gdal: &'static Gdal,
    pub target: &'a str,
    pub spec: &'a OutputSpec,
    pub options: &'a WriteOptions,
}

impl Copy<'_> {
    /// Copies the finished GeoTIFF with the requested driver. That may write several files, or a folder: all of it is
    /// made in a folder of its own and moved next to the target, the target last.
    pub(super) fn make(&self, original_path: &str, progress: CopyProgress) -> Result<()> {
        let target = self.target;
        let (driver, defaults) = match self.options.cog {
            true => ("COG", default_cog(self.spec)),
            false => (self.options.driver.as_str(), vec![]),
        };
        let (folder, name) = folder_and_name(target);
        let copies = WorkFolder::beside(self.gdal, target)?;
        // A COG is one file, beside which the driver makes others of longer names: a short one leaves room for them.
        let made = if self.options.cog { "cog.tif" } else { name };
        let options = merged(defaults, &self.options.creation);
        let original = Dataset::open(self.gdal, original_path)?;
        let copied = copies.new_file(made);
        driver::copy(self.gdal, driver, &original, &copied, &options, progress)
            .and_then(|()| prove_whole(self.gdal, &copied, self.options.is_sparse()))
            .and_then(|()| self.holds_the_result(&original, &copied, driver))
            .map_err(|e| match e {
                // Of the target, whatever it was called while it was made.
                Error::Gdal { message, fault, .. } => Error::Gdal { path: target.to_owned(), message, fault },
                other => other,
            })?;
        drop(original);
        if made != name {
            rename(self.gdal, &copies.new_file(made), &copies.new_file(name))?;
        }
        remove(self.gdal, original_path);
        let mut files = list_folder(self.gdal, &copies.new_files());
        files.sort_by_key(|f| f == name);
        files.iter().try_for_each(|file| rename(self.gdal, &copies.new_file(file), &format!("{folder}{file}")))
    }

    /// Refuses a format that cannot hold the numbers or their place: some drivers change them and return success.
    fn holds_the_result(&self, original: &Dataset, copy: &str, driver: &str) -> Result<()> {
        let refuse = |what: String| {
            Err(Error::refused("DRIVER", format!("{copy}: DRIVER={driver} {what}; take another format")))
        };
        let copied = Dataset::open(self.gdal, copy)?;
        let (bands, kept) = (original.band_count(), copied.band_count());
        // An alpha band in place of a mask is one more.
        if kept != bands && !(self.spec.mask && kept == bands + 1) {
            return refuse(format!("stores {kept} bands, not {bands}"));
        }
        // SAFETY: any two types may be given.
        let both = unsafe { (self.gdal.symbols.GDALDataTypeUnion)(original.data_type(), copied.data_type()) };
        if both != copied.data_type() {
            let names = [original, &copied].map(|d| d.band_info(1).map_or_else(|_| String::new(), |b| b.data_type));
            return refuse(format!("stores {} numbers, which cannot hold {}", names[1], names[0]));
        }
        if self.options.cog {
            return Ok(()); // Its tiling schemes move pixels on purpose.
        }
        let (own, mut kept) = (&self.spec.grid, copied.grid());
        // Formats spell reference systems in their own ways; one that became another kind is not the same place.
        let is_projected = |crs: &Option<String>| crs.as_ref().map(|c| c.starts_with("PROJ"));
        if own.crs.is_some() && is_projected(&own.crs) != is_projected(&kept.crs) {
            return refuse("does not keep the reference system".into());
        }
        kept.crs.clone_from(&own.crs);
        if own.transform.is_none() {
            kept.transform = None;
        }
        match own.difference(&kept, |_, _| true) {
            Some(difference) => refuse(format!("does not keep the raster's place: {difference}")),
            None => Ok(()),
        }
    }
}
