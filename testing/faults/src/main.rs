//! The whole fault run: 100,000 sends, shared by all backends or through the one that `--backend` names, over each
//! transport and with each policy that retries. Prints the counts, and fails if any guarantee is violated.

use std::process::ExitCode;
use std::time::{Duration, Instant};
use webpubsub_faults::{Backend, Guarantee, Run, seed};

const SENDS: u32 = 100_000;
const USAGE: &str = "usage: webpubsub-faults [--backend hyper|blocking|tower]";

/// The backends to test.
fn backends() -> Result<Vec<Backend>, String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Ok(Backend::ALL.to_vec()),
        ["--backend", name] => Ok(vec![name.parse()?]),
        _ => Err(USAGE.to_owned()),
    }
}

fn main() -> ExitCode {
    let backends = match backends() {
        Ok(backends) => backends,
        Err(error) => {
            eprintln!("webpubsub-faults: {error}");
            return ExitCode::FAILURE;
        }
    };
    let begin = Instant::now();
    let runs: Vec<_> = backends
        .iter()
        .flat_map(|backend| backend.transports().iter().map(move |transport| (*backend, *transport)))
        .flat_map(|(backend, transport)| {
            [Guarantee::AtMostOnce, Guarantee::AtLeastOnce].map(|guarantee| (backend, transport, guarantee))
        })
        .collect();
    let (mut sends, mut violations) = (0, 0);
    for (number, (backend, transport, guarantee)) in (0..).zip(&runs) {
        // The runs share the sends as evenly as possible.
        let count = u32::try_from(runs.len()).unwrap_or(u32::MAX);
        let messages = SENDS / count + u32::from(number < SENDS % count);
        let results = Run {
            backend: *backend,
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
