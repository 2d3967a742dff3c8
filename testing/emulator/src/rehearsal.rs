//! What a running emulator can be made to do, so that callers can rehearse it.

use std::time::Duration;

use crate::emulator::Emulator;
use crate::entra::Authority;
use crate::life::Life;
use crate::server;
use crate::start_error::StartError;

/// How long a restart tries to get its ports back, and how often.
const PORT_TRIES: u32 = 100;
const PORT_WAIT: Duration = Duration::from_millis(50);

/// # Rehearsals
impl Emulator {
    /// Answers every nth REST request with 429 and `Retry-After`, in whole seconds; a refused request has no effect. 1
    /// refuses all, 0 none.
    pub fn throttle(&self, every_nth: u64, retry_after: Duration) {
        let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
        self.controls.throttle.set(every_nth, seconds);
    }

    /// How many requests were answered with 429.
    pub fn throttled_requests(&self) -> u64 {
        self.controls.throttle.refused()
    }

    /// Goes away as a machine does whose power fails, and comes back after a while at the same addresses. All connections
    /// are dropped at once: requests in flight get no answer, whether they took effect or not, and messages that waited for
    /// a client are lost. Keys, certificate, Entra ID with its tokens, clock and throttle stay; hubs are empty.
    ///
    /// Fails if somebody else has taken a port meanwhile; then the emulator stays away.
    pub async fn restart(&mut self, away: Duration) -> Result<(), StartError> {
        self.life.cut().await;
        tokio::time::sleep(away).await;
        let mut tries = PORT_TRIES;
        loop {
            self.life = Life::new();
            let identity = self.secure.as_ref().map(|secure| &secure.identity);
            match server::start(&self.builder, identity, &self.controls, &self.life).await {
                Ok(_) => return Ok(()),
                Err(error) if tries == 0 => return Err(error),
                Err(_) => {
                    tries -= 1;
                    self.life.cut().await;
                    tokio::time::sleep(PORT_WAIT).await;
                }
            }
        }
    }

    /// How many token requests have reached the emulator's own Entra ID.
    pub fn entra_token_requests(&self) -> u64 {
        self.controls.authority.as_ref().map_or(0, Authority::requests)
    }

    /// Refuses all tokens of the emulator's own Entra ID that were given until now.
    pub fn revoke_entra_tokens(&self) {
        if let Some(authority) = &self.controls.authority {
            authority.revoke();
        }
    }

    /// Answers tokens of the emulator's own Entra ID with a claims challenge, until one comes that was requested with
    /// these claims, JSON. `None` ends that.
    pub fn demand_claims(&self, claims: Option<&str>) {
        if let Some(authority) = &self.controls.authority {
            authority.demand(claims);
        }
    }

    /// Sets the emulator's clock so many seconds ahead of the machine's; behind it, if negative.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.controls.set_clock_ahead(seconds);
    }
}
