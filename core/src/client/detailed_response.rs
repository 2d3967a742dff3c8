//! A response for callers who read more of it than its output.

use alloc::string::String;
use core::fmt;
use http::HeaderMap;

/// A call's output with the rest of its response.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DetailedResponse<O> {
    /// What `call` returns.
    pub output: O,
    /// The HTTP status.
    pub status: u16,
    /// All headers of the response that the transport passes on.
    pub headers: HeaderMap,
    /// The id that the client sent (`x-ms-client-request-id`).
    pub client_request_id: Option<String>,
    /// The id that the service gave the request (`x-ms-request-id`), if it gave one: for a support case.
    pub service_request_id: Option<String>,
    /// How many requests were sent.
    pub attempts: u32,
}

impl<O> DetailedResponse<O> {
    /// For a test: a response without headers and ids, after one attempt.
    pub fn new(output: O, status: u16) -> Self {
        let headers = HeaderMap::new();
        Self { output, status, headers, client_request_id: None, service_request_id: None, attempts: 1 }
    }
}

/// Shows no header's value, the service's request id among them: it can be a cookie or a repeated token.
impl<O: fmt::Debug> fmt::Debug for DetailedResponse<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DetailedResponse")
            .field("output", &self.output)
            .field("status", &self.status)
            .field("client_request_id", &self.client_request_id)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
