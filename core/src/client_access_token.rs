//! A token by which a client connects.

use crate::{Secret, UnixTime};
use alloc::format;
use alloc::string::String;
use serde::Serialize;

/// A token, and where to connect with it.
///
/// It is a secret, so it is text only by choice: [`into_url`](Self::into_url) for a browser, [`expose`](Self::expose) for
/// JSON. There is no `Display`, whose text a log or a response could show by mistake:
///
/// ```compile_fail,E0599
/// # use webpubsub_core::ClientAccessToken;
/// fn response(token: &ClientAccessToken) -> String {
///     token.to_string()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ClientAccessToken {
    base_url: String,
    token: Secret,
    expires_on: UnixTime,
}

impl ClientAccessToken {
    pub(crate) fn new(base_url: String, token: Secret, expires_on: UnixTime) -> Self {
        Self { base_url, token, expires_on }
    }

    /// `wss://host/client/hubs/{hub}`: the address without the token, for clients that send it as a header.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The token. Whoever has it can connect as this client until it expires.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// When the token expires. Where the service made it, counted from before the request: never too late.
    pub fn expires_on(&self) -> UnixTime {
        self.expires_on
    }

    /// `wss://host/client/hubs/{hub}?access_token=…`: what a WebSocket client opens. It holds the token; keep it out of
    /// logs.
    pub fn expose_url(&self) -> String {
        format!("{}?access_token={}", self.base_url, self.token.expose())
    }

    /// As [`expose_url`](Self::expose_url), for the last use of the token.
    pub fn into_url(self) -> String {
        self.expose_url()
    }

    /// Serializes as the object of the official SDKs, for the response of a negotiate endpoint:
    /// `{"baseUrl": "wss://…", "token": "…", "url": "wss://…?access_token=…"}`.
    ///
    /// ```
    /// # use webpubsub_core::ClientAccessToken;
    /// fn body(token: ClientAccessToken) -> impl serde::Serialize {
    ///     token.expose() // in axum: Json(token.expose())
    /// }
    /// ```
    pub fn expose(&self) -> impl Serialize + use<> {
        ExposedToken { base_url: self.base_url.clone(), token: self.token.expose().into(), url: self.expose_url() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExposedToken {
    base_url: String,
    token: String,
    url: String,
}
