//! When a lost connection is replaced.

use crate::exit::Exit;
use crate::failure::Failure;
use std::error::Error as _;
use std::time::Duration;
use webpubsub_hyper::{Error, ErrorKind, TransportErrorKind};

/// The longest time between two attempts.
const MAX_BACKOFF: Duration = Duration::from_secs(10);

/// How often and for how long it was tried since there was a connection.
#[derive(Debug)]
pub(super) struct Reconnect {
    /// After how much time without a connection it ends; zero does not end it. None does not reconnect.
    give_up: Option<Duration>,
    attempts: u32,
    waited: Duration,
}

impl Reconnect {
    pub(super) fn new(give_up: Option<Duration>) -> Self {
        Self { give_up, attempts: 0, waited: Duration::ZERO }
    }

    /// There is a connection.
    pub(super) fn connected(&mut self) {
        (self.attempts, self.waited) = (0, Duration::ZERO);
    }

    /// How long to wait until the next attempt, if there is one. An attempt has taken `took`.
    pub(super) fn after(&mut self, failure: &Failure, took: Duration) -> Option<Duration> {
        let give_up = self.give_up.filter(|_| is_transient(failure))?;
        self.waited += took;
        let left = give_up.saturating_sub(self.waited);
        if !give_up.is_zero() && left.is_zero() {
            return None;
        }
        let backoff = Duration::from_secs(1 << self.attempts.min(4)).min(MAX_BACKOFF);
        // The last attempt is at the end.
        let backoff = if give_up.is_zero() { backoff } else { backoff.min(left) };
        self.attempts += 1;
        self.waited += backoff;
        Some(backoff)
    }
}

/// Whether another attempt can have another end: not if the service rejects whoever asks, nor before a setting changes.
fn is_transient(failure: &Failure) -> bool {
    match failure {
        Failure::Misconfigured(_) => false,
        Failure::Call(error) if is_misconfigured(error) => false,
        Failure::Closed { status: None | Some(408 | 429 | 500..), .. } => true,
        failure => failure.exit(false) == Exit::NotReached,
    }
}

/// The request for the client's token, or the sign-in before it, failed because of a setting.
fn is_misconfigured(error: &Error) -> bool {
    let transport = match error.kind() {
        ErrorKind::Transport(error) => Some(error),
        ErrorKind::Credential(error) => error.source().and_then(|source| source.downcast_ref()),
        _ => None,
    };
    transport.is_some_and(|error| error.kind() == TransportErrorKind::Misconfigured)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost() -> Failure {
        Failure::NotReached("the connection was lost".into())
    }

    #[test]
    fn it_gives_up_after_its_time_without_a_connection() {
        let second = Duration::from_secs(1);
        let mut reconnect = Reconnect::new(Some(Duration::from_secs(60)));
        reconnect.connected();
        let mut backoffs = Vec::new();
        while let Some(backoff) = reconnect.after(&lost(), second) {
            backoffs.push(backoff.as_secs());
        }
        assert_eq!(backoffs, [1, 2, 4, 8, 10, 10, 10, 7]);
        reconnect.connected();
        assert_eq!(reconnect.after(&lost(), second), Some(second));
    }

    #[test]
    fn not_without_being_asked_and_without_end_if_asked() {
        assert_eq!(Reconnect::new(None).after(&lost(), Duration::ZERO), None);
        let mut endless = Reconnect::new(Some(Duration::ZERO));
        assert!((0..1_000).all(|_| endless.after(&lost(), Duration::from_secs(30)).is_some()));
    }

    #[test]
    fn a_setting_does_not_change_by_itself() {
        let failure = Failure::Misconfigured("not connected: HTTPS_PROXY: must be …".into());
        assert_eq!(Reconnect::new(Some(Duration::ZERO)).after(&failure, Duration::ZERO), None);
    }

    #[test]
    fn what_is_rejected_stays_rejected() {
        for (status, again) in
            [(None, true), (Some(503), true), (Some(429), true), (Some(401), false), (Some(403), false)]
        {
            let failure = Failure::Closed { status, text: String::new() };
            let mut reconnect = Reconnect::new(Some(Duration::from_secs(60)));
            assert_eq!(reconnect.after(&failure, Duration::ZERO).is_some(), again, "{status:?}");
        }
    }
}
