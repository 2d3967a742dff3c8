//! The worker's responses.

use web_sys::{Response, ResponseInit};
use webpubsub_wasm_fetch::{BuildError, Error, ErrorKind};

/// A status and a line of text.
pub(crate) struct TextResponse {
    status: u16,
    text: String,
}

impl TextResponse {
    pub(crate) fn new(status: u16, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }
}

impl From<BuildError> for TextResponse {
    fn from(error: BuildError) -> Self {
        Self::new(400, error.to_string())
    }
}

/// The texts of the library's errors contain no key, token or message, so callers may see them.
impl From<Error> for TextResponse {
    fn from(error: Error) -> Self {
        let status = match error.kind() {
            ErrorKind::Build(_) => 400,
            _ if error.is_throttled() => 429,
            _ => 502,
        };
        Self::new(status, error.to_string())
    }
}

impl From<TextResponse> for Response {
    fn from(response: TextResponse) -> Self {
        let init = ResponseInit::new();
        init.set_status(response.status);
        // Each status above may have a body.
        Response::new_with_opt_str_and_init(Some(&response.text), &init).unwrap_or_else(|_| Response::error())
    }
}
