//! Areas by property: valid rings, conserved size, holes, the smallest area, workers.

use proptest::prelude::*;

use super::*;

/// Hectares of a ring in cells of one hectare.
fn plain(ring: &[Position]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let twice: f64 = ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
    twice.abs() / 2.0
}

fn search(width: usize, values: &[f32], smallest: f64, tolerance: f64) -> Areas {
    let scores = Scores { width, values, factor: 4 };
    Search { scores, threshold: 1.0, smallest, tolerance, hectares: &plain }.find().unwrap()
}

/// Smooth heights around 1, with some invalid cells.
fn heights(width: usize, height: usize, seed: u64) -> Vec<f32> {
    let wave = |x: f64, y: f64, k: u64| {
        let turn = ((seed.wrapping_mul(6364136223846793005).wrapping_add(k * 97)) % 628) as f64 / 100.0;
        (x * (0.4 + 0.13 * k as f64) + turn).sin() * (y * (0.3 + 0.17 * k as f64) - turn).cos()
    };
    let at = |i: usize| {
        let (x, y) = ((i % width) as f64, (i / width) as f64);
        let value = 1.0 + wave(x, y, 1) + 0.6 * wave(x, y, 2) + 0.4 * wave(y, x, 3);
        if (i as u64 * 2_654_435_761 + seed).is_multiple_of(23) { f32::NAN } else { value as f32 }
    };
    (0..width * height).map(at).collect()
}

type Segment = (Position, Position);

fn segments(areas: &Areas) -> Vec<Segment> {
    let rings = areas.areas.iter().flat_map(|area| &area.outline);
    rings.flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))).collect()
}

fn cross((a, b): Segment, (c, d): Segment) -> bool {
    let side = |p: Position, q: Position, r: Position| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rings_never_cross_whatever_is_left_out(seed in 0u64..10_000, tolerance in 0.0f64..2.0) {
        let found = search(17, &heights(17, 13, seed), 0.3, tolerance);
        let all = segments(&found);
        for (i, one) in all.iter().enumerate() {
            for other in &all[i + 1..] {
                prop_assert!(!cross(*one, *other), "{one:?} {other:?}");
            }
        }
        prop_assert!(found.areas.iter().all(|area| area.outline.iter().all(|ring| ring.len() >= 4)));
        prop_assert!(found.areas.iter().all(|area| area.hectares >= 0.3));
    }

    #[test]
    fn outlines_hold_what_is_above_the_threshold(seed in 0u64..10_000) {
        let values = heights(31, 24, seed);
        let found = search(31, &values, 0.0, 0.0);
        let scores = Scores { width: 31, values: &values, factor: 4 };
        let mut line = vec![0.0; scores.fine_width()];
        let above: usize = (0..scores.fine_height()).map(|row| {
            scores.fine().unwrap().row(row, &mut line);
            line.iter().filter(|v| **v >= 1.0).count()
        }).sum();
        let (pixels, hectares) = (above as f64 / 16.0, found.areas.iter().map(|area| area.hectares).sum::<f64>());
        prop_assert!((pixels - hectares).abs() < 0.02 * pixels.max(20.0), "{pixels} {hectares}");
    }

    #[test]
    fn no_left_out_point_lies_farther_than_said(seed in 0u64..10_000) {
        let values = heights(17, 13, seed);
        let (whole, simple) = (search(17, &values, 0.3, 0.0), search(17, &values, 0.3, 0.25));
        let left = segments(&simple);
        let points: Vec<_> = segments(&whole).into_iter().map(|(a, _)| a).collect();
        prop_assert!(left.len() < points.len() || points.is_empty());
        for p in points {
            let near = |(a, b): &Segment| {
                let (dx, dy) = (b.0 - a.0, b.1 - a.1);
                let along = (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
                (p.0 - a.0 - along * dx).hypot(p.1 - a.1 - along * dy)
            };
            let nearest = left.iter().map(near).fold(f64::MAX, f64::min);
            // An area that falls below the smallest when it is simplified is gone as a whole.
            prop_assert!(nearest <= 0.2501 || whole.areas.len() != simple.areas.len(), "{nearest}");
        }
    }
}

#[test]
fn a_square_of_high_cells_is_one_area_with_its_hole() {
    let at = |i: usize| {
        let (x, y) = (i % 12, i / 12);
        let inside = |from: usize, to: usize| (from..to).contains(&x) && (from..to).contains(&y);
        if inside(2, 10) && !inside(4, 8) { 3.0 } else { 0.0f32 }
    };
    let values: Vec<f32> = (0..144).map(at).collect();
    let found = search(12, &values, 1.0, 0.1);
    let [area] = &found.areas[..] else { panic!("{} areas", found.areas.len()) };
    assert_eq!((area.rank, area.outline.len(), area.highest), (1, 2, 3.0));
    // The line at 1 lies two thirds of a cell outside of the centres at 3: a ring from 8.33 cells to 3.67.
    assert!((area.hectares - (8.33f64.powi(2) - 3.67f64.powi(2))).abs() < 1.5, "{}", area.hectares);
    assert_eq!(found.runs.row(24).len(), 2);
    let closed = search(12, &values, 20.0, 0.1);
    assert_eq!(closed.areas[0].outline.len(), 1, "a hole below the smallest area");
    assert!(search(12, &values, 80.0, 0.1).areas.is_empty());
}

#[test]
fn edges_and_invalid_cells_end_areas() {
    let values = [2.0, 2.0, f32::NAN, 2.0f32];
    let found = search(4, &values, 0.5, 0.0);
    let bounds: Vec<_> = found.areas.iter().map(Area::bounds).collect();
    assert_eq!(bounds, [[0.0, 0.0, 2.0, 1.0], [3.0, 0.0, 4.0, 1.0]]);
    assert_eq!(found.areas.iter().map(|a| a.rank).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn the_number_of_workers_changes_nothing() {
    let values = heights(60, 50, 7);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        format!("{:?}", pool.install(|| search(60, &values, 0.2, 0.1)).areas)
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn looks_are_means_over_an_area_s_own_pixels() {
    let values = [0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0, 9.0f32];
    let scores = Scores { width: 9, values: &values, factor: 4 };
    let found = Search { scores, threshold: 4.5, smallest: 0.1, tolerance: 0.0, hectares: &plain }.find().unwrap();
    // Half a cell to both sides of the centre: pixels 24 to 31 of a row, and 64 to 71.
    let mut looking = Looking::new(&found, 8, 2).unwrap();
    assert!(looking.holds(0..8, 20..30) && !looking.holds(0..8, 0..24) && !looking.holds(0..8, 33..63));
    let pixel = |x: usize, low: f32| if (24..32).contains(&x) { 2000.0 } else { low };
    let before: Vec<f32> = (0..2 * 8 * 72).map(|i| pixel(i % 72, 1000.0)).collect();
    let after: Vec<f32> = before.iter().map(|v| v / 2.0).collect();
    let mut valid = vec![1u8; 8 * 72];
    valid.iter_mut().skip(70).step_by(72).for_each(|v| *v = 0);
    for columns in [0..32, 32..72] {
        let part = |pixels: &[f32]| -> Vec<f32> {
            pixels.chunks_exact(72).flat_map(|row| row[columns.clone()].to_vec()).collect()
        };
        let flags: Vec<u8> = valid.chunks_exact(72).flat_map(|row| row[columns.clone()].to_vec()).collect();
        looking.add(0..8, columns.clone(), [(&part(&before), &flags), (&part(&after), &flags)]);
    }
    let looks = looking.looks();
    assert_eq!(looks.len(), 2);
    let of = |look: &Look| (look.valid, look.reflectance.clone().unwrap());
    let both = [of(&looks[0]), of(&looks[1])];
    assert!(both.contains(&(1.0, [vec![0.2, 0.2], vec![0.1, 0.1]])), "{both:?}");
    assert!(both.iter().any(|(valid, means)| *valid < 1.0 && means[0] == [0.1, 0.1]), "{both:?}");
    assert_eq!(looks[0].kind(&["red", "green"]), None);
}
