//! The contract of `HttpTransport`, over hyper-util's client with layers, and over reqwest's.

use std::sync::LazyLock;
use webpubsub_conformance::FaultServer;

static SERVER: LazyLock<FaultServer> = LazyLock::new(|| FaultServer::start().expect("a free port"));
/// Larger than any test's number of concurrent calls.
const CONCURRENT: usize = 64;

mod tower {
    use super::{CONCURRENT, SERVER};
    use bytes::Bytes;
    use http_body_util::Full;
    use hyper_util::client::legacy::Client;
    use hyper_util::rt::TokioExecutor;
    use std::time::Duration;
    use tower::ServiceBuilder;
    use tower_http::trace::TraceLayer;
    use webpubsub_conformance::{Backend, conformance};
    use webpubsub_tower::TowerTransport;
    use webpubsub_tower::transport::HttpTransport;

    fn stack() -> impl HttpTransport + std::fmt::Debug {
        let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
        let service = ServiceBuilder::new()
            .timeout(Duration::from_secs(30))
            .concurrency_limit(CONCURRENT)
            .layer(TraceLayer::new_for_http())
            .service(client);
        TowerTransport::new(service, tokio::time::sleep)
    }

    conformance! {
        #[tokio::test]
        backend: Backend::new("tower"),
        server: &*SERVER,
        transport: stack(),
    }
}

mod reqwest {
    use super::SERVER;
    use bytes::Bytes;
    use webpubsub_conformance::{Backend, Limitation, conformance};
    use webpubsub_tower::TowerTransport;
    use webpubsub_tower::transport::HttpTransport;

    fn client() -> impl HttpTransport + std::fmt::Debug {
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
        server: &*SERVER,
        transport: client(),
    }
}
