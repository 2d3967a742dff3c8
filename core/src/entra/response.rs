//! The response of the token endpoint.

use super::AccessToken;
use crate::json::Json;
use crate::redaction::Redaction;
use crate::{CredentialError, ResponseParts, UnixTime};
use alloc::format;
use alloc::string::String;
use core::time::Duration;

/// `secret` is what the request had, if it has no form of its own.
pub(crate) fn parse_token(
    response: &ResponseParts<'_>,
    secret: &str,
    now: UnixTime,
) -> Result<AccessToken, CredentialError> {
    if response.status() != 200 {
        return Err(refusal(response, secret));
    }
    let granted = Json::read(response.body());
    let expires_on = seconds(granted.field("expires_in")).map(|seconds| now.after(Duration::from_secs(seconds)));
    access_token(granted, expires_on, now)
}

/// The response of a platform that assigns identities. A token of its cache is older than the response, and `expires_in`
/// counts from when the token was issued: `expires_on` is more reliable, and the only one of some platforms.
pub(super) fn parse_identity_token(
    response: &ResponseParts<'_>,
    secret: &str,
    now: UnixTime,
) -> Result<AccessToken, CredentialError> {
    if response.status() != 200 {
        return Err(refusal(response, secret));
    }
    let granted = Json::read(response.body());
    let time = seconds(granted.field("expires_on")).filter(|seconds| *seconds > 0).map(UnixTime::from_secs);
    let lifetime = || Some(now.after(Duration::from_secs(seconds(granted.field("expires_in"))?)));
    access_token(granted, time.or_else(lifetime), now)
}

/// A number, which the first version of the protocol and the platforms write as text.
fn seconds(json: Json<'_>) -> Option<u64> {
    json.number().or_else(|| Some(json.text()?.parse().unwrap_or(0)))
}

fn access_token(
    granted: Json<'_>,
    expires_on: Option<UnixTime>,
    now: UnixTime,
) -> Result<AccessToken, CredentialError> {
    // The token goes into a header.
    let legal = |token: &String| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    let token = granted.field("access_token").text().filter(legal);
    let (Some(token), Some(expires_on)) = (token, expires_on) else {
        return Err(CredentialError::new("the response of the token endpoint has no token"));
    };
    // A day is as long as the longest lifetime that Entra gives.
    Ok(AccessToken::new(token, expires_on.min(now.after(Duration::from_secs(86_400)))))
}

/// Why there is no token, without the secret, which the endpoint can have repeated.
fn refusal(response: &ResponseParts<'_>, secret: &str) -> CredentialError {
    let status = response.status();
    let (body, secrets) = (Json::read(response.body()), Redaction::of(secret));
    let without = |text: String| secrets.redacted(&text).unwrap_or(text);
    let text = |name| body.field(name).text().map(without);
    // App Service has no code, but a message.
    let Some(error) = text("error") else {
        let message = text("message").map(|message| format!(": {message}")).unwrap_or_default();
        return CredentialError::new(format!("{status} from the token endpoint{message}"));
    };
    // The lines after the first are ids and times.
    let description = text("error_description").unwrap_or_default();
    let first = description.lines().next().map(|first| format!(": {first}")).unwrap_or_default();
    CredentialError::new(format!("{status} from the token endpoint: {error}{first}")).with_code(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Result<AccessToken, CredentialError> {
        let response = ResponseParts::new(status, [], body.as_bytes(), UnixTime::from_secs(0));
        parse_token(&response, "s3cr&t+12", UnixTime::from_secs(1_000))
    }

    fn identity_response(status: u16, body: &str) -> Result<AccessToken, CredentialError> {
        let response = ResponseParts::new(status, [], body.as_bytes(), UnixTime::from_secs(0));
        parse_identity_token(&response, "hush", UnixTime::from_secs(1_000))
    }

    #[test]
    fn identities() {
        for (times, expires_on) in [
            (r#""expires_on":"4599""#, 4_599),
            (r#""expires_on":4599,"not_before":1"#, 4_599),
            (r#""expires_in":"3599","expires_on":"2000""#, 2_000),
            (r#""expires_in":3599"#, 4_599),
            (r#""expires_in":"3599","expires_on":"9/14/2017 00:00:00 PM +00:00""#, 4_599),
            (r#""expires_on":"18446744073709551615""#, 87_400),
        ] {
            let body =
                format!(r#"{{"access_token":"t","client_id":"c","resource":"r","token_type":"Bearer",{times}}}"#);
            assert_eq!(
                identity_response(200, &body).expect(times).expires_on,
                UnixTime::from_secs(expires_on),
                "{times}"
            );
        }
        for (status, body, text, code) in [
            (200, r#"{"access_token":"t"}"#, "the response of the token endpoint has no token", None),
            (200, r#"{"access_token":"","expires_on":"1"}"#, "the response of the token endpoint has no token", None),
            (
                400,
                r#"{"error":"invalid_request","error_description":"Identity not found"}"#,
                "400 from the token endpoint: invalid_request: Identity not found",
                Some("invalid_request"),
            ),
            (
                401,
                r#"{"statusCode":401,"message":"wrong header: hush"}"#,
                "401 from the token endpoint: wrong header: [secret]",
                None,
            ),
            (404, "", "404 from the token endpoint", None),
            (400, r#"{"error":"server_error"}"#, "400 from the token endpoint: server_error", Some("server_error")),
        ] {
            let error = identity_response(status, body).expect_err(body);
            assert_eq!((&*format!("{error}"), error.code()), (text, code));
        }
    }

    #[test]
    fn granted_and_rejected() {
        for body in [
            r#"{"token_type":"Bearer","expires_in":3599,"access_token":"t"}"#,
            r#"{"expires_in":"3599","access_token":"t"}"#,
        ] {
            assert_eq!(response(200, body).expect("granted").expires_on, UnixTime::from_secs(4_599));
        }
        let body = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided.\\r\\nTrace ID: x\"}";
        let error = response(401, body).expect_err("rejected");
        assert_eq!(error.code(), Some("invalid_client"));
        assert_eq!(
            format!("{error}"),
            "401 from the token endpoint: invalid_client: AADSTS7000215: Invalid client secret provided."
        );
        for (status, body) in
            [(200, "{}"), (200, "<html>"), (502, "<html>"), (200, r#"{"expires_in":1,"access_token":"a\nb"}"#)]
        {
            let error = response(status, body).expect_err("no token");
            assert!(error.code().is_none());
        }
    }
}
