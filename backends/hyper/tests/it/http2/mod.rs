//! HTTP/2: what the server says that it has not looked at was not sent; about all else there is doubt.

mod server;

use server::{Say, Server};
use webpubsub_hyper::{CallOptions, Error, ErrorKind, Message, RetryPlan, TransportErrorKind, WebPubSubServiceClient};

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;

/// The largest stream number: by a GOAWAY with it a server announces that it is about to leave.
const ALL: u32 = 0x7FFF_FFFF;

fn once(client: &WebPubSubServiceClient) -> WebPubSubServiceClient {
    client.with(CallOptions::new().retry(RetryPlan::never()))
}

async fn send(client: &WebPubSubServiceClient, text: &str) -> Result<(), Error> {
    client.send_to_all(Message::text(text)).await
}

fn kind(result: Result<(), Error>) -> TransportErrorKind {
    let error = result.expect_err("no answer");
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    assert_eq!(error.may_have_taken_effect(), cause.kind() != TransportErrorKind::NotSent, "{error}");
    cause.kind()
}

#[tokio::test]
async fn a_refused_stream_is_not_sent_and_repeated() {
    let server = Server::start(|_, stream| match stream {
        1 | 3 => vec![Say::Reset(stream, REFUSED_STREAM)],
        _ => vec![Say::Accepted(stream)],
    });
    let client = server.client();
    assert_eq!(kind(send(&once(&client), "a").await), TransportErrorKind::NotSent);
    send(&client, "b").await.expect("repeated");
    assert_eq!(server.accepted(), ["b"]);
}

#[tokio::test]
async fn any_other_reset_is_interrupted() {
    for code in [NO_ERROR, INTERNAL_ERROR, CANCEL, ENHANCE_YOUR_CALM] {
        let server = Server::start(move |_, stream| vec![Say::Reset(stream, code)]);
        assert_eq!(kind(send(&server.client(), "a").await), TransportErrorKind::Interrupted, "code {code}");
    }
}

#[tokio::test]
async fn above_the_last_stream_of_a_goaway_nothing_was_sent() {
    let server = Server::start(|connection, stream| match (connection, stream) {
        (0, 1) => vec![Say::Accepted(1)],
        (0, _) => vec![Say::GoAway(1)],
        _ => vec![Say::Accepted(stream)],
    });
    let client = server.client();
    send(&client, "a").await.expect("accepted");
    let detailed = client.call_detailed(&webpubsub_hyper::operations::SendToAll::new(Message::text("b"))).await;
    assert_eq!(detailed.expect("repeated on another connection").attempts, 2);
    assert_eq!(server.accepted(), ["a", "b"]);
}

/// Stream 1 warms the connection up; then two requests are on their way, on streams 3 and 5, and the server leaves after
/// 3. What becomes of the two?
async fn leaving_after_3(last_words: Vec<Say>) -> (Result<(), Error>, Result<(), Error>, Server) {
    let server = Server::start(move |_, stream| match stream {
        1 => vec![Say::Accepted(1)],
        3 => vec![],
        _ => last_words.clone(),
    });
    let client = once(&server.client());
    send(&client, "warm").await.expect("accepted");
    let (at, above) = tokio::join!(send(&client, "at"), send(&client, "above"));
    (at, above, server)
}

#[tokio::test]
async fn streams_up_to_the_last_one_are_still_answered() {
    let (at, above, server) = leaving_after_3(vec![Say::GoAway(3), Say::Accepted(3)]).await;
    at.expect("accepted");
    assert_eq!(kind(above), TransportErrorKind::NotSent);
    assert_eq!(server.accepted(), ["warm", "at"]);
}

#[tokio::test]
async fn streams_up_to_the_last_one_are_in_doubt_when_the_connection_ends() {
    for end in [Say::Close, Say::Nonsense] {
        let (at, above, _server) = leaving_after_3(vec![Say::GoAway(3), end]).await;
        assert_eq!(kind(at), TransportErrorKind::Interrupted, "{end:?}");
        assert_eq!(kind(above), TransportErrorKind::NotSent, "{end:?}");
    }
}

#[tokio::test]
async fn all_are_in_doubt_without_a_goaway_or_with_one_that_only_announces() {
    for last_words in [vec![Say::Close], vec![Say::Nonsense], vec![Say::GoAway(ALL), Say::Close]] {
        let (at, above, _server) = leaving_after_3(last_words.clone()).await;
        assert_eq!([kind(at), kind(above)], [TransportErrorKind::Interrupted; 2], "{last_words:?}");
    }
}

/// The head of a request without a body is all of it, and a GOAWAY can be reported although the head went out.
#[tokio::test]
async fn without_a_body_a_goaway_proves_nothing() {
    let server = Server::start(|_, _| vec![Say::GoAway(0)]);
    assert_eq!(kind(server.client().close_all_connections().await), TransportErrorKind::Interrupted);
}

/// The server left while the runtime was busy; what is written next is answered by nothing but that GOAWAY.
#[tokio::test]
async fn a_goaway_that_was_not_heard_costs_no_error() {
    let (tell, left) = std::sync::mpsc::channel();
    let server = Server::start(move |connection, stream| {
        let leaving = connection == 0;
        if leaving && stream > 1 {
            return vec![];
        }
        let _ = tell.send(());
        if leaving { vec![Say::Accepted(1), Say::GoAway(1)] } else { vec![Say::Accepted(stream)] }
    });
    let client = server.client();
    send(&client, "a").await.expect("accepted");
    // Blocks this runtime's only thread.
    left.recv().expect("left");
    send(&client, "b").await.expect("accepted");
    assert_eq!(server.accepted(), ["a", "b"]);
}
