//! The least that can be sent to: a thread for each connection, and the same response to every request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

const ACCEPTED: &[u8] = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

/// Serves until the listener fails. `seen` gets each request, head and body, before the response is sent.
pub fn serve(listener: &TcpListener, seen: impl Fn(&[u8]) + Clone + Send + 'static) {
    for stream in listener.incoming().map_while(Result::ok) {
        let seen = seen.clone();
        // Ends when the client leaves.
        std::thread::spawn(move || drop(connection(stream, seen)));
    }
}

fn connection(stream: TcpStream, seen: impl Fn(&[u8])) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::with_capacity(16_384, stream);
    let mut request = Vec::new();
    loop {
        request.clear();
        let mut length = 0;
        while !request.ends_with(b"\r\n\r\n") {
            let begin = request.len();
            if stream.read_until(b'\n', &mut request)? == 0 {
                return Ok(());
            }
            let line = std::str::from_utf8(&request[begin..]).unwrap_or_default();
            if let Some((_, value)) =
                line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let body = request.len();
        request.resize(body + length, 0);
        stream.read_exact(&mut request[body..])?;
        seen(&request);
        stream.get_mut().write_all(ACCEPTED)?;
    }
}
