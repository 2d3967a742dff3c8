//! The client's side: many concurrent sends.

use crate::{Backend, Guarantee, Results, Server, Transport};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use webpubsub_core::{CallOptions, Error, Message, RetryPolicy, Target};

/// The number of concurrent sends.
pub(crate) const CONCURRENT: u32 = 64;

/// The first and the longest backoff, unless the server demands a longer one.
const BACKOFF: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(10)];

/// The settings of a run.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs)] // An argument: each test constructs it.
pub struct Run {
    /// What sends the requests.
    pub backend: Backend,
    /// What the requests are sent over.
    pub transport: Transport,
    /// The seed of the faults.
    pub seed: u64,
    /// The number of messages.
    pub messages: u32,
    /// The guarantee of the retry policy.
    pub guarantee: Guarantee,
    /// The maximum number of attempts of a call.
    pub max_attempts: u32,
    /// The timeout of one attempt.
    pub attempt_timeout: Duration,
    /// The timeout of a call.
    pub timeout: Duration,
}

/// The result of one call.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The call's result.
    pub result: Result<(), Error>,
    /// How long it took.
    pub took: Duration,
}

impl Run {
    /// Whether a failed call had a reason to end: no attempts left, or no time for a backoff and another attempt.
    pub(crate) fn is_over(&self, error: &Error, took: Duration) -> bool {
        let wait = error.retry_after().unwrap_or_default().max(BACKOFF[1]);
        error.attempts() >= self.max_attempts || took.saturating_add(wait) >= self.timeout
    }

    /// Sends all messages, and returns the records of client and server once they are final.
    ///
    /// # Panics
    ///
    /// If the machine has no port or no threads left.
    pub fn execute(self) -> Results {
        let server = Server::start(self.transport, self.seed);
        let url = format!("{}://{}", self.transport.scheme(), server.address());
        let target = Target::new(&url, "chat").expect("a target");
        let (reports, attempts) = self.backend.send_all(self, target, server.certificate());
        // All connections are closed, so the server's threads end.
        let ledger = server.finish();
        let entries = (0..self.messages).map(|message| ledger.entry(message)).collect();
        Results { run: self, reports, attempts, entries, faults: ledger.faults() }
    }
}

/// The messages of a run, given out to those who send them.
#[derive(Clone)]
pub(crate) struct Messages {
    run: Run,
    next: Arc<AtomicU32>,
}

/// One message, from the moment at which its call begins.
pub(crate) struct Sending {
    run: Run,
    message: u32,
    begin: Instant,
}

impl Messages {
    pub(crate) fn new(run: Run) -> Self {
        Self { run, next: Arc::default() }
    }

    /// The next message, if one is left.
    pub(crate) fn next(&self) -> Option<Sending> {
        let message = self.next.fetch_add(1, Ordering::Relaxed);
        (message < self.run.messages).then(|| Sending { run: self.run, message, begin: Instant::now() })
    }

    /// The reports in the order of their messages.
    pub(crate) fn in_order(mut reports: Vec<(u32, Report)>) -> Vec<Report> {
        reports.sort_by_key(|(message, _)| *message);
        reports.into_iter().map(|(_, report)| report).collect()
    }
}

impl Sending {
    pub(crate) fn options(&self) -> CallOptions {
        let policy = match self.run.guarantee {
            Guarantee::AtMostOnce => RetryPolicy::at_most_once(),
            Guarantee::AtLeastOnce => RetryPolicy::at_least_once(),
        };
        CallOptions::new()
            .client_request_id(&self.message.to_string())
            .retry(policy.max_attempts(self.run.max_attempts).backoff(BACKOFF[0], BACKOFF[1]))
            .attempt_timeout(self.run.attempt_timeout)
            .timeout(self.run.timeout)
    }

    /// One in fifty is larger than a socket's buffer.
    pub(crate) fn text(&self) -> Message {
        Message::text("x".repeat(if self.message.is_multiple_of(50) { 300_000 } else { 20 }))
    }

    pub(crate) fn report(&self, result: Result<(), Error>) -> (u32, Report) {
        (self.message, Report { result, took: self.begin.elapsed() })
    }
}
