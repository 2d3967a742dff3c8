//! A WebSocket client that costs so little that one process holds thousands of them, and that can break off anywhere.

use std::io;

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::Service;

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// A frame from the server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// Text or binary.
    Message(Bytes),
    /// The code of a close frame; 1005 if it has none.
    Close(u16),
}

/// An open connection.
#[derive(Debug)]
pub struct WebSocket {
    stream: TcpStream,
    read: BytesMut,
}

impl WebSocket {
    /// Connects to a path with its query, and with a subprotocol.
    pub async fn connect(service: &Service, path: &str, protocol: Option<&str>) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        Self::connect_over(socket, service, path, protocol).await
    }

    /// The same with a small receive buffer, so that it is full soon.
    pub async fn connect_narrow(service: &Service, path: &str, protocol: Option<&str>) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4096)?;
        Self::connect_over(socket, service, path, protocol).await
    }

    async fn connect_over(
        socket: TcpSocket,
        service: &Service,
        path: &str,
        protocol: Option<&str>,
    ) -> io::Result<Self> {
        let mut stream = socket.connect(service.address()).await?;
        stream.set_nodelay(true)?;
        let protocol = protocol.map(|name| format!("sec-websocket-protocol: {name}\r\n")).unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{protocol}\r\n",
            service.address()
        );
        stream.write_all(request.as_bytes()).await?;
        let mut read = BytesMut::new();
        let end = loop {
            if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        if !read.starts_with(b"HTTP/1.1 101") {
            return Err(io::Error::other(String::from_utf8_lossy(&read).into_owned()));
        }
        read.advance(end);
        Ok(Self { stream, read })
    }

    /// The next message or close frame; a ping gets its pong.
    pub async fn next(&mut self) -> io::Result<Frame> {
        loop {
            let (opcode, payload) = self.frame().await?;
            match opcode {
                CLOSE => return Ok(Frame::Close(payload.get(..2).map_or(1005, |mut code| code.get_u16()))),
                PING => self.send(PONG, &payload).await?,
                PONG => {}
                _ => return Ok(Frame::Message(payload)),
            }
        }
    }

    async fn frame(&mut self) -> io::Result<(u8, Bytes)> {
        self.fill(2).await?;
        let header = match self.read[1] {
            126 => 4,
            127 => 10,
            _ => 2,
        };
        self.fill(header).await?;
        let mut head = self.read.split_to(header);
        let (first, short) = (head.get_u8(), head.get_u8());
        let length = match short {
            126 => head.get_u16().into(),
            127 => head.get_u64(),
            short => short.into(),
        };
        let length = usize::try_from(length).map_err(io::Error::other)?;
        self.fill(length).await?;
        Ok((first & 0x0f, self.read.split_to(length).freeze()))
    }

    async fn fill(&mut self, bytes: usize) -> io::Result<()> {
        while self.read.len() < bytes {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(())
    }

    /// Reads this many bytes, whatever they are.
    pub async fn skip(&mut self, mut bytes: usize) -> io::Result<()> {
        while bytes > 0 {
            self.fill(1).await?;
            let read = self.read.len().min(bytes);
            self.read.advance(read);
            bytes -= read;
        }
        Ok(())
    }

    /// Sends a text.
    pub async fn text(&mut self, text: &str) -> io::Result<()> {
        self.send(TEXT, text.as_bytes()).await
    }

    /// Sends the first half of a text, and breaks off.
    pub async fn half_a_text(mut self, text: &str) -> io::Result<()> {
        let frame = frame(TEXT, text.as_bytes());
        self.stream.write_all(&frame[..frame.len() / 2]).await
    }

    async fn send(&mut self, opcode: u8, payload: &[u8]) -> io::Result<()> {
        self.stream.write_all(&frame(opcode, payload)).await
    }
}

/// A whole frame, masked with zeros.
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | opcode];
    match u16::try_from(payload.len()) {
        Ok(short @ 0..=125) => frame.push(0x80 | short.to_be_bytes()[1]),
        Ok(length) => {
            frame.push(0x80 | 0x7E);
            frame.extend(length.to_be_bytes());
        }
        Err(_) => {
            frame.push(0x80 | 0x7F);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}
