//! The chain takes the first credential that works, keeps to it, and names each that fails.

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::{Error as AzureError, ErrorKind};
use azure_core::time::{Duration, OffsetDateTime};
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use webpubsub_azure_identity::{AzureCredential, DefaultChain};
use webpubsub_core::transport::{Attempt, HttpTransport, TransportError, UnixTime};
use webpubsub_core::{Credential, Target, WebPubSubServiceClient};

/// A credential with a token, or with none.
#[derive(Debug)]
struct Stub {
    token: Option<&'static str>,
    requests: AtomicUsize,
}

#[async_trait::async_trait]
impl TokenCredential for Stub {
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        assert_eq!(scopes, ["https://webpubsub.azure.com/.default"]);
        self.requests.fetch_add(1, Ordering::Relaxed);
        // As azure_identity writes them: the text quotes the cause.
        let failure = || {
            let cause = AzureError::with_message(ErrorKind::Io, "no such program");
            AzureError::with_error(ErrorKind::Credential, cause, "Stub failed. no such program\nSee the docs")
        };
        // It has expired, so that each call fetches another.
        self.token
            .map(|token| AccessToken::new(token, OffsetDateTime::now_utc() - Duration::seconds(1)))
            .ok_or_else(failure)
    }
}

fn stub(token: Option<&'static str>) -> Arc<Stub> {
    Arc::new(Stub { token, requests: AtomicUsize::new(0) })
}

/// Returns 200 to each request with the token `good`.
struct AlwaysOk;

impl HttpTransport for AlwaysOk {
    async fn send(
        &self,
        request: http::Request<bytes::Bytes>,
        _: Attempt,
    ) -> Result<http::Response<bytes::Bytes>, TransportError> {
        assert_eq!(request.headers()["authorization"], "Bearer good");
        Ok(http::Response::new(bytes::Bytes::new()))
    }
    async fn sleep(&self, _: std::time::Duration) {
        std::future::pending::<()>().await;
    }
    fn now(&self) -> UnixTime {
        UnixTime::from_secs(9_999_999_999)
    }
    fn random(&self) -> [u8; 16] {
        [0; 16]
    }
}

fn client(credential: impl Into<Credential>) -> WebPubSubServiceClient<AlwaysOk> {
    let target = Target::new("https://h", "chat").expect("a target");
    WebPubSubServiceClient::with_transport(AlwaysOk, target, credential)
}

#[tokio::test]
async fn the_first_that_works_is_kept() {
    let (absent, good, later) = (stub(None), stub(Some("good")), stub(Some("bad")));
    let chain = DefaultChain::of([
        ("unset", Err("no variable".to_owned())),
        ("absent", Ok(Arc::clone(&absent) as _)),
        ("good", Ok(Arc::clone(&good) as _)),
        ("later", Ok(Arc::clone(&later) as _)),
    ]);
    let client = client(chain);
    for _ in 0..3 {
        assert!(client.user_exists("u").await.expect("a response"));
    }
    let requests = [absent, good, later].map(|stub| stub.requests.load(Ordering::Relaxed));
    assert_eq!(requests, [1, 3, 0]);
}

/// A credential that never ends, or retries for ever.
#[derive(Debug)]
struct Stuck {
    retries: bool,
}

#[async_trait::async_trait]
impl TokenCredential for Stuck {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        if !self.retries {
            std::future::pending::<()>().await;
        }
        loop {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_hangs_does_not_starve_the_next() {
    let stuck = |retries| Ok(Arc::new(Stuck { retries }) as Arc<dyn TokenCredential>);
    let hanging = || [("hangs", stuck(false)), ("retries", stuck(true))];
    let begin = tokio::time::Instant::now();
    let chain = DefaultChain::of(hanging().into_iter().chain([("good", Ok(stub(Some("good")) as _))]));
    assert!(client(chain).user_exists("u").await.expect("a response"));
    assert_eq!(begin.elapsed().as_secs(), 20, "less than a call's timeout");
    let begin = tokio::time::Instant::now();
    let error = client(DefaultChain::of(hanging())).user_exists("u").await.expect_err("no token");
    let text = error.to_string();
    assert!(text.ends_with("hangs: no token within 90 s; retries: no token within 90 s"), "{text}");
    assert_eq!(begin.elapsed().as_secs(), 90, "less than a call's timeout");
}

/// Its token takes so many seconds.
#[derive(Debug)]
struct Slow(u64, Arc<Stub>);

#[async_trait::async_trait]
impl TokenCredential for Slow {
    async fn get_token(&self, s: &[&str], o: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        tokio::time::sleep(std::time::Duration::from_secs(self.0)).await;
        self.1.get_token(s, o).await
    }
}

/// Wherever in the chain it is, and however slow the others are that fail.
#[tokio::test(start_paused = true)]
async fn one_that_is_slow_succeeds() {
    let slow = |seconds, token| Ok(Arc::new(Slow(seconds, stub(token))) as Arc<dyn TokenCredential>);
    for (links, seconds) in [
        (vec![slow(12, Some("good")), slow(0, None)], 12),
        (vec![slow(0, None), slow(40, Some("good"))], 40),
        (vec![slow(85, Some("good")), slow(3, None), slow(50, None)], 85),
        (vec![slow(30, Some("good")), slow(4, Some("good")), slow(0, Some("bad"))], 14),
    ] {
        let begin = tokio::time::Instant::now();
        let client = client(DefaultChain::of(links.into_iter().map(|link| ("link", link))));
        assert!(client.user_exists("u").await.expect("a response"));
        assert_eq!(begin.elapsed().as_secs(), seconds);
    }
}

/// In a program without async, for example.
#[test]
fn without_a_runtime_there_is_an_error() {
    use webpubsub_core::TokenSource as _;
    use webpubsub_core::entra::TokenRequest;
    let chain = DefaultChain::of([("good", Ok(stub(Some("good")) as _))]);
    let mut token = chain.token(TokenRequest::new(webpubsub_core::entra::SCOPE));
    let std::task::Poll::Ready(Err(error)) =
        token.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
    else {
        panic!("an error at once");
    };
    assert!(error.to_string().contains("needs a runtime of tokio"), "{error}");
}

#[tokio::test]
async fn each_that_fails_is_named_with_its_reason() {
    let chain = DefaultChain::of([("first", Err("no variable".to_owned())), ("second", Ok(stub(None) as _))]);
    let error = client(chain).user_exists("u").await.expect_err("no token");
    assert_eq!(
        error.to_string(),
        "no token for h: no credential of the chain returned a token: first: no variable; \
         second: Stub failed. no such program. See the docs"
    );
    assert!(error.source().is_none(), "the text has all causes");
}

#[tokio::test]
async fn the_error_of_azure_identity_is_the_source() {
    let error = client(AzureCredential::new(stub(None))).user_exists("u").await.expect_err("no token");
    assert_eq!(error.to_string(), "no token for h: azure_identity returned no token");
    let source = error.source().and_then(|source| source.downcast_ref::<AzureError>()).expect("azure_core's");
    assert!(matches!(source.kind(), ErrorKind::Credential) && source.to_string().starts_with("Stub failed."));
}
