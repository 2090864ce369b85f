//! Differences between operating systems in how they keep files.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// Makes a folder that only its owner may enter; a link, or anything else of that name, is an error.
pub fn private_folder(path: &str) -> io::Result<()> {
    #[allow(unused_mut)]
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A maker of temporary files that become outputs: readable like any other file, which is what the process's umask leaves.
pub fn readable_files<'a, 'b>() -> tempfile::Builder<'a, 'b> {
    #[allow(unused_mut)]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// The number of a file on its disk, where the system has one.
pub fn file_number(metadata: &Metadata) -> u64 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}

/// Whether a folder lies on another disk than the folder above it, as a mount point does: nothing can be renamed into it
/// from there.
pub fn is_mount_point(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        let disk = |path: &Path| std::fs::metadata(path).map(|m| std::os::unix::fs::MetadataExt::dev(&m)).ok();
        let name = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let above = name.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        disk(name).is_some_and(|own| disk(above) != Some(own))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        false
    }
}

/// Opens a file the way that syncing it to disk needs.
pub fn open_to_sync(path: &Path) -> io::Result<File> {
    if cfg!(windows) { File::options().write(true).open(path) } else { File::open(path) }
}

/// Renames a folder to a name that an empty folder may have.
pub fn rename_folder(from: &str, to: &str) -> io::Result<()> {
    if cfg!(windows) && Path::new(to).is_dir() {
        std::fs::remove_dir(to)?;
    }
    std::fs::rename(from, to)
}
