//! What was sent, in the words of whoever reads a test.

use crate::claims::{Claims, ClaimsError};
use crate::path::{decoded, name_in, pairs};
use crate::success::operation;
use bytes::Bytes;
use http::Request;
use http::header::AUTHORIZATION;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::{Attempt, Message, UnixTime};

/// A request that a client made. `Debug` shows neither headers nor body.
#[derive(Clone)]
pub struct Captured {
    request: Request<Bytes>,
    key: Arc<str>,
    at: UnixTime,
}

impl Captured {
    pub(crate) fn new(request: Request<Bytes>, key: Arc<str>, at: UnixTime) -> Self {
        Self { request, key, at }
    }

    /// Reads a request that somebody else captured, such as an expectation's: `.withf(|request| Captured::of(request)…)`.
    pub fn of(request: &Request<Bytes>) -> Self {
        Self::new(request.clone(), crate::ACCESS_KEY.into(), UnixTime::from_secs(0))
    }

    /// The operation, as the client's method is called: `send_to_group`. Empty if no client made the request.
    pub fn operation(&self) -> &'static str {
        operation(&self.request)
    }

    /// 1 for the first attempt of a call.
    pub fn attempt(&self) -> u32 {
        self.request.extensions().get::<Attempt>().map_or(1, |attempt| attempt.number)
    }

    /// How long this attempt was given.
    pub fn time_left(&self) -> Option<Duration> {
        self.request.extensions().get::<Attempt>().map(|attempt| attempt.time_left)
    }

    /// The hub.
    pub fn hub(&self) -> Option<String> {
        self.named("hubs")
    }

    /// The group that is named in the path.
    pub fn group(&self) -> Option<String> {
        self.named("groups")
    }

    /// The user that is named in the path.
    pub fn user_id(&self) -> Option<String> {
        self.named("users")
    }

    /// The connection that is named in the path.
    pub fn connection_id(&self) -> Option<String> {
        self.named("connections")
    }

    fn named(&self, collection: &str) -> Option<String> {
        name_in(self.request.uri().path(), collection)
    }

    /// The path, decoded for reading; a `/` in a name looks like one between names. As it was sent:
    /// [`request`](Self::request).
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

    /// The message that was sent, text, JSON or bytes; none for operations that send none.
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

    /// The body read as JSON.
    ///
    /// # Panics
    ///
    /// If it is no JSON of this type; the test is over then.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(self.body()) {
            Ok(value) => value,
            Err(error) => panic!("the body of {} is no such JSON: {error}", self.operation()),
        }
    }

    /// One header's value, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok()
    }

    /// What the request's token says. Verified: the mock's key signed it, it was good when it was sent, and it is for
    /// this request. A bearer token that somebody else made has no claims to verify.
    pub fn claims(&self) -> Result<Claims, ClaimsError> {
        let header = self.header(AUTHORIZATION.as_str()).ok_or(ClaimsError::new("is missing"))?;
        let token = header.strip_prefix("Bearer ").ok_or(ClaimsError::new("is no bearer token"))?;
        let claims = Claims::verify(token, &self.key)?;
        if claims.expires() <= self.at {
            return Err(ClaimsError::new("was too old when it was sent"));
        }
        let target = self.request.uri().path_and_query().map_or("", |target| target.as_str());
        if behind_proxy(claims.audience()) != behind_proxy(target) {
            return Err(ClaimsError::new("is for another request"));
        }
        Ok(claims)
    }

    /// The request itself, byte for byte.
    pub fn request(&self) -> &Request<Bytes> {
        &self.request
    }
}

/// What a service behind a proxy sees of a URL or path.
fn behind_proxy(url: &str) -> &str {
    url.find("/api/").map_or(url, |at| &url[at..])
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
