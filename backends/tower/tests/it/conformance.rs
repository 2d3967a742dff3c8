//! The contract of `HttpTransport`, over hyper-util's client with layers on both protocols, and over reqwest's.

use bytes::Bytes;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::trace::TraceLayer;
use webpubsub_conformance::{Backend, FaultServer, Limitation, conformance};
use webpubsub_tower::TowerTransport;

static HTTP1: LazyLock<FaultServer> = LazyLock::new(|| FaultServer::start().expect("a free port"));
static HTTP2: LazyLock<FaultServer> = LazyLock::new(|| FaultServer::start_http2().expect("a free port"));

/// A stack around hyper-util's client with this connector.
macro_rules! stack {
    ($connector:expr) => {{
        let client = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>($connector);
        let service = ServiceBuilder::new()
            .timeout(Duration::from_secs(30))
            .concurrency_limit(64)
            .layer(TraceLayer::new_for_http())
            .service(client);
        TowerTransport::new(service, tokio::time::sleep)
    }};
}

mod http1 {
    use super::*;

    conformance! {
        #[tokio::test]
        backend: Backend::new("tower-http1"),
        server: &*HTTP1,
        transport: stack!(HttpConnector::new()),
    }
}

mod http2 {
    use super::*;

    fn connector() -> HttpsConnector<HttpConnector> {
        let mut roots = RootCertStore::empty();
        let certificate = CertificateDer::from_pem_slice(HTTP2.certificate().expect("a certificate").as_bytes());
        roots.add(certificate.expect("PEM")).expect("a certificate");
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        HttpsConnectorBuilder::new().with_tls_config(config).https_or_http().enable_all_versions().build()
    }

    conformance! {
        #[tokio::test]
        backend: Backend::new("tower-http2"),
        server: &*HTTP2,
        transport: stack!(connector()),
    }
}

mod by_reqwest {
    use super::*;
    use webpubsub_tower::transport::HttpTransport;

    fn transport() -> impl HttpTransport + std::fmt::Debug {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let service = tower::service_fn(move |request: http::Request<Bytes>| {
            let client = client.clone();
            async move { client.execute(request.try_into()?).await.map(http::Response::from) }
        });
        TowerTransport::new(service, tokio::time::sleep)
    }

    conformance! {
        #[tokio::test]
        backend: Backend::new("tower-reqwest").limitations(&[Limitation::QuotesEncoded]),
        server: &*HTTP1,
        transport: transport(),
    }
}
