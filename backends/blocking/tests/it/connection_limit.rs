//! The bound on connections to one host: calls wait for a connection, and run out of no files.

use crate::support::{client, client_of, kind};
use std::io::Write;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use webpubsub_blocking::TransportErrorKind::{NotSent, Timeout};
use webpubsub_blocking::{BlockingTransport, CallOptions, Error, Message, RetryPolicy, WebPubSubServiceClient};
use webpubsub_test_servers::{ACCEPTED, counting_server, read_request, serve};

const LONG: Duration = Duration::from_secs(60);

/// Enough for a call, and thousands of them.
const STACK: usize = 512 * 1_024;

fn once(client: &WebPubSubServiceClient, timeout: Duration) -> WebPubSubServiceClient {
    client.with_options(CallOptions::new().retry(RetryPolicy::never()).attempt_timeout(timeout))
}

fn limited(address: SocketAddr, connections: usize) -> WebPubSubServiceClient {
    let transport = BlockingTransport::builder().max_connections_per_host(connections).build();
    once(&client_of(&format!("http://{address}"), transport), LONG)
}

/// Sends that many messages at once, each on a thread of its own, and returns the results.
fn send_all(client: &WebPubSubServiceClient, messages: usize) -> Vec<Result<(), Error>> {
    let send = |number: usize| {
        let client = client.clone();
        let send = move || client.send_to_all(Message::text(number.to_string()));
        thread::Builder::new().stack_size(STACK).spawn(send).expect("a thread")
    };
    let sends: Vec<_> = (0..messages).map(send).collect();
    sends.into_iter().map(|send| send.join().expect("no panic")).collect()
}

#[test]
fn all_calls_are_served_within_the_bound() {
    // A connection is used for all calls, or for two.
    for (connections, requests) in [(1, usize::MAX), (3, usize::MAX), (3, 2)] {
        let (address, count) = counting_server(requests);
        for result in send_all(&limited(address, connections), 100) {
            // A close can meet a send, which is then interrupted; none is lost for want of a connection.
            assert!(requests != usize::MAX || result.is_ok(), "{result:?}");
            assert!(!result.is_err_and(|error| kind(&error) == NotSent));
        }
        assert!(count.most() <= connections, "{} of {connections} after {requests}", count.most());
    }
}

/// The connection is stalled: a call that waits for it was not sent. Once the stalled call ends, the next one succeeds.
#[test]
fn a_call_that_waits_in_vain_is_not_sent() {
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
    thread::scope(|scope| {
        let stalled = scope.spawn(|| once(&client, Duration::from_secs(3)).send_to_all(Message::text("stalled")));
        arrived.recv().expect("arrived");
        let error = once(&client, Duration::from_millis(200)).send_to_all(Message::text("x")).expect_err("in vain");
        assert_eq!(kind(&error), NotSent);
        assert!(!error.may_have_taken_effect() && format!("{error:?}").contains("within the timeout"), "{error:?}");
        client.send_to_all(Message::text("next")).expect("accepted, once the other has given up");
        assert!(stalled.join().expect("no panic").is_err_and(|error| kind(&error) == Timeout));
    });
}

/// 3,000 sends at once from a process that may open 1,024 files, as many systems set it: to a server that responds to
/// none, and to one that is slow.
#[test]
#[cfg(unix)]
fn three_thousand_sends_do_not_run_out_of_files() {
    for stalls in [true, false] {
        let address = serve(move |mut stream| {
            while read_request(&mut stream).is_some() {
                if !stalls {
                    thread::yield_now();
                    let _ = stream.get_mut().write_all(ACCEPTED.as_bytes());
                }
            }
        });
        let program = std::env::current_exe().expect("this program");
        let limit = "ulimit -n 1024 && exec \"$0\" --exact connection_limit::child_process --ignored --nocapture";
        let mut child = Command::new("sh");
        child.args(["-c", limit]).arg(program).env("TEST_ADDRESS", address.to_string());
        // Without a response a short time will do; with one, none may run out of it.
        child.env("TEST_TIMEOUT", if stalls { "5" } else { "60" });
        let output = child.output().expect("output");
        let output = String::from_utf8_lossy(&output.stdout);
        let expected = if stalls { "timed out or waited in vain: 3000" } else { "accepted: 3000," };
        assert!(output.contains(expected), "{output}");
    }
}

#[test]
#[ignore = "run by another test, with few files"]
fn child_process() {
    let (Ok(address), Ok(timeout)) = (std::env::var("TEST_ADDRESS"), std::env::var("TEST_TIMEOUT")) else { return };
    let client = client(address.parse().expect("an address"));
    let (mut accepted, mut others) = (0, 0);
    for result in send_all(&once(&client, Duration::from_secs(timeout.parse().expect("seconds"))), 3_000) {
        match result {
            Ok(()) => accepted += 1,
            Err(error) => {
                let waited = format!("{error:?}").contains("no connection within the timeout");
                assert!(waited || kind(&error) == Timeout, "{error:?}");
                others += 1;
            }
        }
    }
    println!("accepted: {accepted}, timed out or waited in vain: {others}");
}
