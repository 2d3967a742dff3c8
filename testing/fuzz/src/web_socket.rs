//! A WebSocket client just good enough to send any text.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use webpubsub_core::{ClientAccess, Role, UnixTime};

use crate::Service;

/// One connection, with the JSON protocol unless another is named.
pub struct WebSocket(TcpStream);

impl WebSocket {
    /// Connects to the hub `chat`, allowed to do everything.
    ///
    /// # Panics
    ///
    /// If the emulator does not take the connection.
    #[must_use]
    pub fn connect(service: &Service) -> Self {
        let access = ClientAccess::new().user_id("u").group("g");
        let access = access.role(Role::send_to_any_group()).role(Role::join_leave_any_group());
        Self::connect_as(service, &access)
    }

    /// Connects to the hub `chat`, with the user, roles and groups of `access`.
    ///
    /// # Panics
    ///
    /// If the library rejects them, or the emulator does not take the connection.
    #[must_use]
    pub fn connect_as(service: &Service, access: &ClientAccess) -> Self {
        Self::connect_with(service, access, "json.webpubsub.azure.v1")
    }

    /// The same with a subprotocol.
    ///
    /// # Panics
    ///
    /// If the library rejects the access, or the emulator does not take the connection.
    #[must_use]
    pub fn connect_with(service: &Service, access: &ClientAccess, protocol: &str) -> Self {
        let (target, key) = service.target_and_key();
        let now = UnixTime::from_duration(std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default());
        let token = access.sign(&target, &key, now).expect("a token");
        Self::open(service, &format!("access_token={}", token.token().expose()), protocol)
    }

    /// Recovers a reliable connection, or is closed instead.
    ///
    /// # Panics
    ///
    /// If the WebSocket does not open.
    #[must_use]
    pub fn recover(service: &Service, id: &str, token: &str, protocol: &str) -> Self {
        Self::open(service, &format!("awps_connection_id={id}&awps_reconnection_token={token}"), protocol)
    }

    fn open(service: &Service, query: &str, protocol: &str) -> Self {
        let mut stream = TcpStream::connect(service.address()).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit");
        let request = format!(
            "GET /client/hubs/chat?{query} HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
             sec-websocket-protocol: {protocol}\r\n\r\n",
            service.address()
        );
        stream.write_all(request.as_bytes()).expect("written");
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).expect("a response");
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
        Self(stream)
    }

    /// Sends a frame, and a ping behind it. Whether the ping came back, so that the frame was read and the connection
    /// lives; `false` if it was closed instead.
    #[must_use]
    pub fn survives(&mut self, opcode: u8, payload: &[u8]) -> bool {
        self.survives_reading(opcode, payload, |_| ())
    }

    /// The same; the frames that come before the pong are shown.
    #[must_use]
    pub fn survives_reading(&mut self, opcode: u8, payload: &[u8], show: impl FnMut(&[u8])) -> bool {
        let frames = [frame(opcode, payload), frame(9, b"")].concat();
        self.0.write_all(&frames).is_ok() && self.reads_pong(show).unwrap_or(false)
    }

    /// The id of the connection, which the first frame says.
    ///
    /// # Panics
    ///
    /// If it does not.
    #[must_use]
    pub fn connection_id(&mut self) -> String {
        self.connected()["connectionId"].as_str().expect("an id").to_owned()
    }

    /// The first frame, JSON.
    ///
    /// # Panics
    ///
    /// If it does not come.
    #[must_use]
    pub fn connected(&mut self) -> serde_json::Value {
        let (_, connected) = self.read().expect("a frame");
        serde_json::from_slice(&connected).expect("JSON")
    }

    /// Reads frames until a pong, `Some(true)`, or a close, `Some(false)`.
    fn reads_pong(&mut self, mut show: impl FnMut(&[u8])) -> Option<bool> {
        loop {
            match self.read()? {
                (8, _) => return Some(false),
                (10, _) => return Some(true),
                (_, payload) => show(&payload),
            }
        }
    }

    /// The next frame: its opcode and its payload.
    fn read(&mut self) -> Option<(u8, Vec<u8>)> {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).ok()?;
        let length = match head[1] {
            126 => u64::from(u16::from_be_bytes(self.bytes()?)),
            127 => u64::from_be_bytes(self.bytes()?),
            short => short.into(),
        };
        let mut payload = vec![0; usize::try_from(length).ok()?];
        self.0.read_exact(&mut payload).ok()?;
        Some((head[0] & 0x0F, payload))
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.0.read_exact(&mut bytes).ok()?;
        Some(bytes)
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
