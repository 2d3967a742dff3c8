//! One run of `batch`: what happens when a line is read, when its call ends, and at the end.

use super::args::Batch;
use super::failed_lines::FailedLines;
use super::input::Line;
use super::line::{self, Outcome};
use super::progress::Progress;
use super::resume;
use super::stop::{Limits, Stop};
use super::tally::Tally;
use super::window::{Pending, Window};
use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, Reader};
use crate::reasons::Reason;
use serde_json::json;
use std::collections::HashSet;
use std::io;

pub(super) struct Run<'a> {
    session: &'a Session,
    json: bool,
    from_line: u64,
    /// Lines that have a result in an earlier run.
    named: HashSet<u64>,
    failed_lines: FailedLines,
    limits: Limits,
    progress: Progress,
    tally: Tally,
    /// What helps against the first failure that it is known of.
    hint: Option<Reason>,
    pub(super) window: Window,
    /// Why no more lines are read.
    pub(super) stopped: Option<Stopped>,
    interrupted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    AtEnd,
    Early(Stop),
}

impl<'a> Run<'a> {
    pub(super) fn new(batch: &Batch, session: &'a Session, bytes: Option<u64>, json: bool) -> Result<Self, Failure> {
        Ok(Self {
            session,
            json,
            from_line: batch.from_line.unwrap_or(1),
            named: batch.resume.as_deref().map(resume::read).transpose()?.unwrap_or_default(),
            failed_lines: FailedLines::create(batch)?,
            limits: Limits::of(batch),
            progress: Progress::new(bytes, session.logs()),
            tally: Tally::new(),
            hint: None,
            window: Window::new(batch.jobs(), batch.ordered),
            stopped: None,
            interrupted: false,
        })
    }

    /// A line was read.
    pub(super) fn add(&mut self, number: u64, line: Line<'_>) {
        if number < self.from_line || self.named.remove(&number) {
            self.tally.skipped += 1;
            return;
        }
        let text = match line {
            Line::Whole(text) if self.failed_lines.keeps_lines() => Some(text.to_owned()),
            Line::Whole(_) | Line::TooLong => None,
        };
        self.window.add(number, line::read(line, self.session), text);
    }

    /// A call has ended.
    pub(super) fn end(&mut self, number: u64, outcome: &Outcome, bytes: u64) {
        let Some(line) = self.window.end(number) else { return };
        let exit = match outcome {
            Ok((_, exit)) => *exit,
            Err(failure) => failure.exit(false),
        };
        self.tally.add(number, exit);
        if let (Err(failure), true, None) = (outcome, line.is_plain, &self.hint) {
            self.hint = Reason::of(failure, &self.session.context());
        }
        let kept = line.text.map_or(Ok(()), |text| self.failed_lines.keep(exit, &text));
        let result = line::result(number, line.id.as_deref(), outcome);
        match self.progress.beside(|| output::line(&result)) {
            Ok(Reader::Present) => {}
            Ok(Reader::Gone) => self.stop(Stop::Unread),
            Err(error) => self.unwritten(&format!("line {number}"), &error, line.reads),
        }
        if let Err(error) = kept {
            let option = if exit == Exit::Unknown { "--unknown" } else { "--failed" };
            self.unwritten(&format!("line {number}, for {option}"), &error, true);
        }
        self.progress.update(&self.tally, bytes);
        if let Some(stop) = self.limits.reached(&self.tally) {
            self.stop(stop);
        }
    }

    /// Reads no more; the calls that have begun, and those that wait for them, are made.
    pub(super) fn stop(&mut self, stop: Stop) {
        self.stopped.get_or_insert(Stopped::Early(stop));
    }

    pub(super) fn at_end(&mut self) {
        self.stopped.get_or_insert(Stopped::AtEnd);
    }

    /// The input cannot be read.
    pub(super) fn fail(&mut self, failure: &Failure) {
        self.progress.beside(|| output::failure(failure, None, self.json));
        self.tally.worsen(failure.exit(false));
        self.stop(Stop::Failed);
    }

    /// `what` is all that is known of it then.
    fn unwritten(&mut self, what: &str, error: &io::Error, reads: bool) {
        let error = io::Error::new(error.kind(), format!("{what}: {error}"));
        self.fail(&Failure::Output { error, reads });
    }

    /// Ctrl-C or SIGTERM. The first reads no more, also if that was so already; whether this is another one.
    pub(super) fn interrupt(&mut self) -> bool {
        self.stop(Stop::Interrupted);
        std::mem::replace(&mut self.interrupted, true)
    }

    /// Waits for no call any more: those that have begun may have taken effect, the others are not made. Each line that
    /// was read has a result.
    pub(super) fn give_up(&mut self) {
        let given_up = |line: &Pending| {
            if line.has_begun() {
                Failure::GivenUp { reads: line.reads }
            } else {
                Failure::NotReached("interrupted before it was sent".into())
            }
        };
        let failures: Vec<_> = self.window.lines().map(|(number, line)| (number, given_up(line))).collect();
        for (number, failure) in failures {
            self.end(number, &Err(failure), 0);
        }
    }

    /// Sums up. `next` is the first line that was not read.
    pub(super) fn finish(self, next: u64) -> Exit {
        self.progress.finish();
        let stopped = match self.stopped {
            Some(Stopped::Early(stop)) => Some((stop, next)),
            Some(Stopped::AtEnd) | None => None,
        };
        if self.json {
            output::notice_json(&json!({"summary": self.tally.to_json(stopped, self.hint.as_ref())}));
        } else {
            output::notice(&self.tally.to_string());
            if let Some(hint) = &self.hint {
                output::notice(&format!("hint: {hint}"));
            }
            if let Some((stop, line)) = stopped {
                output::notice(&format!("{stop}; to continue, use --from-line {line}"));
            }
        }
        match (self.stopped, self.tally.exit()) {
            // The rest was not sent.
            (Some(Stopped::Early(Stop::Interrupted)), Exit::Success) => Exit::NotReached,
            (_, exit) => exit,
        }
    }
}
