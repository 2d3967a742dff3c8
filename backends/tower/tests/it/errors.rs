//! How far a failed request got, by what the service says.

use crate::support::post;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{Full, StreamBody};
use hyper_util::client::legacy;
use std::error::Error;
use std::future::{Ready, ready};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};
use tokio::time::Sleep;
use webpubsub_tower::TransportErrorKind::{Interrupted, Misconfigured, NotSent, Other, Timeout};
use webpubsub_tower::transport::{HttpTransport, TransportError};
use webpubsub_tower::{TowerTransport, TransportErrorKind};

type BoxError = Box<dyn Error + Send + Sync>;

/// An error of a layer around another error.
#[derive(Debug)]
struct Layer(BoxError);

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a layer failed")
    }
}

impl Error for Layer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

/// What happens when nobody listens, as hyper-util says it.
async fn connect_error() -> legacy::Error {
    let client = legacy::Client::builder(hyper_util::rt::TokioExecutor::new()).build_http::<Full<Bytes>>();
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    client.get(format!("http://{free}").parse().expect("a URL")).await.expect_err("nobody listens")
}

/// What happens when the server closes before it has responded.
async fn closed_error() -> legacy::Error {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("a URL");
    std::thread::spawn(move || drop(listener.accept()));
    let client = legacy::Client::builder(hyper_util::rt::TokioExecutor::new()).build_http::<Full<Bytes>>();
    client.get(url).await.expect_err("the server closes")
}

fn elapsed() -> BoxError {
    tower::timeout::error::Elapsed::new().into()
}

/// Fails once.
#[derive(Clone)]
struct Failing(Arc<Mutex<Option<BoxError>>>);

impl tower::Service<Request<Bytes>> for Failing {
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = Ready<Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        ready(Err(self.0.lock().expect("unpoisoned").take().expect("one request")))
    }
}

fn failing(error: impl Into<BoxError>) -> TowerTransport<Failing, Bytes, fn(Duration) -> Sleep> {
    TowerTransport::new(Failing(Arc::new(Mutex::new(Some(error.into())))), tokio::time::sleep)
}

async fn kind(transport: &impl HttpTransport) -> TransportErrorKind {
    post(transport, "http://x").await.expect_err("it fails").kind()
}

#[tokio::test]
async fn a_type_that_says_so_decides() {
    assert_eq!(kind(&failing(connect_error().await)).await, NotSent);
    assert_eq!(kind(&failing(Layer(connect_error().await.into()))).await, NotSent);
    assert_eq!(kind(&failing(closed_error().await)).await, Interrupted);
    assert_eq!(kind(&failing(elapsed())).await, Timeout);
    assert_eq!(kind(&failing(Layer(elapsed()))).await, Timeout);
    assert_eq!(kind(&failing(TransportError::new(Misconfigured, "known"))).await, Misconfigured);
}

/// An error that merely sounds like it proves nothing.
#[tokio::test]
async fn without_a_type_the_request_may_have_been_sent() {
    for sounds in [io::ErrorKind::ConnectionRefused, io::ErrorKind::TimedOut, io::ErrorKind::HostUnreachable] {
        assert_eq!(kind(&failing(io::Error::from(sounds))).await, Interrupted);
    }
    assert_eq!(kind(&failing("could not connect")).await, Interrupted);
}

#[tokio::test]
async fn the_user_decides_first() {
    let refused = |error: &(dyn Error + 'static)| {
        let error = error.downcast_ref::<io::Error>()?;
        (error.kind() == io::ErrorKind::ConnectionRefused).then_some(NotSent)
    };
    let io = Layer(io::Error::from(io::ErrorKind::ConnectionRefused).into());
    assert_eq!(kind(&failing(io).classify(refused)).await, NotSent);
    assert_eq!(kind(&failing(elapsed()).classify(refused)).await, Timeout, "what the user's rule does not know");
    // A rule for a source comes before a rule of this crate for the error itself.
    let below = |error: &(dyn Error + 'static)| error.is::<io::Error>().then_some(Other);
    assert_eq!(kind(&failing(connect_error().await).classify(below)).await, Other);
}

#[tokio::test]
async fn the_source_is_the_services_own_error() {
    let error = post(&failing(elapsed()), "http://x").await.expect_err("it fails");
    assert!(error.source().is_some_and(<dyn Error>::is::<tower::timeout::error::Elapsed>), "{error:?}");
}

/// A transport of this library behind layers: its error says all of it, and once.
#[tokio::test]
async fn an_error_of_the_librarys_own_is_returned_as_it_is() {
    for own in [TransportError::new(NotSent, "refused"), TransportError::new(Other, "x"), TransportError::timeout()] {
        let text = format!("{own:?}");
        let error = post(&failing(own), "http://x").await.expect_err("it fails");
        let chain = std::iter::successors(Some(&error as &(dyn Error + 'static)), |&error| error.source());
        assert_eq!(chain.map(ToString::to_string).collect::<Vec<_>>().join(": "), text);
    }
    assert!(post(&failing(TransportError::connect_timeout()), "http://x").await.expect_err("it fails").is_timeout());
}

/// Once a response has begun, the request was sent, whatever an error of its body says.
#[tokio::test]
async fn a_body_that_fails_was_sent() {
    for (error, expected) in [(connect_error().await.into(), Interrupted), (elapsed(), Timeout)] {
        let error = Arc::new(Mutex::new(Some::<BoxError>(error)));
        let service = tower::service_fn(move |_: Request<Bytes>| {
            let error = error.lock().expect("unpoisoned").take().expect("one request");
            let frames = futures_util::stream::iter([Err::<http_body::Frame<Bytes>, _>(error)]);
            ready(Ok::<_, BoxError>(Response::new(StreamBody::new(frames))))
        });
        assert_eq!(kind(&TowerTransport::new(service, tokio::time::sleep)).await, expected);
    }
}
