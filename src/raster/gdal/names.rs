//! What names of files say without asking GDAL.

/// Whether a name is of one of GDAL's virtual file systems, and no real file's.
pub fn is_virtual(path: &str) -> bool {
    path.starts_with("/vsi")
}

/// A path in two: up to its last slash, and the rest.
pub fn folder_and_name(path: &str) -> (&str, &str) {
    path.split_at(path.rfind(std::path::is_separator).map_or(0, |i| i + 1))
}
