//! The limits of what one client or one request may cost.

use std::time::Duration;

use crate::builder::Builder;

/// Fixed at the start.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) queue_capacity: usize,
    pub(crate) write_timeout: Duration,
    pub(crate) head_timeout: Duration,
    pub(crate) body_timeout: Duration,
    pub(crate) recovery_window: Duration,
    pub(crate) max_groups: usize,
    pub(crate) max_filter_steps: u64,
    pub(crate) max_filter_text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue_capacity: 1000,
            write_timeout: Duration::from_secs(30),
            head_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(30),
            recovery_window: Duration::from_secs(30),
            max_groups: 1000,
            max_filter_steps: 10_000_000,
            max_filter_text: 1024 * 1024,
        }
    }
}

/// # Limits
impl Builder {
    /// The number of messages that one connection's queue holds (at least 1); for a reliable client, of messages that it has
    /// not acknowledged. A connection that exceeds it, or 16 MiB in total, is closed with code 1008 and cannot be recovered.
    /// Default: 1000.
    pub fn queue_capacity(mut self, messages: usize) -> Self {
        self.settings.limits.queue_capacity = messages.max(1);
        self
    }

    /// The timeout for writing one frame to a client. Until it is written, nothing else is read from this client; a client
    /// that exceeds the timeout is closed with code 1008. A caller that reads nothing of a response for so long is closed
    /// too. Default: 30 seconds.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.settings.limits.write_timeout = timeout;
        self
    }

    /// The timeout for the head of a request: from the start of the connection, or from the first byte of a later request,
    /// to the end of the headers. A connection that exceeds it is closed. Default: 30 seconds.
    pub fn head_timeout(mut self, timeout: Duration) -> Self {
        self.settings.limits.head_timeout = timeout;
        self
    }

    /// The timeout for the body of a request, after which the caller receives 408. Default: 30 seconds.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.settings.limits.body_timeout = timeout;
        self
    }

    /// How long a reliable client whose connection broke can recover it: groups, permissions and messages are kept for it.
    /// Default: 30 seconds.
    pub fn recovery_window(mut self, window: Duration) -> Self {
        self.settings.limits.recovery_window = window;
        self
    }

    /// The number of groups that one connection can be in, and that one request can name. A connection that ends leaves all
    /// of them in one go, in which others wait: with 1000 about a millisecond. Default: 1000.
    pub fn max_groups(mut self, groups: usize) -> Self {
        self.settings.limits.max_groups = groups;
        self
    }

    /// The number of steps that one request's filter may take for all connections together: an operand, an operation, an
    /// item of a list, and 64 bytes that a function reads or makes, are a step each. Default: 10,000,000.
    pub fn max_filter_steps(mut self, steps: u64) -> Self {
        self.settings.limits.max_filter_steps = steps;
        self
    }

    /// The bytes of text that the functions of a filter may make for one connection. Default: 1 MiB.
    pub fn max_filter_text(mut self, bytes: usize) -> Self {
        self.settings.limits.max_filter_text = bytes;
        self
    }
}
