//! The whole fault run: 100,000 sends over each transport and with each policy that retries. Prints the counts, and fails
//! if any guarantee is violated.

use std::process::ExitCode;
use std::time::{Duration, Instant};
use webpubsub_faults::{Guarantee, Run, Transport, seed};

const SENDS: u32 = 100_000;

fn main() -> ExitCode {
    let begin = Instant::now();
    let runs =
        Transport::ALL.map(|transport| [Guarantee::AtMostOnce, Guarantee::AtLeastOnce].map(|of| (transport, of)));
    let runs = runs.as_flattened();
    let (mut sends, mut violations) = (0, 0);
    for (number, (transport, guarantee)) in (0..).zip(runs) {
        // The runs share the sends as evenly as possible.
        let count = u32::try_from(runs.len()).unwrap_or(u32::MAX);
        let messages = SENDS / count + u32::from(number < SENDS % count);
        let results = Run {
            transport: *transport,
            seed: seed(),
            messages,
            guarantee: *guarantee,
            max_attempts: 6,
            attempt_timeout: Duration::from_millis(100),
            timeout: Duration::from_secs(100),
        }
        .execute();
        println!("{results}");
        let found = results.violations();
        for violation in found.iter().take(10) {
            println!("  VIOLATION: {violation}");
        }
        sends += results.reports.len();
        violations += found.len();
    }
    println!("{sends} sends in {:.0?}, {violations} violations", begin.elapsed());
    if violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
