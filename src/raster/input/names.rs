//! What a name is, as GDAL opens it, and where it leads.

use std::net::IpAddr;
use std::path::{Component, Path};

/// Virtual file systems that look into an archive.
const ARCHIVES: &[&str] = &["vsizip", "vsigzip", "vsitar", "vsi7z", "vsirar"];

/// Virtual file systems of stores on the web.
const STORES: &[&str] = &["vsis3", "vsigs", "vsiaz", "vsiadls", "vsioss", "vsiswift"];

/// What a name is, as GDAL opens it.
#[derive(Debug, PartialEq)]
pub enum Kind<'a> {
    /// A document instead of a name.
    Inline,
    /// `DRIVER:…` or `scheme://…` of a driver.
    Driver(&'a str),
    /// A virtual file system other than those below.
    Virtual(&'a str),
    /// A file in memory.
    Memory,
    /// On the web, with its host; empty for stores.
    Remote(&'a str),
    /// A file, also in an archive.
    File(&'a str),
}

/// What a name is.
pub fn kind(name: &str) -> Kind<'_> {
    let name = name.trim_start();
    if name.starts_with(['<', '{']) {
        return Kind::Inline;
    }
    if let Some(rest) = name.strip_prefix("/vsi") {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (handler, inside) = (&name[1..end + 4], rest[end..].strip_prefix('/'));
        let plain = handler.strip_suffix("_streaming").unwrap_or(handler);
        return match inside {
            _ if plain == "vsimem" => Kind::Memory,
            _ if STORES.contains(&plain) => Kind::Remote(""),
            Some(inner) if ARCHIVES.contains(&plain) => {
                let inner = inner.trim_start_matches('{');
                match inner.starts_with("/vsi") || inner.contains("://") {
                    true => kind(inner),
                    false => Kind::File(inner),
                }
            }
            Some(inner) if plain == "vsicurl" => Kind::Remote(host(inner)),
            _ => Kind::Virtual(handler),
        };
    }
    let word = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-'))).unwrap_or(name.len());
    let (scheme, rest) = name.split_at(word);
    match (scheme.to_ascii_lowercase().as_str(), rest.strip_prefix("://")) {
        ("http" | "https" | "ftp", Some(_)) => Kind::Remote(host(name)),
        ("s3" | "gs", Some(_)) => Kind::Remote(""),
        ("file", Some(path)) => Kind::File(path),
        (_, Some(_)) => Kind::Driver(scheme),
        // One letter is a drive.
        _ if rest.starts_with(':') && word > 1 && !scheme.starts_with(|c: char| c.is_ascii_digit()) => {
            Kind::Driver(scheme)
        }
        _ => Kind::File(name),
    }
}

/// The host of an address, without login and port.
fn host(address: &str) -> &str {
    let authority = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#', '\\']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    }
}

/// Whether a host is this machine or its network, by its name; names are not looked up.
pub fn is_private(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let inside = ["localhost", "local", "internal", "lan", "home", "corp"];
    if name.is_empty() || inside.iter().any(|i| name == *i || name.ends_with(&format!(".{i}"))) {
        return !name.is_empty();
    }
    match name.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        Ok(IpAddr::V6(ip)) => {
            let first = ip.segments()[0];
            ip.is_loopback() || ip.is_unspecified() || first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80
        }
        // 127.1, 0x7f000001 and 2130706433 are addresses too, and are written to disguise one.
        Err(_) => name.split('.').next_back().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit())),
    }
}

/// Whether GDAL treats a name as relative that a virtual raster marks so.
pub fn is_relative(name: &str) -> bool {
    let drive = name.get(1..3).is_some_and(|c| c == ":\\" || c == ":/");
    kind(name) == Kind::File(name) && !name.starts_with(['/', '\\']) && !drive
}

/// Whether a path, or as much of it as exists, lies in a folder or below, links resolved.
pub fn is_below(path: &Path, folder: &Path) -> bool {
    let mut rest = Vec::new();
    let mut at = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    loop {
        if let Ok(found) = std::fs::canonicalize(at) {
            // What does not exist must not climb out again.
            return found.starts_with(folder) && rest.iter().all(|c| matches!(c, Component::Normal(_)));
        }
        match (at.parent(), at.components().next_back()) {
            (Some(parent), Some(last)) => {
                rest.push(last);
                at = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_gdal_makes_of_them() {
        for (name, expected) in [
            ("/a/b.tif", Kind::File("/a/b.tif")),
            ("C:\\a\\b.tif", Kind::File("C:\\a\\b.tif")),
            ("./2020-01-01T10:20:30.tif", Kind::File("./2020-01-01T10:20:30.tif")),
            ("/vsizip//a/b.zip/c.tif", Kind::File("/a/b.zip/c.tif")),
            ("/vsizip//vsicurl/https://u:p@host:1/b.zip/c.tif", Kind::Remote("host")),
            ("/vsicurl/https://[::1]:80/b.tif", Kind::Remote("::1")),
            ("/vsicurl_streaming/http://h/b.tif", Kind::Remote("h")),
            ("/vsicurl?url=http%3A%2F%2Fh", Kind::Virtual("vsicurl")),
            ("/vsis3/bucket/b.tif", Kind::Remote("")),
            ("/vsimem/x.tif", Kind::Memory),
            ("/vsisubfile/0_10,/etc/passwd", Kind::Virtual("vsisubfile")),
            (" <VRTDataset/>", Kind::Inline),
            ("PG:dbname=x", Kind::Driver("PG")),
            ("vrt:///etc/x", Kind::Driver("vrt")),
            ("NETCDF:\"a.nc\":b", Kind::Driver("NETCDF")),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }

    #[test]
    fn private_hosts_are_known() {
        for host in [
            "localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "10.0.0.1",
            "169.254.169.254",
            "::1",
            "::ffff:127.0.0.1",
            "fd00::1",
            "metadata.google.internal",
            "LOCALHOST.",
        ] {
            assert!(is_private(host), "{host}");
        }
        for host in ["example.com", "8.8.8.8", "sentinel-cogs.s3.us-west-2.amazonaws.com", "2a00::1", ""] {
            assert!(!is_private(host), "{host}");
        }
    }
}
