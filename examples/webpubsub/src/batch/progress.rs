//! How far it is, on a terminal.

use super::tally::Tally;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle, style::TemplateError};
use std::time::{Duration, Instant};

/// Often enough for a reader, seldom enough to cost nothing.
const INTERVAL: Duration = Duration::from_millis(100);

/// A line on stderr that is written anew; nothing if that is not a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    start: Instant,
    shown: Option<Instant>,
}

impl Progress {
    /// Of an input of so many bytes, if that is known. `quiet` if something else writes to the terminal.
    pub(super) fn new(bytes: Option<u64>, quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(bytes, target);
        bar.set_style(style(bytes.is_some()).unwrap_or_else(|_| ProgressStyle::default_spinner()));
        Self { bar, start: Instant::now(), shown: None }
    }

    /// After so many bytes of the input.
    pub(super) fn update(&mut self, tally: &Tally, bytes: u64) {
        if self.bar.is_hidden() || self.shown.is_some_and(|shown| shown.elapsed() < INTERVAL) {
            return;
        }
        self.shown = Some(Instant::now());
        let rate = u128::from(tally.ended()) * 1_000 / self.start.elapsed().as_millis().max(1);
        self.bar.set_position(bytes);
        self.bar.set_message(format!("{tally}  {}/s", HumanCount(u64::try_from(rate).unwrap_or(u64::MAX))));
    }

    /// Writes something else to the same terminal.
    pub(super) fn beside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(has_end: bool) -> Result<ProgressStyle, TemplateError> {
    ProgressStyle::with_template(if has_end { "{msg}  {bar:20} {percent}%, {eta} left" } else { "{msg}" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_valid() {
        assert!(style(true).is_ok() && style(false).is_ok());
    }
}
