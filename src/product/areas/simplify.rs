//! Outlines with fewer points, by a distance that no left-out point exceeds, and still without crossings.
//!
//! Points go one after the other, the least first (Visvalingam and Whyatt 1993, with the distance of all that has gone instead
//! of the triangle's area). A point stays if another one lies in the triangle that it forms with its neighbours: then no line
//! can come to cross another (Saalfeld 1999).

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::outline::{Outlines, RingRef, Vertex};

/// Fewest points of a ring.
const LEAST: usize = 4;

/// A point that may go.
struct Candidate {
    distance: f32,
    /// Points that would then have gone between its neighbours.
    gone: usize,
    at: usize,
    /// Its neighbours then: where they have changed since, this is out of date.
    between: (usize, usize),
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.distance.total_cmp(&other.distance).then((self.gone, self.at).cmp(&(other.gone, other.at)))
    }
}

/// A ring on its way: its vertices in order, which of them are left, and each one's neighbours.
struct Ring<'a> {
    outlines: &'a Outlines,
    /// Numbers of its vertices among all.
    numbers: Vec<u32>,
    /// The same numbers sorted, each with its place in the ring.
    places: Vec<(u32, u32)>,
    before: Vec<usize>,
    after: Vec<usize>,
    gone: Vec<bool>,
}

type Point = (f32, f32);

/// The points of a ring that are left, in fine pixels; none of the others lies farther than `tolerance` from what is left.
pub fn simplified(outlines: &Outlines, ring: &RingRef, tolerance: f32) -> Vec<Point> {
    let mut numbers = Vec::with_capacity(ring.count as usize);
    let mut at = ring.first;
    for _ in 0..ring.count {
        numbers.push(at);
        at = outlines.vertices[at as usize].next;
    }
    let count = numbers.len();
    let mut places: Vec<(u32, u32)> = numbers.iter().copied().zip(0..).collect();
    places.sort_unstable();
    let mut ring = Ring {
        outlines,
        places,
        before: (0..count).map(|i| (i + count - 1) % count).collect(),
        after: (0..count).map(|i| (i + 1) % count).collect(),
        gone: vec![false; count],
        numbers,
    };
    ring.reduce(tolerance);
    (0..count).filter(|i| !ring.gone[*i]).map(|i| ring.point(i)).collect()
}

impl Ring<'_> {
    fn point(&self, i: usize) -> Point {
        let Vertex { x, y, .. } = self.outlines.vertices[self.numbers[i] as usize];
        (x, y)
    }

    fn reduce(&mut self, tolerance: f32) {
        let mut left = self.numbers.len();
        let mut heap: BinaryHeap<Reverse<Candidate>> =
            (0..left).map(|i| self.candidate(i)).filter(|c| c.distance <= tolerance).map(Reverse).collect();
        while let Some(Reverse(candidate)) = heap.pop() {
            let (at, (a, b)) = (candidate.at, candidate.between);
            if left <= LEAST || self.gone[at] || (self.before[at], self.after[at]) != (a, b) || self.holds_a_point(at) {
                continue;
            }
            self.gone[at] = true;
            (self.after[a], self.before[b]) = (b, a);
            left -= 1;
            let next = [a, b].map(|i| self.candidate(i));
            heap.extend(next.into_iter().filter(|c| c.distance <= tolerance).map(Reverse));
        }
    }

    /// A point with the distance of the farthest that would then have gone between its neighbours.
    fn candidate(&self, at: usize) -> Candidate {
        let between = (self.before[at], self.after[at]);
        let (a, b) = (self.point(between.0), self.point(between.1));
        let (mut distance, mut gone) = (0f32, 0);
        let mut i = (between.0 + 1) % self.numbers.len();
        while i != between.1 {
            distance = distance.max(from_segment(self.point(i), a, b));
            (i, gone) = ((i + 1) % self.numbers.len(), gone + 1);
        }
        Candidate { distance, gone, at, between }
    }

    /// Whether the triangle of a point and its neighbours holds a vertex of any ring that is, or may be, still there.
    fn holds_a_point(&self, at: usize) -> bool {
        let corners = [self.before[at], at, self.after[at]];
        let own = corners.map(|i| self.numbers[i]);
        let triangle = corners.map(|i| self.point(i));
        let range = |of: fn(&Point) -> f32| {
            let values = triangle.each_ref().map(of);
            (values.into_iter().fold(f32::MAX, f32::min), values.into_iter().fold(f32::MIN, f32::max))
        };
        let ((left, right), (top, bottom)) = (range(|p| p.0), range(|p| p.1));
        // Rows of vertices begin at -1.
        let rows = (top.floor() + 1.0) as usize..=(bottom.floor() + 1.0) as usize;
        rows.into_iter().any(|row| {
            let (from, to) = (self.outlines.rows[row] as usize, self.outlines.rows[row + 1] as usize);
            let line = &self.outlines.vertices[from..to];
            let first = line.partition_point(|v| v.x < left);
            let near = (first..line.len()).take_while(|i| line[*i].x <= right).map(|i| (from + i) as u32);
            near.filter(|n| !own.contains(n)).any(|n| {
                let vertex = self.outlines.vertices[n as usize];
                inside((vertex.x, vertex.y), &triangle) && !self.has_gone(n)
            })
        })
    }

    /// Whether a vertex is one of this ring's that have gone.
    fn has_gone(&self, number: u32) -> bool {
        let found = self.places.binary_search_by_key(&number, |(number, _)| *number);
        found.is_ok_and(|i| self.gone[self.places[i].1 as usize])
    }
}

/// Whether a point lies in a triangle or on its sides.
fn inside(p: Point, t: &[Point; 3]) -> bool {
    let side = |a: Point, b: Point| (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0);
    let sides = [side(t[0], t[1]), side(t[1], t[2]), side(t[2], t[0])];
    sides.iter().all(|s| *s >= 0.0) || sides.iter().all(|s| *s <= 0.0)
}

fn from_segment(p: Point, a: Point, b: Point) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (p.0 - a.0 - along * dx).hypot(p.1 - a.1 - along * dy)
}
