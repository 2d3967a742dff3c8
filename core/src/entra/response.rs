//! The response of the token endpoint.

use super::AccessToken;
use crate::json::Json;
use crate::{CredentialError, ResponseParts, UnixTime};
use alloc::format;
use alloc::string::String;
use core::time::Duration;

pub(crate) fn parse_token(response: &ResponseParts<'_>, now: UnixTime) -> Result<AccessToken, CredentialError> {
    if response.status() != 200 {
        return Err(refusal(response));
    }
    let granted = Json::read(response.body());
    // The first version of the protocol writes the number as text.
    let seconds = granted.field("expires_in");
    let seconds = seconds.number().or_else(|| Some(seconds.text()?.parse().unwrap_or(0)));
    // The token goes into a header.
    let legal = |token: &String| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    let token = granted.field("access_token").text().filter(legal);
    let (Some(token), Some(seconds)) = (token, seconds) else {
        return Err(CredentialError::new("the response of the token endpoint has no token"));
    };
    // A day is longer than any lifetime that Entra gives.
    Ok(AccessToken::new(token, now.after(Duration::from_secs(seconds.min(86_400)))))
}

fn refusal(response: &ResponseParts<'_>) -> CredentialError {
    let status = response.status();
    let body = Json::read(response.body());
    let Some(error) = body.field("error").text() else {
        return CredentialError::new(format!("{status} from the token endpoint"));
    };
    // The lines after the first are ids and times.
    let description = body.field("error_description").text().unwrap_or_default();
    let first = description.lines().next().unwrap_or_default();
    CredentialError::new(format!("{status} from the token endpoint: {error}: {first}")).with_code(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Result<AccessToken, CredentialError> {
        parse_token(
            &ResponseParts::new(status, [], body.as_bytes(), UnixTime::from_secs(0)),
            UnixTime::from_secs(1_000),
        )
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
