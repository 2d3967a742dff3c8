//! Two things timed by turns, so that whatever else the machine does meets both.

use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 20;

/// How long one round of one side takes, about.
const ROUND: Duration = Duration::from_millis(4);

/// Nanoseconds for one run: the medians of both sides' rounds.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// The first side.
    pub ours: f64,
    /// The second side.
    pub floor: f64,
}

impl Comparison {
    /// How much longer the first takes than the second.
    pub fn ratio(&self) -> f64 {
        self.ours / self.floor
    }
}

/// Times both sides in 20 interleaved rounds.
pub fn compare<A, B>(mut ours: impl FnMut() -> A, mut floor: impl FnMut() -> B) -> Comparison {
    let runs = runs_a_round(&mut ours).min(runs_a_round(&mut floor));
    let (mut first, mut second) = (Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS));
    for round in 0..ROUNDS {
        // Neither side always comes after the other.
        if round % 2 == 0 {
            first.push(time(runs, &mut ours));
            second.push(time(runs, &mut floor));
        } else {
            second.push(time(runs, &mut floor));
            first.push(time(runs, &mut ours));
        }
    }
    Comparison { ours: median(first), floor: median(second) }
}

/// Doubles until a round is long enough; warms up by the way.
fn runs_a_round<R>(run: &mut impl FnMut() -> R) -> u32 {
    let mut runs = 16;
    while time(runs, run) * f64::from(runs) < ROUND.as_secs_f64() * 1e9 && runs < 1 << 24 {
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

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let middle = times.len() / 2;
    f64::midpoint(times[middle - 1], times[middle])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert!((median(vec![9.0, 1.0, 2.0, 4.0]) - 3.0).abs() < 1e-9);
    }
}
