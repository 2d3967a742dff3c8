//! One client, several runtimes: a connection is used only by the runtime that drives it.

use crate::http2::{Action, Server};
use crate::support::client;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use webpubsub_hyper::{CallOptions, Message, RetryPolicy, WebPubSubServiceClient};
use webpubsub_test_servers::responding;

const ACCEPTED: &str = "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

async fn send(client: &WebPubSubServiceClient) {
    let options = CallOptions::new().retry(RetryPolicy::never()).attempt_timeout(Duration::from_secs(20));
    client.with_options(options).send_to_all(Message::text("x")).await.unwrap_or_else(|error| panic!("{error:?}"));
}

/// As in tests with a static client: each of 360 runtimes is dropped after its send, twelve at a time.
fn many_runtimes(client: &WebPubSubServiceClient) {
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| (0..30).for_each(|_| runtime().block_on(send(client))));
        }
    });
}

#[test]
fn a_static_client_serves_many_runtimes() {
    static CLIENT: LazyLock<WebPubSubServiceClient> = LazyLock::new(|| client(responding(ACCEPTED).0));
    many_runtimes(&CLIENT);
}

#[test]
fn over_http2_too() {
    let server = Server::start(|_, stream| vec![Action::Accept(stream)]);
    many_runtimes(&server.client());
    assert_eq!(server.accepted().len(), 360);
}

/// The first runtime stays, and nothing polls it while the second one sends.
#[test]
fn a_runtime_that_is_not_polled_does_not_stall_another() {
    let server = Server::start(|_, stream| vec![Action::Accept(stream)]);
    let http1 = client(responding(ACCEPTED).0);
    for client in [http1, server.client()] {
        let (first, second) = (runtime(), runtime());
        first.block_on(send(&client));
        second.block_on(send(&client));
        // Its own connection is still there.
        first.block_on(send(&client));
    }
}
