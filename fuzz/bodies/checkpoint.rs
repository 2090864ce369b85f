//! The checkpoint reader: any bytes give a model or an error.
//!
//! Bytes that do not begin like a zip archive or a pickle are parts of an archive, which is put together here, so that
//! mutations reach the pickle instead of failing at the container's checksums: flags, the pickle's length (two bytes,
//! little end first), the pickle, and the storage `0`.

use std::io::{Cursor, Write};

use lejepa_gis::model::{Network, SpecHints};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::errors::value;

/// The archive has the entry `version`.
const VERSION: u8 = 1;
/// It is filled up with zeros, so that tensors may repeat stored numbers as often as a whole network needs.
const PADDED: u8 = 2;
/// It has no storage.
const EMPTY: u8 = 4;
/// It says its byte order.
const ORDER: u8 = 8;

fn archive(bytes: &[u8]) -> Option<Vec<u8>> {
    let (&[flags, low, high], rest) = bytes.split_first_chunk()?;
    let (pickle, storage) = rest.split_at(usize::from(u16::from_le_bytes([low, high])).min(rest.len()));
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() + 1024)));
    let mut add = |name: &str, content: &[u8]| -> Option<()> {
        zip.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).ok()?;
        zip.write_all(content).ok()
    };
    add("archive/data.pkl", pickle)?;
    if flags & EMPTY == 0 {
        add("archive/data/0", storage)?;
    }
    if flags & VERSION != 0 {
        add("archive/version", b"3\n")?;
    }
    if flags & ORDER != 0 {
        add("archive/byteorder", b"little")?;
    }
    if flags & PADDED != 0 {
        add("archive/data/1", &[0; 8192])?;
    }
    Some(zip.finish().ok()?.into_inner())
}

/// One run.
pub fn run(bytes: &[u8]) {
    let whole = bytes.starts_with(b"PK") || bytes.first() == Some(&0x80);
    let made = if whole { None } else { archive(bytes) };
    if let Some(network) = value(Network::from_bytes(made.as_deref().unwrap_or(bytes), "fuzz", &SpecHints::default())) {
        assert_eq!(network.spec.defect(), None);
        assert!(network.parameters > 0 && network.digest.len() == 64);
    }
}
