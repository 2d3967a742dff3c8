//! Servers that stand in for what can be wrong between the tool and the service.

use super::server::read;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// A server that responds to each request with what a function makes of its head, and then closes the connection.
pub(crate) struct Fake {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    /// The function returns status, further headers (each with its line end), and body.
    pub(crate) async fn start(
        respond: impl Fn(&str) -> (&'static str, String, &'static str) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let address = listener.local_addr().expect("an address");
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let told = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let mut connection = BufReader::new(connection);
                // A connection that is opened only to see whether it can be.
                let Some((head, _)) = read(&mut connection).await else { continue };
                let (status, headers, body) = respond(&head);
                let length = body.len();
                let body = if head.starts_with("head ") { "" } else { body };
                let response = format!(
                    "HTTP/1.1 {status} \r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                told.lock().unwrap_or_else(PoisonError::into_inner).push(head);
                let _ = connection.write_all(response.as_bytes()).await;
            }
        });
        Self { address, heads }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads of all requests, in small letters.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A firewall before a service: it passes on connections, but for those that ask for WebSocket.
pub(crate) async fn without_websocket(behind: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(pass(connection, behind));
        }
    });
    address
}

async fn pass(connection: TcpStream, behind: SocketAddr) {
    let mut connection = BufReader::new(connection);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if connection.read_until(b'\n', &mut head).await.is_ok_and(|read| read == 0) {
            return;
        }
    }
    if String::from_utf8_lossy(&head).to_ascii_lowercase().contains("upgrade: websocket") {
        let _ = connection.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await;
        // Until the client has read it.
        let _ = connection.read(&mut [0; 1]).await;
        return;
    }
    let mut inner = TcpStream::connect(behind).await.expect("the service");
    inner.write_all(&head).await.expect("written");
    // Either side may end it.
    let _ = copy_bidirectional(&mut connection, &mut inner).await;
}
