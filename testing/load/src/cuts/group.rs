//! The clients of one group, and their publisher.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tokio::task::{JoinSet, yield_now};
use webpubsub_core::Message;
use webpubsub_core::operations::SendToGroup;

use super::client::Client;
use super::dice::Dice;
use super::report::Report;
use super::{Cuts, GROUPS};
use crate::{Publisher, Service};

/// A client has at most this many messages that it has not acknowledged; 1000 would end it.
const WINDOW: usize = 900;

/// What happens in one group.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    name: String,
    seed: u64,
    messages: usize,
    /// The cuts of each client.
    cuts: Vec<VecDeque<usize>>,
}

/// Spreads clients, messages and cuts over the groups; the first group has half of all messages.
pub(super) fn plans(cuts: &Cuts) -> Vec<Plan> {
    let groups = GROUPS.min(cuts.clients).max(2);
    let mut plans: Vec<Plan> = Vec::new();
    let mut left = cuts.deliveries;
    for number in 0..groups {
        let clients = cuts.clients / groups + usize::from(number < cuts.clients % groups);
        let share = if number == 0 { cuts.deliveries / 2 } else { left / (groups - number) };
        let messages = share / clients;
        left -= messages * clients;
        let seed = cuts.seed ^ (number as u64) << 32;
        plans.push(Plan { name: format!("group-{number}"), seed, messages, cuts: vec![VecDeque::new(); clients] });
    }
    let mut dice = Dice::new(cuts.seed, 0);
    for _ in 0..cuts.cuts {
        let plan = dice.throw(plans.len());
        let plan = &mut plans[plan];
        let client = dice.throw(plan.cuts.len());
        plan.cuts[client].push_back(dice.throw(plan.messages));
    }
    for client in plans.iter_mut().flat_map(|plan| &mut plan.cuts) {
        client.make_contiguous().sort_unstable();
    }
    plans
}

/// Publishes as fast as the slowest client acknowledges.
pub(super) async fn run(service: Arc<Service>, plan: Plan) -> io::Result<Report> {
    let (mut clients, mut acknowledged) = (JoinSet::new(), Vec::new());
    for (number, cuts) in plan.cuts.into_iter().enumerate() {
        let own = Arc::new(AtomicU64::new(0));
        acknowledged.push(Arc::clone(&own));
        let dice = Dice::new(plan.seed, number as u64 + 1);
        let (service, group, messages) = (Arc::clone(&service), plan.name.clone(), plan.messages);
        let client = Client { service, group, messages, cuts, dice, acknowledged: own };
        clients.spawn(client.start().await?);
    }
    let mut report = Report::default();
    let mut publisher = Publisher::connect(&service).await?;
    for number in 0..plan.messages {
        loop {
            let least = acknowledged.iter().map(|own| own.load(Relaxed)).min().unwrap_or(0);
            let open = number - usize::try_from(least).unwrap_or(0);
            report.unacknowledged = report.unacknowledged.max(open.min(WINDOW));
            if open < WINDOW {
                break;
            }
            yield_now().await;
        }
        let send = SendToGroup::new(plan.name.as_str(), Message::text(number.to_string()));
        let status = publisher.call(&send).await?;
        if status != 202 {
            report.violations.push(format!("{status} for a message"));
        }
        report.published += 1;
    }
    while let Some(client) = clients.join_next().await {
        report.add(&client.map_err(io::Error::other)??);
    }
    Ok(report)
}
