//! Comparing two dates: a number of change for each cell.

use ndarray::Array2;

use crate::error::{Error, Result};
use crate::memory;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::progress::Stage;
use crate::product::{Method, ResidualFit, cosine_change};

/// The two dates of a change.
///
/// # Errors
/// [`Error::Internal`] if there are not two.
pub(super) fn two(dates: &mut [EncodedInput]) -> Result<(&mut EncodedInput, &mut EncodedInput)> {
    match dates {
        [first, second] => Ok((first, second)),
        _ => Err(Error::Internal("two dates were expected".into())),
    }
}

/// Change of every cell as one column.
pub(super) fn change_values(dates: &mut [EncodedInput], method: Method, comparing: &mut Stage) -> Result<Array2<f32>> {
    let (first, second) = two(dates)?;
    let cells = first.store.grid.width * first.store.grid.height;
    let mut values = memory::reserved(cells, "values of change")?;
    match method {
        Method::Cosine => {
            both_strips(first, second, comparing, |a, b| values.extend(cosine_change(a.view(), b.view())))?
        }
        Method::Residual | Method::Joint => {
            let mut fit = ResidualFit::new(first.store.dim);
            both_strips(first, second, &mut comparing.part(0.0, 0.5), |a, b| fit.add(a.view(), b.view()))?;
            let mut residual = fit.finish()?;
            both_strips(first, second, &mut comparing.part(0.5, 1.0), |a, b| residual.add(a.view(), b.view()))?;
            values = residual.finish();
        }
    }
    Array2::from_shape_vec((cells, 1), values).map_err(|e| Error::Internal(e.to_string()))
}

fn both_strips(
    first: &mut EncodedInput,
    second: &mut EncodedInput,
    comparing: &mut Stage,
    mut visit: impl FnMut(&Array2<f32>, &Array2<f32>),
) -> Result<()> {
    let (width, height) = (first.store.grid.width, first.store.grid.height);
    first.store.for_each_strip(|row, a| {
        comparing.report(row as f64 / height as f64, "comparing the dates")?;
        let b = second.store.read(row, a.nrows() / width)?;
        visit(&a, &b);
        Ok(())
    })
}
