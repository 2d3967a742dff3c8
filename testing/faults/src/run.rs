//! The client's side: many sends at once.

use crate::{Books, Guarantee, Observed, Server};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use webpubsub_core::WebPubSubServiceClient;
use webpubsub_hyper::{AccessKey, CallOptions, Error, HyperTransport, Message, RetryPlan, Target};

/// How many sends are under way at a time.
const CONCURRENT: u32 = 64;

/// The first and the longest wait between attempts, unless the server asks for more.
const WAITS: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(10)];

/// What a run sends, and how.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs)] // An argument: each run writes it out.
pub struct Run {
    /// What the faults depend on.
    pub seed: u64,
    /// How many messages.
    pub messages: u32,
    /// The plan by which attempts are repeated.
    pub guarantee: Guarantee,
    /// How many attempts a call has.
    pub attempts: u32,
    /// The limit of one attempt.
    pub attempt_limit: Duration,
    /// The limit of a call.
    pub deadline: Duration,
}

/// How one call ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The call's result.
    pub result: Result<(), Error>,
    /// How long it took.
    pub took: Duration,
}

type Client = WebPubSubServiceClient<Observed>;

impl Run {
    /// Whether a call that ended like this, after so long, had a reason to end: no attempts left, or no time for the wait
    /// and another one.
    pub(crate) fn is_over(&self, error: &Error, took: Duration) -> bool {
        let wait = error.retry_after().unwrap_or_default().max(WAITS[1]);
        error.attempts() >= self.attempts || took.saturating_add(wait) >= self.deadline
    }

    /// Sends all messages, and returns both sides' books once nothing can change them any more.
    ///
    /// # Panics
    ///
    /// If the machine has no port or no threads left.
    pub fn carry_out(self) -> Books {
        let server = Server::start(self.seed);
        let transport = Observed::new(HyperTransport::builder().no_proxy().build());
        let target = Target::new(&format!("http://{}", server.address()), "chat").expect("a target");
        let client = Client::with_transport(transport.clone(), target, AccessKey::new("k").expect("a key"));
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let reports = runtime.block_on(self.send_all(client));
        let attempted = transport.attempted();
        // Closes the connections: the server's threads see the end.
        drop((transport, runtime));
        let ledger = server.finish();
        let entries = (0..self.messages).map(|message| ledger.entry(message)).collect();
        Books { run: self, reports, attempted, entries, faults: ledger.faults() }
    }

    async fn send_all(self, client: Client) -> Vec<Report> {
        let next = Arc::new(AtomicU32::new(0));
        let workers: Vec<_> = (0..CONCURRENT)
            .map(|_| {
                let (next, client) = (Arc::clone(&next), client.clone());
                tokio::spawn(async move {
                    let mut reports = Vec::new();
                    loop {
                        let message = next.fetch_add(1, Ordering::Relaxed);
                        if message >= self.messages {
                            return reports;
                        }
                        reports.push((message, self.send(&client, message).await));
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.expect("no panic"));
        }
        all.sort_by_key(|(message, _)| *message);
        all.into_iter().map(|(_, report)| report).collect()
    }

    async fn send(&self, client: &Client, message: u32) -> Report {
        let plan = match self.guarantee {
            Guarantee::AtMostOnce => RetryPlan::at_most_once(),
            Guarantee::AtLeastOnce => RetryPlan::at_least_once(),
        };
        let options = CallOptions::new()
            .request_id(&message.to_string())
            .retry(plan.max_attempts(self.attempts).waits(WAITS[0], WAITS[1]))
            .attempt_limit(self.attempt_limit)
            .deadline(self.deadline);
        // One in fifty is more than a socket takes at once.
        let padding = if message.is_multiple_of(50) { 300_000 } else { 20 };
        let text = Message::text(format!("{message} {}", "x".repeat(padding)));
        let begin = Instant::now();
        let result = client.with(options).send_to_all(text).await;
        Report { result, took: begin.elapsed() }
    }
}
