//! A server that closes idle connections: nothing that may have been accepted is sent again, and a close that is
//! detectable causes no error.

use crate::support::client;
use std::collections::HashMap;
use std::io::Write;
use std::net::Shutdown;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use webpubsub_hyper::operations::SendToAll;
use webpubsub_hyper::{ErrorKind, Message, TransportErrorKind};
use webpubsub_test_servers::{read_request, serve};

const ACCEPTED: &[u8] = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

/// How often the server accepted each message.
type Accepted = Arc<Mutex<HashMap<String, u32>>>;

/// Accepts one message per connection, then closes it and reports that.
fn closing_server(accepted: &Accepted) -> (std::net::SocketAddr, mpsc::Receiver<()>) {
    let accepted = Arc::clone(accepted);
    let (tell, closed) = mpsc::channel();
    let address = serve(move |mut stream| {
        let Some(request) = read_request(&mut stream) else { return };
        let message = String::from_utf8(request.body).expect("text");
        *accepted.lock().expect("a lock").entry(message).or_default() += 1;
        let _ = stream.get_mut().write_all(ACCEPTED);
        let _ = stream.get_mut().shutdown(Shutdown::Both);
        drop(stream);
        let _ = tell.send(());
    });
    (address, closed)
}

/// The close has completed before the send begins, by 0 to 50 ms; meanwhile `wait` lets the runtime work, or does not.
async fn every_close_is_detected(wait: impl AsyncFn(Duration)) {
    let accepted = Accepted::default();
    let (address, closed) = closing_server(&accepted);
    let client = client(address);
    for delay in 0..=50 {
        let operation = SendToAll::new(Message::text(format!("{delay}")));
        let sent = client.call_detailed(&operation).await;
        let detailed = sent.unwrap_or_else(|error| panic!("closed {delay} ms before: {error}"));
        assert_eq!(detailed.attempts, 1, "closed {delay} ms before");
        closed.recv().expect("closed");
        wait(Duration::from_millis(delay)).await;
    }
    let accepted = accepted.lock().expect("a lock");
    assert!((0..=50).all(|delay| accepted.get(&delay.to_string()) == Some(&1)), "{accepted:?}");
}

#[tokio::test]
async fn a_blocked_runtime_detects_every_close() {
    every_close_is_detected(async |delay| std::thread::sleep(delay)).await;
}

#[tokio::test]
async fn an_idle_runtime_detects_every_close() {
    every_close_is_detected(async |delay| tokio::time::sleep(delay).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_multi_threaded_runtime_detects_every_close() {
    every_close_is_detected(async |delay| tokio::time::sleep(delay).await).await;
}

/// More idle connections are closed at once than a call has attempts.
#[tokio::test]
async fn a_pool_of_stale_connections_causes_no_error() {
    let (tell, closed) = mpsc::channel();
    let all_received = Arc::new(std::sync::Barrier::new(16));
    let address = serve(move |mut stream| {
        let Some(_) = read_request(&mut stream) else { return };
        // All sixteen requests are received before the first response: so each needs a connection of its own.
        all_received.wait();
        let _ = stream.get_mut().write_all(ACCEPTED);
        let _ = stream.get_mut().shutdown(Shutdown::Both);
        drop(stream);
        let _ = tell.send(());
    });
    let client = client(address);
    for _ in 0..2 {
        let calls: Vec<_> = (0..16)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.send_to_all(Message::text("x")).await })
            })
            .collect();
        for call in calls {
            call.await.expect("no panic").expect("accepted");
        }
        (0..16).for_each(|_| closed.recv().expect("closed"));
    }
}

/// Close and send at the same moment: an error may then be right, but no message arrives twice, and each one that was
/// reported as accepted did arrive.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_close_at_the_same_moment_duplicates_nothing() {
    let accepted = Accepted::default();
    let served = Arc::clone(&accepted);
    let address = serve(move |mut stream| {
        for turn in 0_u64.. {
            let Some(request) = read_request(&mut stream) else { return };
            let message = String::from_utf8(request.body).expect("text");
            *served.lock().expect("a lock").entry(message).or_default() += 1;
            if stream.get_mut().write_all(ACCEPTED).is_err() {
                return;
            }
            if turn == 1 {
                // Closes at once or a little later, without a clock.
                (0..turn * 50).for_each(|_| std::thread::yield_now());
                return;
            }
        }
    });
    let client = client(address);
    let mut interrupted = 0;
    for number in 0..500 {
        match client.send_to_all(Message::text(format!("{number}"))).await {
            Ok(()) => assert_eq!(accepted.lock().expect("a lock").get(&number.to_string()), Some(&1)),
            Err(error) => {
                let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
                assert_eq!(cause.kind(), TransportErrorKind::Interrupted, "{error}");
                interrupted += 1;
            }
        }
    }
    let accepted = accepted.lock().expect("a lock");
    assert!(accepted.values().all(|times| *times == 1));
    println!("500 sends, {interrupted} interrupted, none twice");
}
