//! A proxy that connects every tunnel to the same place.

use super::in_time;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};

pub(crate) struct Proxy {
    pub(crate) url: String,
    heads: Mutex<mpsc::Receiver<String>>,
    connections: Arc<AtomicUsize>,
}

impl Proxy {
    /// Responds with `status`, and opens a tunnel if that is 200.
    pub(crate) async fn start(behind: SocketAddr, status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (told, heads) = mpsc::channel(16);
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Relaxed);
                let told = told.clone();
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    let mut head = String::new();
                    while !head.ends_with("\r\n\r\n") {
                        if stream.read_line(&mut head).await.is_ok_and(|read| read == 0) {
                            return;
                        }
                    }
                    let _ = told.try_send(head);
                    // Either side may end it.
                    let _ = stream.write_all(format!("HTTP/1.1 {status} \r\n\r\n").as_bytes()).await;
                    if status == 200 {
                        let mut inner = TcpStream::connect(behind).await.expect("the service");
                        let _ = copy_bidirectional(&mut stream, &mut inner).await;
                    }
                });
            }
        });
        Self { url, heads: Mutex::new(heads), connections }
    }

    /// The head of the next request.
    pub(crate) async fn head(&self) -> String {
        in_time(async { self.heads.lock().await.recv().await }).await.expect("a request")
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Relaxed)
    }
}
