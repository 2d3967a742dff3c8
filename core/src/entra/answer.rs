//! What the token endpoint answers.

use super::AccessToken;
use crate::json::Json;
use crate::{CredentialError, Reply, UnixTime};
use alloc::format;
use alloc::string::String;
use core::time::Duration;

pub(super) fn read(reply: &Reply<'_>, now: UnixTime) -> Result<AccessToken, CredentialError> {
    if reply.status() != 200 {
        return Err(refused(reply));
    }
    let granted = Json::read(reply.body());
    // In the oldest form of the protocol a number stands as text.
    let seconds = granted.field("expires_in");
    let seconds = seconds.number().or_else(|| Some(seconds.text()?.parse().unwrap_or(0)));
    // A token's text goes into a header.
    let legal = |token: &String| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    let token = granted.field("access_token").text().filter(legal);
    let (Some(token), Some(seconds)) = (token, seconds) else {
        return Err(CredentialError::new("the token endpoint's answer holds no token"));
    };
    // A day is longer than any of Entra's lives.
    Ok(AccessToken::new(token, now.after(Duration::from_secs(seconds.min(86_400)))))
}

fn refused(reply: &Reply<'_>) -> CredentialError {
    let status = reply.status();
    let refused = Json::read(reply.body());
    let Some(error) = refused.field("error").text() else {
        return CredentialError::new(format!("{status} from the token endpoint"));
    };
    // The lines behind the first hold ids and times.
    let description = refused.field("error_description").text().unwrap_or_default();
    let first = description.lines().next().unwrap_or_default();
    CredentialError::new(format!("{status} from the token endpoint: {error}: {first}")).refused(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Result<AccessToken, CredentialError> {
        read(&Reply::new(status, [], body.as_bytes(), UnixTime::from_secs(0)), UnixTime::from_secs(1_000))
    }

    #[test]
    fn granted_and_refused() {
        for body in [
            r#"{"token_type":"Bearer","expires_in":3599,"access_token":"t"}"#,
            r#"{"expires_in":"3599","access_token":"t"}"#,
        ] {
            assert_eq!(answer(200, body).expect("granted").expires_on, UnixTime::from_secs(4_599));
        }
        let body = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided.\\r\\nTrace ID: x\"}";
        let error = answer(401, body).expect_err("refused");
        assert_eq!(error.code(), Some("invalid_client"));
        assert_eq!(
            format!("{error}"),
            "401 from the token endpoint: invalid_client: AADSTS7000215: Invalid client secret provided."
        );
        for (status, body) in
            [(200, "{}"), (200, "<html>"), (502, "<html>"), (200, r#"{"expires_in":1,"access_token":"a\nb"}"#)]
        {
            let error = answer(status, body).expect_err("no token");
            assert!(error.code().is_none());
        }
    }
}
