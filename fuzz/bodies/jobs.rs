//! The C functions that run and estimate jobs, by name and on open datasets: any options, names from a few that are there and
//! some that are not. A job that fails leaves nothing, no job changes its inputs, and what an estimate refuses is refused.

use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr::{null, null_mut};

use lejepa_gis::raster::gdal::bind;

use super::c::*;
use super::place::named;
use super::scenes::{NAMES, Open, listed, prepared};

/// Options that say something; others are made up.
const OPTIONS: &[&str] = &[
    "THREADS=1",
    "OVERWRITE=YES",
    "OVERLAP=best",
    "MIN_VALID=0.1",
    "DTYPE=int8",
    "DTYPE=float16",
    "METHOD=residual",
    "METHOD=cosine",
    "SCORES=YES",
    "STRETCH=minmax",
    "VALIDITY=YES",
    "SIDECAR=YES",
    "COG=YES",
    "REFLECTANCE=dn",
    "REFLECTANCE_AFTER=unit",
    "ALIGN=YES",
    "WINDOW=0,0,1,1",
    "BANDS=1,2,3,4,5",
    "CO=COMPRESS=LZW",
    "MODEL=pixels",
    "CHIPS=centre",
    "TARGET_RESOLUTION=20",
];

unsafe extern "C" fn heard(_: f64, _: *const c_char, left: *mut c_void) -> i32 {
    // SAFETY: the counter of `run`.
    let left = unsafe { &mut *left.cast::<i32>() };
    *left -= 1;
    i32::from(*left != 0)
}

/// Every task that is a job.
pub const TASKS: [&CStr; 5] = [c"features", c"pca", c"change", c"describe", c"run"];

/// Whether the job is estimated and not refused.
fn estimate(job: &Job) -> bool {
    let (mut json, mut left) = (null_mut(), -1i32);
    let job = Job { user_data: (&raw mut left).cast(), ..*job };
    // SAFETY: as for the run.
    let done = said(unsafe { lejepa_gis_job_estimate(&job, &mut json) });
    assert_eq!(taken(json).is_some(), done);
    done
}

/// One run.
pub fn run(bytes: &[u8]) {
    if bind(None).is_err() {
        return;
    }
    let before = prepared();
    let n = &mut Numbers(bytes);
    let kind = n.byte() % 10;
    let mut options = vec![c"THREADS=1".to_owned()];
    for _ in 0..n.byte() % 4 {
        options.push(match n.byte() {
            255 => n.text(40),
            chosen => CString::new(OPTIONS[chosen % OPTIONS.len()]).unwrap_or_default(),
        });
    }
    let options = List::new(options);
    let mut name = || {
        let name = NAMES[n.byte() % NAMES.len()];
        CString::new(if name.is_empty() { String::new() } else { named(name) }).unwrap_or_default()
    };
    let (a, b, c) = (name(), name(), name());
    let files = [NAMES[n.byte() % 2], NAMES[n.byte() % NAMES.len()]];
    let count = n.byte() % 3;
    let mut left = n.byte() as i32;
    let (data, model): (*mut c_void, _) = ((&raw mut left).cast(), n.or_null(model()));
    let model = if model.is_null() && n.byte() > 8 { super::c::model() } else { model };
    let (mut report, mut results) = (null_mut(), [null_mut(); 2]);
    let (place, heard): (_, Progress) = (n.or_none(&mut report), Some(heard));
    let list = options.as_ptr();
    let (names, outputs) = ([a.as_ptr(), b.as_ptr()], [c.as_ptr(), n.or_null(a.as_ptr())]);
    let outputs = n.or_null(outputs.as_ptr());
    let output = [n.or_null(c.as_ptr())];
    let (inputs, written) = match kind % 5 {
        1 => (count, count),
        3 => (count, 0),
        0 => (1, 1),
        _ => (2, 1),
    };
    let open = if kind >= 5 { files.map(Open::new) } else { [Open(null_mut()), Open(null_mut())] };
    let sets = [open[0].0, open[1].0];
    let places = if matches!(kind, 5..=7) { n.or_none(results.as_mut_ptr()) } else { null_mut() };
    let job = Job {
        task: TASKS[kind % 5].as_ptr(),
        input_count: inputs,
        inputs: if kind < 5 { names.as_ptr() } else { null() },
        input_datasets: if kind < 5 { null() } else { sets.as_ptr() },
        output_count: written,
        outputs: if kind % 5 == 1 { outputs } else { output.as_ptr() },
        results: places,
        options: list,
        model,
        progress: heard,
        user_data: data,
        ..Job::cleared()
    };
    let estimated = n.byte() % 4 != 0 || estimate(&job);
    assert_eq!(listed(), before, "an estimate makes nothing");
    // SAFETY: texts end with NUL, lists have two entries of which at most two are told, datasets are open.
    let done = said(unsafe { lejepa_gis_job_run(&job, place) });
    assert!(!done || estimated, "what is done was not refused by its estimate");
    results.into_iter().for_each(|r| drop(Open(r)));
    drop(open);
    assert_eq!(taken(report).is_some(), done && !place.is_null());
    let after = listed();
    // With OVERWRITE, a file that is no input of this job may go; without it nothing may.
    let replaces = options.texts().any(|t| t.to_ascii_uppercase().contains("OVERWRITE"));
    let paths = [&a, &b].map(|path| path.to_string_lossy().into_owned());
    let is_input = |name: &str| match kind {
        0..5 => paths[..inputs].iter().any(|path| path.ends_with(&format!("/{name}"))),
        _ => files[..inputs].contains(&name),
    };
    for (name, bytes) in before.iter().filter(|(name, _)| !replaces || is_input(name)) {
        assert!(after.get(name) == Some(bytes), "the input {name} is no more what it was");
    }
    if !done {
        assert_eq!(after.len(), before.len(), "a failed job left {:?}", after.keys().collect::<Vec<_>>());
    }
}
