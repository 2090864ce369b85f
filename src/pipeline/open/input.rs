//! What a caller may give as an input: a name, or a dataset that is open already.

use crate::raster::gdal::BorrowedDataset;

/// An input of a job.
#[derive(Debug, Clone, Copy)]
pub enum InputRef<'a> {
    /// Anything that GDAL opens.
    Name(&'a str),
    /// A dataset that the caller keeps open.
    Dataset(BorrowedDataset),
}

impl<'a> From<&'a str> for InputRef<'a> {
    fn from(name: &'a str) -> Self {
        InputRef::Name(name)
    }
}

impl<'a> From<&&'a str> for InputRef<'a> {
    fn from(name: &&'a str) -> Self {
        InputRef::Name(name)
    }
}

impl<'a> From<&'a String> for InputRef<'a> {
    fn from(name: &'a String) -> Self {
        InputRef::Name(name)
    }
}

impl From<BorrowedDataset> for InputRef<'_> {
    fn from(dataset: BorrowedDataset) -> Self {
        InputRef::Dataset(dataset)
    }
}
