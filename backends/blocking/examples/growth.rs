//! Many sends by a few threads, and what this process holds in memory before and after:
//!
//! ```sh
//! cargo run --release -p webpubsub-blocking --example growth          # 200,000 sends
//! cargo run --release -p webpubsub-blocking --example growth 1000000
//! ```
//!
//! Fails if it holds more at the end than the tolerance allows. With glibc set `MALLOC_ARENA_MAX=1`: its heaps for threads keep
//! more or less of what threads that come and go give back. The server is in this process; it cuts the
//! hundredth response of each connection, so that calls fail and connections come and go.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};
use webpubsub_blocking::{AccessKey, BlockingTransport, Message, Target, WebPubSubServiceClient};

const THREADS: u32 = 4;
/// Until all buffers have their size.
const WARM_UP: u32 = 4_000;
/// In KiB: what an allocator may keep of what it was given back.
const TOLERANCE: u64 = 1_024;

/// What the sends came to.
#[derive(Debug)]
pub(crate) struct Growth {
    sends: u32,
    accepted: u32,
    took: Duration,
    /// In KiB.
    before: u64,
    after: u64,
}

impl Growth {
    /// Makes so many sends, after others that warm up.
    pub(crate) fn of(sends: u32) -> Self {
        let address = serve();
        let target = Target::new(&format!("http://{address}"), "chat").expect("a target");
        let transport = BlockingTransport::builder().no_proxy().build();
        let client = WebPubSubServiceClient::with_transport(transport, target, AccessKey::new("k").expect("a key"));
        send(&client, WARM_UP);
        let (before, begin) = (resident(), Instant::now());
        let accepted = send(&client, sends);
        Self { sends, accepted, took: begin.elapsed(), before, after: resident() }
    }

    /// Most sends succeeded, and memory did not grow.
    pub(crate) fn is_fine(&self) -> bool {
        self.accepted > self.sends / 10 * 9 && self.after <= self.before + TOLERANCE
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sends, accepted, took, before, after } = self;
        write!(f, "{sends} sends in {took:.1?}, {accepted} accepted: {before} KiB before, {after} KiB after")
    }
}

fn main() -> ExitCode {
    let sends = std::env::args().nth(1).map_or(Ok(200_000), |sends| sends.parse());
    let Ok(sends) = sends else {
        eprintln!("usage: growth [SENDS]");
        return ExitCode::FAILURE;
    };
    let growth = Growth::of(sends);
    println!("{growth}");
    if growth.is_fine() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many of so many sends were accepted.
fn send(client: &WebPubSubServiceClient, sends: u32) -> u32 {
    let of_one_thread =
        || (0..sends / THREADS).map(|_| u32::from(client.send_to_all(Message::text("hi")).is_ok())).sum::<u32>();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(of_one_thread)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).sum::<u32>()
    })
}

fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || serve_connection(&mut BufReader::new(stream)));
        }
    });
    address
}

fn serve_connection(stream: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    for number in 1..=100 {
        let mut length = 0;
        line.clear();
        while !line.ends_with("\r\n\r\n") {
            let start = line.len();
            if stream.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if let Some(value) = line[start..].strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        let response: &[u8] =
            if number == 100 { b"HTTP/1.1 202 Acc" } else { b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n" };
        if stream.read_exact(&mut body).and_then(|()| stream.get_mut().write_all(response)).is_err() || number == 100 {
            return;
        }
    }
}

/// In KiB, where the system tells it; else nothing grows.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
