//! Cells that are alike without labels: k-means of the directions of features in units of how they vary (so that a few cells far
//! from all others are no clusters of their own), begun by k-means++ (Arthur and Vassilvitskii 2007) and carried on in
//! mini-batches (Sculley 2010).

use ndarray::{Array2, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use super::is_valid;
use super::similar::unit_rows;
use super::standard::Standard;
use crate::error::{Error, Result};
use crate::numeric::Draws;

/// Version of the file's form.
const VERSION: u32 = 1;
/// Most rounds over the sample.
const ROUNDS: usize = 50;

/// Centres of clusters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clusters {
    version: u32,
    software: String,
    /// Name of the model whose features they are of.
    pub model: String,
    /// SHA-256 of that model; empty for features of others.
    pub model_sha256: String,
    /// Units of the features.
    standard: Standard,
    /// Means of directions in these units, `[clusters][dim]`, row by row; the largest cluster first.
    centres: Vec<f32>,
    /// Red, green and blue of each.
    pub colours: Vec<[u8; 3]>,
}

impl Clusters {
    /// Begins with `count` clusters of a sample of valid cells (`[cells][dim]`).
    ///
    /// # Errors
    /// [`Error::Argument`] if the sample has fewer unlike cells than clusters are asked for.
    pub fn begin(standard: Standard, sample: ArrayView2<f32>, count: usize, seed: u64) -> Result<Self> {
        let z = unit_rows(standard.of(sample));
        let mut centres = plus_plus(&z, count, &mut Draws::new(seed))?;
        for _ in 0..ROUNDS {
            let nearest = nearest(&z, &centres);
            let (mut sums, mut sizes) = (Array2::<f64>::zeros(centres.dim()), vec![0u64; count]);
            gather(&z, &nearest, &mut sums, &mut sizes);
            let before = centres.clone();
            for (k, size) in sizes.iter().enumerate().filter(|(_, size)| **size > 0) {
                centres.row_mut(k).assign(&sums.row(k).mapv(|v| (v / *size as f64) as f32));
            }
            if before == centres {
                break;
            }
        }
        let sizes = sizes(&nearest(&z, &centres), count);
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&k| std::cmp::Reverse(sizes[k]));
        Ok(Clusters {
            version: VERSION,
            software: format!("lejepa-gis {}", env!("CARGO_PKG_VERSION")),
            model: String::new(),
            model_sha256: String::new(),
            standard,
            centres: centres.select(Axis(0), &order).iter().copied().collect(),
            colours: vec![[128; 3]; count],
        })
    }

    /// Number of clusters.
    pub fn count(&self) -> usize {
        self.colours.len()
    }

    /// Numbers in a feature.
    pub fn dim(&self) -> usize {
        self.standard.dim()
    }

    /// Moves the centres towards a batch of cells (`[cells][dim]`), each by the batch's share of all cells that it had so far:
    /// `sizes`, which grow.
    pub fn learn(&mut self, cells: ArrayView2<f32>, nearest: &[Option<u8>], sizes: &mut [u64]) {
        let z = unit_rows(self.standard.of(cells));
        let nearest: Vec<usize> = nearest.iter().map(|k| k.map_or(usize::MAX, usize::from)).collect();
        let (mut sums, mut batch) = (Array2::<f64>::zeros((self.count(), self.dim())), vec![0u64; self.count()]);
        gather(&z, &nearest, &mut sums, &mut batch);
        for (k, centre) in self.centres.chunks_exact_mut(z.ncols()).enumerate() {
            sizes[k] += batch[k];
            for (c, sum) in centre.iter_mut().zip(sums.row(k)).filter(|_| batch[k] > 0) {
                *c += ((sum - batch[k] as f64 * f64::from(*c)) / sizes[k] as f64) as f32;
            }
        }
    }

    /// The cluster of each cell, from 0; `None` for invalid cells.
    pub fn of(&self, cells: ArrayView2<f32>) -> Vec<Option<u8>> {
        let nearest = nearest(&unit_rows(self.standard.of(cells)), &self.centres());
        let one = |(cell, k): (ndarray::ArrayView1<f32>, usize)| is_valid(cell).then_some(k as u8);
        cells.rows().into_iter().zip(nearest).map(one).collect()
    }

    fn centres(&self) -> Array2<f32> {
        let dim = self.dim();
        Array2::from_shape_fn((self.count(), dim), |(k, i)| self.centres[k * dim + i])
    }

    /// As a JSON document.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// From a document that [`to_json`](Self::to_json) wrote. `name` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Argument`] if it is none, or damaged.
    pub fn from_json(text: &str, name: &str) -> Result<Self> {
        let refuse = |why: String| Error::refused("FIT", format!("{name}: {why}"));
        let found: Clusters =
            serde_json::from_str(text).map_err(|e| refuse(format!("expected clusters that cluster wrote: {e}")))?;
        if found.version != VERSION {
            return Err(refuse(format!("has version {} of its form; this software reads {VERSION}", found.version)));
        }
        let sizes = found.centres.len() == found.count() * found.dim() && (1..255).contains(&found.count());
        match sizes && found.centres.iter().all(|v| v.is_finite()) && found.standard.is_sound() {
            true => Ok(found),
            false => Err(refuse("its lists of numbers are damaged".into())),
        }
    }
}

/// The first centre at random; of each further one a few candidates, with the chance of their squared distance to the nearest
/// before, of which the one that leaves the least distances is taken.
fn plus_plus(z: &Array2<f32>, count: usize, draws: &mut Draws) -> Result<Array2<f32>> {
    let to = |distances: &[f64], chosen: usize| -> Vec<f64> {
        let centre = z.row(chosen);
        let square =
            |row: ndarray::ArrayView1<f32>| row.iter().zip(centre).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>();
        z.rows().into_iter().zip(distances).map(|(row, distance)| distance.min(square(row))).collect()
    };
    let candidates = 2 + (count as f64).ln() as usize;
    let mut chosen = vec![(draws.uniform() * z.nrows() as f64) as usize];
    let mut distances = to(&vec![f64::INFINITY; z.nrows()], chosen[0]);
    while chosen.len() < count {
        let total: f64 = distances.iter().sum();
        let mut best: Option<(f64, usize, Vec<f64>)> = None;
        for _ in 0..candidates {
            let mut left = draws.uniform() * total;
            let found = distances.iter().position(|d| {
                left -= d;
                left < 0.0
            });
            if let Some(next) = found {
                let after = to(&distances, next);
                let sum: f64 = after.iter().sum();
                if best.as_ref().is_none_or(|(least, ..)| sum < *least) {
                    best = Some((sum, next, after));
                }
            }
        }
        let Some((_, next, after)) = best else {
            let unlike = chosen.len();
            let message = format!("{count} clusters of {unlike} unlike cells; ask for fewer");
            return Err(Error::refused("CLUSTERS", message));
        };
        chosen.push(next);
        distances = after;
    }
    Ok(z.select(Axis(0), &chosen))
}

/// The nearest centre of each row, the first of equally near ones: least `|c|² − 2 z·c`.
fn nearest(z: &Array2<f32>, centres: &Array2<f32>) -> Vec<usize> {
    let lengths: Vec<f32> = centres.rows().into_iter().map(|c| c.dot(&c)).collect();
    let products = z.dot(&centres.t());
    let one = |row: ndarray::ArrayView1<f32>| {
        let at = |k: usize| lengths[k] - 2.0 * row[k];
        (1..row.len()).fold(0, |best, k| if at(k) < at(best) { k } else { best })
    };
    products.rows().into_iter().map(one).collect()
}

fn gather(z: &Array2<f32>, nearest: &[usize], sums: &mut Array2<f64>, sizes: &mut [u64]) {
    for (row, &k) in z.rows().into_iter().zip(nearest).filter(|(_, k)| **k != usize::MAX) {
        sizes[k] += 1;
        sums.row_mut(k).iter_mut().zip(row).for_each(|(sum, v)| *sum += f64::from(*v));
    }
}

fn sizes(nearest: &[usize], count: usize) -> Vec<u64> {
    let mut sizes = vec![0; count];
    nearest.iter().for_each(|k| sizes[*k] += 1);
    sizes
}

#[cfg(test)]
mod tests {
    use super::super::standard::StandardFit;
    use super::*;
    use crate::numeric::normal;

    /// Four heaps, the first the largest.
    fn heaps() -> (Vec<usize>, Array2<f32>) {
        let heap: Vec<usize> = (0..400).map(|i| if i % 2 == 0 { 0 } else { i / 2 % 3 + 1 }).collect();
        let at = |heap: usize, j: usize| if heap == j { 8.0 } else { 0.0 };
        let cells = Array2::from_shape_fn((400, 4), |(i, j)| at(heap[i], j) + normal((i * 4 + j) as u64));
        (heap, cells)
    }

    fn begun(cells: &Array2<f32>, count: usize, seed: u64) -> Clusters {
        let mut fit = StandardFit::new(cells.ncols());
        fit.add(cells.view());
        Clusters::begin(fit.finish(), cells.view(), count, seed).unwrap()
    }

    #[test]
    fn heaps_are_found_whatever_the_seed_and_the_largest_is_first() {
        let (heap, cells) = heaps();
        for seed in 0..5 {
            let found = begun(&cells, 4, seed).of(cells.view());
            let mut of_heap = [None; 4];
            for (heap, cluster) in heap.iter().zip(&found) {
                assert_eq!(*of_heap[*heap].get_or_insert(cluster.unwrap()), cluster.unwrap(), "seed {seed}");
            }
            assert_eq!(of_heap[0], Some(0));
        }
    }

    #[test]
    fn a_cell_far_from_all_others_is_no_cluster_of_its_own() {
        let (_, mut cells) = heaps();
        cells.row_mut(7).mapv_inplace(|v| v * 50.0);
        let mut sizes = [0; 4];
        begun(&cells, 4, 1).of(cells.view()).into_iter().flatten().for_each(|k| sizes[usize::from(k)] += 1);
        assert!(sizes.iter().all(|size| *size > 20), "{sizes:?}");
    }

    #[test]
    fn batches_move_centres_to_the_mean_of_all() {
        let (_, cells) = heaps();
        let mut clusters = begun(&cells.slice(ndarray::s![..40, ..]).to_owned(), 1, 0);
        let mut sizes = vec![0];
        for batch in cells.axis_chunks_iter(Axis(0), 90) {
            let nearest = clusters.of(batch);
            clusters.learn(batch, &nearest, &mut sizes);
        }
        let mean = unit_rows(clusters.standard.of(cells.view())).mean_axis(Axis(0)).unwrap();
        assert!(clusters.centres.iter().zip(&mean).all(|(a, b)| (a - b).abs() < 1e-5));
        assert_eq!(Clusters::from_json(&clusters.to_json(), "c").unwrap(), clusters);
    }

    #[test]
    fn more_clusters_than_unlike_cells_are_refused() {
        let cells = Array2::from_shape_fn((9, 2), |(i, _)| (i % 3) as f32);
        let standard = Standard { mean: vec![0.0; 2], deviation: vec![1.0; 2] };
        let error = Clusters::begin(standard, cells.view(), 5, 1).unwrap_err().to_string();
        assert!(error.contains("5 clusters of 2 unlike cells"), "{error}");
    }
}
