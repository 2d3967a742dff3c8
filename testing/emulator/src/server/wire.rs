//! How a request came.

/// What is known of the connection that carries a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wire {
    pub(crate) is_tls: bool,
    /// The other side is on this machine.
    pub(crate) is_local: bool,
}

impl Wire {
    pub(crate) fn scheme(self) -> &'static str {
        if self.is_tls { "https" } else { "http" }
    }
}
