//! Calls need a tokio runtime, and say so.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use webpubsub_hyper::{ErrorKind, Message, TransportErrorKind, WebPubSubServiceClient};

const CONNECTION_STRING: &str = "Endpoint=http://127.0.0.1:1;AccessKey=k;Version=1.0;";

/// An error, not a panic; the first poll returns it.
#[test]
fn a_call_outside_a_runtime_is_an_error() {
    let client = WebPubSubServiceClient::from_connection_string(CONNECTION_STRING, "chat").expect("a client");
    let mut call = pin!(client.send_to_all(Message::text("x")));
    let Poll::Ready(Err(error)) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("not an error at once")
    };
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    assert_eq!((cause.kind(), error.attempts()), (TransportErrorKind::Misconfigured, 1));
    let advice = "no tokio runtime: call from within one, for example under #[tokio::main]";
    assert!(format!("{error:?}").contains(advice), "{error:?}");
}
