//! Two senders by turns, and the CPU time that each took.

use crate::{Failure, Sender};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How many rounds; in each, both sides have a turn. Many and short, so that whatever else the machine does meets both.
const ROUNDS: usize = 101;

/// What is sent, and how.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs)] // An argument.
pub struct Case {
    /// The length of the message.
    pub bytes: usize,
    /// How many sends are under way at a time.
    pub concurrent: u32,
    /// How many sends a turn has.
    pub sends: u32,
}

/// The CPU time of one send, in microseconds.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Cost {
    /// The median of the first side's turns.
    pub ours: f64,
    /// The median of the second side's turns.
    pub bare: f64,
    /// The median of the rounds' ratios.
    pub ratio: f64,
}

/// Lets both sides send by turns. `cpu` is the CPU time of this process so far.
pub fn compare(
    runtime: &Runtime,
    case: Case,
    ours: &impl Sender,
    bare: &impl Sender,
    cpu: impl Fn() -> Duration,
) -> Result<Cost, Failure> {
    let turn = |which: Result<_, _>| -> Result<f64, Failure> {
        let begin = cpu();
        match which {
            Ok(ours) => runtime.block_on(send(case, ours))?,
            Err(bare) => runtime.block_on(send(case, bare))?,
        }
        Ok(cpu().saturating_sub(begin).as_secs_f64() * 1e6 / f64::from(case.sends))
    };
    // Opens the connections.
    turn(Ok(ours))?;
    turn(Err(bare))?;
    let (mut our_costs, mut bare_costs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Who begins changes from round to round.
        let (our_cost, bare_cost) = if round % 2 == 0 {
            let ours = turn(Ok(ours))?;
            (ours, turn(Err(bare))?)
        } else {
            let bare = turn(Err(bare))?;
            (turn(Ok(ours))?, bare)
        };
        our_costs.push(our_cost);
        bare_costs.push(bare_cost);
        ratios.push(our_cost / bare_cost);
    }
    Ok(Cost { ours: median(our_costs), bare: median(bare_costs), ratio: median(ratios) })
}

async fn send(case: Case, sender: &impl Sender) -> Result<(), Failure> {
    let workers = (0..case.concurrent).map(|_| {
        let sender = sender.clone();
        tokio::spawn(async move {
            for _ in 0..case.sends / case.concurrent {
                sender.send().await?;
            }
            Ok::<_, Failure>(())
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await??;
    }
    Ok(())
}

fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}
