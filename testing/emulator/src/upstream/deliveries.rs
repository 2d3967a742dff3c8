//! What was delivered to handlers, for tests to look at.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many are kept.
const CAPACITY: usize = 1000;

/// The delivery of one event, or its failure.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// The hub, in lower case.
    pub hub: String,
    /// The connection.
    pub connection: String,
    /// Its user, if it has one.
    pub user: Option<String>,
    /// The name of the event.
    pub event: String,
    /// `ce-id`: the number of the event within its connection.
    pub id: u64,
    /// The handler's URL template without its query, or `in process`.
    pub handler: String,
    /// The status of the last response, if one came.
    pub status: Option<u16>,
    /// The time from the first attempt to the end of the last one.
    pub duration: Duration,
    /// The attempts after the first one.
    pub retries: u32,
    /// Why the event was not delivered, or its response not used.
    pub failure: Option<String>,
}

/// The last ones.
#[derive(Debug, Default)]
pub(crate) struct Deliveries(Mutex<VecDeque<Delivery>>);

impl Deliveries {
    pub(crate) fn add(&self, delivery: Delivery) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() == CAPACITY {
            last.pop_front();
        }
        last.push_back(delivery);
    }

    pub(crate) fn all(&self) -> Vec<Delivery> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
