//! HTTP/2: a request that the server says it has not processed was not sent; any other may have taken effect.

mod server;
mod silence;

pub(crate) use server::{Action, Server};
use std::time::Duration;
use webpubsub_hyper::{
    CallOptions, Error, ErrorKind, Message, RetryPolicy, TransportErrorKind, WebPubSubServiceClient,
};

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;

/// The largest stream id: a GOAWAY with it announces that the server is about to shut down.
const ALL: u32 = 0x7FFF_FFFF;

fn once(client: &WebPubSubServiceClient) -> WebPubSubServiceClient {
    client.with_options(CallOptions::new().retry(RetryPolicy::never()))
}

async fn send(client: &WebPubSubServiceClient, text: &str) -> Result<(), Error> {
    client.send_to_all(Message::text(text)).await
}

fn kind(result: Result<(), Error>) -> TransportErrorKind {
    let error = result.expect_err("no response");
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    assert_eq!(error.may_have_taken_effect(), cause.kind() != TransportErrorKind::NotSent, "{error}");
    cause.kind()
}

#[tokio::test]
async fn a_refused_stream_is_not_sent_and_retried() {
    let server = Server::start(|_, stream| match stream {
        1 | 3 => vec![Action::Reset(stream, REFUSED_STREAM)],
        _ => vec![Action::Accept(stream)],
    });
    let client = server.client();
    assert_eq!(kind(send(&once(&client), "a").await), TransportErrorKind::NotSent);
    send(&client, "b").await.expect("retried");
    assert_eq!(server.accepted(), ["b"]);
}

#[tokio::test]
async fn any_other_reset_is_interrupted() {
    for code in [NO_ERROR, INTERNAL_ERROR, CANCEL, ENHANCE_YOUR_CALM] {
        let server = Server::start(move |_, stream| vec![Action::Reset(stream, code)]);
        assert_eq!(kind(send(&server.client(), "a").await), TransportErrorKind::Interrupted, "code {code}");
    }
}

#[tokio::test]
async fn above_the_last_stream_of_a_goaway_nothing_was_sent() {
    let server = Server::start(|connection, stream| match (connection, stream) {
        (0, 1) => vec![Action::Accept(1)],
        (0, _) => vec![Action::GoAway(1)],
        _ => vec![Action::Accept(stream)],
    });
    let client = server.client();
    send(&client, "a").await.expect("accepted");
    let detailed = client.call_detailed(&webpubsub_hyper::operations::SendToAll::new(Message::text("b"))).await;
    assert_eq!(detailed.expect("retried on another connection").attempts, 2);
    assert_eq!(server.accepted(), ["a", "b"]);
}

/// Stream 1 opens the connection. Then two requests are under way, on streams 3 and 5, when the server takes `actions`.
/// Returns the results of the two.
async fn two_under_way(actions: Vec<Action>) -> (Result<(), Error>, Result<(), Error>, Server) {
    let server = Server::start(move |_, stream| match stream {
        1 => vec![Action::Accept(1)],
        3 => vec![],
        _ => actions.clone(),
    });
    let client = once(&server.client());
    send(&client, "first").await.expect("accepted");
    let (third, fifth) = tokio::join!(send(&client, "stream 3"), send(&client, "stream 5"));
    (third, fifth, server)
}

#[tokio::test]
async fn streams_up_to_the_last_one_still_get_their_responses() {
    let (third, fifth, server) = two_under_way(vec![Action::GoAway(3), Action::Accept(3)]).await;
    third.expect("accepted");
    assert_eq!(kind(fifth), TransportErrorKind::NotSent);
    assert_eq!(server.accepted(), ["first", "stream 3"]);
}

#[tokio::test]
async fn streams_up_to_the_last_one_are_interrupted_when_the_connection_ends() {
    for end in [Action::Close, Action::InvalidFrame] {
        let (third, fifth, _server) = two_under_way(vec![Action::GoAway(3), end]).await;
        assert_eq!(kind(third), TransportErrorKind::Interrupted, "{end:?}");
        assert_eq!(kind(fifth), TransportErrorKind::NotSent, "{end:?}");
    }
}

#[tokio::test]
async fn all_are_interrupted_without_a_goaway_or_with_one_that_only_announces() {
    for actions in [vec![Action::Close], vec![Action::InvalidFrame], vec![Action::GoAway(ALL), Action::Close]] {
        let (third, fifth, _server) = two_under_way(actions.clone()).await;
        assert_eq!([kind(third), kind(fifth)], [TransportErrorKind::Interrupted; 2], "{actions:?}");
    }
}

#[tokio::test]
async fn a_timeout_after_the_request_was_read_may_have_taken_effect() {
    let server = Server::start(|connection, stream| match (connection, stream) {
        (0, 1) => vec![Action::Accept(1)],
        _ => vec![],
    });
    let client = once(&server.client());
    send(&client, "first").await.expect("accepted");
    let client = client.with_options(CallOptions::new().attempt_timeout(Duration::from_millis(200)));
    assert_eq!(kind(send(&client, "a").await), TransportErrorKind::Timeout);
    assert_eq!(kind(client.close_all_connections().await), TransportErrorKind::Timeout);
}

/// A request without a body is complete with its head, and a GOAWAY can be reported although the head was written.
#[tokio::test]
async fn without_a_body_a_goaway_proves_nothing() {
    let server = Server::start(|_, _| vec![Action::GoAway(0)]);
    assert_eq!(kind(server.client().close_all_connections().await), TransportErrorKind::Interrupted);
}

/// The server shut down while the runtime was blocked; the GOAWAY is the only response to what is written next.
#[tokio::test]
async fn a_goaway_that_was_not_yet_read_causes_no_error() {
    let (tell, sent) = std::sync::mpsc::channel();
    let server = Server::start(move |connection, stream| {
        let first = connection == 0;
        if first && stream > 1 {
            return vec![];
        }
        let _ = tell.send(());
        if first { vec![Action::Accept(1), Action::GoAway(1)] } else { vec![Action::Accept(stream)] }
    });
    let client = server.client();
    send(&client, "a").await.expect("accepted");
    // Blocks this runtime's only thread.
    sent.recv().expect("sent");
    send(&client, "b").await.expect("accepted");
    assert_eq!(server.accepted(), ["a", "b"]);
}
