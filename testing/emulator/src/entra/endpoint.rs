//! `POST /{tenant}/oauth2/v2.0/token`

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use http_body_util::Full;
use serde_json::json;

use super::Authority;
use super::error::{TokenError, response};
use super::form::Form;
use crate::server::{Body, ConnectionInfo, Unread};

/// More than any assertion takes.
const MAX_BODY_SIZE: usize = 64 * 1024;

/// Responds to a token request. It must use TLS, unless it comes from this machine.
pub(crate) async fn respond(
    authority: &Authority,
    connection: ConnectionInfo,
    method: &Method,
    tenant: &str,
    mut body: Body<'_>,
    now: u64,
) -> Response<Full<Bytes>> {
    if method != Method::POST {
        return response(StatusCode::METHOD_NOT_ALLOWED, &json!({}));
    }
    authority.count();
    match issue(authority, connection, tenant, &mut body, now).await {
        Ok(response) => response,
        Err(error) => error.response(),
    }
}

async fn issue(
    authority: &Authority,
    connection: ConnectionInfo,
    tenant: &str,
    body: &mut Body<'_>,
    now: u64,
) -> Result<Response<Full<Bytes>>, TokenError> {
    if !connection.is_tls && !connection.is_local {
        return Err(TokenError::malformed("Tokens are issued over http on this machine only."));
    }
    let body = body.read(MAX_BODY_SIZE).await.map_err(|unread| match unread {
        Unread::Invalid => TokenError::malformed(unread.message()),
        Unread::Late => TokenError::late(unread.message()),
    })?;
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
