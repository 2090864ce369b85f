//! The workers of a job.

use std::ops::Deref;
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::memory;

/// Bytes that a worker takes: its stack and its tables for a chip.
pub const OF_WORKER: u64 = 24 << 20;

/// A pool whose threads have ended when it is dropped: only then is the memory of their own tables free again.
pub struct Workers {
    pool: rayon::ThreadPool,
    /// Dropped after the pool, which tells them to end.
    threads: Threads,
}

struct Threads(Vec<JoinHandle<()>>);

impl Workers {
    /// The same workers, which nobody waits for when the pool is dropped: it may be freed while a process or a library of
    /// it ends, where waiting for threads could take for ever.
    pub fn unattended(mut self) -> Self {
        self.threads.0.clear();
        self
    }
}

impl Deref for Workers {
    type Target = rayon::ThreadPool;

    fn deref(&self) -> &rayon::ThreadPool {
        &self.pool
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        let own = std::thread::current().id();
        if self.0.iter().all(|thread| thread.thread().id() != own) {
            // A worker that panicked has told so where it was needed.
            self.0.drain(..).for_each(|thread| drop(thread.join()));
        }
    }
}

/// A pool of workers for one job; never the process-wide one, which belongs to the host. Where limits leave no room for as
/// many threads, it has fewer: results do not depend on their number.
///
/// # Errors
/// [`Error::OutOfMemory`] if not even one can be started.
pub fn worker_pool(threads: usize) -> Result<Workers> {
    // Half of what is there may go to workers, the rest to pixels and features.
    let room = memory::room().map_or(u64::MAX, |room| room.bytes);
    let mut patience = 10;
    let mut count = threads.min(usize::try_from(room / 2 / OF_WORKER).unwrap_or(usize::MAX)).max(1);
    loop {
        let started = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&started);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .spawn_handler(move |worker| {
                let thread = Builder::new().name(format!("lejepa-gis-{}", worker.index())).spawn(|| worker.run())?;
                into.lock().unwrap_or_else(|e| e.into_inner()).push(thread);
                Ok(())
            })
            .build();
        match pool {
            Ok(pool) => {
                let threads = std::mem::take(&mut *started.lock().unwrap_or_else(|e| e.into_inner()));
                return Ok(Workers { pool, threads: Threads(threads) });
            }
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
