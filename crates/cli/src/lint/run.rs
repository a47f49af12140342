//! Files side by side, one thread a core; the order of the results is that of the files.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use sealform_show::Linted;

/// Calls `lint` for each file, and keeps what it gives.
pub(crate) fn run(files: &[PathBuf], lint: impl Fn(&PathBuf) -> Option<Linted> + Sync) -> Vec<Linted> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(files.len());
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Linted)>> = Mutex::new(Vec::with_capacity(files.len()));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((number, file)) = take(&next, files) {
                    if let Some(linted) = lint(file) {
                        done.lock().unwrap_or_else(PoisonError::into_inner).push((number, linted));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, linted)| linted).collect()
}

fn take<'f>(next: &AtomicUsize, files: &'f [PathBuf]) -> Option<(usize, &'f PathBuf)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    files.get(number).map(|file| (number, file))
}
