//! Waiting, time and randomness.

use crate::concurrent::{Either, select};
use crate::verdict::ensure;
use crate::{Failure, Fixture, Limitation, Passed, Verdict};
use std::collections::HashSet;
use std::time::Duration;
use webpubsub_core::transport::{HttpTransport, UnixTime};

/// A sleep lasts at least as long as requested, by the server's clock: a retry must not come before `Retry-After`.
pub async fn sleep_is_not_short<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    fixture.transport().sleep(Duration::ZERO).await;
    for requested in [1, 30, 300] {
        let (_, before) = fixture.clocks().await?;
        fixture.transport().sleep(Duration::from_millis(requested)).await;
        let (_, after) = fixture.clocks().await?;
        ensure!(after - before >= requested, "{requested} ms took {} ms", after - before);
    }
    Ok(Passed::Full)
}

/// A sleep longer than the platform's timers can represent does not end early. A transport that blocks is not checked: the
/// sleep could not be dropped.
pub async fn long_sleep_is_not_short<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    if fixture.has(Limitation::CannotCancel) {
        return Ok(Passed::DoesNotApply);
    }
    let days = |days: u64| Duration::from_secs(days * 86_400);
    for long in [days(1), days(30), days(60), days(40_000), Duration::from_millis(1 << 32), Duration::MAX] {
        let short = fixture.transport().sleep(Duration::from_millis(30));
        if let Either::Left(()) = select(fixture.transport().sleep(long), short).await {
            return Err(Failure::new(format!("a sleep of {long:?} ended early")));
        }
    }
    Ok(Passed::Full)
}

/// The clock is within 5 seconds of the server's, which is normally on the same machine.
pub async fn clock<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let before = fixture.transport().now();
    let (wall, _) = fixture.clocks().await?;
    let after = fixture.transport().now();
    let (server, tolerance) = (UnixTime::from_millis(wall), Duration::from_secs(5));
    ensure!(before.since(server) < tolerance, "the clock is {:?} ahead", before.since(server));
    ensure!(server.since(after) < tolerance, "the clock is {:?} behind", server.since(after));
    Ok(Passed::Full)
}

/// Random values differ from each other, in every byte.
pub async fn random<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let draws: Vec<[u8; 16]> = (0..64).map(|_| fixture.transport().random()).collect();
    ensure!(draws.iter().collect::<HashSet<_>>().len() == 64, "two of 64 draws are the same");
    for place in 0..16 {
        let values: HashSet<u8> = draws.iter().map(|draw| draw[place]).collect();
        ensure!(values.len() > 8, "byte {place} takes only {} values in 64 draws", values.len());
    }
    Ok(Passed::Full)
}
