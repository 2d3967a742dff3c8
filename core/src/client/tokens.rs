//! Tokens for calls: one at a time, kept until shortly before its end, asked for once for all who wait.

use super::WebPubSubServiceClient;
use super::exchange::jitter;
use super::race::race;
use crate::credential::{Cached, Kind, Source, SourceKind};
use crate::entra::{AccessToken, SCOPE};
use crate::{
    Attempted, Authorization, BearerToken, BuildError, CredentialError, Decision, ErrorKind, HttpTransport, Outcome,
    PreparedRequest, Reply, Secret, TokenRequest, TransportError,
};
use alloc::borrow::Cow;
use alloc::string::String;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use core::pin::pin;
use core::time::Duration;
use http::header::WWW_AUTHENTICATE;
use http::{Request, Response};

/// A token is renewed so long before its end, or at half of its life if that is shorter.
const EARLY: Duration = Duration::from_secs(300);

/// A token that a service refuses is fetched anew by the next call, but not more often than this.
const TRUST: Duration = Duration::from_secs(60);

/// A service's demand for a token with certain claims, and the token that it refused.
pub(super) struct Challenge {
    claims: String,
    refused: Secret,
}

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    /// What signs or accompanies the next request; `limit` is for getting a token.
    pub(super) async fn authorize(
        &self,
        challenge: Option<&Challenge>,
        limit: Duration,
    ) -> Result<Cow<'_, Authorization>, ErrorKind> {
        let source = match &self.credential().0 {
            Kind::Fixed(authorization) => return Ok(Cow::Borrowed(authorization)),
            Kind::Source(source) => source,
        };
        let authorized = race(pin!(self.bearer(source, challenge)), self.transport().sleep(limit)).await;
        let late = || Err(ErrorKind::Transport(TransportError::timeout()));
        authorized.unwrap_or_else(late).map(|bearer| Cow::Owned(Authorization::Bearer(bearer)))
    }

    async fn bearer(&self, source: &Source, challenge: Option<&Challenge>) -> Result<BearerToken, ErrorKind> {
        let loopback_http = source.is_loopback_http_allowed();
        if !self.target().carrier().may_get_tokens(loopback_http) {
            let error = BuildError::new("credential", "its tokens are sent over https only");
            return Err(ErrorKind::Build(error));
        }
        let token = self.token(source, challenge).await.map_err(ErrorKind::Credential)?;
        let bearer = BearerToken::new(token.expose()).map_err(ErrorKind::Build)?;
        Ok(if loopback_http { bearer.allow_http_on_loopback() } else { bearer })
    }

    async fn token(&self, source: &Source, challenge: Option<&Challenge>) -> Result<Secret, CredentialError> {
        let mut cache = source.cache.lock().await;
        let now = self.transport().now();
        let usable = |cached: &&Cached| challenge.is_none_or(|c| c.refused.expose() != cached.token.token.expose());
        let at_hand = cache.as_ref().filter(usable);
        if let Some(cached) = at_hand.filter(|cached| now < cached.renew_at) {
            return Ok(cached.token.token.clone());
        }
        match self.fetch(source, challenge.map(|challenge| challenge.claims.as_str())).await {
            Ok(token) => {
                let now = self.transport().now();
                let life = token.expires_on.since(now);
                let secret = token.token.clone();
                *cache =
                    Some(Cached { got_at: now, renew_at: now.after(life.saturating_sub(EARLY.min(life / 2))), token });
                Ok(secret)
            }
            // Too early to give up: the old one is still good for a while.
            Err(error) => match at_hand.filter(|cached| now < cached.token.expires_on) {
                Some(cached) => Ok(cached.token.token.clone()),
                None => Err(error),
            },
        }
    }

    async fn fetch(&self, source: &Source, claims: Option<&str>) -> Result<AccessToken, CredentialError> {
        match &source.kind {
            SourceKind::Custom(source) => source.token(TokenRequest::new(SCOPE).claims(claims)).await,
            SourceKind::Secret(secret) => {
                let response = self.ask(&|| secret.token_request(claims)).await?;
                let now = self.transport().now();
                secret.parse(&Reply::from_http(&response, now), now)
            }
            SourceKind::Assertion(assertion) => {
                let response = self.ask(&|| assertion.token_request(claims)).await?;
                let now = self.transport().now();
                assertion.parse(&Reply::from_http(&response, now), now)
            }
        }
    }

    /// Sends a token request until there is an answer; asking twice does no harm.
    async fn ask(
        &self,
        request: &(dyn Fn() -> Result<PreparedRequest, CredentialError> + Sync),
    ) -> Result<Response<Bytes>, CredentialError> {
        let (transport, options) = (self.transport(), self.options());
        let started = transport.now();
        let mut number = 0;
        loop {
            number += 1;
            let mut request =
                Request::try_from(request()?).map_err(|error| CredentialError::new("no request").because(error))?;
            Self::note(&mut request, "get_token", number, options.each());
            let sent = race(pin!(transport.send(request)), transport.sleep(options.each())).await;
            let answered = sent.unwrap_or_else(|| Err(TransportError::timeout()));
            let now = transport.now();
            let outcome = match &answered {
                Ok(response) => {
                    let reply = Reply::from_http(response, now);
                    Outcome::Answer { status: reply.status(), retry_after: reply.retry_after() }
                }
                Err(error) => Outcome::Failed(error.kind()),
            };
            let time_left = options.whole().saturating_sub(now.since(started));
            let random = jitter(transport.random());
            match options.plan().next(Attempted { outcome, repeatable: true, number, time_left, random }) {
                Decision::After(wait) => transport.sleep(wait).await,
                Decision::Done => {
                    return answered
                        .map_err(|error| CredentialError::new("the token endpoint gave no answer").because(error));
                }
            }
        }
    }

    /// A token that was refused without a word is not used for long: it may have been revoked.
    pub(super) async fn doubt(&self, given: &Authorization, response: &Response<Bytes>) {
        let (Authorization::Bearer(refused), Kind::Source(source)) = (given, &self.credential().0) else { return };
        if response.status() != 401 {
            return;
        }
        let mut cache = source.cache.lock().await;
        let now = self.transport().now();
        cache.take_if(|cached| {
            cached.token.token.expose() == refused.token().expose() && now.since(cached.got_at) >= TRUST
        });
    }

    /// The claims that a 401 demands of a token that can be had anew.
    pub(super) fn challenge(&self, given: &Authorization, response: &Response<Bytes>) -> Option<Challenge> {
        if response.status() != 401 || matches!(self.credential().0, Kind::Fixed(_)) {
            return None;
        }
        let Authorization::Bearer(refused) = given else { return None };
        let mut headers = response.headers().get_all(WWW_AUTHENTICATE).into_iter();
        let claims = headers.find_map(|value| demanded_claims(value.to_str().ok()?))?;
        Some(Challenge { claims, refused: refused.token() })
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
