//! One error type for all rooms, and what C and the command line return for it.

use std::ffi::CStr;
use std::path::PathBuf;

use crate::redact::redacted;

/// Result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong. Every message names the file or parameter, what was expected and what was found; logins and queries of
/// addresses, passwords and the home folder are left out as it is shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter has a value outside its range, or parameters contradict each other.
    #[error("{}", redacted(.0))]
    Argument(String),
    /// A file could not be opened, read or written.
    #[error("{}: {source}", redacted(&.path.to_string_lossy()))]
    Io {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// A model file is not what this library reads.
    #[error("{}: {}", redacted(.path), redacted(.message))]
    Model {
        /// The model file, or the name of a built-in model.
        path: String,
        /// What was expected and what was found.
        message: String,
    },
    /// An input raster does not fit: bands, type, size, reference system.
    #[error("{}: {}", redacted(.path), redacted(.message))]
    Raster {
        /// The raster as the caller named it.
        path: String,
        /// What was expected and what was found.
        message: String,
    },
    /// Two rasters that must share one pixel grid do not.
    #[error("{}", redacted(.0))]
    Grid(String),
    /// The reflectance convention of a raster is unknown or contradicts the request.
    #[error("{}: {}", redacted(.path), redacted(.message))]
    Reflectance {
        /// The raster as the caller named it.
        path: String,
        /// What was found and how to say it.
        message: String,
    },
    /// The output exists and overwriting was not asked for.
    #[error("{} exists; ask for overwrite to replace it", redacted(.path))]
    Exists {
        /// The output.
        path: String,
    },
    /// A GDAL call failed.
    #[error("{}: {call} failed: {}", redacted(.path), redacted(.message))]
    Gdal {
        /// The C function.
        call: &'static str,
        /// The raster it worked on.
        path: String,
        /// GDAL's own message.
        message: String,
    },
    /// No GDAL could be bound.
    #[error("{0}")]
    GdalMissing(String),
    /// The caller's progress function asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// A defect of this library.
    #[error("internal error: {}", redacted(.0))]
    Internal(String),
    /// There is not enough memory, or not enough threads can be started: what was needed, and what is there.
    #[error("{0}")]
    OutOfMemory(String),
}

/// Result of every C function that can fail: 0 is success. Append-only: a number never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Status {
    /// Success.
    Ok = 0,
    /// A null pointer, a wrong size, an unknown option or a value outside its range.
    Argument = 1,
    /// A file could not be opened, read or written.
    Io = 2,
    /// The model file cannot be used.
    Model = 3,
    /// The input raster cannot be used.
    Raster = 4,
    /// Two rasters do not share one grid.
    Grid = 5,
    /// The reflectance convention is unknown or contradictory.
    Reflectance = 6,
    /// The output exists.
    Exists = 7,
    /// A GDAL call failed.
    Gdal = 8,
    /// No GDAL could be bound.
    GdalMissing = 9,
    /// The progress function asked to stop.
    Cancelled = 10,
    /// A defect of the library; the message says where.
    Internal = 11,
    /// Not enough memory or threads; the message says how much was needed and is there.
    OutOfMemory = 12,
}

impl Error {
    /// The C status of this error.
    pub fn status(&self) -> Status {
        match self {
            Error::Argument(_) => Status::Argument,
            Error::Io { .. } => Status::Io,
            Error::Model { .. } => Status::Model,
            Error::Raster { .. } => Status::Raster,
            Error::Grid(_) => Status::Grid,
            Error::Reflectance { .. } => Status::Reflectance,
            Error::Exists { .. } => Status::Exists,
            Error::Gdal { .. } => Status::Gdal,
            Error::GdalMissing(_) => Status::GdalMissing,
            Error::Cancelled => Status::Cancelled,
            Error::Internal(_) => Status::Internal,
            Error::OutOfMemory(_) => Status::OutOfMemory,
        }
    }

    /// Exit code of the command line: 2 for a wrong call, 130 for a cancelled run, 1 otherwise.
    pub fn exit_code(&self) -> u8 {
        match self.status() {
            Status::Argument => 2,
            Status::Cancelled => 130,
            _ => 1,
        }
    }

    /// Shorthand for [`Error::Argument`].
    pub fn argument(message: impl Into<String>) -> Self {
        Error::Argument(message.into())
    }

    /// Shorthand for [`Error::Io`].
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Error::Io { path: path.into(), source }
    }

    /// Shorthand for [`Error::Model`].
    pub fn model(path: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Model { path: path.into(), message: message.into() }
    }

    /// Shorthand for [`Error::Raster`].
    pub fn raster(path: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Raster { path: path.into(), message: message.into() }
    }
}

/// What a person reads of each status. The enum stands outside, where cbindgen finds it; that none is missing here is
/// held by the `match`.
macro_rules! names {
    ($($status:ident => $name:literal,)*) => {
        impl Status {
            /// One short lower-case phrase for people.
            pub fn name(self) -> &'static CStr {
                match self {
                    $(Status::$status => $name,)*
                }
            }

            /// The status of a number, if it is one's.
            pub fn of(number: i32) -> Option<Self> {
                [$(Status::$status),*].into_iter().find(|status| *status as i32 == number)
            }
        }
    };
}

names! {
    Ok => c"ok",
    Argument => c"invalid argument",
    Io => c"file error",
    Model => c"unusable model",
    Raster => c"unusable raster",
    Grid => c"grids differ",
    Reflectance => c"unknown reflectance convention",
    Exists => c"output exists",
    Gdal => c"GDAL error",
    GdalMissing => c"no GDAL found",
    Cancelled => c"cancelled",
    Internal => c"internal error",
    OutOfMemory => c"out of memory",
}
