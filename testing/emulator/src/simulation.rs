//! Simulated failures, so that tests can check how callers handle them.

use std::time::Duration;

use crate::emulator::Emulator;
use crate::entra::Authority;
use crate::server;
use crate::start_error::StartError;
use crate::tasks::Tasks;

/// How often a restart tries to bind its ports, and the wait between attempts.
const PORT_TRIES: u32 = 100;
const PORT_WAIT: Duration = Duration::from_millis(50);

/// # Simulated failures
impl Emulator {
    /// Rejects every nth REST request with 429 and `Retry-After`, in whole seconds; a rejected request has no effect. 1
    /// rejects all, 0 none.
    pub fn throttle(&self, every_nth: u64, retry_after: Duration) {
        let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
        self.controls.throttle.set(every_nth, seconds);
    }

    /// The number of requests rejected with 429.
    pub fn throttled_requests(&self) -> u64 {
        self.controls.throttle.rejected()
    }

    /// Stops as after a power failure, and starts again after `downtime` at the same addresses. All connections are
    /// dropped at once: requests in flight get no response, whether they took effect or not, and queued messages are lost.
    /// Keys, certificate, Entra ID with its tokens, clock and throttle stay; hubs are empty.
    ///
    /// Fails if another program has bound a port in the meantime; then the emulator stays stopped.
    pub async fn restart(&mut self, downtime: Duration) -> Result<(), StartError> {
        self.tasks.abort().await;
        tokio::time::sleep(downtime).await;
        let mut tries = PORT_TRIES;
        loop {
            self.tasks = Tasks::new();
            let identity = self.secure.as_ref().map(|secure| &secure.identity);
            match server::start(&self.builder, identity, &self.controls, &self.tasks).await {
                Ok(started) => {
                    self.service = started.service;
                    return Ok(());
                }
                Err(error) if tries == 0 => return Err(error),
                Err(_) => {
                    tries -= 1;
                    self.tasks.abort().await;
                    tokio::time::sleep(PORT_WAIT).await;
                }
            }
        }
    }

    /// The number of token requests that the emulator's own Entra ID has received.
    pub fn entra_token_requests(&self) -> u64 {
        self.controls.authority.as_ref().map_or(0, Authority::requests)
    }

    /// Revokes all tokens that the emulator's own Entra ID has issued so far.
    pub fn revoke_entra_tokens(&self) {
        if let Some(authority) = &self.controls.authority {
            authority.revoke();
        }
    }

    /// Responds to tokens of the emulator's own Entra ID with a claims challenge, unless they were requested with these
    /// claims, JSON. `None` ends that.
    pub fn demand_claims(&self, claims: Option<&str>) {
        if let Some(authority) = &self.controls.authority {
            authority.demand(claims);
        }
    }

    /// Sets the emulator's clock this many seconds ahead of the machine's; behind it, if negative.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.controls.clock.set_ahead(seconds);
    }

    /// Lets this much time pass at once: tokens expire, and so do recovery windows and messages with a time to live.
    /// Timeouts of the network, such as pings, do not change.
    pub fn advance_clock(&self, time: Duration) {
        self.controls.clock.advance(time);
    }
}
