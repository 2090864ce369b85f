//! Job structures of any contents: sizes, counts and texts that are wrong, fields and entries that are NULL.
//!
//! Lists have as many entries as are told, datasets are open, texts end; all else is made up. Whatever comes, places for results are
//! cleared and nothing beyond them is touched, and only a success fills them.

use std::ffi::CString;
use std::ptr::{null, null_mut};

use lejepa_gis::raster::gdal::bind;

use super::c::*;
use super::place::named;
use super::scenes::{NAMES, Open, prepared};

/// Entries of the longest list.
const MOST: usize = 4;
/// What a place holds that nobody has written to.
const UNTOUCHED: Handle = 9 as Handle;

fn texts(n: &mut Numbers) -> Vec<Option<CString>> {
    let one = |n: &mut Numbers| match NAMES.get(n.byte() % (NAMES.len() + 3)) {
        Some(name) if !name.is_empty() => CString::new(named(name)).ok(),
        Some(_) => Some(CString::default()),
        None => None,
    };
    (0..MOST).map(|_| one(n)).collect()
}

/// How many entries are told of lists, which have `MOST`; of lists that are not there, any number.
fn count(n: &mut Numbers, is_there: bool) -> usize {
    if is_there { n.byte() % (MOST + 1) } else { n.size() }
}

/// One run.
pub fn run(bytes: &[u8]) {
    if bind(None).is_err() {
        return;
    }
    prepared();
    let n = &mut Numbers(bytes);
    let task = match n.byte() {
        chosen @ 0..200 => super::jobs::TASKS[chosen % 5].to_owned(),
        _ => n.text(12),
    };
    let (inputs, outputs) = (texts(n), texts(n));
    let pointers = |texts: &[Option<CString>]| -> Vec<_> {
        texts.iter().map(|t| t.as_ref().map_or(null(), |t| t.as_ptr())).collect()
    };
    let (names, places) = (pointers(&inputs), pointers(&outputs));
    let open: Vec<Open> = (0..MOST)
        .map(|_| match n.byte() % 4 {
            which @ 0..2 => Open::new(NAMES[which]),
            _ => Open(null_mut()),
        })
        .collect();
    let datasets: Vec<Handle> = open.iter().map(|o| o.0).collect();
    let mut results = [UNTOUCHED; MOST + 1];
    let options = List::new(vec![c"THREADS=1".to_owned()]);
    let or = |given: bool, there: usize| if given { there } else { 0 };
    let given = n.byte();
    let has = |bit: usize| given >> bit & 1 == 0;
    let size = if n.byte() < 240 { size_of::<Job>() } else { n.size() };
    let mut job = Job {
        struct_size: size,
        task: n.or_null(task.as_ptr()),
        input_count: count(n, has(0) || has(1)),
        inputs: or(has(0), names.as_ptr() as usize) as Texts,
        input_datasets: or(has(1), datasets.as_ptr() as usize) as *const Handle,
        output_count: count(n, has(2) || has(3)),
        outputs: or(has(2), places.as_ptr() as usize) as Texts,
        results: or(has(3), results.as_mut_ptr() as usize) as *mut Handle,
        options: or(has(4), options.as_ptr() as usize) as Texts,
        model: or(has(5), model() as usize) as *const _,
        ..Job::cleared()
    };
    let mut text = 9 as *mut _;
    let (place, by_estimate) = (n.or_none(&mut text), n.byte().is_multiple_of(3));
    let job_or_null = n.or_null(&raw const job);
    let context = Context::any(n);
    job.context = context.0;
    // SAFETY: lists have the entries that are told, and what lies behind a structure's size is not looked at.
    let done = said(unsafe {
        if by_estimate { lejepa_gis_job_estimate(job_or_null, place) } else { lejepa_gis_job_run(job_or_null, place) }
    });
    assert!(place.is_null() || taken(text).is_some() == done, "the text is there on success, and NULL else");
    let is_known = size <= size_of::<Job>() && size.is_multiple_of(size_of::<usize>());
    // The place for results is told of in a structure that is long enough to hold it.
    let is_told = is_known && size > std::mem::offset_of!(Job, results);
    let is_read = !job_or_null.is_null() && is_told && !(by_estimate && place.is_null());
    let told = if has(3) && is_read { job.output_count } else { 0 };
    assert!(results[told..].iter().all(|r| *r == UNTOUCHED), "a place that was not told of was written to");
    let filled = done && !by_estimate;
    assert!(results[..told].iter().all(|r| *r != UNTOUCHED && r.is_null() != filled), "{done}: {results:?}");
    results[..told].iter().for_each(|r| drop(Open(*r)));
}
