//! Who does the work: the calling thread, or a pool.

/// Runs numbered pieces of work, in any order and on any threads.
///
/// The kernels cut their work by sizes alone, never by the number of threads,
/// so every implementation gives the same bits.
pub trait Threads: Sync {
    /// Calls `work` once for each number below `pieces` and returns when all are done.
    fn for_each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync));
}

/// The calling thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Serial;

impl Threads for Serial {
    fn for_each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..pieces).for_each(work);
    }
}

/// The rayon pool that the calling thread belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub struct CurrentPool;

impl Threads for CurrentPool {
    fn for_each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        use rayon::prelude::*;
        (0..pieces).into_par_iter().with_max_len(1).for_each(work);
    }
}

#[cfg(test)]
impl Threads for rayon::ThreadPool {
    fn for_each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        self.install(|| CurrentPool.for_each(pieces, work));
    }
}
