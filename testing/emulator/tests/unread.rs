//! Clients that ask and do not read: they cost a bounded amount of memory, and are closed.

mod common;
#[path = "common/program.rs"]
mod program;

#[cfg(target_os = "linux")]
use std::io::Write as _;
use std::time::Duration;

use bytes::Bytes;
use common::{Caller, Socket};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt as _, StreamExt as _};
use http_body_util::Full;
use hyper_util::rt::{TokioExecutor, TokioIo};
#[cfg(target_os = "linux")]
use program::Program;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async};
use webpubsub_emulator::Emulator;

/// Far more than the kernel's buffers hold.
const FLOOD: usize = 48 << 20;
const OUTER_LIMIT: Duration = Duration::from_secs(180);

/// A frame that asks for a response.
type Ask = fn(usize) -> Message;

fn ping(_: usize) -> Message {
    Message::Ping(Bytes::from_static(&[b'x'; 100]))
}

fn protocol_ping(_: usize) -> Message {
    Message::text(format!(r#"{{"type":"ping"{}}}"#, " ".repeat(100)))
}

fn join(number: usize) -> Message {
    Message::text(json!({"type": "joinGroup", "group": "g", "ackId": number}).to_string())
}

fn rejected_join(number: usize) -> Message {
    Message::text(json!({"type": "joinGroup", "group": "x".repeat(500), "ackId": number}).to_string())
}

fn event(number: usize) -> Message {
    Message::text(json!({"type": "event", "event": "e", "data": 1, "ackId": number}).to_string())
}

fn sequence(number: usize) -> Message {
    Message::text(format!(r#"{{"type":"sequenceAck","sequenceId":{number}}}"#))
}

/// Not by `println`, which a test that passes does not show.
#[cfg(target_os = "linux")]
fn tell_memory(what: &str, growth: usize) {
    let _ = writeln!(std::io::stderr(), "memory: emulator, {what}: {growth} MiB more at most");
}

/// A JSON client that may join the group `g`, with a small buffer so that it is full soon; and its connection id.
async fn narrow(caller: &Caller) -> (Socket, String) {
    let url = caller.client_url("chat", &json!({"role": "webpubsub.joinLeaveGroup.g"}));
    let mut request = url.into_client_request().expect("a URL");
    request.headers_mut().insert("sec-websocket-protocol", common::JSON.parse().expect("header"));
    let address = request.uri().authority().expect("a host").as_str().parse().expect("an address");
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(16 << 10).expect("set");
    let stream = MaybeTlsStream::Plain(socket.connect(address).await.expect("connected"));
    let (socket, _) = client_async(request, stream).await.expect("accepted");
    let mut socket = Socket(socket);
    let id = socket.json().await["connectionId"].as_str().expect("an id").to_owned();
    (socket, id)
}

/// Asks until the flood is over, or the emulator has closed the connection; the bytes that were sent.
async fn flood(mut sink: SplitSink<WebSocketStream<MaybeTlsStream<TcpStream>>, Message>, ask: Ask) -> usize {
    let (mut sent, mut number) = (0, 0);
    while sent < FLOOD {
        let frame = ask(number);
        (sent, number) = (sent + frame.len(), number + 1);
        let done = if number % 100 == 0 { sink.send(frame).await } else { sink.feed(frame).await };
        if done.is_err() {
            break;
        }
    }
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_read_its_responses_is_closed() {
    let emulator = Emulator::builder().write_timeout(Duration::from_millis(300)).start().await.expect("started");
    let caller = Caller::new(&emulator);
    for (what, ask) in [
        ("pings", ping as Ask),
        ("pings of the subprotocol", protocol_ping),
        ("joins", join),
        ("rejected joins", rejected_join),
        ("events", event),
    ] {
        let (socket, id) = narrow(&caller).await;
        let path = format!("/api/hubs/chat/connections/{id}");
        let (sink, mut stream) = socket.0.split();
        let flood = tokio::spawn(flood(sink, ask));
        // If all is read and the connection stays, this ends by the limit.
        let removed = async { while caller.status("HEAD", &path).await == 200 {} };
        timeout(OUTER_LIMIT, removed).await.expect(what);
        // The close frame is there for some seconds, in which the flood would be in its way on a busy machine.
        flood.abort();
        let mut close = None;
        while let Some(Ok(frame)) = stream.next().await {
            if let Message::Close(Some(frame)) = frame {
                close = Some(u16::from(frame.code));
            }
        }
        assert_eq!(close, Some(1008), "{what}");
    }
}

#[tokio::test]
async fn what_needs_no_response_is_read_without_end() {
    let emulator = Emulator::builder().write_timeout(Duration::from_millis(300)).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    for number in 0..2000 {
        socket.0.feed(sequence(number)).await.expect("sent");
    }
    socket.send_json(&json!({"type": "ping"})).await;
    assert_eq!(socket.json().await["type"], "pong");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unread_responses_take_no_memory() {
    let kinds = [("pings", ping as Ask), ("pings of the subprotocol", protocol_ping), ("joins", join)];
    let growth = kinds.map(|(what, ask)| async move {
        let program = Program::start(&["--write-timeout", "1"]);
        let caller = Caller::of_program(&program.connection_string);
        let (socket, id) = narrow(&caller).await;
        let path = format!("/api/hubs/chat/connections/{id}");
        let before = program.peak_memory();
        let (sink, _unread) = socket.0.split();
        // Where a socket is closed whose peer's window is full, the peer may learn of it late: so the flood itself cannot be
        // measured.
        let flood = tokio::spawn(flood(sink, ask));
        let removed = async { while caller.status("HEAD", &path).await == 200 {} };
        timeout(OUTER_LIMIT, removed).await.expect("closed");
        flood.abort();
        (what, program.peak_memory() - before)
    });
    let growth = futures_util::future::join_all(growth).await;
    for (what, growth) in &growth {
        tell_memory(what, *growth);
    }
    assert!(growth.iter().all(|&(_, growth)| growth < 16), "{growth:?}");
}

/// Each connection that does not read keeps the kernel's buffers, and shares the message with the others.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn slow_readers_share_the_frame_that_is_written() {
    for (protocol, kind) in
        [(None, "text/plain"), (Some(common::JSON), "text/plain"), (Some(common::JSON), "application/octet-stream")]
    {
        let program = Program::start(&[]);
        let caller = Caller::of_program(&program.connection_string);
        let mut sockets = Vec::new();
        for _ in 0..100 {
            let url = caller.client_url("chat", &json!({}));
            sockets.push(Socket::connect(&url, protocol).await.expect("connected"));
        }
        let before = program.peak_memory();
        // More than the kernel's buffers hold.
        for _ in 0..12 {
            let response =
                caller.call("POST", "/api/hubs/chat/:send", &[("content-type", kind)], vec![b'x'; 1 << 20]).await;
            assert_eq!(response.status, 202);
        }
        // All are blocked once a client of another hub is served.
        let mut other = caller.simple("news", &json!({})).await;
        assert_eq!(caller.send("/api/hubs/news/:send", "x").await, 202);
        assert_eq!(other.text().await, "x");
        let growth = program.peak_memory() - before;
        tell_memory(&format!("100 slow readers, {protocol:?}, {kind}"), growth);
        assert!(growth < 70, "{growth} MiB");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_that_does_not_read_its_responses_is_closed() {
    let emulator = Emulator::builder().write_timeout(Duration::from_millis(300)).start().await.expect("started");
    let request = format!("GET / HTTP/1.1\r\nhost: {}\r\n\r\n", emulator.address()).repeat(100);
    let mut stream = TcpStream::connect(emulator.address()).await.expect("connected");
    // Its own requests stop once the responses before them wait.
    let asks = async { while stream.write_all(request.as_bytes()).await.is_ok() {} };
    timeout(OUTER_LIMIT, asks).await.expect("closed");
    assert_eq!(Caller::new(&emulator).send("/api/hubs/chat/:send", "alive").await, 202);
}

/// The page is for everybody, and in HTTP/2 a client can ask for many and let none be written.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unread_pages_take_no_memory() {
    let program = Program::start(&[]);
    let address = Caller::of_program(&program.connection_string).endpoint.trim_start_matches("http://").to_owned();
    let before = program.peak_memory();
    let mut callers = Vec::new();
    for _ in 0..20 {
        let stream = TcpStream::connect(&address).await.expect("connected");
        let mut builder = hyper::client::conn::http2::Builder::new(TokioExecutor::new());
        builder.initial_stream_window_size(0).initial_connection_window_size(1 << 20);
        let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.expect("a connection");
        let connection = tokio::spawn(connection);
        let pages = (0..100).map(|_| {
            let request = http::Request::get(format!("http://{address}/")).body(Full::<Bytes>::default());
            sender.send_request(request.expect("a request"))
        });
        let pages = futures_util::future::try_join_all(pages).await.expect("heads");
        assert!(pages.iter().all(|page| page.status() == 200));
        callers.push((sender, connection, pages));
    }
    let growth = program.peak_memory() - before;
    tell_memory("2000 unread pages", growth);
    assert!(growth < 40, "{growth} MiB");
}
