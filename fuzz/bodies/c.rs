//! The C library as a C program sees it, and what its functions must keep whatever they are given.

use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr::{null, null_mut};
use std::sync::OnceLock;

use lejepa_gis as _; // the functions below are the library's

pub type Status = i32;
pub type Texts = *const *const c_char;
pub type Handle = *mut c_void;
pub type Log = Option<unsafe extern "C" fn(*const c_char, *mut c_void)>;
pub type Progress = Option<unsafe extern "C" fn(f64, *const c_char, *mut c_void) -> i32>;

#[repr(C)]
pub struct Image {
    pub struct_size: usize,
    pub pixels: *const u8,
    pub pixels_size: usize,
    pub first_sample: usize,
    pub sample: i32,
    pub layout: i32,
    pub size: [usize; 3],
    pub strides: [isize; 3],
    pub mask: *const u8,
    pub mask_size: usize,
    pub first_mask: usize,
    pub mask_line_stride: isize,
    pub has_nodata: i32,
    pub nodata: f64,
    pub scale: f64,
    pub offset: f64,
}

#[derive(Clone, Copy)]
#[repr(C)]
pub struct Job {
    pub struct_size: usize,
    pub task: *const c_char,
    pub input_count: usize,
    pub inputs: Texts,
    pub input_datasets: *const Handle,
    pub output_count: usize,
    pub outputs: Texts,
    pub results: *mut Handle,
    pub options: Texts,
    pub model: *const c_void,
    pub progress: Progress,
    pub user_data: *mut c_void,
    pub context: *const c_void,
}

impl Job {
    /// As `lejepa_gis_job_init` leaves it.
    pub fn cleared() -> Self {
        let mut job = std::mem::MaybeUninit::uninit();
        // SAFETY: the place has the structure's size, and is written where the call succeeds.
        unsafe {
            assert!(said(lejepa_gis_job_init(job.as_mut_ptr(), size_of::<Job>())), "both know one size");
            job.assume_init()
        }
    }
}

#[rustfmt::skip]
unsafe extern "C" {
    pub fn lejepa_gis_abi_version() -> i32;
    pub fn lejepa_gis_version() -> *const c_char;
    pub fn lejepa_gis_last_error() -> *const c_char;
    pub fn lejepa_gis_last_error_json() -> *const c_char;
    pub fn lejepa_gis_status_name(status: i32) -> *const c_char;
    pub fn lejepa_gis_text_free(text: *mut c_char);
    pub fn lejepa_gis_parameters(json: *mut *mut c_char) -> Status;
    pub fn lejepa_gis_build_info(json: *mut *mut c_char) -> Status;
    pub fn lejepa_gis_gdal_info(named: *const c_char, json: *mut *mut c_char) -> Status;
    pub fn lejepa_gis_doctor(named: *const c_char, text: *mut *mut c_char, healthy: *mut i32) -> Status;
    pub fn lejepa_gis_model_open(name: *const c_char, options: Texts, model: *mut Handle) -> Status;
    pub fn lejepa_gis_model_open_memory(bytes: *const u8, size: usize, name: *const c_char, options: Texts, model: *mut Handle) -> Status;
    pub fn lejepa_gis_model_free(model: Handle);
    pub fn lejepa_gis_model_sizes(model: *const c_void, chip: *mut usize, patch: *mut usize, dimension: *mut usize, bands: *mut usize) -> Status;
    pub fn lejepa_gis_model_name(model: *const c_void, text: *mut *const c_char) -> Status;
    pub fn lejepa_gis_model_kind(model: *const c_void, text: *mut *const c_char) -> Status;
    pub fn lejepa_gis_model_digest(model: *const c_void, text: *mut *const c_char) -> Status;
    pub fn lejepa_gis_model_caution(model: *const c_void, text: *mut *const c_char) -> Status;
    pub fn lejepa_gis_model_band(model: *const c_void, index: usize, text: *mut *const c_char) -> Status;
    pub fn lejepa_gis_model_statistics(model: *const c_void, mean: *mut f32, std: *mut f32, count: *mut usize) -> Status;
    pub fn lejepa_gis_model_info(model: *const c_void, json: *mut *mut c_char) -> Status;
    pub fn lejepa_gis_image_init(image: *mut Image, struct_size: usize) -> Status;
    pub fn lejepa_gis_encode_chips(model: *const c_void, context: *const c_void, chips: *const f32, count: usize, options: Texts, progress: Progress, data: *mut c_void, features: *mut f32, room: *mut usize) -> Status;
    pub fn lejepa_gis_encode_image(model: *const c_void, context: *const c_void, image: *const Image, options: Texts, progress: Progress, data: *mut c_void, features: *mut f32, count: *mut usize, width: *mut usize, height: *mut usize) -> Status;
    pub fn lejepa_gis_cosine_change(before: *const f32, after: *const f32, cells: usize, dimension: usize, change: *mut f32, room: *mut usize) -> Status;
    pub fn lejepa_gis_residual_change(before: *const f32, after: *const f32, cells: usize, dimension: usize, change: *mut f32, room: *mut usize) -> Status;
    pub fn lejepa_gis_descriptor(features: *const f32, cells: usize, dimension: usize, descriptor: *mut f32, room: *mut usize, valid: *mut usize) -> Status;
    pub fn lejepa_gis_basis_fit(model: *const c_void, features: *const *const f32, cells: *const usize, count: usize, dimension: usize, options: Texts, basis: *mut Handle) -> Status;
    pub fn lejepa_gis_basis_project(basis: *const c_void, model: *const c_void, features: *const f32, cells: usize, dimension: usize, scores: *mut f32, count: *mut usize) -> Status;
    pub fn lejepa_gis_basis_colours(basis: *const c_void, scores: *const f32, cells: usize, rgba: *mut u8, room: *mut usize) -> Status;
    pub fn lejepa_gis_basis_sizes(basis: *const c_void, dimension: *mut usize, components: *mut usize) -> Status;
    pub fn lejepa_gis_basis_explained_variance(basis: *const c_void, shares: *mut f64, room: *mut usize) -> Status;
    pub fn lejepa_gis_basis_fit_begin(dimension: usize, fit: *mut Handle) -> Status;
    pub fn lejepa_gis_basis_fit_add(fit: Handle, features: *const f32, cells: usize) -> Status;
    pub fn lejepa_gis_basis_fit_finish(fit: *const c_void, model: *const c_void, basis: *mut Handle) -> Status;
    pub fn lejepa_gis_basis_fit_free(fit: Handle);
    pub fn lejepa_gis_basis_to_json(basis: *const c_void, json: *mut *mut c_char) -> Status;
    pub fn lejepa_gis_basis_from_json(json: *const c_char, basis: *mut Handle) -> Status;
    pub fn lejepa_gis_basis_load(path: *const c_char, basis: *mut Handle) -> Status;
    pub fn lejepa_gis_basis_save(basis: *const c_void, path: *const c_char) -> Status;
    pub fn lejepa_gis_basis_free(basis: Handle);
    pub fn lejepa_gis_tasks(json: *mut *mut c_char) -> Status;
    pub fn lejepa_gis_context_new(options: Texts, log: Log, user_data: *mut c_void, context: *mut *mut c_void) -> Status;
    pub fn lejepa_gis_context_cancel(context: *const c_void, cancelled: i32) -> Status;
    pub fn lejepa_gis_context_free(context: *mut c_void);
    pub fn lejepa_gis_job_init(job: *mut Job, struct_size: usize) -> Status;
    pub fn lejepa_gis_job_run(job: *const Job, report: *mut *mut c_char) -> Status;
    pub fn lejepa_gis_job_estimate(job: *const Job, json: *mut *mut c_char) -> Status;
    pub fn lejepa_gis_similar_open(input: *const c_char, context: *const c_void, options: Texts, progress: Progress, data: *mut c_void, similar: *mut Handle) -> Status;
    pub fn lejepa_gis_similar_sizes(similar: *const c_void, width: *mut usize, height: *mut usize, dimension: *mut usize) -> Status;
    pub fn lejepa_gis_similar_query(similar: *const c_void, examples: *const f64, example_count: usize, counter: *const f64, counter_count: usize, crs: *const c_char, best: i32, scores: *mut f32, count: *mut usize) -> Status;
    pub fn lejepa_gis_similar_free(similar: Handle);
}

/// The fixture's network: 5 bands, chips of 32 pixels, patches of 8.
pub const MODEL: &[u8] = include_bytes!("../../tests/fixtures/vit_32.pt");

/// The fixture, opened once.
pub fn model() -> *const c_void {
    static OPEN: OnceLock<usize> = OnceLock::new();
    *OPEN.get_or_init(|| {
        let mut model = null_mut();
        // SAFETY: a whole file and a place for the model.
        let status = unsafe {
            lejepa_gis_model_open_memory(MODEL.as_ptr(), MODEL.len(), c"fixture".as_ptr(), null(), &mut model)
        };
        assert!(said(status), "the fixture opens");
        model as usize
    }) as *const c_void
}

/// Whether a call succeeded; a failure has a message, a known number, and is none of ours.
pub fn said(status: Status) -> bool {
    // SAFETY: the texts are valid until the next call on this thread.
    let [message, name, json] =
        unsafe { [lejepa_gis_last_error(), lejepa_gis_status_name(status), lejepa_gis_last_error_json()] }
            .map(|text| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned());
    assert!(name != "unknown status" && name != "internal error", "status {status}: {message}");
    assert_eq!(status == 0, message.is_empty(), "status {status}: {message}");
    assert_eq!(status == 0, json.is_empty(), "status {status}: {json}");
    assert!(status == 0 || json.contains(&format!("\"code\":{status},")) && json.ends_with('}'), "{json}");
    status == 0
}

/// A text that the library gave, which is freed; `None` for null.
pub fn taken(text: *mut c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the library gave it, and it is freed once.
    unsafe {
        let copy = CStr::from_ptr(text).to_str().expect("texts are UTF-8").to_owned();
        lejepa_gis_text_free(text);
        Some(copy)
    }
}

/// Reads numbers from the fuzzer's bytes; zeros after their end.
pub struct Numbers<'a>(pub &'a [u8]);

impl Numbers<'_> {
    pub fn byte(&mut self) -> usize {
        let (first, rest) = self.0.split_first().map_or((0, self.0), |(f, r)| (usize::from(*f), r));
        self.0 = rest;
        first
    }

    /// Mostly small, now and then as large as it gets.
    pub fn size(&mut self) -> usize {
        match self.byte() {
            255 => usize::MAX - self.byte(),
            254 => usize::MAX / (1 + self.byte()),
            253 => 1 << (self.byte() % 64),
            small => small % 40,
        }
    }

    /// As `size`, of either sign.
    pub fn stride(&mut self) -> isize {
        let size = self.size() as isize;
        if self.byte() < 100 { size } else { size.wrapping_neg() }
    }

    pub fn float(&mut self) -> f32 {
        match self.byte() {
            255 => f32::NAN,
            254 => f32::INFINITY,
            253 => f32::MIN,
            252 => f32::MAX,
            251 => f32::MIN_POSITIVE / 4.0,
            250 => f32::from_bits(u32::from_le_bytes([0; 4].map(|_: u8| self.byte() as u8))),
            small => (small as f32 - 100.0) * 0.5,
        }
    }

    pub fn floats(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.float()).collect()
    }

    /// The pointer, or null now and then.
    pub fn or_null<T>(&mut self, pointer: *const T) -> *const T {
        if self.byte() == 255 { null() } else { pointer }
    }

    /// The same for a place.
    pub fn or_none<T>(&mut self, pointer: *mut T) -> *mut T {
        self.or_null(pointer.cast_const()).cast_mut()
    }

    /// Any bytes but NUL, up to the given number.
    pub fn text(&mut self, most: usize) -> CString {
        let count = self.byte().min(most).min(self.0.len());
        let (text, rest) = self.0.split_at(count);
        self.0 = rest;
        CString::new(text.iter().copied().filter(|b| *b != 0).collect::<Vec<u8>>()).unwrap_or_default()
    }
}

/// A list of options as C has it.
pub struct List {
    texts: Vec<CString>,
    pointers: Vec<*const c_char>,
}

impl List {
    pub fn new(texts: Vec<CString>) -> Self {
        let pointers = texts.iter().map(|t| t.as_ptr()).chain([null()]).collect();
        List { texts, pointers }
    }

    pub fn texts(&self) -> impl Iterator<Item = String> {
        self.texts.iter().map(|t| t.to_string_lossy().into_owned())
    }

    pub fn as_ptr(&self) -> Texts {
        self.pointers.as_ptr()
    }
}

/// A context of any options, cancelled or not; often none.
pub struct Context(pub *mut c_void);

impl Context {
    pub fn any(n: &mut Numbers) -> Self {
        let mut made = 9 as *mut c_void;
        if n.byte() < 160 {
            return Context(null_mut());
        }
        let texts = [[c"THREADS=1", c"MEMORY=64", c"SOURCES=local", c"METHOD=cosine"][n.byte() % 4].as_ptr(), null()];
        let options = n.or_null(texts.as_ptr());
        // SAFETY: the list ends with NULL; the place is ours.
        let done = said(unsafe { lejepa_gis_context_new(options, None, null_mut(), &mut made) });
        assert!(made.is_null() != done, "the context is there on success, and NULL else");
        // SAFETY: NULL or open.
        assert!(said(unsafe { lejepa_gis_context_cancel(made, i32::from(n.byte() < 40)) }) == done);
        Context(made)
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: NULL or open, and nothing runs in it.
        unsafe { lejepa_gis_context_free(self.0) }
    }
}
