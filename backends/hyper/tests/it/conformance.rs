//! The contract of `HttpTransport`, case by case, on both protocols.

use std::sync::LazyLock;
use webpubsub_conformance::FaultServer;
use webpubsub_hyper::HyperTransport;

static HTTP1: LazyLock<FaultServer> = LazyLock::new(|| FaultServer::start().expect("a free port"));
static HTTP2: LazyLock<FaultServer> = LazyLock::new(|| FaultServer::start_http2().expect("a free port"));

mod http1 {
    use super::{HTTP1, HyperTransport};
    use webpubsub_conformance::{Backend, conformance};

    conformance! {
        #[tokio::test]
        backend: Backend::new("hyper-http1").keeps_timeout(),
        server: &*HTTP1,
        transport: HyperTransport::default(),
    }
}

mod http2 {
    use super::{HTTP2, HyperTransport};
    use webpubsub_conformance::{Backend, conformance};

    pub(super) fn trusting() -> HyperTransport {
        let certificate = HTTP2.certificate().expect("a certificate");
        HyperTransport::builder().root_certificate(certificate).expect("read").build()
    }

    conformance! {
        #[tokio::test]
        backend: Backend::new("hyper-http2").keeps_timeout(),
        server: &*HTTP2,
        transport: trusting(),
    }
}

/// The case that applies to HTTP/2 alone does fail for a broken transport.
mod can_fail {
    use super::{HTTP2, http2::trusting};
    use bytes::Bytes;
    use http::{Request, Response};
    use std::time::Duration;
    use webpubsub_conformance::{Backend, Fixture, Passed, cases};
    use webpubsub_hyper::HyperTransport;
    use webpubsub_hyper::transport::{Attempt, SendHttpTransport, TransportError, TransportErrorKind, UnixTime};

    struct Vague(HyperTransport);

    impl SendHttpTransport for Vague {
        async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
            let sent = self.0.send(request, attempt).await;
            sent.map_err(|error| TransportError::new(TransportErrorKind::Interrupted, error.to_string()))
        }

        async fn sleep(&self, duration: Duration) {
            self.0.sleep(duration).await;
        }

        fn now(&self) -> UnixTime {
            self.0.now()
        }

        fn random(&self) -> [u8; 16] {
            self.0.random()
        }
    }

    #[tokio::test]
    async fn stream_refused() {
        let (backend, transport) = (Backend::new("vague"), Vague(trusting()));
        let fixture = Fixture::new(&transport, &backend, HTTP2.base_url(), "stream_refused");
        let failure = cases::stream_refused(&fixture).await.expect_err("a kind that is too weak");
        assert!(failure.to_string().contains("expected [NotSent]"), "{failure}");
        let (backend, transport) = (Backend::new("exact"), trusting());
        let fixture = Fixture::new(&transport, &backend, HTTP2.base_url(), "stream_refused");
        assert_eq!(cases::stream_refused(&fixture).await, Ok(Passed::Full));
    }
}
