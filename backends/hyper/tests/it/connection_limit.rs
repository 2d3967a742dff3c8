//! The bound on HTTP/1 connections to one host: calls wait for a connection, in order, and run out of no files.

use crate::http2::{Action, Server};
use crate::support::client_with;
use std::io::Write;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use webpubsub_hyper::{
    CallOptions, Error, ErrorKind, HyperTransport, Message, RetryPolicy, TransportErrorKind, WebPubSubServiceClient,
};
use webpubsub_test_servers::{ACCEPTED, Count, counting_server, read_request, serve};

const LONG: Duration = Duration::from_secs(60);

fn once(client: &WebPubSubServiceClient, timeout: Duration) -> WebPubSubServiceClient {
    client.with_options(CallOptions::new().retry(RetryPolicy::never()).attempt_timeout(timeout))
}

fn limited(address: SocketAddr, connections: usize) -> WebPubSubServiceClient {
    let transport = HyperTransport::builder().max_connections_per_host(connections).build();
    once(&client_with(address, transport), LONG)
}

fn kind(error: &Error) -> TransportErrorKind {
    let ErrorKind::Transport(cause) = error.kind() else { panic!("{error}") };
    cause.kind()
}

/// Sends that many messages at once, and returns the results.
async fn send_all(client: &WebPubSubServiceClient, messages: usize) -> Vec<Result<(), Error>> {
    let send = |number: usize| {
        let client = client.clone();
        tokio::spawn(async move { client.send_to_all(Message::text(number.to_string())).await })
    };
    let sends: Vec<_> = (0..messages).map(send).collect();
    let mut results = Vec::new();
    for send in sends {
        results.push(send.await.expect("no panic"));
    }
    results
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_calls_are_served_within_the_bound() {
    for (connections, requests) in [(1, usize::MAX), (3, usize::MAX), (1, 1), (3, 2)] {
        let (address, count) = counting_server(requests);
        let results = send_all(&limited(address, connections), 200).await;
        // A close can meet a send, which is then interrupted; none is lost for want of a connection.
        let failed = results.iter().filter_map(|result| result.as_ref().err());
        for error in failed {
            assert!(requests != usize::MAX && kind(error) == TransportErrorKind::Interrupted, "{error:?}");
        }
        assert!(count.most() <= connections, "{} of {connections} after {requests}", count.most());
    }
}

#[tokio::test]
async fn the_first_come_is_the_first_served() {
    let order = Arc::<Mutex<Vec<String>>>::default();
    let log = Arc::clone(&order);
    let address = serve(move |mut stream| {
        while let Some(request) = read_request(&mut stream) {
            log.lock().expect("a lock").push(String::from_utf8(request.body).expect("text"));
            let _ = stream.get_mut().write_all(ACCEPTED.as_bytes());
        }
    });
    for result in send_all(&limited(address, 1), 20).await {
        result.expect("accepted");
    }
    let expected: Vec<String> = (0..20).map(|number: usize| number.to_string()).collect();
    assert_eq!(*order.lock().expect("a lock"), expected);
}

/// The connection is stalled: a call that waits for it was not sent. Once the stalled call ends, the next one succeeds.
#[tokio::test]
async fn a_call_that_waits_in_vain_is_not_sent() {
    let (tell, arrived) = mpsc::channel();
    let address = serve(move |mut stream| {
        while let Some(request) = read_request(&mut stream) {
            if request.body == b"stalled" {
                let _ = tell.send(());
            } else {
                let _ = stream.get_mut().write_all(ACCEPTED.as_bytes());
            }
        }
    });
    let client = limited(address, 1);
    let stalled = tokio::spawn({
        let client = client.clone();
        async move { client.send_to_all(Message::text("stalled")).await }
    });
    tokio::task::spawn_blocking(move || arrived.recv().expect("arrived")).await.expect("joined");
    let hasty = once(&client, Duration::from_millis(200));
    let error = hasty.send_to_all(Message::text("x")).await.expect_err("no connection");
    assert_eq!(kind(&error), TransportErrorKind::NotSent);
    assert!(!error.may_have_taken_effect() && format!("{error:?}").contains("within the timeout"), "{error:?}");
    stalled.abort();
    client.send_to_all(Message::text("next")).await.expect("accepted");
}

/// Twenty calls are under way at once before the first response.
#[tokio::test]
async fn http2_has_no_such_bound() {
    let arrived = AtomicUsize::new(0);
    let server = Server::start(move |_, stream| match arrived.fetch_add(1, Ordering::SeqCst) {
        0 => vec![Action::Accept(stream)],
        20 => (0..20).map(|turn| Action::Accept(stream - 2 * turn)).collect(),
        _ => vec![],
    });
    let client = once(&server.client_with(server.builder().max_connections_per_host(1)), LONG);
    client.send_to_all(Message::text("first")).await.expect("accepted");
    for result in send_all(&client, 20).await {
        result.expect("accepted");
    }
}

/// 3,000 sends at once from a process that may open 1,024 files, as many systems set it: to a server that responds to
/// none, and to one that is slow.
#[test]
#[cfg(unix)]
fn three_thousand_sends_do_not_run_out_of_files() {
    for stalls in [true, false] {
        let count = Count::default();
        let counted = count.clone();
        let address = serve(move |mut stream| {
            counted.enter();
            while read_request(&mut stream).is_some() {
                if !stalls {
                    std::thread::yield_now();
                    let _ = stream.get_mut().write_all(ACCEPTED.as_bytes());
                }
            }
        });
        let program = std::env::current_exe().expect("this program");
        let limit = "ulimit -n 1024 && exec \"$0\" --exact connection_limit::child_process --ignored --nocapture";
        let mut child = Command::new("sh");
        child.args(["-c", limit]).arg(program).env("TEST_ADDRESS", address.to_string());
        let output = child.output().expect("output");
        let output = String::from_utf8_lossy(&output.stdout);
        let expected = if stalls { "timed out or waited in vain: 3000" } else { "accepted: 3000," };
        assert!(output.contains(expected), "{output}");
        // The server sees the end of a stalled connection later than the client.
        assert!(stalls || count.most() <= 256, "{}", count.most());
    }
}

#[tokio::test]
#[ignore = "run by another test, with few files"]
async fn child_process() {
    let Ok(address) = std::env::var("TEST_ADDRESS") else { return };
    let client = client_with(address.parse().expect("an address"), HyperTransport::builder().no_proxy().build());
    let (mut accepted, mut others) = (0, 0);
    for result in send_all(&once(&client, Duration::from_secs(5)), 3_000).await {
        match result {
            Ok(()) => accepted += 1,
            Err(error) => {
                let waited = format!("{error:?}").contains("no connection within the timeout");
                assert!(waited || kind(&error) == TransportErrorKind::Timeout, "{error:?}");
                others += 1;
            }
        }
    }
    println!("accepted: {accepted}, timed out or waited in vain: {others}");
}
