//! A service that takes its time: it accepts each send after a latency, and remembers what it received.

use super::{in_time, server};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::sync::watch;

#[derive(Clone)]
pub(crate) struct Delaying {
    address: SocketAddr,
    received: Arc<Mutex<Received>>,
    count: watch::Sender<usize>,
}

#[derive(Default)]
struct Received {
    bodies: Vec<String>,
    beside: Vec<usize>,
    now: usize,
    most: usize,
}

impl Delaying {
    /// `latency` is for a body.
    pub(crate) async fn start(latency: impl Fn(&str) -> Duration + Clone + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let address = listener.local_addr().expect("an address");
        let service = Self { address, received: Arc::default(), count: watch::Sender::new(0) };
        let accepting = service.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(accepting.clone().serve(connection, latency.clone()));
            }
        });
        service
    }

    async fn serve(self, connection: TcpStream, latency: impl Fn(&str) -> Duration) {
        connection.set_nodelay(true).expect("set");
        let mut connection = BufReader::new(connection);
        while let Some((_, body)) = server::read(&mut connection).await {
            let latency = latency(&body);
            self.change(|received| {
                received.bodies.push(body);
                received.beside.push(received.now);
                received.now += 1;
                received.most = received.most.max(received.now);
            });
            tokio::time::sleep(latency).await;
            // Before the response: the next request must not be counted beside this one.
            self.change(|received| received.now -= 1);
            if connection.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n").await.is_err() {
                return;
            }
        }
    }

    fn change(&self, change: impl FnOnce(&mut Received)) {
        let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut received);
        self.count.send_replace(received.bodies.len());
    }

    pub(crate) fn tool(&self, arguments: &[&str]) -> Command {
        server::tool(&format!("http://{}", self.address), arguments)
    }

    /// Waits until so many requests were received.
    pub(crate) async fn receives(&self, count: usize) {
        in_time(self.count.subscribe().wait_for(|received| *received >= count)).await.expect("alive");
    }

    /// The bodies in the order in which they came.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).bodies.clone()
    }

    /// How many others were there when each of them came.
    pub(crate) fn beside(&self) -> Vec<usize> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).beside.clone()
    }

    /// The most requests that were there at the same time.
    pub(crate) fn most(&self) -> usize {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).most
    }
}
