//! Names of files and folders: how GDAL opens them, how they are cut, and what their endings tell.

use crate::raster::gdal::{Gdal, list_folder};

/// Endings of files that may hold a band; the rest of a folder is left alone.
pub const ENDINGS: &[&str] = &[".tif", ".tiff", ".jp2", ".vrt", ".img", ".bil", ".bsq", ".dat"];

/// Folders of a product's resolutions.
pub const INNER: &[&str] = &["R10m", "R20m", "R60m", "IMG_DATA", "IMG_DATA/R10m", "IMG_DATA/R20m", "IMG_DATA/R60m"];

/// Whether a name is a STAC item's.
pub fn is_item(name: &str) -> bool {
    let path = name.split(['?', '#']).next().unwrap_or(name).to_ascii_lowercase();
    path.ends_with(".json") || path.ends_with(".geojson")
}

/// Web addresses by way of GDAL's virtual file system, and archives as folders.
pub fn virtual_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let named = if lower.starts_with("http://") || lower.starts_with("https://") {
        format!("/vsicurl/{name}")
    } else if let Some(rest) = name.strip_prefix("s3://") {
        format!("/vsis3/{rest}")
    } else if let Some(rest) = name.strip_prefix("gs://") {
        format!("/vsigs/{rest}")
    } else if let Some(rest) = name.strip_prefix("file://") {
        // file:///C:/x is C:/x on Windows; elsewhere nobody has a folder of that name at the root.
        let has_drive = rest.starts_with('/') && rest.get(2..4) == Some(":/");
        rest[usize::from(has_drive)..].to_owned()
    } else {
        name.to_owned()
    };
    if lower.ends_with(".zip") && !named.starts_with("/vsizip/") { format!("/vsizip/{named}") } else { named }
}

/// Names in a folder without those that systems leave there: hidden files, resource forks of a Mac, thumbnails.
pub fn visible_folder(gdal: &Gdal, path: &str) -> Vec<String> {
    let mut names = list_folder(gdal, path);
    let left = ["__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini", "@eaDir", "$RECYCLE.BIN", "lost+found"];
    names.retain(|n| !n.starts_with('.') && !left.iter().any(|l| n.eq_ignore_ascii_case(l)));
    names
}

/// A path below a folder.
pub fn joined(folder: &str, name: &str) -> String {
    format!("{}/{}", folder.trim_end_matches(['/', '\\']), name)
}

/// The part after the last slash, without an address's query.
pub fn file_name(path: &str) -> &str {
    let end = path.find("://").and_then(|at| Some(at + path[at..].find(['?', '#'])?)).unwrap_or(path.len());
    path[..end].trim_end_matches('/').rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The part before the last slash, or `.`.
pub fn folder_of(path: &str) -> &str {
    path.rfind(['/', '\\']).map_or(".", |at| &path[..at.max(1)])
}

/// A file name without its last extension.
pub fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rfind('.').filter(|at| *at > 0).map_or(name, |at| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_archives_get_their_virtual_names() {
        assert_eq!(virtual_name("http://x/y.tif"), "/vsicurl/http://x/y.tif");
        assert_eq!(virtual_name("s3://b/k.tif"), "/vsis3/b/k.tif");
        assert_eq!(
            (virtual_name("file:///a/b.tif"), virtual_name("file:///C:/b.tif")),
            ("/a/b.tif".into(), "C:/b.tif".into())
        );
        assert_eq!(virtual_name("a/S2.SAFE.zip"), "/vsizip/a/S2.SAFE.zip");
        assert_eq!(virtual_name("a.tif"), "a.tif");
    }

    #[test]
    fn parts_of_paths_are_found() {
        assert_eq!(file_name("/vsicurl/https://h/a/B04.tif?sig=x/y"), "B04.tif");
        assert_eq!((file_name("/a/b.c/B04.tif"), stem("/a/b.c/B04.x.tif")), ("B04.tif", "B04.x"));
        assert_eq!((folder_of("/a/b.tif"), folder_of("b.tif"), folder_of("/b")), ("/a", ".", "/"));
    }
}
