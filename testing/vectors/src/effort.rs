//! What a call took beside what it sent: attempts, waits, tokens, and lines in a log.

use std::fmt;
use std::time::Duration;

/// The effort of a call.
#[derive(Clone, Debug, Default)]
pub struct Effort {
    /// How often a request was tried, with or without success in sending it.
    pub attempts: usize,
    /// The waits before the second attempt and those that follow.
    pub waits: Vec<Wait>,
    /// How often the credential was asked for a token.
    pub tokens: usize,
    /// What was logged with the settings that the call asks for.
    pub log: Vec<String>,
    /// What is logged with all settings at their most talkative; of an SDK nobody knows.
    pub loudest_log: Vec<String>,
}

/// A wait: how long at least and at most. What is not left to chance, or was seen only once, has both the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Wait {
    pub least: Duration,
    pub most: Duration,
}

impl Wait {
    /// Exactly so long.
    pub fn exactly(wait: Duration) -> Self {
        Self { least: wait, most: wait }
    }

    /// Whether this can be that long.
    pub fn covers(&self, other: &Self) -> bool {
        self.least <= other.least && other.most <= self.most
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { least, most } = self;
        write!(f, "{}", least.as_secs_f32())?;
        if least == most { Ok(()) } else { write!(f, "–{}", most.as_secs_f32()) }
    }
}
