//! What jobs share: workers kept between calls, bounds, warnings, and a flag that stops them.

use std::ffi::{CString, c_char, c_void};

use super::args::{null, out, values};
use super::guard::{free, guard};
use crate::error::Status;
use crate::params::Task;
use crate::pipeline::{Context, Log};

/// What jobs share; any number of threads may use it at once. Free it with `lejepa_gis_context_free`.
pub struct LejepaGisContext {
    context: Context,
}

/// What a call shares with others, if anything.
///
/// # Safety
/// - `context` is null or open as long as the result lives.
pub(super) unsafe fn lent<'a>(context: *const LejepaGisContext) -> Option<&'a Context> {
    // SAFETY: the caller vouches for the handle.
    unsafe { context.as_ref() }.map(|c| &c.context)
}

/// Hears of a job's warning: a sentence with the input's name, valid during the call, and the caller's pointer. Called on
/// the thread that runs the job, before the job returns; of several threads at once if they run jobs at once. It must
/// return, as `LejepaGisProgress` must.
#[allow(non_camel_case_types)]
pub type LejepaGisLog = Option<unsafe extern "C" fn(message: *const c_char, user_data: *mut c_void)>;

/// The caller's pointer, which its function alone uses.
struct UserData(*mut c_void);
// SAFETY: the pointer is only passed on, to a function that the caller says may be called on any thread.
unsafe impl Send for UserData {}
// SAFETY: as above.
unsafe impl Sync for UserData {}

impl UserData {
    fn get(&self) -> *mut c_void {
        self.0
    }
}

/// Makes a context for jobs (`LejepaGisJob.context`) and for pixels in memory (`lejepa_gis_encode_chips`,
/// `lejepa_gis_encode_image`). `options` is NULL or holds THREADS (the most of a job), MEMORY (the
/// most of a job, MiB), TEMP (a folder for large temporary data) and SOURCES (what inputs may reach; a job in the context
/// cannot say another). `log` hears of each job's warnings, or is NULL; `user_data` is passed to it and may be NULL. Workers
/// start with the first job and are kept for the next one. `*context` is set to NULL first. Any thread.
///
/// Errors: ARGUMENT, IO (SOURCES names a folder that is not there).
///
/// # Safety
/// - `options` is NULL or a NULL-terminated list of texts; `context` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_context_new(
    options: *const *const c_char,
    log: LejepaGisLog,
    user_data: *mut c_void,
    context: *mut *mut LejepaGisContext,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            let place = out(context, "context")?;
            *place = std::ptr::null_mut();
            let user_data = UserData(user_data);
            let log = log.map(|function| -> Log {
                Box::new(move |message| {
                    let message = CString::new(message.replace('\0', " ")).unwrap_or_default();
                    function(message.as_ptr(), user_data.get())
                })
            });
            let context = Context::new(&values(options, Task::Context)?, log)?;
            *place = Box::into_raw(Box::new(LejepaGisContext { context }));
        }
        Ok(())
    })
}

/// Stops all jobs and calls of a context that run, and those that begin later, until it is called with `cancelled` 0: they give
/// CANCELLED within the time of one chip. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `context` is NULL (an error) or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_context_cancel(context: *const LejepaGisContext, cancelled: i32) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointer.
        let context = unsafe { context.as_ref() }.ok_or_else(|| null("context"))?;
        context.context.cancel(cancelled != 0);
        Ok(())
    })
}

/// Frees a context; NULL is fine. No job or call may run in it, or begin. Ends its workers.
///
/// # Safety
/// - `context` is NULL, or was made by `lejepa_gis_context_new` and not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_context_free(context: *mut LejepaGisContext) {
    // SAFETY: the caller vouches for a context of ours that nobody uses any more.
    unsafe { free(context) }
}
