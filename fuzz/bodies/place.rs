//! A folder of one's own for bodies that need files; every thread has another.

use std::path::PathBuf;

thread_local! {
    static FOLDER: tempfile::TempDir = tempfile::tempdir().expect("a temporary folder");
}

/// The folder; it goes with the thread.
pub fn folder() -> PathBuf {
    FOLDER.with(|f| f.path().to_owned())
}

/// A name in it as text.
pub fn named(name: &str) -> String {
    folder().join(name).to_string_lossy().into_owned()
}

/// Whether a name stays in the folder: what a fuzzer makes up must not reach any other file, nor the network.
pub fn is_ours(name: &str) -> bool {
    let folder = named("");
    name.strip_prefix(folder.trim_end_matches('/'))
        .is_some_and(|rest| rest.starts_with('/') && !rest.split('/').any(|part| part == "..") && !rest.contains('\0'))
}
