//! The workers of a job.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::memory;

/// Bytes that a worker takes: its stack, its tables for a chip, and of addresses what the allocator sets aside for it.
pub fn of_worker() -> u64 {
    if memory::room().is_some_and(|room| room.of_addresses) { 96 << 20 } else { 24 << 20 }
}

/// A pool of workers for one job; never the process-wide one, which belongs to the host. Where limits leave no room for as
/// many threads, it has fewer: results do not depend on their number.
///
/// # Errors
/// [`Error::OutOfMemory`] if not even one can be started.
pub fn worker_pool(threads: usize) -> Result<rayon::ThreadPool> {
    // Half of what is there may go to workers, the rest to pixels and features.
    let room = memory::room().map_or(u64::MAX, |room| room.bytes);
    let mut patience = 10;
    let mut count = threads.min(usize::try_from(room / 2 / of_worker()).unwrap_or(usize::MAX)).max(1);
    loop {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(count).thread_name(|i| format!("lejepa-gis-{i}")).build();
        match pool {
            Ok(pool) => return Ok(pool),
            // Threads that a failed pool had started count until they have ended, which takes a moment.
            Err(_) if count > 1 || patience > 0 => {
                patience -= usize::from(count == 1);
                count = (count / 2).max(1);
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(e) => {
                return Err(Error::OutOfMemory(format!(
                    "no worker thread can be started: {e}; a limit on threads (ulimit -u, a container's pids) or on memory (ulimit -v) is too low"
                )));
            }
        }
    }
}

/// What people should know of a pool that has fewer threads than they asked for.
pub fn fewer(pool: &rayon::ThreadPool, threads: usize) -> Option<String> {
    let count = pool.current_num_threads();
    (count < threads).then(|| {
        format!(
            "{count} of {threads} worker threads could be started: limits on threads or memory leave no room for more"
        )
    })
}
