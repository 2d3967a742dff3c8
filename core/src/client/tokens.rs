//! Authorization by tokens: from the cache, or by a token request over the client's own transport.

use super::WebPubSubServiceClient;
use super::call_state::CallState;
use super::fetch::too_slow;
pub(super) use crate::credential::Rejection;
use crate::credential::{CredentialKind, TokenCache, TokenSourceKind, Wanted};
use crate::entra::TokenRequest;
use crate::transport::HttpTransport;
use crate::{Authorization, BearerToken, BuildError, Error, ErrorKind, Secret};
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Response;
use http::header::WWW_AUTHENTICATE;

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    /// Fetches a token ahead of time, so that calls need not wait for one: when a program starts, or from time to time if
    /// the token endpoint is slower than the timeout of calls. Its own timeout can be longer:
    /// `client.with_options(CallOptions::new().timeout(…)).fetch_token()`.
    ///
    /// Does nothing while the current token is not due for renewal, and with a credential that needs no tokens.
    ///
    /// ```
    /// # use webpubsub_core::{CallOptions, Error, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let patient = CallOptions::new().timeout(std::time::Duration::from_secs(300));
    /// client.with_options(patient).fetch_token().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn fetch_token(&self) -> Result<(), Error> {
        const NAME: &str = "fetch_token";
        let (options, target) = (self.options(), self.target());
        options.validate().and_then(|()| target.validate()).map_err(|error| Error::rejected(NAME, error))?;
        let call = CallState::new(NAME, target.request_endpoint(), options, self.transport().now(), None);
        let result = match &self.credential().0 {
            CredentialKind::Tokens(source, cache) => {
                self.bearer_token(source, cache, &call, None, true).await.map(drop)
            }
            CredentialKind::None => Err(super::no_credential()),
            CredentialKind::Fixed(_) | CredentialKind::Rotating(_) => Ok(()),
        };
        result.map_err(|kind| call.failure(kind))
    }

    /// What authorizes the next request of a call; after a rejection, another token than the rejected one.
    pub(super) async fn authorize(
        &self,
        call: &CallState<'_>,
        rejection: Option<&Rejection>,
    ) -> Result<Cow<'_, Authorization>, ErrorKind> {
        match &self.credential().0 {
            CredentialKind::Fixed(authorization) => Ok(Cow::Borrowed(authorization)),
            CredentialKind::Rotating(key) => Ok(Cow::Owned(key.current().await.into())),
            CredentialKind::Tokens(source, cache) => {
                // On the heap, because the future of each call has room for all that it may wait for, and is moved.
                let bearer = Box::pin(self.bearer_token(source, cache, call, rejection, false)).await?;
                Ok(Cow::Owned(bearer.into()))
            }
            CredentialKind::None => Err(super::no_credential()),
        }
    }

    async fn bearer_token(
        &self,
        source: &TokenSourceKind,
        cache: &TokenCache,
        call: &CallState<'_>,
        rejection: Option<&Rejection>,
        ahead_of_time: bool,
    ) -> Result<BearerToken, ErrorKind> {
        let loopback_http = source.allows_loopback_http();
        if !call.endpoint.confidential().allows_tokens(loopback_http) {
            return Err(ErrorKind::Build(BuildError::new("credential", "its tokens are sent over https only")));
        }
        let transport = self.transport();
        let claims = rejection.and_then(|rejection| rejection.claims.as_deref());
        let request = TokenRequest::new(self.target().scope()).claims(claims);
        let time_left = call.time_left(transport.now());
        let wanted = Wanted { request, rejection, time_left, ahead_of_time };
        let token = cache.token(wanted, transport, |time| self.fetch(source, call, request, time)).await;
        let token = token.unwrap_or_else(|| Err(too_slow(source))).map_err(ErrorKind::Credential)?;
        let bearer = BearerToken::new(token.expose()).map_err(ErrorKind::Build)?;
        Ok(if loopback_http { bearer.allow_http_on_loopback() } else { bearer })
    }

    /// Notes that the service rejected a token with 401, if a new attempt will have another one.
    pub(super) async fn rejected(
        &self,
        authorization: &Authorization,
        response: &Response<Bytes>,
    ) -> Option<Rejection> {
        let (Authorization::Bearer(bearer), CredentialKind::Tokens(_, cache)) = (authorization, &self.credential().0)
        else {
            return None;
        };
        let mut challenges = response.headers().get_all(WWW_AUTHENTICATE).into_iter();
        let claims = challenges.find_map(|value| demanded_claims(value.to_str().ok()?));
        let rejection = Rejection { token: Secret::new(bearer.token()), claims };
        Box::pin(cache.invalidate(&rejection, self.transport().now())).await.then_some(rejection)
    }
}

/// `Bearer …, error="insufficient_claims", claims="…base64…"`
fn demanded_claims(challenge: &str) -> Option<String> {
    let (_, rest) = challenge.split_once("claims=\"")?;
    let (encoded, _) = rest.split_once('"')?;
    let claims = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    challenge.contains("insufficient_claims").then_some(claims)
}

#[cfg(test)]
mod tests {
    use super::demanded_claims;

    #[test]
    fn challenges() {
        let header =
            r#"Bearer realm="", authorization_uri="https://x", error="insufficient_claims", claims="eyJhIjoxfQ==""#;
        assert_eq!(demanded_claims(header).as_deref(), Some(r#"{"a":1}"#));
        for header in
            ["", "Bearer", r#"Bearer claims="eyJhIjoxfQ==""#, r#"Bearer error="insufficient_claims", claims="%%""#]
        {
            assert_eq!(demanded_claims(header), None);
        }
    }
}
