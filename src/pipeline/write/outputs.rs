//! A job's outputs: names checked before any work, files made out of sight, and all of them in their places at the end or
//! none.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::publish::{HeldFolder, Move, Publishing, is_empty_folder, sync};
use super::targets::{self, Standing};
use crate::error::{Error, Result};
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage, stoppable};
use crate::raster::gdal::{
    Gdal, WORK_PREFIX, WorkFolder, bind, folder_and_name, is_virtual, list_folder, make_folder, readable_files,
    rename_folder, without_work,
};

/// What may stand beside a file and would belong to the wrong one once it is replaced: of rasters, and of GeoPackages.
const SIDECARS: [&str; 6] = [".aux.xml", ".msk", ".ovr", "-wal", "-shm", "-journal"];
/// The same of a Shapefile, with its own stem: indices, and another program's idea of its reference system.
const OF_SHAPEFILE: [&str; 4] = [".qix", ".sbn", ".sbx", ".qpj"];
/// The file of a folder that says the rest is there.
const RECORD: &str = "run.json";

/// Files of a job, each made in a hidden folder beside its place.
pub struct Outputs {
    gdal: &'static Gdal,
    overwrite: bool,
    /// What this job writes, with what stood there when it began.
    files: Vec<(String, Standing)>,
    /// One for each folder that gets one of them.
    work: Vec<WorkFolder>,
    /// The folder that a job writes as a whole, if it does, and where its files are made.
    folder: Option<(String, WorkFolder)>,
    /// What the job reads.
    read: Vec<String>,
}

impl Outputs {
    /// Checks single files, in the order in which reports name them, and makes room for them.
    ///
    /// # Errors
    /// [`Error::Exists`]; or if a name cannot be written to, or stands twice.
    pub fn files<S: AsRef<str>>(names: impl IntoIterator<Item = S>, options: &Options) -> Result<Self> {
        let mut outputs = Outputs::none(options)?;
        names.into_iter().try_for_each(|name| outputs.add(name.as_ref()))?;
        Ok(outputs)
    }

    /// Checks a folder, whose files are named later by their names in it.
    ///
    /// # Errors
    /// [`Error::Exists`] if it holds anything and may not; or if it cannot be written.
    pub fn folder(name: &str, options: &Options) -> Result<Self> {
        let mut outputs = Outputs::none(options)?;
        let name = name.trim_end_matches(std::path::is_separator);
        targets::check(name, true)?;
        let gdal = outputs.gdal;
        if !outputs.overwrite && Standing::of(gdal, name)? != Standing::Nothing && !is_empty_folder(name) {
            return Err(Error::Exists { path: name.to_owned() });
        }
        outputs.folder = Some((name.to_owned(), WorkFolder::for_folder(gdal, name)?));
        Ok(outputs)
    }

    /// No outputs, yet.
    fn none(options: &Options) -> Result<Self> {
        let gdal = bind(options.gdal.as_deref())?;
        let overwrite = options.write.gdal.overwrite;
        Ok(Outputs { gdal, overwrite, files: Vec::new(), work: Vec::new(), folder: None, read: Vec::new() })
    }

    /// One more file.
    ///
    /// # Errors
    /// As [`files`](Self::files).
    pub fn add(&mut self, name: &str) -> Result<()> {
        targets::check(name, false)?;
        let standing = Standing::of(self.gdal, name)?;
        if standing != Standing::Nothing && !self.overwrite {
            return Err(Error::Exists { path: name.to_owned() });
        }
        if self.files.iter().any(|(other, _)| targets::same_place(name, other)) {
            return Err(Error::argument(format!("{name} is named for two outputs of one job")));
        }
        let at = self.work_of(name).map_or_else(|| WorkFolder::beside(self.gdal, name).map(Some), |_| Ok(None))?;
        self.work.extend(at);
        self.files.push((name.to_owned(), standing));
        // Whether the file system takes the name shows now, not after an hour.
        let hidden = self.path(name)?;
        if !is_virtual(name) {
            let made = std::fs::File::create_new(&hidden).and_then(|_| std::fs::remove_file(&hidden));
            made.map_err(|e| Error::io(name, e))?;
        }
        Ok(())
    }

    fn work_of(&self, name: &str) -> Option<&WorkFolder> {
        let folder = folder_and_name(name).0;
        self.work.iter().find(|w| folder_and_name(&w.path).0 == folder)
    }

    /// Whether the job writes a file of this name.
    pub fn writes(&self, name: &str) -> bool {
        self.files.iter().any(|(file, _)| file == name)
    }

    /// Where one of the files is made.
    ///
    /// # Errors
    /// If no such output was named.
    pub fn path(&self, name: &str) -> Result<String> {
        let hidden = self.work_of(name).map(|w| w.new_file(folder_and_name(name).1));
        hidden.ok_or_else(|| Error::Internal(format!("{name} is no output of this job")))
    }

    /// Where a file of this name in the folder is made.
    ///
    /// # Errors
    /// If the job writes no folder.
    pub fn inside(&self, name: &str) -> Result<String> {
        let hidden = self.folder.as_ref().map(|(_, work)| work.new_file(name));
        hidden.ok_or_else(|| Error::Internal(format!("no folder is written that {name} could be in")))
    }

    /// Names of the files in the folder so far, sorted.
    pub fn names(&self) -> Vec<String> {
        self.folder.as_ref().map_or_else(Vec::new, |(_, work)| list_folder(self.gdal, &work.new_files()))
    }

    /// Names of what stands in the folder and that no record there tells of.
    pub fn unrecorded(&self) -> Vec<String> {
        let Some((folder, _)) = &self.folder else { return Vec::new() };
        let recorded = targets::recorded_files(self.gdal, folder, RECORD);
        list_folder(self.gdal, folder).into_iter().filter(|name| !recorded.contains(name)).collect()
    }

    fn all_work(&self) -> impl Iterator<Item = &WorkFolder> {
        self.folder.as_ref().map(|(_, work)| work).into_iter().chain(&self.work)
    }

    /// A real folder for large temporary data: this job's own, else the system's for temporary files.
    pub fn scratch(&self) -> PathBuf {
        let own = self.all_work().find(|w| !is_virtual(&w.path));
        own.map_or_else(std::env::temp_dir, |w| PathBuf::from(&w.path))
    }

    /// Refuses an output that is one of the files which the job reads, now and when they get their names.
    ///
    /// # Errors
    /// [`Error::Argument`], whatever `overwrite` says.
    pub fn keep_off(&mut self, read: Vec<String>) -> Result<()> {
        self.read.extend(read);
        self.files.iter().try_for_each(|(name, _)| self.is_not_read(name))
    }

    fn is_not_read(&self, target: &str) -> Result<()> {
        match self.read.iter().any(|input| targets::reads(input, target)) {
            true => Err(Error::argument(format!(
                "{target} is read by this job and never replaced by its output; give the output another name"
            ))),
            false => Ok(()),
        }
    }

    /// Runs a job's work and puts its outputs in their places; gives what the work gave, and their names. After an error, or
    /// a stop at the last progress report, nothing is there that was not there before.
    ///
    /// # Errors
    /// The work's own, by the names that were asked for; [`Error::Cancelled`].
    pub fn made_by<T>(
        mut self,
        progress: &mut dyn Progress,
        work: impl FnOnce(&mut Outputs, &mut dyn Progress) -> Result<T>,
    ) -> Result<(T, Vec<String>)> {
        let done = stoppable(progress, |progress| {
            let done = work(&mut self, progress)?;
            self.sync()?;
            Stage::new(progress, 0.0, 1.0).report(1.0, "done")?;
            Ok(done)
        });
        let done = done.and_then(|done| Ok((done, self.publish()?)));
        done.map_err(|error| self.as_asked_for(error))
    }

    /// Looks at what a job would read and make, and makes nothing.
    ///
    /// # Errors
    /// As [`made_by`](Self::made_by).
    pub fn tried_by<T>(
        mut self,
        progress: &mut dyn Progress,
        look: impl FnOnce(&mut Outputs) -> Result<T>,
    ) -> Result<T> {
        stoppable(progress, |_| look(&mut self)).map_err(|error| self.as_asked_for(error))
    }

    fn sync(&self) -> Result<()> {
        let real = self.all_work().filter(|w| !is_virtual(&w.path));
        real.map(|w| PathBuf::from(w.new_files())).try_for_each(|files| sync(&files))
    }

    /// Gives the files their names. The first one's comes last, so that who finds it finds the others too.
    ///
    /// # Errors
    /// [`Error::Exists`], or another job's file; nothing has changed then.
    pub fn publish(&self) -> Result<Vec<String>> {
        let mut places: Vec<&str> = self.all_work().map(|w| folder_and_name(&w.path).0).collect();
        places.sort_unstable(); // Two jobs that hold several folders take them in one order.
        places.dedup();
        let _held: Vec<HeldFolder> = places.iter().map(|place| HeldFolder::new(self.gdal, place)).collect();
        for (name, before) in &self.files {
            let now = Standing::of(self.gdal, name)?;
            if now != Standing::Nothing && !self.overwrite {
                return Err(Error::Exists { path: name.clone() });
            }
            if now != *before {
                let why =
                    "another job or program wrote it while this job ran; it stays, and this job's result is dropped";
                return Err(Error::io(name, std::io::Error::new(std::io::ErrorKind::AlreadyExists, why)));
            }
        }
        let mut moves = Vec::new();
        for work in &self.work {
            let place = folder_and_name(&work.path).0;
            let made = list_folder(self.gdal, &work.new_files());
            moves.extend(made.iter().map(|n| Move { from: work.new_file(n), to: format!("{place}{n}") }));
        }
        let main = self.files.first().map(|(name, _)| name.as_str());
        moves.sort_by_key(|m| main == Some(&m.to));
        let mut publishing = Publishing::new(self.gdal, self.all_work(), self.overwrite);
        let beside = self.files.iter().flat_map(|(n, _)| SIDECARS.map(|s| format!("{n}{s}")));
        let shapefiles = self.files.iter().filter_map(|(n, _)| n.strip_suffix(".shp"));
        let stale = beside.chain(shapefiles.flat_map(|stem| OF_SHAPEFILE.map(|s| format!("{stem}{s}"))));
        stale.filter(|s| moves.iter().all(|m| m.to != *s)).try_for_each(|s| publishing.remove(&s))?;
        let mut outputs = Vec::new();
        for m in &moves {
            self.is_not_read(&m.to)?;
            publishing.rename(m)?;
        }
        if let Some((folder, work)) = &self.folder {
            outputs.extend(self.names().iter().map(|n| format!("{folder}/{n}")));
            self.publish_folder(folder, work, &mut publishing)?;
        }
        publishing.done();
        let is_there = |name: &&String| moves.iter().any(|m| m.to == **name);
        outputs.extend(self.files.iter().map(|(name, _)| name).filter(is_there).cloned());
        Ok(outputs)
    }

    /// A folder that is not there, or empty, appears by one rename; else its files are replaced one by one, its record last.
    fn publish_folder(&self, folder: &str, work: &WorkFolder, publishing: &mut Publishing) -> Result<()> {
        let stands = Standing::of(self.gdal, folder)? != Standing::Nothing;
        if is_virtual(folder) {
            if !stands {
                make_folder(self.gdal, folder)?;
            }
        } else if !stands || is_empty_folder(folder) {
            match rename_folder(&work.new_files(), folder) {
                Ok(()) => return Ok(()),
                Err(_) if is_empty_folder(folder) => {} // A disk's own folder, say: it cannot be replaced, but filled.
                Err(_) if Path::new(folder).is_dir() => return Err(Error::Exists { path: folder.to_owned() }),
                Err(e) => return Err(Error::io(folder, e)),
            }
        } else if !self.overwrite {
            return Err(Error::Exists { path: folder.to_owned() });
        }
        let mut names = self.names();
        for old in targets::recorded_files(self.gdal, folder, RECORD).iter().filter(|old| !names.contains(old)) {
            let path = format!("{folder}/{old}");
            if self.is_not_read(&path).is_ok() {
                publishing.remove(&path)?;
            }
        }
        names.sort_by_key(|n| n == RECORD);
        for name in names {
            let to = format!("{folder}/{name}");
            self.is_not_read(&to)?;
            publishing.rename(&Move { from: work.new_file(&name), to })?;
        }
        Ok(())
    }

    /// An error as it should be read: with the names that were asked for in place of the hidden ones.
    fn as_asked_for(&self, error: Error) -> Error {
        let told = |mut text: String| {
            if let Some((folder, work)) = &self.folder {
                text = text.replace(&work.new_files(), folder).replace(&work.path, folder);
            }
            without_work(&text)
        };
        let path_told = |path: PathBuf| match path.to_str() {
            Some(text) => told(text.to_owned()).into(),
            None => path,
        };
        match error {
            Error::Argument { parameter, message } => Error::Argument { parameter, message: told(message) },
            Error::Io { path, source } => Error::Io { path: path_told(path), source },
            Error::Raster { path, message, fault } => Error::Raster { path: told(path), message: told(message), fault },
            Error::Exists { path } => Error::Exists { path: told(path) },
            Error::Gdal { path, message, fault } => Error::Gdal { path: told(path), message: told(message), fault },
            Error::Internal(text) => Error::Internal(told(text)),
            other => other,
        }
    }
}

/// Writes a real file whole, for callers that have no job. `read` is what it must not replace.
///
/// # Errors
/// [`Error::Exists`] without `overwrite`; or if the name cannot be written to, is read, or is none of a real file.
pub fn write_whole(path: &str, bytes: &[u8], overwrite: bool, read: &[&str]) -> Result<()> {
    if is_virtual(path) {
        return Err(Error::argument(format!("{path}: a real file's name was expected, none of GDAL's")));
    }
    targets::check(path, false)?;
    if read.iter().any(|input| targets::reads(input, path)) {
        return Err(Error::argument(format!("{path} is read for this output and never replaced by it")));
    }
    if !overwrite && std::fs::symlink_metadata(path).is_ok() {
        return Err(Error::Exists { path: path.to_owned() });
    }
    let folder = Path::new(path).parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = readable_files().prefix(WORK_PREFIX).tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
    let written = file.write_all(bytes).and_then(|()| file.as_file().sync_all());
    written.map_err(|e| Error::io(path, e))?;
    file.persist(path).map_err(|e| Error::io(path, e.error))?;
    Ok(())
}
