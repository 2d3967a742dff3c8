//! Two senders in turns, and the CPU time that each takes.

use super::Sender;
use crate::{Failure, median};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How many rounds; in each, both sides have a turn. Many and short, so that other load on the machine affects
/// both.
const ROUNDS: usize = 101;

/// What is sent, and how.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs)] // An argument.
pub struct Load {
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

/// Lets both sides send in turns. `cpu` is the CPU time of this process so far.
pub fn compare(
    runtime: &Runtime,
    load: Load,
    ours: &impl Sender,
    bare: &impl Sender,
    cpu: impl Fn() -> Duration,
) -> Result<Cost, Failure> {
    let our_turn = || turn(runtime, load, ours, &cpu);
    let bare_turn = || turn(runtime, load, bare, &cpu);
    // Opens the connections.
    our_turn()?;
    bare_turn()?;
    let (mut our_costs, mut bare_costs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Who begins changes from round to round.
        let (our_cost, bare_cost) = if round % 2 == 0 {
            let ours = our_turn()?;
            (ours, bare_turn()?)
        } else {
            let bare = bare_turn()?;
            (our_turn()?, bare)
        };
        our_costs.push(our_cost);
        bare_costs.push(bare_cost);
        ratios.push(our_cost / bare_cost);
    }
    Ok(Cost { ours: median(our_costs), bare: median(bare_costs), ratio: median(ratios) })
}

/// The CPU time of one send in a turn, in microseconds.
fn turn(runtime: &Runtime, load: Load, sender: &impl Sender, cpu: impl Fn() -> Duration) -> Result<f64, Failure> {
    let begin = cpu();
    runtime.block_on(send(load, sender))?;
    Ok(cpu().saturating_sub(begin).as_secs_f64() * 1e6 / f64::from(load.sends))
}

async fn send(load: Load, sender: &impl Sender) -> Result<(), Failure> {
    let workers = (0..load.concurrent).map(|_| {
        let sender = sender.clone();
        tokio::spawn(async move {
            for _ in 0..load.sends / load.concurrent {
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
