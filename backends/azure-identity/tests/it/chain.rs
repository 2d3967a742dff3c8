//! The chain takes the first that works, keeps to it, and names each that does not.

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::time::{Duration, OffsetDateTime};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use webpubsub_azure_identity::DefaultChain;
use webpubsub_core::{Credential, HttpTransport, Target, TransportError, UnixTime, WebPubSubServiceClient};

#[derive(Debug)]
struct Stand {
    answers: Option<&'static str>,
    asked: AtomicUsize,
}

#[async_trait::async_trait]
impl TokenCredential for Stand {
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        assert_eq!(scopes, ["https://webpubsub.azure.com/.default"]);
        self.asked.fetch_add(1, Ordering::Relaxed);
        let refused = || azure_core::Error::with_message(azure_core::error::ErrorKind::Credential, "not here");
        // Ends at once, so that each call asks again.
        self.answers
            .map(|token| AccessToken::new(token, OffsetDateTime::now_utc() - Duration::seconds(1)))
            .ok_or_else(refused)
    }
}

fn stand(answers: Option<&'static str>) -> Arc<Stand> {
    Arc::new(Stand { answers, asked: AtomicUsize::new(0) })
}

/// Says yes to whoever brings the token `good`.
struct Yes;

impl HttpTransport for Yes {
    async fn send(&self, request: http::Request<bytes::Bytes>) -> Result<http::Response<bytes::Bytes>, TransportError> {
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

fn client(chain: DefaultChain) -> WebPubSubServiceClient<Yes> {
    let target = Target::new("https://h", "chat").expect("a target");
    WebPubSubServiceClient::with_transport(Yes, target, Credential::from(chain))
}

#[tokio::test]
async fn the_first_that_works_is_kept() {
    let (absent, good, later) = (stand(None), stand(Some("good")), stand(Some("bad")));
    let chain = DefaultChain::of([
        ("unset", Err("no variable".to_owned())),
        ("absent", Ok(Arc::clone(&absent) as _)),
        ("good", Ok(Arc::clone(&good) as _)),
        ("later", Ok(Arc::clone(&later) as _)),
    ]);
    let client = client(chain);
    for _ in 0..3 {
        assert!(client.user_exists("u").await.expect("answered"));
    }
    let asked = [absent, good, later].map(|stand| stand.asked.load(Ordering::Relaxed));
    assert_eq!(asked, [1, 3, 0]);
}

#[tokio::test]
async fn all_that_fail_are_named() {
    let chain = DefaultChain::of([("first", Err("no variable".to_owned())), ("second", Ok(stand(None) as _))]);
    let error = client(chain).user_exists("u").await.expect_err("no token").to_string();
    assert!(error.contains("first: no variable; second: azure_identity: not here"), "{error}");
}
