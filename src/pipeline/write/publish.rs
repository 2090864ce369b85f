//! Finished files get their names, all or none.
//!
//! Files are brought to the disk first; then each is renamed, with a way back until the last one is done. What a power cut
//! may still lose is the renames themselves: then some of a job's files have their old content and some the new one, but
//! each of them is whole.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use super::targets::Standing;
use crate::error::{Error, Result};
use crate::raster::gdal::{
    Gdal, WORK_PREFIX, WorkFolder, exists, folder_and_name, is_virtual, list_folder, open_to_sync, remove, rename,
};

/// How often the lock of a folder is tried, and how long one waits in between: two jobs hold it for a few renames.
const TRIES: usize = 200;
const WAIT: Duration = Duration::from_millis(50);

/// One file, or folder, on its way to its name.
pub struct Move {
    /// Where it is.
    pub from: String,
    /// Its name.
    pub to: String,
}

enum Undo {
    Remove(String),
    PutBack { kept: String, to: String },
}

/// Renames under way. Dropped before [`done`](Self::done), it takes them back.
pub struct Publishing<'a> {
    gdal: &'static Gdal,
    work: Vec<&'a WorkFolder>,
    overwrite: bool,
    undo: Vec<Undo>,
    kept: usize,
}

impl<'a> Publishing<'a> {
    /// With `overwrite`, what has a name already is replaced. `work` has a folder on each disk that gets a file.
    pub fn new(gdal: &'static Gdal, work: impl Iterator<Item = &'a WorkFolder>, overwrite: bool) -> Self {
        Publishing { gdal, work: work.collect(), overwrite, undo: Vec::new(), kept: 0 }
    }

    /// Gives one file its name.
    ///
    /// # Errors
    /// [`Error::Exists`] if something has it and may not be replaced.
    pub fn rename(&mut self, m: &Move) -> Result<()> {
        let stands = Standing::of(self.gdal, &m.to)? != Standing::Nothing;
        if stands && !self.overwrite {
            return Err(Error::Exists { path: m.to.clone() });
        }
        if stands && holds_files(self.gdal, &m.to) {
            return Err(Error::argument(format!("{} is a folder that holds files; remove it first", m.to)));
        }
        if stands {
            self.keep(&m.to)?;
        }
        if self.overwrite || is_virtual(&m.to) || Path::new(&m.from).is_dir() {
            rename(self.gdal, &m.from, &m.to)?;
        } else {
            // Another program may have taken the name since.
            let taken = |e: tempfile::PathPersistError| match e.error.kind() {
                std::io::ErrorKind::AlreadyExists => Error::Exists { path: m.to.clone() },
                _ => Error::io(&m.to, e.error),
            };
            let path = tempfile::TempPath::try_from_path(&m.from).map_err(|e| Error::io(&m.from, e))?;
            path.persist_noclobber(&m.to).map_err(taken)?;
        }
        if !stands {
            self.undo.push(Undo::Remove(m.to.clone()));
        }
        Ok(())
    }

    /// Takes a file away that describes one which is replaced.
    ///
    /// # Errors
    /// If it is there and cannot be taken away.
    pub fn remove(&mut self, path: &str) -> Result<()> {
        if Standing::of(self.gdal, path)? != Standing::Nothing {
            self.keep(path)?;
            remove(self.gdal, path);
        }
        Ok(())
    }

    /// Keeps what has a name until all is done: as a second link where the file system has links, so that the name is never
    /// without a file.
    fn keep(&mut self, path: &str) -> Result<()> {
        let place = folder_and_name(path).0;
        let beside = self.work.iter().find(|w| folder_and_name(&w.path).0 == place).or(self.work.first());
        let work = beside.ok_or_else(|| Error::Internal(format!("nothing was made that could replace {path}")))?;
        let kept = work.old_file(&self.kept.to_string());
        self.kept += 1;
        if is_virtual(path) || std::fs::hard_link(path, &kept).is_err() {
            rename(self.gdal, path, &kept)?;
        }
        self.undo.push(Undo::PutBack { kept, to: path.to_owned() });
        Ok(())
    }

    /// All have their names: there is no way back from here.
    pub fn done(mut self) {
        self.undo.clear();
    }
}

impl Drop for Publishing<'_> {
    fn drop(&mut self) {
        for step in self.undo.drain(..).rev() {
            // What cannot be taken back cannot be told either: the job has failed already, and says why.
            match step {
                Undo::Remove(path) if Path::new(&path).is_dir() => drop(std::fs::remove_dir_all(&path)),
                Undo::Remove(path) => remove(self.gdal, &path),
                Undo::PutBack { kept, to } => drop(rename(self.gdal, &kept, &to)),
            }
        }
    }
}

fn holds_files(gdal: &Gdal, path: &str) -> bool {
    if is_virtual(path) {
        !list_folder(gdal, path).is_empty()
    } else {
        !is_empty_folder(path) && Path::new(path).is_dir()
    }
}

/// Whether this is a real folder, no link to one, and nothing is in it but hidden folders of jobs.
pub fn is_empty_folder(path: &str) -> bool {
    let is_folder = std::fs::symlink_metadata(path).is_ok_and(|m| m.is_dir());
    let is_work = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with(WORK_PREFIX);
    is_folder && std::fs::read_dir(path).is_ok_and(|mut entries| entries.all(|e| e.is_ok_and(is_work)))
}

/// Brings a real file, or all in a real folder, to the disk.
///
/// # Errors
/// If the disk does not take it.
pub fn sync(path: &Path) -> Result<()> {
    let io = |e| Error::io(path, e);
    if path.is_dir() {
        return std::fs::read_dir(path).map_err(io)?.try_for_each(|entry| sync(&entry.map_err(io)?.path()));
    }
    match open_to_sync(path).and_then(|f| f.sync_all()) {
        // Some file systems have nothing to sync.
        Err(e) if matches!(e.kind(), std::io::ErrorKind::InvalidInput | std::io::ErrorKind::Unsupported) => Ok(()),
        done => done.map_err(io),
    }
}

/// The folder of a target, held so that no other job of this software renames in it; names in it are on the disk when this is
/// dropped. Where a file system has no locks, nothing is held.
pub struct HeldFolder(Option<File>);

impl HeldFolder {
    /// Waits for other jobs, a few seconds at most.
    pub fn new(gdal: &Gdal, folder: &str) -> Self {
        let folder = if folder.is_empty() { "." } else { folder };
        if is_virtual(folder) || !exists(gdal, folder).unwrap_or(false) {
            return HeldFolder(None);
        }
        let Ok(file) = File::open(folder) else { return HeldFolder(None) };
        for _ in 0..TRIES {
            match file.try_lock() {
                Err(std::fs::TryLockError::WouldBlock) => std::thread::sleep(WAIT),
                _ => break,
            }
        }
        HeldFolder(Some(file))
    }
}

impl Drop for HeldFolder {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            // The files themselves are on the disk already; a file system that cannot sync folders keeps its own order.
            let _ = folder.sync_all();
        }
    }
}
