//! Whether each message arrived where it should, and no other.

use crate::messages::{Address, Kind};
use crate::subscriber::Subscriber;
use std::error::Error;
use std::time::Duration;

/// Longer than any service takes.
const TIMEOUT: Duration = Duration::from_secs(30);

pub(crate) struct Check {
    subscribers: Vec<Subscriber>,
    expected: Vec<(String, Kind, Address)>,
}

impl Check {
    pub(crate) fn new(subscribers: impl IntoIterator<Item = Subscriber>) -> Self {
        Self { subscribers: subscribers.into_iter().collect(), expected: Vec::new() }
    }

    pub(crate) fn expect(&mut self, kind: Kind, address: Address, names: &[&str]) {
        self.expected.extend(names.iter().map(|name| ((*name).to_owned(), kind, address)));
    }

    /// Reads and prints what arrives, and fails if a message is missing or should not have arrived.
    pub(crate) async fn run(self) -> Result<(), Box<dyn Error>> {
        let (total, mut problems) = (self.expected.len(), Vec::new());
        for mut subscriber in self.subscribers {
            let name = subscriber.name().to_owned();
            let mine = self.expected.iter().filter(|(expected, ..)| *expected == name);
            let mut missing: Vec<(Kind, Address)> = mine.map(|(_, kind, address)| (*kind, *address)).collect();
            let (mut unexpected, mut ended) = (Vec::new(), false);
            let reading = async {
                while !(ended && missing.is_empty()) {
                    let arrival = subscriber.receive().await?;
                    if arrival.is_last() {
                        ended = true;
                        continue;
                    }
                    let Some((kind, address)) = arrival.identify() else {
                        return Err(format!("{name} received a message that was not sent: {arrival}").into());
                    };
                    println!("{name} received {arrival} ({address})");
                    match missing.iter().position(|expected| *expected == (kind, address)) {
                        Some(at) => drop(missing.swap_remove(at)),
                        None => unexpected.push(format!("{name} should not have received {kind} {address}")),
                    }
                }
                Ok::<(), Box<dyn Error>>(())
            };
            if let Ok(read) = tokio::time::timeout(TIMEOUT, reading).await {
                read?;
            }
            problems.extend(unexpected);
            problems.extend(missing.iter().map(|(kind, address)| format!("{name} did not receive {kind} {address}")));
        }
        if problems.is_empty() {
            println!("{total} of {total} messages arrived, and no other");
            return Ok(());
        }
        Err(problems.join("; ").into())
    }
}
