//! Two things timed in turns, so that other load on the machine affects both.

use crate::median;
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 20;

/// How many bursts a side has in a round, in turns with the other's.
const BURSTS: usize = 32;

/// How long a burst takes, about: far less than a time slice, so that being interrupted spoils few of them.
const BURST: Duration = Duration::from_micros(100);

/// Nanoseconds for one run of either side.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// The first side.
    pub ours: f64,
    /// The second side.
    pub baseline: f64,
}

impl Comparison {
    /// How many times as long the first takes as the second.
    pub fn ratio(&self) -> f64 {
        self.ours / self.baseline
    }
}

/// The medians of 20 rounds; a round's time is the median of its bursts.
pub fn compare<A, B>(mut ours: impl FnMut() -> A, mut baseline: impl FnMut() -> B) -> Comparison {
    let (our_runs, baseline_runs) = (runs_a_burst(&mut ours), runs_a_burst(&mut baseline));
    let rounds = (0..ROUNDS).map(|_| {
        let bursts = (0..BURSTS).map(|_| (time(our_runs, &mut ours), time(baseline_runs, &mut baseline)));
        let (ours, baseline): (Vec<f64>, Vec<f64>) = bursts.unzip();
        (median(ours), median(baseline))
    });
    let (ours, baseline): (Vec<f64>, Vec<f64>) = rounds.unzip();
    Comparison { ours: median(ours), baseline: median(baseline) }
}

/// Doubles until a burst is long enough; warms up by the way.
fn runs_a_burst<R>(run: &mut impl FnMut() -> R) -> u32 {
    let mut runs = 8;
    while time(runs, run) * f64::from(runs) < BURST.as_secs_f64() * 1e9 && runs < 1 << 20 {
        runs *= 2;
    }
    runs
}

/// Nanoseconds for one of so many runs.
fn time<R>(runs: u32, run: &mut impl FnMut() -> R) -> f64 {
    let start = Instant::now();
    for _ in 0..runs {
        black_box(run());
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(runs)
}
