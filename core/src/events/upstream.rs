//! Verifies requests, and only then reads events of them.

use super::headers::{Headers, ORIGIN};
use super::origin::Origins;
use super::{Event, Handshake, UpstreamError, UpstreamErrorKind, signature};
use crate::{AccessKey, BuildError, validate};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;
use percent_encoding::percent_decode_str;

/// The upstream application of one hub: reads the requests with which the service delivers events.
///
/// What [`read_parts`](Self::read_parts) or, with the `http` feature, `read` returns is verified: the service signed the
/// connection's id with one of the keys, and the request is of this hub. Everything else is an error, which converts into
/// the response that refuses it.
///
/// A cheap handle: clones share keys and settings.
#[derive(Clone)]
pub struct Upstream(Arc<Settings>);

/// An upstream application that has no keys yet; [`keys`](Self::keys) completes it.
#[must_use = "without keys it reads nothing"]
pub struct UpstreamBuilder {
    hub: String,
    origins: Option<Origins>,
    code: Option<AccessKey>,
    token_check: Option<TokenCheck>,
    /// The first invalid setting.
    fault: Option<BuildError>,
}

struct Settings {
    hub: String,
    origins: Origins,
    keys: Keys,
    /// The secret of the URL, as a key: two codes are equal if they sign alike.
    code: Option<AccessKey>,
    token_check: Option<TokenCheck>,
}

enum Keys {
    Fixed(Vec<AccessKey>),
    Current(Arc<dyn Fn() -> Vec<AccessKey> + Send + Sync>),
    /// What is not signed is accepted, too.
    None,
}

type TokenCheck = Arc<dyn Fn(Option<&str>) -> bool + Send + Sync>;

impl Upstream {
    /// Receives the events of a hub. The service's and this name are compared without regard to case.
    #[allow(clippy::new_ret_no_self)] // It is none before it has keys.
    pub fn new(hub: impl Into<String>) -> UpstreamBuilder {
        UpstreamBuilder { hub: hub.into(), origins: None, code: None, token_check: None, fault: None }
    }

    /// Reads a request that is taken apart, of any HTTP library: the method, all headers in any order and case, and the whole
    /// body. The library bounds the body; a message is at most 1 MiB, and a `connect` has the client's headers and query.
    ///
    /// With [`code`](UpstreamBuilder::code), use [`read_parts_with_query`](Self::read_parts_with_query).
    ///
    /// ```
    /// # use webpubsub_core::AccessKey;
    /// # use webpubsub_core::events::{Event, Upstream, signature};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let key = AccessKey::new("the resource's key")?;
    /// let upstream = Upstream::new("chat").keys([key.clone()])?;
    /// let headers = [
    ///     ("ce-type", "azure.webpubsub.user.message"),
    ///     ("ce-hub", "chat"),
    ///     ("ce-connectionId", "conn-1"),
    ///     ("ce-signature", &signature([&key], "conn-1")),
    ///     ("content-type", "text/plain"),
    /// ];
    /// let Event::User(event) = upstream.read_parts("POST", headers, "hi")? else { unreachable!() };
    /// assert_eq!(event.text()?, "hi");
    /// # Ok(()) }
    /// ```
    pub fn read_parts<'a, V: AsRef<[u8]> + ?Sized + 'a>(
        &self,
        method: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a V)>,
        body: impl Into<Bytes>,
    ) -> Result<Event, UpstreamError> {
        self.read_parts_with_query(method, "", headers, body)
    }

    /// As [`read_parts`](Self::read_parts), with the query of the request's URL, without `?`: it has the code.
    pub fn read_parts_with_query<'a, V: AsRef<[u8]> + ?Sized + 'a>(
        &self,
        method: &str,
        query: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a V)>,
        body: impl Into<Bytes>,
    ) -> Result<Event, UpstreamError> {
        let headers = Headers::read(headers)?;
        match method {
            "POST" => {
                self.verify(&headers, query)?;
                Event::parse(headers, body.into())
            }
            "OPTIONS" => self.handshake(&headers).map(Event::Handshake),
            // What the service tries next where OPTIONS is not found.
            "GET" if headers.get(ORIGIN).is_some() => self.handshake(&headers).map(Event::Handshake),
            _ => Err(UpstreamError::new(UpstreamErrorKind::Method, "the method is neither POST nor OPTIONS")),
        }
    }

    /// The service asks before it has an event, so without signature, code and token.
    fn handshake(&self, headers: &Headers) -> Result<Handshake, UpstreamError> {
        let origin = headers.required(ORIGIN)?;
        let allowed = self.0.origins.allowed(origin).ok_or(FOREIGN)?;
        Ok(Handshake::new(origin.to_owned(), allowed))
    }

    fn verify(&self, headers: &Headers, query: &str) -> Result<(), UpstreamError> {
        let settings = &*self.0;
        let connection_id = headers.required("ce-connectionid")?;
        self.verify_signature(headers, connection_id)?;
        let rejected = |kind, what| Err(UpstreamError::new(kind, what));
        if settings.code.as_ref().is_some_and(|code| !has_code(query, code)) {
            return rejected(UpstreamErrorKind::WrongCode, "the code in the URL is missing or wrong");
        }
        if settings.token_check.as_ref().is_some_and(|check| !check(headers.bearer_token())) {
            return rejected(UpstreamErrorKind::TokenRejected, "the bearer token did not pass the check");
        }
        if !settings.origins.is_any() {
            settings.origins.allowed(headers.required(ORIGIN)?).ok_or(FOREIGN)?;
        }
        if !headers.required("ce-hub")?.eq_ignore_ascii_case(&settings.hub) {
            return rejected(UpstreamErrorKind::OtherHub, "the event is of another hub");
        }
        Ok(())
    }

    fn verify_signature(&self, headers: &Headers, connection_id: &str) -> Result<(), UpstreamError> {
        let current;
        let keys = match &self.0.keys {
            Keys::None => return Ok(()),
            Keys::Fixed(keys) => keys,
            Keys::Current(keys) => {
                current = keys();
                &current
            }
        };
        match headers.get("ce-signature").filter(|header| !header.is_empty()) {
            None => Err(UpstreamError::new(UpstreamErrorKind::Unsigned, "the event is not signed")),
            Some(header) if signature::verify(header, connection_id, keys) => Ok(()),
            Some(_) => {
                let what = "the signature is not by a key of this application and for this connection";
                Err(UpstreamError::new(UpstreamErrorKind::WrongSignature, what))
            }
        }
    }
}

const FOREIGN: UpstreamError = UpstreamError::new(UpstreamErrorKind::ForeignOrigin, "the origin is not allowed");

/// Whether the first `code` of a query is this one; in a time that does not depend on where they differ.
fn has_code(query: &str, code: &AccessKey) -> bool {
    let given = query.split('&').find_map(|pair| pair.strip_prefix("code=")).unwrap_or_default();
    let given = percent_decode_str(&given.replace('+', " ")).decode_utf8_lossy().into_owned();
    AccessKey::new(&given).is_ok_and(|given| code.verify(b"code", &given.sign(b"code")))
}

impl UpstreamBuilder {
    /// Accepts events of these origins only, and allows no others in the handshake: hosts of resources, with or without a
    /// port, or their endpoints; several between commas; `*` for any, which is the default. Can be called again for more.
    ///
    /// The signature is what authenticates an event. This keeps other resources from being set up to deliver here.
    pub fn allow_origins(mut self, list: &str) -> Self {
        if self.origins.get_or_insert_default().add(list).is_none() {
            self.reject(BuildError::new("allowed origins", "must be hosts or endpoints with commas between, or *"));
        }
        self
    }

    /// Also requires `?code=…` in the URL of events: what the URL template of the event handler has there. Compared in
    /// constant time.
    pub fn code(mut self, code: &str) -> Self {
        match validate::secret("code", code).and_then(|()| AccessKey::new(code)) {
            Ok(code) => self.code = Some(code),
            Err(error) => self.reject(error),
        }
        self
    }

    /// Also requires that this check passes, which is given the bearer token of each event's request, without the word
    /// `Bearer`, or none: for event handlers that authenticate by managed identity. The check validates signature, audience
    /// and expiry, and compares secrets in constant time. One that has to wait is yours to make on what is read, see
    /// [`EventContext::bearer_token`](super::EventContext::bearer_token).
    pub fn token_check(mut self, check: impl Fn(Option<&str>) -> bool + Send + Sync + 'static) -> Self {
        self.token_check = Some(Arc::new(check));
        self
    }

    /// With the access keys of the resource, one or, while they are rotated, two. An event is accepted if one of them signed
    /// it. Without any key there is an error.
    pub fn keys(self, keys: impl IntoIterator<Item = AccessKey>) -> Result<Upstream, BuildError> {
        let keys: Vec<_> = keys.into_iter().collect();
        if keys.is_empty() {
            return Err(BuildError::new("access key", "must be one at least, or nothing is verified"));
        }
        self.build(Keys::Fixed(keys))
    }

    /// With the keys that this function returns for each event, for keys that change while the program runs. If it returns
    /// none, no event is accepted.
    pub fn keys_from(self, keys: impl Fn() -> Vec<AccessKey> + Send + Sync + 'static) -> Result<Upstream, BuildError> {
        self.build(Keys::Current(Arc::new(keys)))
    }

    /// Accepts events without looking at their signature: **anybody who can reach the URL can forge them.** For local tests,
    /// and for resources without access keys together with a [check of the token](Self::token_check).
    pub fn insecure_accept_unsigned(self) -> Result<Upstream, BuildError> {
        self.build(Keys::None)
    }

    fn build(self, keys: Keys) -> Result<Upstream, BuildError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        validate::hub(&self.hub)?;
        let origins = self.origins.unwrap_or_else(Origins::any);
        let (hub, code, token_check) = (self.hub, self.code, self.token_check);
        Ok(Upstream(Arc::new(Settings { hub, origins, keys, code, token_check })))
    }

    fn reject(&mut self, error: BuildError) {
        self.fault.get_or_insert(error);
    }
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").field("hub", &self.0.hub).field("origins", &self.0.origins).finish_non_exhaustive()
    }
}

impl fmt::Debug for UpstreamBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamBuilder").field("hub", &self.hub).finish_non_exhaustive()
    }
}
