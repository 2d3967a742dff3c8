//! The same by hand: hyper-util's client, and nothing that is not needed for the bytes.

use crate::{Failure, KEY, Sender};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use http::{Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sha2::Sha256;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");
const AGENT: &str = concat!("webpubsub-rust/", env!("CARGO_PKG_VERSION"));

/// hyper's client, and a key.
#[derive(Clone)]
pub struct Bare {
    client: Client<HttpConnector, Full<Bytes>>,
    mac: Hmac<Sha256>,
    url: Uri,
    audience: String,
    body: Bytes,
}

impl Bare {
    /// Sends a text to the server at this address.
    pub fn new(address: SocketAddr, text: &str) -> Result<Self, Failure> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let audience = format!("http://{address}/api/hubs/chat/:send?api-version=2024-12-01");
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            mac: Hmac::new_from_slice(KEY.as_bytes()).map_err(|_| "no key")?,
            url: audience.parse()?,
            audience,
            body: Bytes::copy_from_slice(text.as_bytes()),
        })
    }

    /// `Bearer`, and a token for the URL that lives for five minutes.
    fn bearer(&self) -> Result<HeaderValue, Failure> {
        /// The second word is `{"alg":"HS256","typ":"JWT"}`.
        const HEAD: &[u8] = b"Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let claims = format!(r#"{{"aud":"{}","exp":{}}}"#, self.audience, now + 300);
        let start = HEAD.len() + 1;
        let end = start + (claims.len() * 4).div_ceil(3);
        let mut bearer = vec![b'.'; end + 1 + 43];
        bearer[..HEAD.len()].copy_from_slice(HEAD);
        URL_SAFE_NO_PAD.encode_slice(claims, &mut bearer[start..end]).map_err(|_| "length")?;
        let mut mac = self.mac.clone();
        mac.update(&bearer[7..end]);
        URL_SAFE_NO_PAD.encode_slice(mac.finalize().into_bytes(), &mut bearer[end + 1..]).map_err(|_| "length")?;
        Ok(HeaderValue::from_maybe_shared(Bytes::from(bearer))?)
    }

    fn request(&self) -> Result<Request<Full<Bytes>>, Failure> {
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url.clone();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        headers.insert(AUTHORIZATION, self.bearer()?);
        headers.insert(REQUEST_ID, HeaderValue::from_bytes(&uuid_v4()?)?);
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        Ok(request)
    }
}

impl Sender for Bare {
    async fn send(&self) -> Result<(), Failure> {
        let response = self.client.request(self.request()?).await?;
        if response.status() != StatusCode::ACCEPTED {
            return Err(response.status().as_str().into());
        }
        response.into_body().collect().await?;
        Ok(())
    }
}

fn uuid_v4() -> Result<[u8; 36], Failure> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    random[6] = random[6] & 0x0F | 0x40;
    random[8] = random[8] & 0x3F | 0x80;
    let (mut text, mut at) = ([b'-'; 36], 0);
    for (index, byte) in random.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at] = b"0123456789abcdef"[usize::from(byte >> 4)];
        text[at + 1] = b"0123456789abcdef"[usize::from(byte & 0x0F)];
        at += 2;
    }
    Ok(text)
}

impl std::fmt::Debug for Bare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bare").field("url", &self.url).finish_non_exhaustive()
    }
}
