//! What can be set before an emulator starts.

use std::fmt;
use std::time::Duration;

use crate::emulator::Emulator;
use crate::server;

/// The access key of an emulator that was given none; Microsoft's emulator has the same.
pub const DEFAULT_ACCESS_KEY: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH";

/// Settings of an emulator that has not started yet; made by [`Emulator::builder`].
#[derive(Clone, Debug)]
#[must_use = "nothing listens before `start`"]
pub struct Builder {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) settings: Settings,
}

/// What the running emulator still looks at.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) access_key: AccessKey,
    pub(crate) secondary_access_key: Option<AccessKey>,
    pub(crate) allow_unvalidated_entra_tokens: bool,
    pub(crate) decode_slashes: bool,
    pub(crate) keep_alive: Duration,
    pub(crate) queue_capacity: usize,
}

impl Settings {
    /// Whoever has one of these may sign.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        [Some(&self.access_key), self.secondary_access_key.as_ref()].into_iter().flatten().map(|key| key.0.as_bytes())
    }
}

/// The key's text; its UTF-8 bytes sign, nothing is decoded.
#[derive(Clone)]
pub(crate) struct AccessKey(pub(crate) String);

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey(..)")
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            settings: Settings {
                access_key: AccessKey(DEFAULT_ACCESS_KEY.to_owned()),
                secondary_access_key: None,
                allow_unvalidated_entra_tokens: false,
                decode_slashes: false,
                keep_alive: Duration::from_secs(20),
                queue_capacity: 1000,
            },
        }
    }
}

impl Builder {
    /// Address or name to listen on; it also stands in the endpoint. Default: `127.0.0.1`.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// Port to listen on. Default: 0, a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Key that signs and checks tokens: at least 32 bytes, without `;`, control characters and
    /// blanks at its ends. Default: [`DEFAULT_ACCESS_KEY`].
    pub fn access_key(mut self, key: impl Into<String>) -> Self {
        self.settings.access_key = AccessKey(key.into());
        self
    }

    /// A second key, with the same rules and the same rights: while a caller changes from one to the other, both are good.
    /// Default: none.
    pub fn secondary_access_key(mut self, key: impl Into<String>) -> Self {
        self.settings.secondary_access_key = Some(AccessKey(key.into()));
        self
    }

    /// Takes bearer tokens for the audience `https://webpubsub.azure.com` that have not expired,
    /// whoever signed them, and lets their bearers generate client tokens. Default: no.
    pub fn allow_unvalidated_entra_tokens(mut self, on: bool) -> Self {
        self.settings.allow_unvalidated_entra_tokens = on;
        self
    }

    /// Reads `%2F` in a name of a REST path as `/`. By default it stays `%2F`, and `%252F` becomes
    /// `%2F`, as in Microsoft's emulator.
    pub fn decode_slashes(mut self, on: bool) -> Self {
        self.settings.decode_slashes = on;
        self
    }

    /// How often WebSocket clients are pinged (at least 1 ms); who says nothing for three times as
    /// long is gone. Default: 20 seconds.
    pub fn keep_alive(mut self, every: Duration) -> Self {
        self.settings.keep_alive = every.max(Duration::from_millis(1));
        self
    }

    /// Messages that may wait for one connection (at least 1). One more, or 16 MiB in all, and it
    /// is closed with code 1008. Default: 1000.
    pub fn queue_capacity(mut self, messages: usize) -> Self {
        self.settings.queue_capacity = messages.max(1);
        self
    }

    /// Listens, and answers from the moment this returns.
    pub async fn start(self) -> Result<Emulator, StartError> {
        for key in [Some(&self.settings.access_key), self.settings.secondary_access_key.as_ref()].into_iter().flatten()
        {
            check_key(&key.0)?;
        }
        server::start(self).await
    }
}

fn check_key(key: &str) -> Result<(), StartError> {
    let rule = if key.len() < 32 {
        "needs at least 32 bytes"
    } else if key.contains(';') {
        "must not contain `;`"
    } else if key.chars().any(char::is_control) {
        "must not contain control characters"
    } else if key.trim() != key {
        "must not begin or end with a blank"
    } else {
        return Ok(());
    };
    Err(StartError::AccessKey(rule))
}

/// Why an emulator did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The access key breaks this rule.
    AccessKey(&'static str),
    /// The address could not be listened on.
    Listen(std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessKey(rule) => write!(f, "access key: {rule}"),
            Self::Listen(error) => write!(f, "cannot listen: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::AccessKey(_) => None,
            Self::Listen(error) => Some(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_checked() {
        assert!(check_key(DEFAULT_ACCESS_KEY).is_ok());
        assert!(check_key(&"k".repeat(31)).is_err());
        assert!(check_key(&"ключ".repeat(4)).is_ok(), "bytes count, not characters");
        for bad in [";", "\n", " "] {
            assert!(check_key(&format!("{}{bad}", "k".repeat(40))).is_err());
        }
    }

    #[test]
    fn debug_hides_the_key() {
        let shown = format!("{:?}", Builder::default());
        assert!(!shown.contains(DEFAULT_ACCESS_KEY), "{shown}");
    }
}
