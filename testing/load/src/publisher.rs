//! REST calls over one connection, one after the other.

use std::io;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use webpubsub_core::operations::Operation;

use crate::Service;

/// One connection.
#[derive(Debug)]
pub struct Publisher {
    service: Service,
    stream: BufReader<TcpStream>,
}

impl Publisher {
    /// Connects.
    pub async fn connect(service: &Service) -> io::Result<Self> {
        let stream = TcpStream::connect(service.address()).await?;
        stream.set_nodelay(true)?;
        Ok(Self { service: service.clone(), stream: BufReader::new(stream) })
    }

    /// The status of a call.
    pub async fn call(&mut self, operation: &impl Operation) -> io::Result<u16> {
        let request = self.service.prepare(operation);
        let path = request.url().splitn(4, '/').nth(3).unwrap_or_default();
        let head = format!(
            "{} /{path} HTTP/1.1\r\nhost: {}\r\nauthorization: {}\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n",
            request.method().as_str(),
            self.service.address(),
            request.authorization().map_or("", |value| value.expose()),
            request.content_type().unwrap_or("text/plain"),
            request.body().len(),
        );
        self.stream.write_all(&[head.as_bytes(), request.body()].concat()).await?;
        let (mut status, mut length) = (None, 0);
        for line in 0.. {
            let mut text = String::new();
            self.stream.read_line(&mut text).await?;
            match text.trim_end().split_once(": ") {
                None if line == 0 => status = text.split(' ').nth(1).and_then(|status| status.parse().ok()),
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().unwrap_or(0);
                }
                Some(_) => {}
                None => break,
            }
        }
        self.stream.read_exact(&mut vec![0; length]).await?;
        status.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}
