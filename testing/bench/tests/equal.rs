//! The code by hand is a measure only if it sends what the library sends.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use webpubsub_bench::calls::{Case, cases};
use webpubsub_bench::sender::{Bare, Ours, Sender, serve};

#[test]
fn each_operation_and_its_baseline_send_the_same_request() {
    let cases = cases().expect("cases");
    cases.iter().try_for_each(Case::check_equal).expect("equal");
}

fn server() -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (sender, seen) = mpsc::channel();
    std::thread::spawn(move || {
        serve(&listener, move |request| drop(sender.send(String::from_utf8_lossy(request).into_owned())));
    });
    (address, seen)
}

/// Request line, headers and body; a token without its signature, and an id by its form.
fn parts(request: &str) -> (String, BTreeMap<String, String>, String) {
    let (head, body) = request.split_once("\r\n\r\n").expect("a head");
    let (line, headers) = head.split_once("\r\n").expect("headers");
    let headers = headers.lines().map(|line| {
        let (name, value) = line.split_once(": ").expect("a header");
        let value = match name {
            "x-ms-client-request-id" => value.replace(|digit: char| digit.is_ascii_hexdigit(), "0"),
            // The second in which they were made can differ, and with it the end of the claims and the signature.
            "authorization" => format!("{} {}", &value[..value.len() - 70], value.len()),
            _ => value.to_owned(),
        };
        (name.to_owned(), value)
    });
    (line.to_owned(), headers.collect(), body.to_owned())
}

#[test]
fn both_senders_write_the_same_to_the_socket() {
    let (address, seen) = server();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (ours, bare) = (Ours::new(address, "hello").expect("ours"), Bare::new(address, "hello").expect("bare"));
    runtime.block_on(async {
        ours.send().await.expect("accepted");
        bare.send().await.expect("accepted");
    });
    let [ours, bare] = [seen.recv().expect("a request"), seen.recv().expect("a request")];
    assert_eq!(parts(&ours), parts(&bare));
}
