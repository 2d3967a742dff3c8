use super::*;
use socket2::{Domain, SockRef, Socket as RawSocket, Type};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_millis(300);

/// A connection whose buffers are small.
fn connection() -> (TcpStream, RawSocket) {
    let listener = RawSocket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    listener.set_recv_buffer_size(4_096).expect("set");
    listener.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).expect("a free port");
    listener.listen(1).expect("listening");
    let address = listener.local_addr().ok().and_then(|address| address.as_socket()).expect("an address");
    let tcp = TcpStream::connect(address).expect("a connection");
    SockRef::from(&tcp).set_send_buffer_size(4_096).expect("set");
    (tcp, listener.accept().expect("a connection").0)
}

/// The peer reads nothing, or a little now and then, so that each write of the socket makes progress.
#[test]
fn a_stalled_write_ends_at_its_deadline() {
    for pause in [None, Some(Duration::from_millis(5))] {
        let (tcp, mut peer) = connection();
        let reading = std::thread::spawn(move || {
            while let Some(pause) = pause {
                std::thread::sleep(pause);
                if !peer.read(&mut [0; 1_024]).is_ok_and(|length| length > 0) {
                    return;
                }
            }
            std::mem::forget(peer);
        });
        let mut stream = Stream::Plain(Socket::new(tcp, Deadline::after(TIMEOUT)));
        let begin = Instant::now();
        let error = stream.write_all(&vec![0; 16_000_000]).expect_err("too much");
        assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
        assert!(begin.elapsed() >= TIMEOUT && begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
        drop(stream);
        reading.join().expect("no panic");
    }
}
