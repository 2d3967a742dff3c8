//! The client's side: many concurrent sends.

use crate::{Guarantee, ObservedTransport, Results, Server, Transport};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use webpubsub_core::WebPubSubServiceClient;
use webpubsub_hyper::{AccessKey, CallOptions, Error, HyperTransport, Message, RetryPolicy, Target};

/// The number of concurrent sends.
const CONCURRENT: u32 = 64;

/// The first and the longest backoff, unless the server demands a longer one.
const BACKOFF: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(10)];

/// The settings of a run.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs)] // An argument: each test constructs it.
pub struct Run {
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

type Client = WebPubSubServiceClient<ObservedTransport>;

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
        let mut builder = HyperTransport::builder().no_proxy();
        if let Some(certificate) = server.certificate() {
            builder = builder.root_certificate(certificate).expect("a certificate");
        }
        let transport = ObservedTransport::new(builder.build());
        let url = format!("{}://{}", self.transport.scheme(), server.address());
        let target = Target::new(&url, "chat").expect("a target");
        let client = Client::with_transport(transport.clone(), target, AccessKey::new("k").expect("a key"));
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let reports = runtime.block_on(self.send_all(client));
        let attempts = transport.attempts();
        // Closes the connections, so that the server's threads end.
        drop((transport, runtime));
        let ledger = server.finish();
        let entries = (0..self.messages).map(|message| ledger.entry(message)).collect();
        Results { run: self, reports, attempts, entries, faults: ledger.faults() }
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
        let policy = match self.guarantee {
            Guarantee::AtMostOnce => RetryPolicy::at_most_once(),
            Guarantee::AtLeastOnce => RetryPolicy::at_least_once(),
        };
        let options = CallOptions::new()
            .client_request_id(&message.to_string())
            .retry(policy.max_attempts(self.max_attempts).backoff(BACKOFF[0], BACKOFF[1]))
            .attempt_timeout(self.attempt_timeout)
            .timeout(self.timeout);
        // One in fifty is larger than a socket's buffer.
        let padding = if message.is_multiple_of(50) { 300_000 } else { 20 };
        let text = Message::text("x".repeat(padding));
        let begin = Instant::now();
        let result = client.with_options(options).send_to_all(text).await;
        Report { result, took: begin.elapsed() }
    }
}
