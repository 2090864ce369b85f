//! Files that appear whole or not at all: a folder of outputs, and single text files.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A folder under construction: files are made in a hidden folder beside it and moved when all are there.
pub struct TargetFolder {
    target: PathBuf,
    work: tempfile::TempDir,
    overwrite: bool,
}

impl TargetFolder {
    /// # Errors
    /// [`Error::Exists`] if the folder holds anything and `overwrite` is off.
    pub fn new(target: &Path, overwrite: bool) -> Result<Self> {
        let holds_something = std::fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_some());
        if !overwrite && (holds_something || target.is_file()) {
            return Err(Error::Exists { path: target.display().to_string() });
        }
        let parent = parent_of(target);
        let work =
            tempfile::Builder::new().prefix(".lejepa-gis-").tempdir_in(parent).map_err(|e| Error::io(parent, e))?;
        Ok(TargetFolder { target: target.into(), work, overwrite })
    }

    /// Where a file of this name is made.
    pub fn path(&self, name: &str) -> String {
        self.work.path().join(name).to_string_lossy().into_owned()
    }

    /// Writes a text file.
    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.work.path().join(name);
        std::fs::write(&path, text).map_err(|e| Error::io(path, e))
    }

    /// Names of the files so far, sorted.
    pub fn names(&self) -> Result<Vec<String>> {
        let entries = std::fs::read_dir(self.work.path()).map_err(|e| Error::io(self.work.path(), e))?;
        let mut names: Vec<_> =
            entries.map_while(|e| e.ok()).map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }

    /// An error as it should be read: with the folder that was asked for, in place of the hidden one.
    pub fn as_asked_for(&self, error: Error) -> Error {
        let (hidden, asked) = (self.work.path().to_string_lossy().into_owned(), self.target.to_string_lossy());
        let told = |text: String| text.replace(&hidden, &asked);
        match error {
            Error::Io { path, source } => Error::Io { path: told(path.to_string_lossy().into_owned()).into(), source },
            Error::Gdal { call, path, message } => Error::Gdal { call, path: told(path), message: told(message) },
            other => other,
        }
    }

    /// Moves everything to the target and returns the files' final paths, sorted.
    pub fn finish(self) -> Result<Vec<String>> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |e| Error::io(path, e)
        };
        std::fs::create_dir_all(&self.target).map_err(io(&self.target))?;
        let mut moved = Vec::new();
        for entry in std::fs::read_dir(self.work.path()).map_err(io(self.work.path()))? {
            let from = entry.map_err(io(self.work.path()))?.path();
            let to = self.target.join(from.file_name().unwrap_or_default());
            debug_assert!(self.overwrite || !to.exists());
            std::fs::rename(&from, &to).map_err(io(&to))?;
            moved.push(to.to_string_lossy().into_owned());
        }
        moved.sort();
        Ok(moved)
    }
}

/// Writes a text file by way of a temporary name beside it.
pub fn write_whole(path: &Path, text: &str) -> Result<()> {
    let folder = parent_of(path);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| Error::io(folder, e))?;
    file.write_all(text.as_bytes()).map_err(|e| Error::io(path, e))?;
    file.persist(path).map_err(|e| Error::io(path, e.error))?;
    Ok(())
}

fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
