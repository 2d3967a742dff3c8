//! Calls need a tokio runtime, and say so.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use webpubsub_hyper::{CallOptions, Error, ErrorKind, Message, TransportErrorKind, WebPubSubServiceClient};

const CONNECTION_STRING: &str = "Endpoint=http://127.0.0.1:1;AccessKey=k;Version=1.0;";

/// An error, not a panic; the first poll returns it.
#[test]
fn a_call_outside_a_runtime_is_an_error() {
    let client = WebPubSubServiceClient::from_connection_string(CONNECTION_STRING, "chat").expect("a client");
    let mut call = pin!(client.send_to_all(Message::text("x")));
    let Poll::Ready(Err(error)) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("not an error at once")
    };
    is_misconfigured(&error, "no tokio runtime: call from within one, for example under #[tokio::main]");
}

/// Tokio panics in the task that connects. The call does not connect again and again until its timeout.
#[test]
fn a_call_on_a_runtime_without_io_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    for string in [CONNECTION_STRING, &CONNECTION_STRING.replace("http", "https")] {
        let client = WebPubSubServiceClient::from_connection_string(string, "chat").expect("a client");
        let client = client.with_options(CallOptions::new().timeout(Duration::from_secs(5)));
        let error = runtime.block_on(client.send_to_all(Message::text("x"))).expect_err("no I/O");
        is_misconfigured(&error, "as it does on a tokio runtime without I/O");
        assert!(!error.was_sent());
    }
}

/// As in a task that is polled while its runtime shuts down, where the end of the program waits for it.
#[test]
fn a_call_on_a_runtime_that_shuts_down_is_an_error() {
    let (done, result) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let handle = runtime.handle().clone();
        drop(runtime);
        let _entered = handle.enter();
        let client = WebPubSubServiceClient::from_connection_string(CONNECTION_STRING, "chat").expect("a client");
        let mut call = pin!(client.send_to_all(Message::text("x")));
        done.send(call.as_mut().poll(&mut Context::from_waker(Waker::noop())))
    });
    let polled = result.recv_timeout(Duration::from_secs(20)).expect("a poll that ends");
    let Poll::Ready(Err(error)) = polled else { panic!("not an error at once") };
    is_misconfigured(&error, "the tokio runtime shuts down");
}

fn is_misconfigured(error: &Error, advice: &str) {
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    assert_eq!((cause.kind(), error.attempts()), (TransportErrorKind::Misconfigured, 1), "{error:?}");
    assert!(format!("{error:?}").contains(advice), "{error:?}");
}
