//! What was sent, as a test reads it.

use crate::claims::{Claims, ClaimsError};
use crate::path::{behind_gateway, decoded, name_in, pairs};
use bytes::Bytes;
use http::Request;
use http::header::AUTHORIZATION;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::transport::Attempt;
use webpubsub_core::{Message, UnixTime};

/// A request that a client made. `Debug` shows neither headers nor body.
#[derive(Clone)]
pub struct Captured {
    request: Request<Bytes>,
    attempt: Attempt,
    key: Arc<str>,
    at: UnixTime,
}

impl Captured {
    pub(crate) fn new(request: Request<Bytes>, attempt: Attempt, key: Arc<str>, at: UnixTime) -> Self {
        Self { request, attempt, key, at }
    }

    /// Reads a request that was captured elsewhere, as in an expectation:
    /// `.withf(|request, attempt| Captured::of(request, *attempt)…)`.
    pub fn of(request: &Request<Bytes>, attempt: Attempt) -> Self {
        Self::new(request.clone(), attempt, crate::ACCESS_KEY.into(), UnixTime::from_secs(0))
    }

    /// The operation, by the name of the client's method: `send_to_group`.
    pub fn operation(&self) -> &'static str {
        self.attempt.operation
    }

    /// 1 for the first attempt of a call.
    pub fn attempt(&self) -> u32 {
        self.attempt.number
    }

    /// How long the attempt may take.
    pub fn timeout(&self) -> Duration {
        self.attempt.timeout
    }

    /// The hub.
    pub fn hub(&self) -> Option<String> {
        self.named("hubs")
    }

    /// The group in the path.
    pub fn group(&self) -> Option<String> {
        self.named("groups")
    }

    /// The user in the path.
    pub fn user_id(&self) -> Option<String> {
        self.named("users")
    }

    /// The connection in the path.
    pub fn connection_id(&self) -> Option<String> {
        self.named("connections")
    }

    fn named(&self, collection: &str) -> Option<String> {
        name_in(self.request.uri().path(), collection)
    }

    /// The path, decoded for reading; a `/` in a name looks like one between names. [`request`](Self::request) has it as it
    /// was sent.
    pub fn path(&self) -> String {
        decoded(self.request.uri().path())
    }

    /// The query, decoded: names and values in order.
    pub fn query(&self) -> Vec<(String, String)> {
        pairs(self.request.uri().query().unwrap_or(""))
    }

    /// All values of one name in the query: `values("excluded")`.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.query().into_iter().filter(|(given, _)| given == name).map(|(_, value)| value).collect()
    }

    /// The message, text, JSON or bytes; none if the operation is not a send.
    pub fn message(&self) -> Option<Message> {
        if !self.operation().starts_with("send_to_") {
            return None;
        }
        let body = self.body().clone();
        match self.header("content-type")? {
            "text/plain" => String::from_utf8(body.into()).ok().map(Message::text),
            "application/json" => Message::raw_json(body).ok(),
            _ => Some(Message::binary(body)),
        }
    }

    /// The body as it was sent.
    pub fn body(&self) -> &Bytes {
        self.request.body()
    }

    /// The body, parsed as JSON.
    ///
    /// # Panics
    ///
    /// If it is not valid JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(self.body()) {
            Ok(value) => value,
            Err(error) => panic!("the body of {} is not valid JSON of this type: {error}", self.operation()),
        }
    }

    /// One header's value, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok()
    }

    /// The claims of the request's token. Verified: the mock's key signed it, it had not expired when it was sent, and it is
    /// for this request. A token that the client did not sign, such as one of Microsoft Entra ID, is an error.
    pub fn claims(&self) -> Result<Claims, ClaimsError> {
        let header = self.header(AUTHORIZATION.as_str()).ok_or(ClaimsError::new("is missing"))?;
        let token = header.strip_prefix("Bearer ").ok_or(ClaimsError::new("is not a bearer token"))?;
        let claims = Claims::verify(token, &self.key)?;
        if claims.expires() <= self.at {
            return Err(ClaimsError::new("had expired when it was sent"));
        }
        let target = self.request.uri().path_and_query().map_or("", |target| target.as_str());
        if behind_gateway(claims.audience()) != behind_gateway(target) {
            return Err(ClaimsError::new("is for another request"));
        }
        Ok(claims)
    }

    /// The request itself, byte for byte.
    pub fn request(&self) -> &Request<Bytes> {
        &self.request
    }
}

impl fmt::Debug for Captured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Captured")
            .field("operation", &self.operation())
            .field("attempt", &self.attempt())
            .field("method", self.request.method())
            .field("url", self.request.uri())
            .field("body_bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}
