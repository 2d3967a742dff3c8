//! The least server that writes messages one by one: no HTTP but the handshake, no tokens, no hubs, no queues.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The response to every handshake; its key is that of this crate's client.
const SWITCHING: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
    sec-websocket-accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n\r\n";

/// Listens on a free port and prints its address.
pub(crate) async fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let clients = Arc::new(Mutex::new(Vec::new()));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(accept(stream, Arc::clone(&clients)));
    }
}

/// A client begins with `GET`; whoever publishes, with the length of a message.
async fn accept(mut stream: TcpStream, clients: Arc<Mutex<Vec<TcpStream>>>) -> io::Result<()> {
    let mut first = [0; 4];
    stream.read_exact(&mut first).await?;
    if &first == b"GET " {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_buf(&mut head).await?;
        }
        stream.write_all(SWITCHING).await?;
        clients.lock().unwrap_or_else(PoisonError::into_inner).push(stream);
        return Ok(());
    }
    loop {
        let mut frame = vec![0; u32::from_be_bytes(first) as usize];
        stream.read_exact(&mut frame).await?;
        let count = broadcast(&clients, &frame);
        stream.write_all(&count.to_be_bytes()).await?;
        stream.read_exact(&mut first).await?;
    }
}

/// Writes the frame to one client after the other. One that does not read is left out.
fn broadcast(clients: &Mutex<Vec<TcpStream>>, frame: &[u8]) -> u32 {
    let clients = clients.lock().unwrap_or_else(PoisonError::into_inner);
    let written = clients.iter().filter(|client| client.try_write(frame).is_ok_and(|written| written == frame.len()));
    u32::try_from(written.count()).unwrap_or(u32::MAX)
}

/// A connection that publishes there.
#[derive(Debug)]
pub struct Baseline(TcpStream);

impl Baseline {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    /// Sends a frame to all; how many were written.
    pub async fn publish(&mut self, frame: &[u8]) -> io::Result<u32> {
        let length = u32::try_from(frame.len()).map_err(io::Error::other)?;
        self.0.write_all(&[&length.to_be_bytes(), frame].concat()).await?;
        self.0.read_u32().await
    }
}
