//! One error type for all rooms, and what C and the command line return for it.

use std::ffi::CStr;
use std::io::ErrorKind;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::redact::redacted;

/// Result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong. Every message names the file or parameter, what was expected and what was found; logins and queries of
/// addresses, passwords and the home folder are left out as it is shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter has a value outside its range, or parameters contradict each other.
    #[error("{}", redacted(.message))]
    Argument {
        /// The parameter or argument whose value is refused; empty where no single one is.
        parameter: String,
        /// What was expected and what was found.
        message: String,
    },
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
        /// GDAL's failure, where it was one.
        fault: Option<GdalFault>,
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
    #[error("{}: {} failed: {}", redacted(.path), .fault.call, redacted(.message))]
    Gdal {
        /// The raster it worked on.
        path: String,
        /// GDAL's own message.
        message: String,
        /// The call and its number.
        fault: GdalFault,
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

/// A failure of GDAL, beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GdalFault {
    /// The C function.
    pub call: &'static str,
    /// GDAL's number (`CPLE_…`); 0 where it gave none.
    pub number: i32,
    /// Whether the cause may pass: a server that did not answer or was busy, a full disk.
    pub passes: bool,
}

/// Makes the one table of statuses: the enum, and what people and programs read of each.
macro_rules! statuses {
    ($(#[$about:meta])* pub enum Status { $($(#[$doc:meta])* $status:ident = $number:literal => $name:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(i32)]
        pub enum Status { $($(#[$doc])* $status = $number,)* }

        impl Status {
            /// One short lower-case phrase for people.
            pub fn name(self) -> &'static CStr {
                match self {
                    $(Status::$status => $name,)*
                }
            }

            /// Its name in C without the prefix, for programs.
            pub fn symbol(self) -> String {
                let variant = match self {
                    $(Status::$status => stringify!($status),)*
                };
                let begins = |(at, c): (usize, char)| at > 0 && c.is_uppercase();
                let spelled = |(at, c)| if begins((at, c)) { format!("_{c}") } else { c.to_uppercase().to_string() };
                variant.char_indices().map(spelled).collect()
            }

            /// The status of a number, if it is one's.
            pub fn of(number: i32) -> Option<Self> {
                [$(Status::$status),*].into_iter().find(|status| *status as i32 == number)
            }
        }
    };
}

// The C header's enum is made of this text: cbindgen expands no macro (tests/header.rs).
statuses! {
    /// Result of every C function that can fail: 0 is success. Append-only: a number never changes its meaning.
    pub enum Status {
        /// Success.
        Ok = 0 => c"ok",
        /// A null pointer, a wrong size, an unknown option or a value outside its range.
        Argument = 1 => c"invalid argument",
        /// A file could not be opened, read or written.
        Io = 2 => c"file error",
        /// The model file cannot be used.
        Model = 3 => c"unusable model",
        /// The input raster cannot be used.
        Raster = 4 => c"unusable raster",
        /// Two rasters do not share one grid.
        Grid = 5 => c"grids differ",
        /// The reflectance convention is unknown or contradictory.
        Reflectance = 6 => c"unknown reflectance convention",
        /// The output exists.
        Exists = 7 => c"output exists",
        /// A GDAL call failed.
        Gdal = 8 => c"GDAL error",
        /// No GDAL could be bound.
        GdalMissing = 9 => c"no GDAL found",
        /// The progress function asked to stop.
        Cancelled = 10 => c"cancelled",
        /// A defect of the library; the message says where.
        Internal = 11 => c"internal error",
        /// Not enough memory or threads; the message says how much was needed and is there.
        OutOfMemory = 12 => c"out of memory",
    }
}

impl Error {
    /// The C status of this error.
    pub fn status(&self) -> Status {
        match self {
            Error::Argument { .. } => Status::Argument,
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

    /// The error for programs: `status` (its C name), `code`, `message`, and `parameter`, `file` and `gdal` (`call` and
    /// `number`, which is null where GDAL gave none), each null where there is none; `retry` says whether the same call may
    /// succeed later as it is.
    pub fn to_json(&self) -> Value {
        let fault = self.fault().map(|f| json!({"call": f.call, "number": Some(f.number).filter(|n| *n != 0)}));
        let status = self.status();
        json!({
            "status": status.symbol(), "code": status as i32, "message": self.to_string(), "parameter": self.parameter(),
            "file": self.file(), "gdal": fault, "retry": self.may_pass(),
        })
    }

    fn parameter(&self) -> Option<&str> {
        match self {
            Error::Argument { parameter, .. } => Some(parameter.as_str()).filter(|p| !p.is_empty()),
            _ => None,
        }
    }

    /// The file that the error is about, as messages show it.
    fn file(&self) -> Option<String> {
        match self {
            Error::Io { path, .. } => Some(redacted(&path.to_string_lossy())),
            Error::Model { path, .. }
            | Error::Raster { path, .. }
            | Error::Reflectance { path, .. }
            | Error::Exists { path }
            | Error::Gdal { path, .. } => Some(redacted(path)),
            _ => None,
        }
    }

    fn fault(&self) -> Option<GdalFault> {
        match self {
            Error::Gdal { fault, .. } => Some(*fault),
            Error::Raster { fault, .. } => *fault,
            _ => None,
        }
    }

    /// Whether the same call may succeed later as it is: once memory, disk or a server is there again.
    fn may_pass(&self) -> bool {
        match self {
            Error::OutOfMemory(_) => true,
            Error::Io { source, .. } => matches!(
                source.kind(),
                ErrorKind::StorageFull
                    | ErrorKind::QuotaExceeded
                    | ErrorKind::ResourceBusy
                    | ErrorKind::OutOfMemory
                    | ErrorKind::Interrupted
                    | ErrorKind::TimedOut
                    | ErrorKind::WouldBlock
            ),
            _ => self.fault().is_some_and(|fault| fault.passes),
        }
    }

    /// [`Error::Argument`] of no single parameter.
    pub fn argument(message: impl Into<String>) -> Self {
        Error::Argument { parameter: String::new(), message: message.into() }
    }

    /// [`Error::Argument`] of the parameter or argument whose value is refused.
    pub fn refused(parameter: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Argument { parameter: parameter.into(), message: message.into() }
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
        Error::Raster { path: path.into(), message: message.into(), fault: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_read_what_people_read() {
        let fault = GdalFault { call: "GDALOpenEx", number: 4, passes: true };
        let raster =
            Error::Raster { path: "/vsicurl/http://u:p@h/a.tif".into(), message: "gone".into(), fault: Some(fault) };
        let told = raster.to_json();
        assert_eq!((&told["status"], &told["code"]), (&json!("RASTER"), &json!(4)));
        assert_eq!(told["gdal"], json!({"call": "GDALOpenEx", "number": 4}));
        assert_eq!((&told["retry"], &told["parameter"]), (&json!(true), &Value::Null));
        assert_eq!(told["message"], raster.to_string());
        assert!(told["file"].as_str().is_some_and(|file| file.ends_with("h/a.tif") && !file.contains("u:p")), "{told}");

        let wrong = Error::refused("OVERLAP", "OVERLAP=2: expected less").to_json();
        assert_eq!(
            (&wrong["parameter"], &wrong["file"], &wrong["retry"]),
            (&json!("OVERLAP"), &Value::Null, &json!(false))
        );
        let unnumbered = Error::Gdal { path: "a".into(), message: "b".into(), fault: GdalFault { number: 0, ..fault } };
        assert_eq!(unnumbered.to_json()["gdal"]["number"], Value::Null);
        assert_eq!(Error::OutOfMemory("all of it".into()).to_json()["status"], "OUT_OF_MEMORY");
        let retries = |kind: ErrorKind| Error::io("a.tif", kind.into()).to_json()["retry"] == true;
        assert!(retries(ErrorKind::StorageFull) && !retries(ErrorKind::NotFound));
    }
}
