//! Memory of a job that has ended goes back to the system: hosts such as QGIS live on for hours. So does what a job's first
//! part freed before its second one takes its own.

/// Where the process's addresses have a limit, lets all threads share one heap: the C library of Linux sets 64 MiB of them
/// aside for each thread, and takes 128 for a moment, in which any allocation of another thread would end the process.
/// It holds for threads that have taken no memory so far.
pub fn spare_addresses() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if crate::memory::addresses().is_some() {
        // SAFETY: it takes two numbers, and any thread may call it at any time.
        unsafe {
            libc::mallopt(libc::M_ARENA_MAX, 1);
        }
    }
}

/// Gives back when it is dropped. It is a body's first local, so that all that the body made is gone by then.
pub struct GiveBack;

impl Drop for GiveBack {
    /// The C library of Linux keeps what was freed for the threads that used it: 364 MiB after a change of 3564 × 4824
    /// pixels. Elsewhere the system's allocators do this by themselves.
    fn drop(&mut self) {
        give_back_unused();
        #[cfg(all(target_os = "linux", target_env = "gnu"))]
        arenas::empty();
    }
}

/// Gives back the whole pages of all that was freed, but for the unused ends of the arenas of threads that live.
pub fn give_back_unused() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // SAFETY: it takes no pointer, and any thread may call it at any time.
        unsafe {
            libc::malloc_trim(0);
        }
    }
}

/// Gives back the unused end of the calling thread's own arena.
pub fn give_back_of_thread() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    drop(arenas::Blocks::new());
}

/// What `malloc_trim` leaves: the unused end of each thread's own arena, some 30 MiB for each worker.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod arenas {
    use std::sync::{Mutex, mpsc};
    use std::thread::{self, Builder};

    /// Less than what the C library maps by itself, which it decides anew as it goes: at most 32 MiB.
    const SIZES: [usize; 5] = [31 << 20, 15 << 20, 7 << 20, 3 << 20, 1 << 20];

    /// Memory at the end of a thread's arena; untouched, it takes addresses only.
    pub struct Blocks([*mut libc::c_void; SIZES.len()]);

    impl Blocks {
        pub fn new() -> Self {
            // SAFETY: any size may be asked for; what is not there is null.
            Self(SIZES.map(|size| unsafe { libc::malloc(size) }))
        }
    }

    impl Drop for Blocks {
        fn drop(&mut self) {
            // SAFETY: it takes a number.
            let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(1 << 16);
            for (block, size) in self.0.iter().zip(SIZES).rev() {
                let first = (*block as usize).next_multiple_of(page);
                let end = (*block as usize + size) / page * page;
                // SAFETY: the block is ours, and whole pages inside of it hold nothing; null may be freed.
                unsafe {
                    if !block.is_null() {
                        libc::madvise(first as *mut libc::c_void, end - first, libc::MADV_DONTNEED);
                    }
                    libc::free(*block);
                }
            }
        }
    }

    /// Threads take over the arenas of those that have ended, the last first; as many at once as workers may have been.
    pub fn empty() {
        let (ready, told) = mpsc::channel();
        let gate = Mutex::new(());
        let visit = |ready: mpsc::Sender<()>| {
            let blocks = Blocks::new();
            let _ = ready.send(());
            drop(gate.lock());
            drop(blocks);
        };
        thread::scope(|scope| {
            let (held, visit) = (gate.lock(), &visit);
            let workers = thread::available_parallelism().map_or(1, usize::from);
            let started = (0..workers).filter(|_| {
                let ready = ready.clone();
                Builder::new().spawn_scoped(scope, move || visit(ready)).is_ok()
            });
            for _ in 0..started.count() {
                let _ = told.recv();
            }
            drop(held);
        });
    }
}
