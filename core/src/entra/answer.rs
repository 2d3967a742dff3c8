//! What the token endpoint answers.

use super::AccessToken;
use crate::{CredentialError, Reply, UnixTime};
use alloc::format;
use alloc::string::String;
use core::time::Duration;
use serde::Deserialize;

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    /// Seconds; a string in the oldest form of the protocol.
    expires_in: Seconds,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    error_description: Option<String>,
}

pub(super) fn read(reply: &Reply<'_>, now: UnixTime) -> Result<AccessToken, CredentialError> {
    if reply.status() != 200 {
        return Err(refused(reply));
    }
    let Ok(granted) = serde_json::from_slice::<Granted>(reply.body()) else {
        return Err(CredentialError::new("the token endpoint's answer holds no token"));
    };
    let seconds = match granted.expires_in {
        Seconds::Number(seconds) => Some(seconds),
        Seconds::Text(text) => text.parse().ok(),
    };
    // A token's text goes into a header; a day is longer than any of Entra's lives.
    if granted.access_token.is_empty() || !granted.access_token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(CredentialError::new("the token endpoint's answer holds no token"));
    }
    let life = Duration::from_secs(seconds.unwrap_or(0).min(86_400));
    Ok(AccessToken::new(granted.access_token, now.after(life)))
}

fn refused(reply: &Reply<'_>) -> CredentialError {
    let status = reply.status();
    match serde_json::from_slice::<Refused>(reply.body()) {
        Ok(refused) => {
            // The lines behind the first hold ids and times.
            let description = refused.error_description.unwrap_or_default();
            let first = description.lines().next().unwrap_or_default();
            CredentialError::new(format!("{status} from the token endpoint: {}: {first}", refused.error))
                .refused(refused.error)
        }
        Err(_) => CredentialError::new(format!("{status} from the token endpoint")),
    }
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
