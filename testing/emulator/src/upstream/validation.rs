//! Validation of a handler before its first event, and every minute of use: a URL gets no events that does not want them.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// The timeout of one validation.
pub(super) const VALIDATION_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a success is valid. Later ones are obtained beside the events.
const VALID: Duration = Duration::from_secs(60);
/// How long a first failure stands; each further one twice as long, up to `VALID`.
const FIRST_FAILURE: Duration = Duration::from_secs(1);

/// Of one handler. While it is locked, its events wait.
#[derive(Debug, Default)]
pub(super) struct Validation(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    last: Option<Last>,
    failures: u32,
}

#[derive(Debug)]
struct Last {
    result: Result<(), String>,
    /// When to ask again.
    due: Instant,
}

/// What is known when an event comes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    Valid,
    /// Valid, and to be asked again by this caller without waiting for the response.
    Due,
}

impl Validation {
    /// What is known; if nothing is, or a failure has stood long enough, `ask` is awaited, once for all events that wait.
    pub(super) async fn check(&self, ask: impl Future<Output = Result<(), String>>) -> Result<Known, String> {
        let mut state = self.0.lock().await;
        let now = Instant::now();
        match &mut state.last {
            Some(Last { result: Ok(()), due }) if now < *due => return Ok(Known::Valid),
            Some(Last { result: Ok(()), due }) => {
                *due = now + VALID;
                return Ok(Known::Due);
            }
            Some(Last { result: Err(reason), due }) if now < *due => return Err(reason.clone()),
            _ => {}
        }
        let result = ask.await;
        state.set(result.clone());
        result.map(|()| Known::Valid)
    }

    /// The result of asking again.
    pub(super) async fn set(&self, result: Result<(), String>) {
        self.0.lock().await.set(result);
    }
}

impl State {
    fn set(&mut self, result: Result<(), String>) {
        let wait = if result.is_ok() {
            self.failures = 0;
            VALID
        } else {
            self.failures = self.failures.saturating_add(1);
            FIRST_FAILURE.saturating_mul(1 << (self.failures - 1).min(6)).min(VALID)
        };
        self.last = Some(Last { result, due: Instant::now() + wait });
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const MOMENT: Duration = Duration::from_millis(1);

    #[tokio::test(start_paused = true)]
    async fn asked_before_the_first_event_and_every_minute() {
        let (validation, asked) = (Validation::default(), Cell::new(0));
        let check = || {
            validation.check(async {
                asked.set(asked.get() + 1);
                Ok(())
            })
        };
        assert_eq!((check().await, check().await), (Ok(Known::Valid), Ok(Known::Valid)));
        tokio::time::advance(VALID).await;
        assert_eq!((check().await, check().await), (Ok(Known::Due), Ok(Known::Valid)), "one caller asks again");
        assert_eq!(asked.get(), 1);
        validation.set(Err("no".to_owned())).await;
        assert_eq!(check().await, Err("no".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn failures_stand_longer_each_time() {
        let (validation, asked) = (Validation::default(), Cell::new(0));
        let check = || {
            validation.check(async {
                asked.set(asked.get() + 1);
                Err("no".to_owned())
            })
        };
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            let before = asked.get();
            assert!(check().await.is_err() && check().await.is_err());
            tokio::time::advance(MOMENT * (1000 * seconds - 1)).await;
            assert!(check().await.is_err());
            assert_eq!(asked.get(), before + 1, "{seconds}");
            tokio::time::advance(MOMENT).await;
        }
        assert_eq!(validation.check(async { Ok(()) }).await, Ok(Known::Valid), "it recovers");
    }
}
