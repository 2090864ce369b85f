//! Coordinates between reference systems. Axes are always x (east, longitude) first.

use gdal_sys::{OGRCoordinateTransformationH, OGRSpatialReferenceH};

use super::dataset::Dataset;
use super::library::Gdal;
use super::texts::c_text;
use crate::error::{Error, Result};

/// PROJ's table of reference systems.
const DATABASE: &str = "proj.db";
/// `OAMS_TRADITIONAL_GIS_ORDER`: longitude before latitude, whatever the authority says.
const X_FIRST: u32 = 0;

/// GDAL's transform of a raster that has none.
const NO_TRANSFORM: [f64; 6] = [0.0, 1.0, 0.0, 0.0, 0.0, 1.0];

impl Dataset {
    /// # Errors
    /// [`Error::Raster`] if the raster's pixels lie on no grid, but are placed by points or a formula: two such rasters
    /// of one size need not show one place, and cells of them would have none.
    pub(super) fn require_grid(&self) -> Result<()> {
        let transform = self.grid().transform;
        if transform.is_some_and(|[a, b, c, d, e, f]| [a, b, c, d, e, f.abs()] != NO_TRANSFORM) {
            return Ok(());
        }
        let _quiet = self.gdal.quietly();
        // SAFETY: the dataset is open.
        let points = unsafe { (self.gdal.symbols.GDALGetGCPCount)(self.handle) };
        let (by, how) = if points > 0 {
            (format!("{points} ground control points"), "-tps")
        } else if !self.metadata(c"RPC").is_empty() {
            ("RPC coefficients".to_owned(), "-rpc")
        } else if !self.metadata(c"GEOLOCATION").is_empty() {
            ("geolocation arrays".to_owned(), "-geoloc")
        } else {
            return Ok(());
        };
        Err(Error::raster(
            self.name(),
            format!(
                "is placed by {by} only; a raster on a pixel grid (with a geotransform) was expected: warp it onto one \
                 first, for example gdalwarp {how} -tr 10 10 -r bilinear -t_srs EPSG:<UTM zone> IN OUT"
            ),
        ))
    }
}

/// Where points of one reference system lie in another.
pub struct Transformer {
    gdal: &'static Gdal,
    from: OGRSpatialReferenceH,
    to: OGRSpatialReferenceH,
    transformation: OGRCoordinateTransformationH,
}

impl Transformer {
    /// `from` and `to` are anything that GDAL reads as a reference system: WKT, `EPSG:4326`, a PROJ text.
    ///
    /// # Errors
    /// [`Error::Argument`] if one of them is none, or if there is no way between them.
    pub fn new(gdal: &'static Gdal, from: &str, to: &str) -> Result<Self> {
        let mut new = Transformer {
            gdal,
            from: system(gdal, from)?,
            to: std::ptr::null_mut(),
            transformation: std::ptr::null_mut(),
        };
        new.to = system(gdal, to)?;
        let (a, b) = (new.from, new.to);
        new.transformation = gdal.call(
            "OCTNewCoordinateTransformation",
            "reference systems",
            |t: &OGRCoordinateTransformationH| t.is_null(),
            |s| {
                // SAFETY: both systems are alive.
                unsafe { (s.OCTNewCoordinateTransformation)(a, b) }
            },
        )?;
        Ok(new)
    }

    /// The points in the other system; `None` for those that have no place there.
    pub fn points(&self, points: &[(f64, f64)]) -> Vec<Option<(f64, f64)>> {
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        let mut ok = vec![0i32; points.len()];
        let _ = self.gdal.call(
            "OCTTransformEx",
            "",
            |_: &()| false,
            |s| {
                // SAFETY: three arrays of the given length; z may be null.
                unsafe {
                    (s.OCTTransformEx)(
                        self.transformation,
                        points.len() as i32,
                        x.as_mut_ptr(),
                        y.as_mut_ptr(),
                        std::ptr::null_mut(),
                        ok.as_mut_ptr(),
                    );
                }
            },
        );
        let finite = |(x, y): (f64, f64)| x.is_finite() && y.is_finite();
        x.into_iter().zip(y).zip(ok).map(|(p, ok)| Some(p).filter(|p| ok != 0 && finite(*p))).collect()
    }
}

impl Drop for Transformer {
    fn drop(&mut self) {
        let s = &self.gdal.symbols;
        // SAFETY: each handle is destroyed once; neither accepts null, so null is checked first.
        unsafe {
            if !self.transformation.is_null() {
                (s.OCTDestroyCoordinateTransformation)(self.transformation);
            }
            for system in [self.from, self.to] {
                if !system.is_null() {
                    (s.OSRDestroySpatialReference)(system);
                }
            }
        }
    }
}

/// A reference system from anything that GDAL reads as one, for the caller to destroy.
pub(super) fn system(gdal: &'static Gdal, text: &str) -> Result<OGRSpatialReferenceH> {
    let c_text = c_text(text)?;
    let mut handle = std::ptr::null_mut();
    let outcome = gdal.call(
        "OSRSetFromUserInput",
        text,
        |e: &i32| *e != 0,
        |s| {
            // SAFETY: an empty system is made and then set; the text is NUL-terminated.
            unsafe {
                handle = (s.OSRNewSpatialReference)(std::ptr::null());
                if handle.is_null() {
                    return -1;
                }
                (s.OSRSetAxisMappingStrategy)(handle, X_FIRST);
                (s.OSRSetFromUserInput)(handle, c_text.as_ptr())
            }
        },
    );
    if let Err(error) = outcome {
        if !handle.is_null() {
            // SAFETY: made above, destroyed once.
            unsafe { (gdal.symbols.OSRDestroySpatialReference)(handle) };
        }
        return Err(match error {
            Error::Gdal { message, .. } if message.contains(DATABASE) => Error::Io {
                path: DATABASE.into(),
                source: std::io::Error::new(
                    std::io::ErrorKind::NotFound,
                    format!(
                        "PROJ does not find or cannot use its database, so it knows no reference system by code ({message}): \
                         set PROJ_DATA (PROJ_LIB before PROJ 9.1) to the folder that holds it"
                    ),
                ),
            },
            _ => Error::argument(format!(
                "{text}: expected a coordinate reference system, for example EPSG:4326 or EPSG:32631"
            )),
        });
    }
    Ok(handle)
}

/// Whether two WKT texts describe one reference system, according to GDAL.
pub fn same_crs(gdal: &Gdal, a: &str, b: &str) -> bool {
    let _quiet = gdal.quietly();
    let (Ok(a), Ok(b)) = (c_text(a), c_text(b)) else { return false };
    let s = &gdal.symbols;
    // SAFETY: the texts are NUL-terminated; each handle is destroyed once; null is not compared.
    unsafe {
        let (x, y) = ((s.OSRNewSpatialReference)(a.as_ptr()), (s.OSRNewSpatialReference)(b.as_ptr()));
        let same = !x.is_null() && !y.is_null() && (s.OSRIsSame)(x, y) != 0;
        for handle in [x, y] {
            if !handle.is_null() {
                (s.OSRDestroySpatialReference)(handle);
            }
        }
        same
    }
}
