//! Waiting, time and randomness.

use crate::together::{First, first};
use crate::verdict::ensure;
use crate::{Failure, Lab, Limit, Passed, Verdict};
use std::collections::HashSet;
use std::time::Duration;
use webpubsub_core::{HttpTransport, UnixTime};

/// The server's wall clock and its stopwatch, in milliseconds.
async fn clocks<T: HttpTransport>(lab: &Lab<'_, T>) -> Result<(u64, u64), Failure> {
    let text = lab.text("/clock").await?;
    let mut numbers = text.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(wall)), Some(Ok(watch))) => Ok((wall, watch)),
        _ => Err(Failure::new(format!("GET /clock answered {text:?}"))),
    }
}

/// A wait is as long as asked, by the server's watch; a retry that comes early is a rule broken.
pub async fn sleep_is_not_short<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    lab.transport().sleep(Duration::ZERO).await;
    for asked in [1, 30, 120] {
        let (_, before) = clocks(lab).await?;
        lab.transport().sleep(Duration::from_millis(asked)).await;
        let (_, after) = clocks(lab).await?;
        ensure!(after - before >= asked, "{asked} ms took {} ms", after - before);
    }
    Ok(Passed::Full)
}

/// A wait that is longer than the platform's timers can count does not end at once.
pub async fn long_sleep_is_not_short<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    if lab.has(Limit::CannotCancel) {
        return Ok(Passed::DoesNotApply);
    }
    let days = |days: u64| Duration::from_secs(days * 86_400);
    for long in [days(1), days(30), days(60), days(40_000), Duration::from_millis(1 << 32), Duration::MAX] {
        let short = lab.transport().sleep(Duration::from_millis(30));
        if let First::Left(()) = first(lab.transport().sleep(long), short).await {
            return Err(Failure::new(format!("a wait of {long:?} ended at once")));
        }
    }
    Ok(Passed::Full)
}

/// The clock tells the time: within 5 seconds of the server's, which is on the same machine as a rule.
pub async fn clock<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let before = lab.transport().now();
    let (wall, _) = clocks(lab).await?;
    let after = lab.transport().now();
    let (server, tolerance) = (UnixTime::from_millis(wall), Duration::from_secs(5));
    ensure!(before.since(server) < tolerance, "the clock is {:?} ahead", before.since(server));
    ensure!(server.since(after) < tolerance, "the clock is {:?} behind", server.since(after));
    Ok(Passed::Full)
}

/// Draws differ from each other, in every byte.
pub async fn random<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let draws: Vec<[u8; 16]> = (0..64).map(|_| lab.transport().random()).collect();
    ensure!(draws.iter().collect::<HashSet<_>>().len() == 64, "two of 64 draws are the same");
    for place in 0..16 {
        let values: HashSet<u8> = draws.iter().map(|draw| draw[place]).collect();
        ensure!(values.len() > 8, "byte {place} takes only {} values in 64 draws", values.len());
    }
    Ok(Passed::Full)
}
