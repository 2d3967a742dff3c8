use super::*;
use socket2::{Domain, Socket as AnySocket, Type};
use std::net::{Ipv4Addr, TcpListener};

#[test]
fn an_address_that_does_not_respond_leaves_time_for_the_next() {
    // Neither accepted nor refused, because the queue is full.
    let listener = AnySocket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    listener.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).expect("a free port");
    listener.listen(1).expect("listening");
    let mute = listener.local_addr().ok().and_then(|address| address.as_socket()).expect("an address");
    let short = Duration::from_millis(300);
    let _queued: Vec<_> = std::iter::from_fn(|| TcpStream::connect_timeout(&mute, short).ok()).collect();

    let next = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addresses = [mute, next.local_addr().expect("an address")];
    let deadline = Deadline::after(Duration::from_secs(2));
    connect_to_any("service.example", &addresses, deadline).map(drop).expect("a connection");
    let error = connect_to_any("service.example", &[mute], Deadline::after(short)).map(drop).expect_err("none");
    assert!(error.to_string().starts_with(&format!("{mute}: ")), "{error}");
}
