//! What the jobs of one caller share: workers that are kept between calls, bounds, a way to hear of warnings, and a way to
//! stop.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::workers::{Workers, worker_pool};
use crate::error::{Error, Result};
use crate::params::Values;
use crate::pipeline::options::Options;
use crate::pipeline::progress::Progress;
use crate::raster::input::Sources;

/// Hears of each warning of a finished job.
pub type Log = Box<dyn Fn(&str) + Send + Sync>;

/// Shared by any number of jobs and threads.
pub struct Context {
    /// One pool for each number of threads that was asked for.
    pools: Mutex<Vec<(usize, Arc<Workers>)>>,
    threads: Option<usize>,
    memory: Option<usize>,
    temporary: Option<PathBuf>,
    sources: Option<Sources>,
    log: Option<Log>,
    cancelled: AtomicBool,
}

impl Context {
    /// From values of the task `context`; what is not given bounds nothing.
    ///
    /// # Errors
    /// If a value cannot be used.
    pub fn new(values: &Values, log: Option<Log>) -> Result<Self> {
        let typed = Options::new(values)?;
        let given = |name: &str| values.given().any(|(given, _)| given == name);
        Ok(Context {
            pools: Mutex::default(),
            threads: given("THREADS").then_some(typed.encoding.threads),
            memory: given("MEMORY").then_some(typed.encoding.memory),
            temporary: typed.encoding.temporary,
            sources: given("SOURCES").then_some(typed.reading.sources),
            log,
            cancelled: AtomicBool::new(false),
        })
    }

    /// A job's options within these bounds.
    ///
    /// # Errors
    /// [`Error::Argument`] if the job asks for other sources than the context allows.
    pub fn bounded(&self, options: &Options) -> Result<Options> {
        let mut options = options.clone();
        let encoding = &mut options.encoding;
        encoding.threads = self.threads.map_or(encoding.threads, |most| encoding.threads.min(most));
        encoding.memory = self.memory.map_or(encoding.memory, |most| encoding.memory.min(most));
        encoding.temporary = encoding.temporary.take().or_else(|| self.temporary.clone());
        if let Some(allowed) = &self.sources {
            let own = std::mem::replace(&mut options.reading.sources, allowed.clone());
            if own != Sources::default() && own != *allowed {
                return Err(Error::refused(
                    "SOURCES",
                    "SOURCES is set by the context; a job within it cannot say another",
                ));
            }
        }
        Ok(options)
    }

    /// Workers: the same ones for every job with as many threads.
    ///
    /// # Errors
    /// As [`worker_pool`].
    pub fn workers(&self, threads: usize) -> Result<Arc<Workers>> {
        let mut pools = self.pools.lock().unwrap_or_else(|e| e.into_inner());
        if let Some((_, pool)) = pools.iter().find(|(count, _)| *count == threads) {
            return Ok(pool.clone());
        }
        let pool = Arc::new(worker_pool(threads)?.unattended());
        pools.push((threads, pool.clone()));
        Ok(pool)
    }

    /// Stops all jobs in this context, those that begin later too, until it is called with false. Any thread.
    pub fn cancel(&self, cancelled: bool) {
        self.cancelled.store(cancelled, Ordering::Relaxed);
    }

    /// Progress that also stops when the context is cancelled.
    pub fn watched<'a>(&'a self, progress: &'a mut dyn Progress) -> impl Progress + 'a {
        move |fraction: f64, message: &str| {
            !self.cancelled.load(Ordering::Relaxed) && progress.update(fraction, message)
        }
    }

    /// Tells of a job's warnings.
    pub fn tell(&self, warnings: &[String]) {
        if let Some(log) = &self.log {
            warnings.iter().for_each(|warning| log(warning));
        }
    }
}

/// Work on pixels in memory with the options and the progress that a context leaves, or with those of the call alone.
///
/// # Errors
/// As [`Context::bounded`], and those of the work.
pub fn within<T>(
    context: Option<&Context>,
    options: &Options,
    progress: &mut dyn Progress,
    work: impl FnOnce(&Options, &mut dyn Progress) -> Result<T>,
) -> Result<T> {
    match context {
        Some(context) => work(&context.bounded(options)?, &mut context.watched(progress)),
        None => work(options, progress),
    }
}

/// Workers of a context, or of one job alone.
///
/// # Errors
/// As [`worker_pool`].
pub fn workers(context: Option<&Context>, threads: usize) -> Result<Arc<Workers>> {
    match context {
        Some(context) => context.workers(threads),
        None => worker_pool(threads).map(Arc::new),
    }
}

#[cfg(test)]
mod tests {
    use super::super::encode_chips;
    use super::*;
    use crate::model::Opened;
    use crate::params::Task;
    use crate::pipeline::progress::silent;

    fn context(pairs: &[(&str, &str)]) -> Context {
        Context::new(&Values::new(Task::Context, pairs.iter().copied()).unwrap(), None).unwrap()
    }

    fn options(pairs: &[(&str, &str)]) -> Options {
        Options::new(&Values::new(Task::Features, pairs.iter().copied()).unwrap()).unwrap()
    }

    #[test]
    fn bounds_hold_and_what_is_not_given_bounds_nothing() {
        let bound = context(&[("THREADS", "2"), ("MEMORY", "100"), ("SOURCES", "local"), ("TEMP", "/t")]);
        let within = bound.bounded(&options(&[("THREADS", "7"), ("MEMORY", "64")])).unwrap();
        assert_eq!((within.encoding.threads, within.encoding.memory), (2, 64 << 20));
        assert_eq!((within.reading.sources, within.encoding.temporary), (Sources::Local, Some("/t".into())));
        assert!(bound.bounded(&options(&[("SOURCES", "any")])).unwrap_err().to_string().contains("SOURCES"));
        let free = context(&[]).bounded(&options(&[("THREADS", "7"), ("SOURCES", "any")])).unwrap();
        assert_eq!((free.encoding.threads, free.reading.sources), (7, Sources::Any));
    }

    #[test]
    fn chips_in_memory_use_its_workers_and_heed_its_flag() {
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/vit_32.pt");
        let model = Opened::open(fixture, &Default::default(), Default::default()).unwrap();
        let model = model.ready().unwrap();
        let (chips, mut cells) = (vec![1000.0; model.spec().input_len()], vec![0.0; model.spec().output_len()]);
        let options = Options::new(&Values::new(Task::Chips, [("THREADS", "3")]).unwrap()).unwrap();
        let (free, bound) = (context(&[]), context(&[("THREADS", "1")]));
        let mut encode = |context| encode_chips(model, &chips, &mut cells, &options, Some(context), &mut silent());
        for _ in 0..2 {
            encode(&free).unwrap();
            encode(&bound).unwrap();
        }
        let kept = |context: &Context| context.pools.lock().unwrap().iter().map(|(n, _)| *n).collect::<Vec<_>>();
        assert_eq!((kept(&free), kept(&bound)), (vec![3], vec![1]), "one pool each, of the number that it allows");
        free.cancel(true);
        assert!(matches!(encode(&free), Err(Error::Cancelled)));
    }

    #[test]
    fn workers_are_kept_and_a_flag_stops() {
        let context = context(&[]);
        assert!(Arc::ptr_eq(&context.workers(2).unwrap(), &context.workers(2).unwrap()));
        assert_eq!(context.workers(1).unwrap().current_num_threads(), 1);
        let mut asked = 0;
        let mut count = |_: f64, _: &str| {
            asked += 1;
            true
        };
        let mut watched = context.watched(&mut count);
        assert!(watched.update(0.0, ""));
        context.cancel(true);
        assert!(!watched.update(0.0, ""));
        context.cancel(false);
        assert!(watched.update(0.0, ""));
        drop(watched);
        assert_eq!(asked, 2, "after a cancel the caller is not asked");
    }
}
