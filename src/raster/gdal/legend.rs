//! What class numbers of a band mean: names, colours, and a table of attributes with cells and hectares.

use std::ffi::{CStr, c_int, c_void};

use gdal_sys::{CPLErr, GDALColorEntry, GDALRasterBandH};

use super::library::Gdal;
use super::symbols::Symbols;
use super::texts::{CList, c_text};
use crate::error::Result;

/// A class of a band.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its number.
    pub value: u16,
    /// Its name.
    pub name: String,
    /// Red, green and blue.
    pub colour: [u8; 3],
    /// Cells that have it.
    pub cells: u64,
    /// Their area, where the place on Earth is known.
    pub hectares: Option<f64>,
}

/// `GFT_Integer`, `GFT_Real`, `GFT_String`, and `GFU_Generic`, `GFU_PixelCount`, `GFU_Name`, `GFU_MinMax`, `GFU_Red`,
/// `GFU_Green`, `GFU_Blue`.
const INTEGER: u32 = 0;
const REAL: u32 = 1;
const STRING: u32 = 2;
const COLUMNS: [(&CStr, u32, u32); 7] = [
    (c"VALUE", INTEGER, 5),
    (c"NAME", STRING, 2),
    (c"RED", INTEGER, 6),
    (c"GREEN", INTEGER, 7),
    (c"BLUE", INTEGER, 8),
    (c"CELLS", REAL, 1),
    (c"HECTARES", REAL, 0),
];
/// Numbers that a colour table has in a band of eight bits.
const EIGHT_BITS: usize = 256;

/// Writes the classes of a band that is open for writing and has no pixels yet. Colours and names of numbers are for eight
/// bits; the table of attributes is for any.
pub(super) fn write(gdal: &'static Gdal, path: &str, band: GDALRasterBandH, classes: &[Class]) -> Result<()> {
    let call = |name: &'static str, body: &dyn Fn(&Symbols) -> CPLErr::Type| {
        gdal.write(name, path, |e: &CPLErr::Type| *e >= CPLErr::CE_Failure, |s| body(s)).map(|_| ())
    };
    if classes.iter().all(|class| usize::from(class.value) < EIGHT_BITS) {
        // SAFETY: the band is open; the table is ours, copied by the band and destroyed once.
        call("GDALSetRasterColorTable", &|s| unsafe {
            let table = (s.GDALCreateColorTable)(1);
            for value in 0..EIGHT_BITS {
                let class = classes.iter().find(|class| usize::from(class.value) == value);
                let [c1, c2, c3] = class.map_or([0; 3], |class| class.colour).map(i16::from);
                let entry = GDALColorEntry { c1, c2, c3, c4: if class.is_some() { 255 } else { 0 } };
                (s.GDALSetColorEntry)(table, value as c_int, &entry);
            }
            let result = (s.GDALSetRasterColorTable)(band, table);
            (s.GDALDestroyColorTable)(table);
            result
        })?;
        let last = classes.iter().map(|class| class.value).max().unwrap_or(0);
        let name = |value: u16| classes.iter().find(|c| c.value == value).map_or("", |c| c.name.as_str());
        let names = CList::new((0..=last).map(name))?;
        // SAFETY: the band is open and copies the texts.
        call("GDALSetRasterCategoryNames", &|s| unsafe {
            (s.GDALSetRasterCategoryNames)(band, names.as_ptr().cast())
        })?;
    }
    let names = classes.iter().map(|class| c_text(&class.name)).collect::<Result<Vec<_>>>()?;
    // SAFETY: the band is open; the table is ours, copied by the band and destroyed once.
    call("GDALSetDefaultRAT", &|s| unsafe {
        let table: *mut c_void = (s.GDALCreateRasterAttributeTable)();
        for (title, kind, usage) in COLUMNS {
            (s.GDALRATCreateColumn)(table, title.as_ptr(), kind, usage);
        }
        (s.GDALRATSetRowCount)(table, classes.len() as c_int);
        for (row, (class, name)) in (0..).zip(classes.iter().zip(&names)) {
            (s.GDALRATSetValueAsInt)(table, row, 0, c_int::from(class.value));
            (s.GDALRATSetValueAsString)(table, row, 1, name.as_ptr());
            for (column, value) in (2..).zip(class.colour) {
                (s.GDALRATSetValueAsInt)(table, row, column, c_int::from(value));
            }
            (s.GDALRATSetValueAsDouble)(table, row, 5, class.cells as f64);
            (s.GDALRATSetValueAsDouble)(table, row, 6, class.hectares.unwrap_or(f64::NAN));
        }
        let result = (s.GDALSetDefaultRAT)(band, table);
        (s.GDALDestroyRasterAttributeTable)(table);
        result
    })
}
