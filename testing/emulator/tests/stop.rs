//! The end of the emulator while clients do not read.

#![cfg(unix)]

mod common;
#[path = "common/program.rs"]
mod program;

use std::time::{Duration, Instant};

use bytes::Bytes;
use common::Caller;
use program::Program;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use webpubsub_emulator::Emulator;

/// 100 ms on a machine that is not busy.
const SOON: Duration = Duration::from_millis(700);

/// Queues more for the group `slow` than the kernel's buffers hold.
async fn fill(caller: &Caller) {
    for _ in 0..10 {
        let body = Bytes::from(vec![b'x'; 1 << 20]);
        let path = "/api/hubs/chat/groups/slow/:send";
        assert_eq!(caller.call("POST", path, &[("content-type", "text/plain")], body).await.status, 202);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_do_not_read_do_not_delay_it() {
    for full in [false, true] {
        let emulator = Emulator::start().await.expect("started");
        let caller = Caller::new(&emulator);
        let (mut slow, _) = caller.json("chat", &json!({"webpubsub.group": "slow"})).await;
        let _mute = caller.simple("chat", &json!({"webpubsub.group": "slow"})).await;
        if full {
            fill(&caller).await;
        }
        let started = Instant::now();
        emulator.stop().await;
        let took = started.elapsed();
        assert!(took < SOON, "full: {full}, {took:?}");
        if !full {
            assert_eq!(slow.json().await["event"], "disconnected");
            assert_eq!(slow.closed().await.expect("a close frame").0, 1001);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn peers_that_say_nothing_do_not_delay_it() {
    for (tls, said) in [
        (false, &b""[..]),
        (false, b"GET /api"),
        (false, b"GET / HTTP/1.1\r\nhost:"),
        (true, b""),
        (true, b"\x16\x03\x01"),
    ] {
        let emulator = Emulator::builder().tls(true).start().await.expect("started");
        let address = if tls {
            emulator.https_endpoint().expect("tls").trim_start_matches("https://").to_owned()
        } else {
            emulator.address().to_string()
        };
        let mut silent = TcpStream::connect(address).await.expect("connected");
        silent.write_all(said).await.expect("written");
        // The silent one was accepted before it.
        let _client = Caller::new(&emulator).json("chat", &json!({})).await;
        let started = Instant::now();
        emulator.stop().await;
        let took = started.elapsed();
        assert!(took < SOON, "{tls} {said:?}: {took:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_ends_as_soon() {
    let mut program = Program::start(&[]);
    let caller = Caller::of_program(&program.connection_string);
    let _slow = caller.json("chat", &json!({"webpubsub.group": "slow"})).await;
    fill(&caller).await;
    let started = Instant::now();
    program.signal("-TERM");
    assert!(program.child.wait().expect("ended").success());
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_in_flight_gets_its_response() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let address = emulator.address();
    let url = format!("{}/api/hubs/chat/:send", caller.endpoint);
    let head = format!(
        "POST /api/hubs/chat/:send HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n",
        caller.token(&url),
    );
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(head.as_bytes()).await.expect("written");
    let mut response = [0; 25];
    stream.read_exact(&mut response).await.expect("the body is asked for");
    let (started, stopped) = (Instant::now(), tokio::spawn(emulator.stop()));
    while TcpStream::connect(address).await.is_ok() {
        assert!(started.elapsed() < Duration::from_secs(4), "it goes on listening");
    }
    stream.write_all(b"hi").await.expect("written");
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.expect("a response");
    assert!(response.starts_with(b"HTTP/1.1 202"), "{}", String::from_utf8_lossy(&response));
    stopped.await.expect("stopped");
}

#[test]
fn it_leaves_no_task_and_no_port() {
    let runtime =
        || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let (of_emulator, of_clients) = (runtime(), runtime());
    let emulator = of_emulator.block_on(Emulator::builder().tls(true).start()).expect("started");
    let ports = [emulator.address(), emulator.https_endpoint().expect("tls")[8..].parse().expect("an address")];
    let _held = of_clients.block_on(async {
        let (caller, second) = (Caller::new(&emulator), Caller::with_http_2(&emulator));
        assert_eq!(
            (caller.status("HEAD", "/api/health").await, second.status("HEAD", "/api/health").await),
            (200, 200)
        );
        let client = caller.json("chat", &json!({})).await;
        let mut events = TcpStream::connect(emulator.address()).await.expect("connected");
        let authorization = format!("authorization: Bearer {}\r\n\r\n", emulator.access_key());
        let head = format!("GET /emulator/events HTTP/1.1\r\nhost: localhost\r\n{authorization}");
        events.write_all(head.as_bytes()).await.expect("written");
        assert!(events.read(&mut [0; 1]).await.is_ok_and(|size| size == 1));
        (caller, second, client, events)
    });
    assert!(of_emulator.metrics().num_alive_tasks() > 4);
    of_emulator.block_on(emulator.stop());
    // The runtime counts a task a moment longer than it runs.
    let stopped = Instant::now();
    while of_emulator.metrics().num_alive_tasks() > 0 {
        assert!(stopped.elapsed() < SOON, "{} tasks", of_emulator.metrics().num_alive_tasks());
        std::thread::yield_now();
    }
    for port in ports {
        assert!(std::net::TcpStream::connect(port).is_err(), "{port}");
    }
}
