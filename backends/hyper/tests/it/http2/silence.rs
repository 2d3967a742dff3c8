//! Servers and load balancers that fall silent: a connection on which a timeout passed, or whose pings get no response,
//! takes no new requests.

use super::{Action, Server, kind, once, send};
use std::sync::mpsc;
use std::time::Duration;
use webpubsub_hyper::{CallOptions, RetryPolicy, TransportErrorKind, WebPubSubServiceClient};

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(30);

fn within(client: &WebPubSubServiceClient, timeout: Duration) -> WebPubSubServiceClient {
    client.with_options(CallOptions::new().attempt_timeout(timeout))
}

/// The first connection responds twice. Then it does `last`; every other connection responds.
fn silent_after_two(last: Vec<Action>) -> Server {
    Server::start(move |connection, stream| match (connection, stream) {
        (0, 5..) => last.clone(),
        _ => vec![Action::Accept(stream)],
    })
}

#[tokio::test]
async fn after_a_timeout_the_next_call_opens_another_connection() {
    // With responses to pings, and without; with a goodbye; and with nothing read.
    let goodbye = Action::GoAway(5);
    for last in [vec![], vec![Action::Mute], vec![goodbye], vec![goodbye, Action::Mute], vec![Action::Stall]] {
        let server = silent_after_two(last.clone());
        let client = once(&within(&server.client(), LONG));
        for text in ["a", "b"] {
            send(&client, text).await.expect("accepted");
        }
        assert_eq!(kind(send(&within(&client, SHORT), "c").await), TransportErrorKind::Timeout);
        for text in ["d", "e", "f"] {
            send(&client, text).await.unwrap_or_else(|error| panic!("{text} after {last:?}: {error:?}"));
        }
        assert_eq!(server.accepted(), ["a", "b", "d", "e", "f"]);
    }
}

/// A message longer than what is sent before the server makes room for more.
#[tokio::test]
async fn a_server_that_stops_reading_is_left() {
    let server = Server::start(|connection, stream| match (connection, stream) {
        (0, 3) => vec![Action::Accept(3), Action::Stall],
        _ => vec![Action::Accept(stream)],
    });
    let client = once(&within(&server.client(), LONG));
    for text in ["a", "b"] {
        send(&client, text).await.expect("accepted");
    }
    assert_eq!(kind(send(&within(&client, SHORT), &"c".repeat(900_000)).await), TransportErrorKind::Timeout);
    for text in ["d", "e"] {
        send(&client, text).await.expect("accepted");
    }
    assert_eq!(server.accepted(), ["a", "b", "d", "e"]);
}

#[tokio::test]
async fn a_retry_after_a_timeout_does_not_meet_the_same_connection() {
    let server = silent_after_two(vec![]);
    let options = CallOptions::new().retry(RetryPolicy::at_least_once());
    let client = within(&server.client(), LONG).with_options(options);
    for text in ["a", "b"] {
        send(&client, text).await.expect("accepted");
    }
    // Long enough for its retry on a busy machine.
    send(&within(&client, SHORT * 5), "c").await.expect("accepted");
    assert_eq!(server.accepted(), ["a", "b", "c"]);
}

#[tokio::test]
async fn calls_at_once_that_time_out_share_one_new_connection() {
    let server = silent_after_two(vec![]);
    let client = once(&within(&server.client(), LONG));
    for text in ["a", "b"] {
        send(&client, text).await.expect("accepted");
    }
    let hasty = within(&client, SHORT);
    let silent = tokio::join!(send(&hasty, "x"), send(&hasty, "x"), send(&hasty, "x"));
    for result in [silent.0, silent.1, silent.2] {
        assert_eq!(kind(result), TransportErrorKind::Timeout);
    }
    let (first, second) = tokio::join!(send(&client, "c"), send(&client, "d"));
    first.and(second).expect("accepted");
}

/// Stream 3 times out, and stream 5 of the same connection receives its response only after that.
#[tokio::test]
async fn streams_in_flight_go_on() {
    let server = Server::start(|connection, stream| match (connection, stream) {
        (0, 3) => vec![],
        (0, 5) => vec![Action::AcceptAfterReset(5)],
        _ => vec![Action::Accept(stream)],
    });
    let client = once(&server.client());
    send(&client, "first").await.expect("accepted");
    let (hasty, patient) = (within(&client, SHORT), within(&client, LONG));
    let (third, fifth) = tokio::join!(send(&hasty, "stream 3"), send(&patient, "stream 5"));
    assert_eq!(kind(third), TransportErrorKind::Timeout);
    fifth.expect("accepted");
    send(&client, "next").await.expect("accepted");
    assert_eq!(server.accepted(), ["first", "stream 5", "next"]);
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_the_connection_in_use() {
    let (tell, arrived) = mpsc::channel();
    let server = Server::start(move |connection, stream| {
        let _ = tell.send((connection, stream));
        if stream == 3 { vec![] } else { vec![Action::Accept(stream)] }
    });
    let client = once(&within(&server.client(), LONG));
    send(&client, "a").await.expect("accepted");
    let dropped = tokio::spawn({
        let client = client.clone();
        async move { send(&client, "dropped").await }
    });
    let arrived = tokio::task::spawn_blocking(move || {
        assert_eq!([arrived.recv(), arrived.recv()], [Ok((0, 1)), Ok((0, 3))]);
        arrived
    });
    let arrived = arrived.await.expect("arrived");
    dropped.abort();
    assert!(dropped.await.is_err_and(|error| error.is_cancelled()));
    send(&client, "b").await.expect("accepted");
    assert_eq!(arrived.recv(), Ok((0, 5)));
}

/// The server falls silent while a call is under way, and while none is.
#[tokio::test]
async fn a_connection_whose_pings_get_no_response_is_closed() {
    for idle in [false, true] {
        let server = Server::start(move |connection, stream| match (connection, stream) {
            (0, 1) if idle => vec![Action::Accept(1), Action::Mute],
            (0, 3..) => vec![Action::Mute],
            _ => vec![Action::Accept(stream)],
        });
        let builder = server.builder().http2_keep_alive_interval(SHORT).http2_keep_alive_timeout(SHORT);
        let client = once(&within(&server.client_with(builder), LONG));
        send(&client, "a").await.expect("accepted");
        if !idle {
            assert_eq!(kind(send(&client, "b").await), TransportErrorKind::Interrupted);
        }
        let (server, ended) = tokio::task::spawn_blocking(|| {
            let ended = server.ended.recv_timeout(LONG);
            (server, ended)
        })
        .await
        .expect("joined");
        ended.expect("closed");
        send(&client, "c").await.expect("accepted");
        assert_eq!(server.accepted(), ["a", "c"]);
    }
}
