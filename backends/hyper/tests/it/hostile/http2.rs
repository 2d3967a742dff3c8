//! HTTP/2 servers.

use super::{CALLS, LONG, TIMEOUT, send};
use crate::http2::{Action, Server};
use webpubsub_hyper::TransportErrorKind::{self, Interrupted, NotSent, ResponseTooLarge, Timeout};
use webpubsub_test_servers::Memory;

/// Every call to a server that does `actions` after each request comes to one of `outcomes`; then the client closes the
/// connections.
async fn expect(
    outcomes: &'static [Result<u16, TransportErrorKind>],
    sizes: &'static [usize],
    actions: impl Fn(u32) -> Vec<Action> + Send + Sync + 'static,
) {
    // A call that cannot time out may take long on a busy machine.
    let timeout = if outcomes.contains(&Err(Timeout)) { TIMEOUT } else { LONG };
    let server = Server::start(move |_, stream| actions(stream));
    for size in sizes {
        let builder = server.builder().http2_keep_alive_interval(TIMEOUT).http2_keep_alive_timeout(TIMEOUT);
        let results = send(&server.client_with(builder), *size, timeout).await;
        assert!(results.iter().all(|result| outcomes.contains(result)), "{size} bytes: {results:?}");
        assert_eq!(results.len(), CALLS);
        let server = &server;
        // At least one connection was used; it ends although the server does not close it.
        tokio::task::block_in_place(|| server.ended.recv_timeout(LONG)).expect("closed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mute_and_stalling() {
    let _memory = Memory::of("hyper, a mute or stalling HTTP/2 server");
    expect(&[Err(Timeout), Err(Interrupted)], &[1], |_| vec![Action::Mute]).await;
    expect(&[Err(Timeout)], &[1], |_| vec![]).await;
    // Without a window update a long message cannot be written to its end.
    expect(&[Err(Timeout)], &[900_000], |_| vec![]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dying() {
    let _memory = Memory::of("hyper, a dying HTTP/2 server");
    for action in [Action::Close, Action::InvalidFrame] {
        expect(&[Err(Interrupted), Err(NotSent)], &[1], move |_| vec![action]).await;
    }
    expect(&[Err(Interrupted), Err(NotSent)], &[1], |_| vec![Action::GoAway(0), Action::Close]).await;
    expect(&[Err(NotSent)], &[1], |stream| vec![Action::Reset(stream, 7)]).await;
    expect(&[Err(Interrupted)], &[1], |stream| vec![Action::Reset(stream, 2)]).await;
}

/// Frames without end, and none of the client's is read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flooding() {
    let _memory = Memory::of("hyper, a flood of HTTP/2 frames");
    for action in [Action::FloodPings, Action::FloodSettings] {
        expect(&[Err(Timeout), Err(Interrupted)], &[1], move |_| vec![action]).await;
    }
    let outcomes = &[Err(Timeout), Err(Interrupted), Err(ResponseTooLarge)];
    expect(outcomes, &[1], |stream| vec![Action::FloodHead(stream)]).await;
    expect(outcomes, &[1], |stream| vec![Action::FloodBody(stream)]).await;
}
