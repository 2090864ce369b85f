//! A basis fitted piece by piece: over tiles that are not in memory together, or as they arrive.

use super::args::{null, out};
use super::basis::{LejepaGisBasis, made};
use super::guard::{free, guard};
use super::model::LejepaGisModel;
use super::products::cells_of;
use crate::error::{Error, Result, Status};
use crate::product::BasisFit;

/// Numbers in the largest feature.
const LARGEST: usize = 1 << 16;

/// A basis in the making: what has been added so far, as sums. One thread at a time. Free it with `lejepa_gis_basis_fit_free`.
pub struct LejepaGisBasisFit {
    dimension: usize,
    fit: BasisFit,
}

/// Begins a basis for features of `dimension` numbers, 1 to 65536. `*fit` is set to NULL first; free it with
/// `lejepa_gis_basis_fit_free`. Any thread. Memory: `dimension` squared doubles, some of them. Errors: ARGUMENT,
/// OUT_OF_MEMORY.
///
/// # Safety
/// - `fit` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_fit_begin(dimension: usize, fit: *mut *mut LejepaGisBasisFit) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointer.
        let place = unsafe { out(fit, "fit")? };
        *place = std::ptr::null_mut();
        if !(1..=LARGEST).contains(&dimension) {
            return Err(Error::refused("dimension", format!("dimension is {dimension}; expected 1 to {LARGEST}")));
        }
        *place = Box::into_raw(Box::new(LejepaGisBasisFit { dimension, fit: BasisFit::new(dimension) }));
        Ok(())
    })
}

/// Adds `cells` features of the dimension that the basis was begun with; invalid ones (NaN) are left out. They are not kept. Any
/// thread, one at a time. Errors: ARGUMENT.
///
/// # Safety
/// - `fit` is NULL (an error) or in the making; `features` is NULL (an error) or holds `cells * dimension` numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_fit_add(
    fit: *mut LejepaGisBasisFit,
    features: *const f32,
    cells: usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (fit, features) = unsafe {
            let fit = out(fit, "fit")?;
            let features = cells_of(features, cells, fit.dimension, "features")?;
            (fit, features)
        };
        fit.fit.add(features);
        Ok(())
    })
}

/// Makes the basis of all that was added so far; more may be added afterwards, for another one. Its components are those that
/// `lejepa_gis_basis_fit` finds. As the features are not kept, colours span what lies between the percentiles 2 and 98 of a
/// normal distribution of each component's variance. `model` as for `lejepa_gis_basis_fit`. `*basis` is set to NULL first; free
/// it with `lejepa_gis_basis_free`. Any thread, one at a time. Errors: ARGUMENT, also if no cell was valid; OUT_OF_MEMORY.
///
/// # Safety
/// - `fit` is NULL (an error) or in the making; `model` is NULL or open; `basis` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_fit_finish(
    fit: *const LejepaGisBasisFit,
    model: *const LejepaGisModel,
    basis: *mut *mut LejepaGisBasis,
) -> Status {
    let make = || -> Result<_> {
        // SAFETY: the caller vouches for the pointers, as above.
        let (fit, model) = unsafe { (fit.as_ref().ok_or_else(|| null("fit"))?, model.as_ref()) };
        let (name, digest) = model.map_or(("", "".into()), |m| (m.model.name(), m.model.digest()));
        fit.fit.finish(name, &digest)
    };
    // SAFETY: the caller vouches for the pointer.
    unsafe { made(basis, make) }
}

/// Frees a basis in the making; those that it made stay. NULL is accepted; the last error stays. Any thread, also one that
/// ends, and at exit.
///
/// # Safety
/// - `fit` is NULL or came from `lejepa_gis_basis_fit_begin`, and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_fit_free(fit: *mut LejepaGisBasisFit) {
    // SAFETY: it came from `Box::into_raw` above, or is null.
    unsafe { free(fit) }
}
