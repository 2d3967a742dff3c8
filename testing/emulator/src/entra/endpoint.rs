//! `POST /{tenant}/oauth2/v2.0/token`

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use serde_json::json;

use super::Authority;
use super::error::{TokenError, response};
use super::form::Form;
use crate::server::ConnectionInfo;

/// More than any assertion takes.
const MAX_BODY_SIZE: usize = 64 * 1024;

/// Responds to a token request. It must use TLS, unless it comes from this machine.
pub(crate) async fn respond(
    authority: &Authority,
    connection: ConnectionInfo,
    method: &Method,
    tenant: &str,
    body: &mut Option<Incoming>,
    now: u64,
) -> Response<Full<Bytes>> {
    if method != Method::POST {
        return response(StatusCode::METHOD_NOT_ALLOWED, &json!({}));
    }
    authority.count();
    match issue(authority, connection, tenant, body, now).await {
        Ok(response) => response,
        Err(error) => error.response(),
    }
}

async fn issue(
    authority: &Authority,
    connection: ConnectionInfo,
    tenant: &str,
    body: &mut Option<Incoming>,
    now: u64,
) -> Result<Response<Full<Bytes>>, TokenError> {
    if !connection.is_tls && !connection.is_local {
        return Err(TokenError::malformed("Tokens are issued over http on this machine only."));
    }
    let unreadable = || TokenError::malformed("The body cannot be read.");
    let body = body.take().ok_or_else(unreadable)?;
    let body = Limited::new(body, MAX_BODY_SIZE).collect().await.map_err(|_| unreadable())?.to_bytes();
    let form = Form::parse(&body);
    let application = form.application(tenant, &authority.applications)?;
    let seconds = application.expires_in.as_secs();
    let token = authority.issue(application, form.audience()?, form.get("claims"), now);
    let body = json!({
        "token_type": "Bearer",
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": token,
    });
    Ok(response(StatusCode::OK, &body))
}
