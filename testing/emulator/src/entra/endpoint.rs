//! `POST /{tenant}/oauth2/v2.0/token`

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use serde_json::json;

use super::Authority;
use super::form::Form;
use super::refusal::{Refusal, response};
use crate::server::Wire;

/// More than any assertion needs.
const BODY_LIMIT: usize = 64 * 1024;

/// Answers a token request. Secrets do not travel in the clear, but for those that stay on this machine.
pub(crate) async fn answer(
    authority: &Authority,
    wire: Wire,
    method: &Method,
    tenant: &str,
    body: &mut Option<Incoming>,
    now: u64,
) -> Response<Full<Bytes>> {
    if method != Method::POST {
        return response(StatusCode::METHOD_NOT_ALLOWED, &json!({}));
    }
    authority.count();
    match give(authority, wire, tenant, body, now).await {
        Ok(response) => response,
        Err(refusal) => refusal.response(),
    }
}

async fn give(
    authority: &Authority,
    wire: Wire,
    tenant: &str,
    body: &mut Option<Incoming>,
    now: u64,
) -> Result<Response<Full<Bytes>>, Refusal> {
    if !wire.is_tls && !wire.is_local {
        return Err(Refusal::malformed("Over http, tokens are given on this machine only."));
    }
    let unreadable = || Refusal::malformed("The body cannot be read.");
    let body = body.take().ok_or_else(unreadable)?;
    let body = Limited::new(body, BODY_LIMIT).collect().await.map_err(|_| unreadable())?.to_bytes();
    let form = Form::parse(&body);
    let application = form.application(tenant, &authority.applications)?;
    let seconds = application.expires_in.as_secs();
    let token = authority.issue(application, form.get("claims"), now);
    let body = json!({
        "token_type": "Bearer",
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": token,
    });
    Ok(response(StatusCode::OK, &body))
}
