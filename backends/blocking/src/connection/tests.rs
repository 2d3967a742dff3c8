use super::*;
use crate::error::nothing_written;
use crate::stream::Socket;
use socket2::SockRef;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

#[test]
fn a_proxy_is_told_the_host() {
    let head = in_absolute_form(b"POST /a?b HTTP/1.1\r\nhost: h\r\n\r\n", "http://h:8080");
    assert_eq!(head, b"POST http://h:8080/a?b HTTP/1.1\r\nhost: h\r\n\r\n");
}

/// The peer resets the connection after it was found open. A request that has begun may have been read, one that has not
/// cannot.
#[test]
fn a_write_that_fails_at_the_first_byte_wrote_nothing() {
    for (begun, used) in [(false, false), (false, true), (true, true)] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let tcp = TcpStream::connect(listener.local_addr().expect("an address")).expect("a connection");
        let (peer, _) = listener.accept().expect("a connection");
        SockRef::from(&peer).set_linger(Some(Duration::ZERO)).expect("set");
        drop(peer);
        tcp.peek(&mut [0]).expect_err("reset");
        let deadline = Deadline::after(Duration::from_secs(30));
        let mut connection = Connection::new(Stream::Plain(Socket::new(tcp, deadline)), None);
        (connection.in_request, connection.used) = (begun, used);
        connection.buffers.output()[..4].copy_from_slice(b"GET ");
        let error = connection.transmit_output(4, NextTimeout::default()).expect_err("reset");
        assert_eq!(nothing_written(&error).map(|nothing| nothing.reused), (!begun).then_some(used), "{error}");
    }
}
