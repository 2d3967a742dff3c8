//! The log: one line on stderr for each call, for each connection that opens or closes, and for each event of a handler.

mod json;
mod text;

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::{Emulator, Entry, Follower, Kind};
use clap::ValueEnum;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

/// How many entries become lines in one write.
const BATCH: usize = 200;
/// How long the end of the program waits for the last lines.
const LAST_LINES: Duration = Duration::from_secs(1);

/// What the log looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people; coloured on a terminal, unless `NO_COLOR` is set.
    Text,
    /// One object a line.
    Json,
    /// None.
    Off,
}

impl Format {
    /// On a terminal, text; elsewhere none, because nobody may read what is written.
    pub(crate) fn default_here() -> Self {
        if std::io::stderr().is_terminal() { Self::Text } else { Self::Off }
    }
}

/// A log that is written by a thread of its own: one that nobody reads does not delay the emulator.
pub(crate) struct Log {
    stop: CancellationToken,
    done: mpsc::Receiver<()>,
}

impl Log {
    pub(crate) fn start(emulator: &Emulator, format: Format) -> Self {
        let (stop, (sender, done)) = (CancellationToken::new(), mpsc::channel());
        if format != Format::Off {
            let (follower, handle, stopped) = (emulator.follow(), Handle::current(), stop.clone());
            thread::spawn(move || {
                write(follower, format, &handle, &stopped);
                drop(sender);
            });
        }
        Self { stop, done }
    }

    /// Writes what is left, unless nobody reads it.
    pub(crate) fn end(self) {
        self.stop.cancel();
        let _ = self.done.recv_timeout(LAST_LINES);
    }
}

fn write(mut follower: Follower, format: Format, handle: &Handle, stop: &CancellationToken) {
    let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut next = 1;
    loop {
        let entries = handle.block_on(async {
            tokio::select! {
                biased;
                entries = follower.next(BATCH) => entries,
                () = stop.cancelled() => Vec::new(),
            }
        });
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return };
        let mut lines = String::new();
        if first.number > next {
            lines += &left_out(first.number - next, format);
        }
        next = last.number + 1;
        entries.iter().filter(|entry| is_logged(entry)).for_each(|entry| lines += &line(entry, format, color));
        if std::io::stderr().lock().write_all(lines.as_bytes()).is_err() {
            return;
        }
    }
}

fn is_logged(entry: &Entry) -> bool {
    !matches!(entry.kind, Kind::Received | Kind::Sent)
}

fn line(entry: &Entry, format: Format, color: bool) -> String {
    match format {
        Format::Json => json::line(entry),
        Format::Text | Format::Off => text::line(entry, color),
    }
}

/// What the log says when it was too slow.
fn left_out(entries: u64, format: Format) -> String {
    match format {
        Format::Json => format!("{{\"kind\":\"leftOut\",\"entries\":{entries}}}\n"),
        Format::Text | Format::Off => format!("({entries} calls and frames left out: they came too fast)\n"),
    }
}
