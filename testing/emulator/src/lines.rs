//! Lines on stderr, written by a thread of their own: a pipe that nobody reads delays nothing.

use std::io::Write as _;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How many wait; further ones are left out.
const CAPACITY: usize = 100;
/// How long a drop waits for the last ones: perhaps nobody reads them.
const LAST_LINES: Duration = Duration::from_millis(500);

/// The thread starts with the first line; a drop waits until all are written.
#[derive(Debug, Default)]
pub(crate) struct Lines(Mutex<Option<Writer>>);

#[derive(Debug)]
struct Writer {
    lines: SyncSender<String>,
    done: Receiver<()>,
}

impl Lines {
    pub(crate) fn add(&self, line: String) {
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writer.get_or_insert_with(Writer::start).lines.try_send(line);
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        if let Some(Writer { lines, done }) = self.0.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            drop(lines);
            let _ = done.recv_timeout(LAST_LINES);
        }
    }
}

impl Writer {
    fn start() -> Self {
        let (lines, receiver) = sync_channel::<String>(CAPACITY);
        let (sender, done) = sync_channel(0);
        let write = move || {
            for line in receiver {
                // That nobody reads it must not be a failure.
                let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
            }
            drop(sender);
        };
        // Where no thread can start, the lines are left out: those who add them must go on.
        let _ = thread::Builder::new().name("lines".to_owned()).spawn(write);
        Self { lines, done }
    }
}
