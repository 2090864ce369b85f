//! A job's own folder: hidden, with a random name, beside its target, so that what is made there takes its final name
//! by a rename.
//!
//! Only their owner can open real folders, and nobody can prepare one: making it fails where anything has its name.
//! Each holds a file `job` that the running job keeps locked, whatever container it runs in; [`leftovers`] finds the
//! others.

use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use super::files::{make_folder, remove_folder};
use super::library::Gdal;
use super::names::{folder_and_name, is_virtual};
use super::system::{is_mount_point, private_folder};
use crate::error::{Error, Result};

/// How the names of all these folders begin.
pub const WORK_PREFIX: &str = ".lejepa-gis-";
/// The locked file in each.
const JOB: &str = "job";
/// How long a job may take from making its folder to locking the file in it.
const BEING_MADE: Duration = Duration::from_secs(60);
/// How many names are tried: more than there are processes forked from one that make a folder at one time.
const TRIES: usize = 10_000;
/// Folder of files that get their final names when all is done.
const NEW: &str = "new";
/// Folder of the files that are being replaced, as long as they may have to be restored.
const OLD: &str = "old";

/// Hidden folders of this process's jobs that are on the disk.
static OWN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn own() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    OWN.lock().unwrap_or_else(|e| e.into_inner())
}

/// Removes the hidden folders of this process, for one that is about to end while its jobs run. A folder stays that
/// holds a file which is being replaced: it may be the only copy.
pub fn abandon_work() {
    for folder in own().iter() {
        if remove_empty(&folder.join(OLD)) {
            // The job may be creating a file in it right now.
            let _ = (0..3).any(|_| std::fs::remove_dir_all(folder).is_ok());
        }
    }
}

fn remove_empty(folder: &Path) -> bool {
    std::fs::remove_dir(folder).map_or_else(|e| e.kind() == std::io::ErrorKind::NotFound, |()| true)
}

/// Makes a folder of the first name that nothing has. Processes that were forked from one draw the same names, each of which is
/// then one's alone.
fn made_anew(mut name: impl FnMut() -> String) -> std::io::Result<String> {
    let mut tries = 0;
    loop {
        let path = name();
        match private_folder(&path) {
            Ok(()) => return Ok(path),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && tries < TRIES => tries += 1,
            Err(e) => return Err(e),
        }
    }
}

/// A hidden folder of one job; removed with all that is in it when this is dropped.
pub struct WorkFolder {
    gdal: &'static Gdal,
    /// Its name, without a slash at the end; relative where the target is.
    pub path: String,
    /// Locked as long as it is open.
    job: Option<File>,
}

impl WorkFolder {
    /// A fresh folder beside `target`: on the disk, or in memory for names in `/vsimem/`.
    ///
    /// # Errors
    /// If the target's folder is missing or nothing can be written into it.
    pub fn beside(gdal: &'static Gdal, target: &str) -> Result<Self> {
        Self::fresh(gdal, folder_and_name(target).0)
    }

    /// A fresh folder for what will stand in the folder `target`: in it where that is a disk's own, since nothing can
    /// be renamed from one disk to another; else beside it.
    ///
    /// # Errors
    /// As [`beside`](Self::beside).
    pub fn for_folder(gdal: &'static Gdal, target: &str) -> Result<Self> {
        match !is_virtual(target) && is_mount_point(Path::new(target)) {
            true => Self::fresh(gdal, &format!("{target}/")),
            false => Self::beside(gdal, target),
        }
    }

    /// In `folder`, a path that is empty or ends with a slash.
    fn fresh(gdal: &'static Gdal, folder: &str) -> Result<Self> {
        // The standard library's hash keys are random for each process and differ at each call.
        let name = || format!("{folder}{WORK_PREFIX}{:016x}", RandomState::new().build_hasher().finish());
        if is_virtual(folder) {
            let path = name();
            make_folder(gdal, &path)?;
            let work = WorkFolder { gdal, path, job: None };
            [NEW, OLD].iter().try_for_each(|part| make_folder(gdal, &format!("{}/{part}", work.path)))?;
            return Ok(work);
        }
        let place = if folder.is_empty() { "." } else { folder };
        let refused = |e| Error::io(place, e);
        let path = made_anew(name).map_err(refused)?;
        own().push(PathBuf::from(&path));
        let mut work = WorkFolder { gdal, path, job: None };
        let job = File::create_new(format!("{}/{JOB}", work.path)).map_err(refused)?;
        // Where a file system has no locks, the job goes on without: its folder is then named as a leftover while it
        // runs.
        let _ = job.try_lock();
        let _ = writeln!(&job, "process {} since {}", std::process::id(), humantime::format_rfc3339(SystemTime::now()));
        work.job = Some(job);
        [NEW, OLD].iter().try_for_each(|part| std::fs::create_dir(format!("{}/{part}", work.path))).map_err(refused)?;
        Ok(work)
    }

    /// Where the file that will be called `name` is made.
    pub fn new_file(&self, name: &str) -> String {
        format!("{}/{NEW}/{name}", self.path)
    }

    /// Folder of the files that will get their names.
    pub fn new_files(&self) -> String {
        format!("{}/{NEW}", self.path)
    }

    /// Where the file of this name is kept while it is replaced.
    pub fn old_file(&self, name: &str) -> String {
        format!("{}/{OLD}/{name}", self.path)
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        if is_virtual(&self.path) {
            remove_folder(self.gdal, &self.path);
        } else {
            // Before the folder goes: some file systems of Windows keep a folder as long as a file in it is open.
            drop(self.job.take());
            // What cannot be removed stays, and is a leftover.
            let _ = std::fs::remove_dir_all(&self.path);
            own().retain(|path| *path != Path::new(&self.path));
        }
    }
}

/// A file in `/vsimem/` that no other job has; it, and what a driver puts beside it, is removed when this is dropped. A
/// dataset that is open by then keeps its pixels, and they are freed when it is closed.
pub struct Scratch {
    _folder: WorkFolder,
    /// The name.
    pub path: String,
}

impl Scratch {
    /// A name that ends with `name`.
    ///
    /// # Errors
    /// If GDAL has no memory files.
    pub fn new(gdal: &'static Gdal, name: &str) -> Result<Self> {
        let folder = WorkFolder::beside(gdal, &format!("/vsimem/{name}"))?;
        let path = folder.new_file(name);
        Ok(Scratch { _folder: folder, path })
    }
}

/// A text without the hidden folders in its paths: with the names that the files will have.
pub fn without_work(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(WORK_PREFIX) {
        let after = rest[at + WORK_PREFIX.len()..].trim_start_matches(|c: char| c.is_ascii_hexdigit());
        let after = [NEW, OLD].iter().find_map(|part| after.strip_prefix(&format!("/{part}"))).unwrap_or(after);
        out.push_str(&rest[..at]);
        rest = match after.strip_prefix('/') {
            Some(name) => name,
            None => {
                // The folder itself, without the slash before it.
                out.truncate(out.trim_end_matches('/').len());
                after
            }
        };
    }
    out + rest
}

/// What a killed job has left.
#[derive(Debug, Clone, PartialEq)]
pub struct Leftover {
    /// The hidden folder.
    pub path: PathBuf,
    /// Bytes of the files in it.
    pub bytes: u64,
}

impl Leftover {
    /// Removes it. One that holds a file which was being replaced stays: it may be the only copy.
    ///
    /// # Errors
    /// If it stays, or cannot be removed.
    pub fn remove(&self) -> Result<()> {
        if !remove_empty(&self.path.join(OLD)) {
            return Err(Error::raster(
                self.path.display().to_string(),
                format!("holds files in {OLD}/ that were being replaced when the job was killed; look at them first"),
            ));
        }
        std::fs::remove_dir_all(&self.path).map_err(|e| Error::io(&self.path, e))
    }
}

/// Hidden folders of jobs that no longer run, in a real folder, sorted.
///
/// # Errors
/// If the folder cannot be read.
pub fn leftovers(folder: &Path) -> Result<Vec<Leftover>> {
    let io = |e| Error::io(folder, e);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        let is_work = entry.file_name().to_string_lossy().starts_with(WORK_PREFIX);
        if is_work && entry.file_type().is_ok_and(|t| t.is_dir()) && !is_alive(&entry.path()) {
            found.push(Leftover { bytes: bytes_in(&entry.path()), path: entry.path() });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Whether the job that made the folder runs: it keeps its file locked. Until it has written into that file, the folder
/// may be one that is just being made, unless it is old.
fn is_alive(work: &Path) -> bool {
    let Some(job) = File::open(work.join(JOB)).ok().filter(|job| job.metadata().is_ok_and(|m| m.len() > 0)) else {
        let age = std::fs::metadata(work).and_then(|m| m.modified()).ok().and_then(|made| made.elapsed().ok());
        return age.is_some_and(|age| age < BEING_MADE);
    };
    matches!(job.try_lock(), Err(TryLockError::WouldBlock))
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => bytes_in(&entry.path()),
            _ => entry.metadata().map_or(0, |m| m.len()),
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::gdal::bind;

    #[test]
    fn hidden_folders_do_not_show_in_texts() {
        let said = "a b/.lejepa-gis-0123456789abcdef/new/.lejepa-gis-fedcba9876543210/new/x.png: failed on x";
        assert_eq!(without_work(said), "a b/x.png: failed on x");
        assert_eq!(without_work("/out/.lejepa-gis-0123456789abcdef: no room"), "/out: no room");
        assert_eq!(without_work("x.tif: failed"), "x.tif: failed");
    }

    #[test]
    fn a_name_that_another_job_has_is_left_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken").to_string_lossy().into_owned();
        std::fs::create_dir(&taken).unwrap();
        std::fs::write(format!("{taken}/job"), "another's").unwrap();
        let free = folder.path().join("free").to_string_lossy().into_owned();
        let mut names = [taken.clone(), taken.clone(), free.clone()].into_iter();
        assert_eq!(made_anew(|| names.next().unwrap()).unwrap(), free);
        assert!(made_anew(|| taken.clone()).is_err(), "it does not go on for ever");
        assert_eq!(std::fs::read_to_string(format!("{taken}/job")).unwrap(), "another's");
    }

    #[test]
    fn a_work_folder_lies_beside_the_target_and_goes() {
        let Ok(gdal) = bind(None) else { return eprintln!("skipped: no GDAL") };
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("ü x.tif").to_string_lossy().into_owned();
        let (one, two) = (WorkFolder::beside(gdal, &target).unwrap(), WorkFolder::beside(gdal, &target).unwrap());
        assert_ne!(one.path, two.path);
        assert_eq!(Path::new(&one.path).parent().unwrap(), folder.path());
        assert_eq!(leftovers(folder.path()).unwrap(), []);
        drop(two);
        drop(one);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

        let killed = folder.path().join(format!("{WORK_PREFIX}00"));
        std::fs::create_dir_all(killed.join("new")).unwrap();
        std::fs::write(killed.join("new/x.tif"), "12345").unwrap();
        assert_eq!(leftovers(folder.path()).unwrap(), [], "it may be one that is just being made");
        std::fs::write(killed.join(JOB), "process 1").unwrap();
        let found = leftovers(folder.path()).unwrap();
        assert_eq!(found, [Leftover { path: killed.clone(), bytes: 14 }]);
        // A file that was being replaced is not deleted.
        std::fs::create_dir(killed.join(OLD)).unwrap();
        std::fs::write(killed.join(OLD).join("0"), "mine").unwrap();
        assert!(found[0].remove().unwrap_err().to_string().contains("being replaced"));
        std::fs::remove_file(killed.join(OLD).join("0")).unwrap();
        found[0].remove().unwrap();
        assert!(!killed.exists());
    }
}
