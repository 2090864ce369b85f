//! Names that a job may write to: looked at before any work, and never those that it reads.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::{Error, Result};
use crate::raster::gdal::{Gdal, exists, file_number, folder_and_name, is_virtual, read_text};

/// What stood under a name when it was looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// Nothing, not even a link.
    Nothing,
    /// Something; where its file system tells, of which size and age.
    Something(Option<(u64, SystemTime, u64)>),
}

impl Standing {
    /// Looks now. Links are looked at, not followed.
    pub fn of(gdal: &Gdal, path: &str) -> Result<Self> {
        if is_virtual(path) {
            return Ok(if exists(gdal, path)? { Standing::Something(None) } else { Standing::Nothing });
        }
        match std::fs::symlink_metadata(path) {
            Ok(m) => Ok(Standing::Something(m.modified().ok().map(|time| (m.len(), time, file_number(&m))))),
            // What has too long a name for the file system is not there either.
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::InvalidFilename) => Ok(Standing::Nothing),
            Err(e) => Err(Error::io(path, e)),
        }
    }
}

/// Files of a folder that an earlier run of this software wrote, by its record there: the record itself, and plain files that
/// it names. Nothing where there is no such record.
pub fn recorded_files(gdal: &Gdal, folder: &str, record: &str) -> Vec<String> {
    let path = format!("{folder}/{record}");
    let text = match exists(gdal, &path) {
        Ok(true) => read_text(gdal, &path).unwrap_or_default(),
        _ => return Vec::new(),
    };
    let item: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let Some(assets) = item["assets"].as_object().filter(|_| item["properties"]["lejepa_gis:run"].is_object()) else {
        return Vec::new();
    };
    let named = assets.values().filter_map(|asset| asset["href"].as_str()?.strip_prefix("./"));
    // A name alone: whatever else stands there would lead out of the folder.
    let plain = named.filter(|name| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']));
    let is_file = |name: &&str| {
        let path = format!("{folder}/{name}");
        is_virtual(&path) || std::fs::symlink_metadata(path).is_ok_and(|m| m.is_file())
    };
    plain.filter(is_file).chain([record]).map(String::from).collect()
}

/// Refuses names that cannot be a file, or a folder, to be written, whatever was asked for.
///
/// # Errors
/// Names what stands there, or which folder is missing.
pub fn check(path: &str, folder_is_wanted: bool) -> Result<()> {
    let refuse = |what: &str| Err(Error::argument(format!("{path}: {what}")));
    let not_there = |what: String| Err(Error::io(path, std::io::Error::new(ErrorKind::NotFound, what)));
    if is_virtual(path) {
        return match path.strip_prefix("/vsimem/") {
            Some(rest) if !rest.is_empty() && !rest.ends_with('/') => Ok(()),
            _ => refuse("outputs are files, or lie in GDAL's memory under /vsimem/; write a file and copy it there"),
        };
    }
    if folder_and_name(path).1.is_empty() && !folder_is_wanted {
        return refuse("a file's name was expected");
    }
    let parent = Path::new(path).parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match std::fs::metadata(parent) {
        Ok(m) if m.is_dir() => {}
        Ok(_) => return not_there(format!("{} is no folder", parent.display())),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            return not_there(format!("there is no folder {}", parent.display()));
        }
        Err(e) => return Err(Error::io(parent, e)),
    }
    match std::fs::metadata(path) {
        Ok(m) if m.is_dir() && !folder_is_wanted => {
            refuse("is a folder and never replaced; name a file in it, or remove it first")
        }
        Ok(m) if m.is_file() && folder_is_wanted => refuse("is a file; the name of a folder was expected"),
        Ok(m) if !m.is_dir() && !m.is_file() => refuse("is a device, a pipe or a socket, and never replaced"),
        _ => Ok(()),
    }
}

/// Whether two names are one place to write to.
pub fn same_place(a: &str, b: &str) -> bool {
    let place = |path: &str| {
        let (folder, name) = folder_and_name(path);
        let folder = if folder.is_empty() { "." } else { folder };
        (std::fs::canonicalize(folder).unwrap_or_else(|_| folder.into()), name.to_owned())
    };
    place(a) == place(b)
}

/// Whether `input`, a name as GDAL knows it, is or reads the file that `target` names: by path, link, hard link, or behind
/// `/vsi…/` and `DRIVER:"…":part`.
pub fn reads(input: &str, target: &str) -> bool {
    if is_virtual(target) {
        return input.contains(target);
    }
    let Some(target) = regular(Path::new(target)) else { return false };
    behind(input).iter().any(|file| same_file::is_same_file(file, &target).unwrap_or(false))
}

/// A file or folder that may be opened without waiting.
fn regular(path: &Path) -> Option<PathBuf> {
    std::fs::metadata(path).ok().filter(|m| m.is_file() || m.is_dir()).map(|_| path.to_owned())
}

/// Real files that stand in a name.
fn behind(name: &str) -> Vec<PathBuf> {
    let quoted = name.split('"').skip(1).step_by(2);
    let starts: Vec<usize> = std::iter::once(0).chain(name.match_indices(':').map(|(at, _)| at + 1)).collect();
    // Where a part ends, and where the next one does: on Windows a path has a colon of its own, after the drive's letter.
    let end = |i: usize| starts.get(i + 1).map_or(name.len(), |next| next - 1);
    let parts = (1..starts.len()).map(|i| &name[starts[i]..end(i)]);
    let pairs = (0..starts.len()).map(|i| &name[starts[i]..end(i + 1)]);
    let texts = [name].into_iter().chain(quoted).chain(parts).chain(pairs);
    texts.filter_map(|text| nearest_file(strip_virtual(text))).collect()
}

/// `/a/b.zip/c.tif` for `/vsizip//a/b.zip/c.tif`, `/vsizip/{/a/b.zip}/c.tif` and `/vsisubfile/0_9,/a/b.zip/c.tif`.
fn strip_virtual(mut name: &str) -> &str {
    while let Some((system, rest)) = name.strip_prefix("/vsi").and_then(|rest| rest.split_once('/')) {
        name = if system == "subfile" { rest.split_once(',').map_or(rest, |(_, file)| file) } else { rest };
        name = name.trim_start_matches('{');
    }
    name
}

/// The path, or the file that it lies in: an archive's.
fn nearest_file(name: &str) -> Option<PathBuf> {
    let whole = Path::new(name.trim_end_matches('}'));
    let found = regular(whole);
    found.or_else(|| {
        let mut above = name.rmatch_indices(['/', '}']).map(|(at, _)| Path::new(&name[..at]));
        above.find(|p| p.is_file()).map(Path::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_the_file_behind_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (file, other) = (path("a b.tif"), path("other.tif"));
        std::fs::write(&file, "x").unwrap();
        std::fs::write(&other, "x").unwrap();
        std::fs::hard_link(&file, path("hard.tif")).unwrap();
        let names = [
            file.clone(),
            path("hard.tif"),
            path("./a b.tif"),
            format!("/vsizip/{file}/B04.tif"),
            format!("/vsizip/{{{file}}}/B04.tif"),
            format!("/vsisubfile/0_100,{file}"),
            format!("/vsigzip//vsizip/{file}/x.gz"),
            format!("NETCDF:\"{file}\":B4"),
            format!("GTIFF_DIR:1:{file}"),
            format!("HDF4_EOS:EOS_GRID:{file}:Grid:B4"),
        ];
        for name in &names {
            assert!(reads(name, &file) && !reads(name, &other), "{name}");
        }
        assert!(!reads(&file, &path("new.tif")));
        assert!(reads("/vsizip//vsimem/a.zip/B04.tif", "/vsimem/a.zip") && !reads(&file, "/vsimem/a.zip"));
    }

    #[test]
    fn places_that_cannot_be_written_are_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        std::fs::write(path("file"), "").unwrap();
        let said = |name: &str, folder| check(name, folder).unwrap_err().to_string();
        assert!(said(&path("no/x.tif"), false).contains("there is no folder"));
        assert!(said(&path("file/x.tif"), false).contains("is no folder"));
        assert!(said(&path(""), false).contains("file's name"));
        assert!(said(&folder.path().to_string_lossy(), false).contains("is a folder"));
        assert!(said(&path("file"), true).contains("is a file"));
        assert!(said("/vsis3/bucket/x.tif", false).contains("/vsimem/"));
        assert!(check("/vsimem/x.tif", false).is_ok() && check(&path("new.tif"), false).is_ok());
        assert!(same_place(&path("./x.tif"), &path("x.tif")) && !same_place(&path("x.tif"), &path("y.tif")));
    }
}
