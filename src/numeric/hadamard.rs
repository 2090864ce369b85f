//! Orthogonal matrices all of whose entries have one size: turned by one, numbers of unequal variance vary evenly.

use ndarray::Array2;

/// The prime below 20 whose squares make the matrix of 20 rows (Paley 1933).
const PRIME: usize = 19;

/// The orthogonal matrix `[n][n]` of entries ±1/√n, for `n` = 20 · 2^k or 2^k (Paley's construction I, doubled as Sylvester
/// does). `None` for other sizes.
pub fn hadamard(n: usize) -> Option<Array2<f32>> {
    let (start, mut signs) = if n.is_multiple_of(PRIME + 1) { (PRIME + 1, paley()) } else { (1, Array2::ones((1, 1))) };
    let doublings = n.checked_div(start).filter(|times| times.is_power_of_two() && times * start == n)?.ilog2();
    for _ in 0..doublings {
        let size = signs.nrows();
        let sign = |(y, x): (usize, usize)| if y >= size && x >= size { -1.0 } else { 1.0 };
        signs = Array2::from_shape_fn((2 * size, 2 * size), |(y, x)| sign((y, x)) * signs[(y % size, x % size)]);
    }
    Some(signs / (n as f32).sqrt())
}

/// Signs of the matrix of 20 rows.
fn paley() -> Array2<f32> {
    let square = |d: usize| (1..PRIME).any(|i| i * i % PRIME == d);
    Array2::from_shape_fn((PRIME + 1, PRIME + 1), |(y, x)| match (y, x) {
        (0, _) => 1.0,
        (_, 0) => -1.0,
        _ if y == x => 1.0,
        _ if square((PRIME + x - y) % PRIME) => 1.0,
        _ => -1.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_orthogonal_and_even() {
        for n in [1, 2, 32, 20, 40, 80] {
            let matrix = hadamard(n).unwrap();
            let product = matrix.dot(&matrix.t());
            let unity = |(y, x): (usize, usize)| f32::from(y == x);
            assert!(product.indexed_iter().all(|(at, v)| (v - unity(at)).abs() < 1e-5), "{n}");
            let size = 1.0 / (n as f32).sqrt();
            assert!(matrix.iter().all(|v| (v.abs() - size).abs() < 1e-6), "{n}");
        }
        assert!([0, 3, 60, 81].iter().all(|n| hadamard(*n).is_none()));
    }
}
