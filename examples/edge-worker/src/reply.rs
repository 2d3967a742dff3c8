//! What the caller is told.

use web_sys::{Response, ResponseInit};
use webpubsub_wasm_fetch::{BuildError, Error, ErrorKind};

/// A status and a line of text.
pub(crate) struct Reply {
    status: u16,
    text: String,
}

impl Reply {
    pub(crate) fn new(status: u16, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }
}

impl From<BuildError> for Reply {
    fn from(error: BuildError) -> Self {
        Self::new(400, error.to_string())
    }
}

/// The library's errors show no key, token or message, so that they can be shown.
impl From<Error> for Reply {
    fn from(error: Error) -> Self {
        let status = match error.kind() {
            ErrorKind::Build(_) => 400,
            _ if error.is_throttled() => 429,
            _ => 502,
        };
        Self::new(status, error.to_string())
    }
}

impl From<Reply> for Response {
    fn from(reply: Reply) -> Self {
        let init = ResponseInit::new();
        init.set_status(reply.status);
        // Each status above may have a body.
        Response::new_with_opt_str_and_init(Some(&reply.text), &init).unwrap_or_else(|_| Response::error())
    }
}
