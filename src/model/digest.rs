//! SHA-256 of files and numbers, by which models are told apart.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

/// SHA-256 of a file, as hex digits.
pub fn of_file(path: &Path) -> std::io::Result<String> {
    let mut digest = Sha256::new();
    add(&mut File::open(path)?, &mut digest)?;
    Ok(hex(&digest.finalize()))
}

/// Adds a file to a digest, and gives its size.
pub fn add(file: &mut File, digest: &mut Sha256) -> std::io::Result<u64> {
    let (mut size, mut buffer) = (0, vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(size),
            count => {
                digest.update(&buffer[..count]);
                size += count as u64;
            }
        }
    }
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
