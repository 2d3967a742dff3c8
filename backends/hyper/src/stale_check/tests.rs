//! A reset before, between and within requests: only before their first byte is it certain that nothing was read.

use super::*;
use std::future::poll_fn;
use std::time::Duration;
use tokio::net::TcpListener;

const HEAD: &[u8] = b"POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\n";

async fn write(stream: &mut StaleCheckedStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = poll_fn(|context| Pin::new(&mut *stream).poll_write(context, bytes)).await?;
        bytes = &bytes[written..];
    }
    Ok(())
}

/// Writes these pieces, lets the peer reset the connection, and writes one more. Returns what the error's
/// [`NothingWritten`] says, if it is one.
async fn after_a_reset(pieces: &[&[u8]], last: &[u8]) -> Option<bool> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (client, server) = tokio::join!(TcpStream::connect(address), listener.accept());
    let (client, (server, _)) = (client.expect("connected"), server.expect("accepted"));
    let plain = ProxyStream::new(MaybeHttpsStream::Http(hyper_util::rt::TokioIo::new(client)), false);
    let mut stream = StaleCheckedStream::new(MaybeHttpsStream::Http(plain));
    for piece in pieces {
        write(&mut stream, piece).await.expect("written");
    }
    SockRef::from(&server).set_linger(Some(Duration::ZERO)).expect("set");
    drop(server);
    // The reset has arrived.
    stream.socket().readable().await.expect("an event");
    let error = write(&mut stream, last).await.expect_err("reset");
    error.get_ref().and_then(|inner| inner.downcast_ref::<NothingWritten>()).map(|nothing| nothing.reused)
}

#[tokio::test]
async fn nothing_written_is_reported_only_before_a_first_byte() {
    let whole = [HEAD, b"12345"].concat();
    assert_eq!(after_a_reset(&[], HEAD).await, Some(false), "on a new connection");
    assert_eq!(after_a_reset(&[&whole], HEAD).await, Some(true), "on a used one");
    assert_eq!(after_a_reset(&[&HEAD[..20]], &HEAD[20..]).await, None, "within a head");
    assert_eq!(after_a_reset(&[HEAD], b"12345").await, None, "after a head");
    assert_eq!(after_a_reset(&[&whole, HEAD, b"12"], b"345").await, None, "within the second body");
}
