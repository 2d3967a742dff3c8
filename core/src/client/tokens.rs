//! Authorization by tokens: from the cache, or by a token request over the client's own transport.

use super::WebPubSubServiceClient;
use super::attempts::RequestSource;
use super::call_state::CallState;
use super::timeout::timeout;
pub(super) use crate::credential::Rejection;
use crate::credential::{CredentialKind, TokenCache, TokenSourceKind};
use crate::entra::{AccessToken, Application, TokenRequest, parse_token};
use crate::transport::{HttpTransport, TransportError};
use crate::{Authorization, BearerToken, BuildError, CredentialError, ErrorKind, ResponseParts, Secret};
use alloc::borrow::Cow;
use alloc::string::String;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use core::pin::pin;
use http::header::WWW_AUTHENTICATE;
use http::{Request, Response};

impl<T: HttpTransport> WebPubSubServiceClient<T> {
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
                let bearer = self.bearer_token(source, cache, call, rejection).await?;
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
    ) -> Result<BearerToken, ErrorKind> {
        let loopback_http = source.allows_loopback_http();
        if !call.endpoint.confidential().allows_tokens(loopback_http) {
            return Err(ErrorKind::Build(BuildError::new("credential", "its tokens are sent over https only")));
        }
        let transport = self.transport();
        let claims = rejection.and_then(|rejection| rejection.claims.as_deref());
        let request = TokenRequest::new(self.target().scope()).claims(claims);
        let token = cache.token(request, rejection, || transport.now(), || self.fetch(source, call, request));
        let time_left = call.time_left(transport.now());
        let token = timeout(pin!(token), transport.sleep(time_left)).await.unwrap_or_else(|| {
            let error = CredentialError::new("the token source took longer than the call's timeout");
            Err(error.with_source(TransportError::timeout()))
        });
        let token = token.map_err(ErrorKind::Credential)?;
        let bearer = BearerToken::new(token.expose()).map_err(ErrorKind::Build)?;
        Ok(if loopback_http { bearer.allow_http_on_loopback() } else { bearer })
    }

    async fn fetch(
        &self,
        source: &TokenSourceKind,
        call: &CallState<'_>,
        request: TokenRequest<'_>,
    ) -> Result<AccessToken, CredentialError> {
        match source {
            TokenSourceKind::Custom(source) => source.token(request).await,
            TokenSourceKind::Application(application) => {
                let mut token_call = call.token_request(application.authority());
                let result = self.attempts(&mut token_call, &mut TokenRequests { application, request }).await;
                super::log::end(&token_call, result.as_ref().map(|(response, _)| response.status().as_u16()));
                let (response, now) = result.map_err(|kind| match kind {
                    ErrorKind::Credential(error) => error,
                    ErrorKind::Build(error) => CredentialError::new("the token request is invalid").with_source(error),
                    ErrorKind::Transport(error) => no_response(application).with_source(error),
                    ErrorKind::Service(error) => no_response(application).with_source(error),
                })?;
                parse_token(&ResponseParts::from_http(&response, now), now)
            }
        }
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
        cache.invalidate(&rejection, self.transport().now()).await.then_some(rejection)
    }
}

fn no_response(application: &Application) -> CredentialError {
    CredentialError::new(alloc::format!("no response from {}", application.authority().host()))
}

/// A token request is made anew for each attempt, because an assertion expires.
struct TokenRequests<'a> {
    application: &'a Application,
    request: TokenRequest<'a>,
}

impl RequestSource for TokenRequests<'_> {
    async fn request(&mut self, _: &CallState<'_>) -> Result<Request<Bytes>, ErrorKind> {
        let request = self.application.token_request(self.request).map_err(ErrorKind::Credential)?;
        Request::try_from(request).map_err(ErrorKind::Build)
    }

    async fn renews_token(&mut self, _: &Response<Bytes>) -> bool {
        false
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
