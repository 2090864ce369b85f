//! Texts of a PCA basis: any text gives a basis or an error, what is written is read again, and a basis works.

use lejepa_gis::product::Basis;
use ndarray::Array2;

use super::errors::value;

/// One run.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(basis) = value(Basis::from_json(text, "fuzz")) else { return };
    let again = value(Basis::from_json(&basis.to_json(), "fuzz")).expect("what it writes it reads");
    assert_eq!(again.digest(), basis.digest());
    let cells = Array2::from_shape_fn((3, basis.dim()), |(i, d)| if i == 1 { f32::NAN } else { (i + d) as f32 });
    let scores = basis.scores(cells.view());
    assert_eq!(scores.dim(), (3, basis.components.len()));
    let colours: Vec<_> = scores.rows().into_iter().map(|s| basis.colour(s)).collect();
    assert_eq!(colours[1], None, "an invalid cell has no colour");
}
