//! A server that closes idle connections: nothing that may have been accepted is repeated, and a close that could be
//! seen costs no error.

use crate::support::{client, read_request, serve};
use std::collections::HashMap;
use std::io::Write;
use std::net::Shutdown;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use webpubsub_hyper::operations::SendToAll;
use webpubsub_hyper::{ErrorKind, Message, TransportErrorKind};

const ACCEPTED: &[u8] = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

/// What the server accepted: message to count.
type Accepted = Arc<Mutex<HashMap<String, u32>>>;

/// Accepts one message a connection, then closes, and says so when it is done.
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

/// The close is over before the send begins, at every distance; meanwhile `wait` lets the runtime work, or does not.
async fn every_close_is_seen(wait: impl AsyncFn(Duration)) {
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
async fn a_busy_runtime_sees_every_close() {
    every_close_is_seen(async |delay| std::thread::sleep(delay)).await;
}

#[tokio::test]
async fn an_idle_runtime_sees_every_close() {
    every_close_is_seen(async |delay| tokio::time::sleep(delay).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_runtime_of_many_threads_sees_every_close() {
    every_close_is_seen(async |delay| tokio::time::sleep(delay).await).await;
}

/// Many idle connections die at once, more than there are attempts.
#[tokio::test]
async fn a_pool_of_dead_connections_costs_no_error() {
    let (tell, closed) = mpsc::channel();
    let gate = Arc::new(std::sync::Barrier::new(16));
    let address = serve(move |mut stream| {
        let Some(_) = read_request(&mut stream) else { return };
        // All sixteen are under way before the first is answered: so they need a connection each.
        gate.wait();
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

/// Close and send at the same moment: then an error may be the truth, but no message arrives twice, and each one that
/// was reported accepted arrived.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_close_in_the_same_moment_repeats_nothing() {
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
                // Between at once and a little later, without a clock.
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
