//! Verifies requests, and only then reads events of them.

use super::headers::{Headers, ORIGIN};
use super::origin::Origins;
use super::{Event, Handshake, UpstreamBuilder, UpstreamError, UpstreamErrorKind, signature};
use crate::AccessKey;
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
/// the response that rejects it.
///
/// A cheap handle: clones share keys and settings. There is none without a decision about keys:
///
/// ```compile_fail,E0599
/// # use webpubsub_core::events::Upstream;
/// let event = Upstream::new("chat").read_parts("POST", [("ce-type", "azure.webpubsub.sys.connect")], "{}");
/// ```
#[derive(Clone)]
pub struct Upstream(pub(super) Arc<Settings>);

pub(super) struct Settings {
    pub(super) hub: String,
    pub(super) origins: Origins,
    pub(super) keys: Keys,
    /// The secret of the URL, as a key: two codes are equal if they sign alike.
    pub(super) code: Option<AccessKey>,
    pub(super) validate_token: Option<TokenValidator>,
}

pub(super) enum Keys {
    Fixed(Vec<AccessKey>),
    Current(Arc<dyn Fn() -> Vec<AccessKey> + Send + Sync>),
    /// What is not signed is accepted, too.
    None,
}

pub(super) type TokenValidator = Arc<dyn Fn(Option<&str>) -> bool + Send + Sync>;

impl Upstream {
    /// Receives the events of a hub. The service's and this name are compared without regard to case.
    #[allow(clippy::new_ret_no_self)] // It is none before it has keys.
    pub fn new(hub: impl Into<String>) -> UpstreamBuilder {
        UpstreamBuilder::new(hub.into())
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
        if settings.validate_token.as_ref().is_some_and(|is_valid| !is_valid(headers.bearer_token())) {
            return rejected(UpstreamErrorKind::TokenRejected, "the bearer token is missing or invalid");
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
                let what = "no key of this application made the signature for this connection";
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
    AccessKey::of(&given).is_ok_and(|given| code.verify(b"code", &given.sign(b"code")))
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").field("hub", &self.0.hub).field("origins", &self.0.origins).finish_non_exhaustive()
    }
}
