//! A call by hand: a signed request, its headers, the status checked, and the response read where the library
//! reads it.

use super::null::Null;
use super::{ENDPOINT, NOW, Success};
use crate::by_hand::{self, Body, Signer};
use crate::{Failure, HUB};
use bytes::Bytes;
use http::{Method, Request, Uri};
use serde::Deserialize;
use std::hint::black_box;

/// What a lean caller keeps between requests: the key's HMAC state, and the hub's address as text.
pub(super) struct Baseline {
    signer: Signer,
    hub: String,
}

impl Baseline {
    pub(super) fn new() -> Result<Self, Failure> {
        Ok(Self { signer: Signer::new()?, hub: format!("{ENDPOINT}/api/hubs/{HUB}") })
    }

    /// A signed request. `rest` is what follows the hub in the URL, in pieces that are encoded already.
    pub(super) fn request(&self, method: Method, rest: &[&str], body: Body) -> Result<Request<Bytes>, Failure> {
        let mut url = String::with_capacity(self.hub.len() + rest.iter().map(|piece| piece.len()).sum::<usize>());
        url.push_str(&self.hub);
        for piece in rest {
            url.push_str(piece);
        }
        let authorization = self.signer.bearer(&url, NOW)?;
        Ok(by_hand::request(method, Uri::from_maybe_shared(Bytes::from(url))?, Some(authorization), body))
    }

    /// A signed request without a body.
    pub(super) fn empty(&self, method: Method, rest: &[&str]) -> Result<Request<Bytes>, Failure> {
        self.request(method, rest, None)
    }
}

/// The one request that is not signed and concerns no hub.
pub(super) fn health() -> Result<Request<Bytes>, Failure> {
    let url = [ENDPOINT, "/api/health?api-version=2024-12-01"].concat();
    Ok(by_hand::request(Method::HEAD, Uri::from_maybe_shared(Bytes::from(url))?, None, None))
}

/// Adds the headers of a call, sends, and checks the status.
pub(super) async fn send(mut request: Request<Bytes>, null: &Null, success: Success) -> Result<Bytes, Failure> {
    by_hand::identify(&mut request, null.random_bytes())?;
    let response = null.respond(request).await?;
    if response.status() != success.0 {
        return Err(response.status().as_str().into());
    }
    Ok(response.into_body())
}

/// Reads a page of `list_connections`.
pub(super) fn read_page(body: &[u8]) -> Result<(), Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Page {
        value: Vec<Member>,
        next_link: Option<String>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Member {
        connection_id: String,
        user_id: Option<String>,
    }
    let page: Page = serde_json::from_slice(body)?;
    let members = page.value.into_iter().map(|member| (member.connection_id, member.user_id));
    drop(black_box((members.collect::<Vec<_>>(), page.next_link)));
    Ok(())
}

/// Reads the response of `generate_client_token`.
pub(super) fn read_token(body: &[u8]) -> Result<(), Failure> {
    #[derive(Deserialize)]
    struct Generated {
        token: String,
    }
    let generated: Generated = serde_json::from_slice(body)?;
    drop(black_box(generated.token));
    Ok(())
}
