//! How a request came.

/// What is known of the connection that carries a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wire {
    pub(crate) is_tls: bool,
}

impl Wire {
    pub(crate) fn scheme(self) -> &'static str {
        if self.is_tls { "https" } else { "http" }
    }
}
