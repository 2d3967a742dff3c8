//! Reliable delivery while connections break: every client ends with every message exactly once, in order.

mod client;
mod dice;
mod group;
mod report;

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Service;
pub use dice::seed;
pub use report::Report;

/// A run.
#[derive(Clone, Copy, Debug)]
pub struct Cuts {
    /// Chooses the cuts.
    pub seed: u64,
    /// Clients that receive.
    pub clients: usize,
    /// Messages that reach a client, all in all.
    pub deliveries: usize,
    /// Connections that break.
    pub cuts: usize,
    /// The end of the run, if it has not ended before.
    pub timeout: Duration,
}

/// How many groups the clients are in; one in ten clients receives half of all messages, so that the window matters.
const GROUPS: usize = 10;

impl Cuts {
    /// Runs it against an emulator.
    pub async fn run(self, service: &Service) -> io::Result<Report> {
        let begin = Instant::now();
        let service = Arc::new(service.clone());
        let mut groups = JoinSet::new();
        for plan in group::plans(&self) {
            groups.spawn(group::run(Arc::clone(&service), plan));
        }
        let all = async {
            let mut report = Report::default();
            while let Some(result) = groups.join_next().await {
                report.add(&result.map_err(io::Error::other)??);
            }
            Ok::<_, io::Error>(report)
        };
        let mut report = tokio::time::timeout(self.timeout, all).await.map_err(io::Error::other)??;
        report.took = begin.elapsed();
        Ok(report)
    }
}
