//! Services that fall silent, do not read, or send too much; time is virtual.

use super::*;
use crate::watch::heard::Heard;
use tokio::io::{AsyncWriteExt as _, DuplexStream, duplex};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::Role;

type Service = WebSocketStream<DuplexStream>;

async fn pair() -> (Socket<Heard<DuplexStream>>, Service) {
    let (here, there) = duplex(4 * 1_024);
    let here = Heard::new(here);
    let heard = here.bytes();
    // The bytes of the handshake.
    heard.store(1, Relaxed);
    let socket = WebSocketStream::from_raw_socket(here, Role::Client, Some(limits())).await;
    (Socket::new(socket, heard), WebSocketStream::from_raw_socket(there, Role::Server, None).await)
}

/// Reads to the end, and how long that took by the virtual clock.
async fn until_lost(mut socket: Socket<Heard<DuplexStream>>) -> (String, Duration) {
    let start = Instant::now();
    loop {
        match socket.next().await {
            Ok(_) => {}
            Err(failure) => return (failure.to_string(), start.elapsed()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_mute_service_is_noticed_within_a_minute() {
    let (socket, _open) = pair().await;
    let (text, after) = until_lost(socket).await;
    assert_eq!(text, "the connection was lost: the service does not respond");
    assert!(after <= Duration::from_secs(60), "{after:?}");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_falls_silent_is_noticed_within_a_minute() {
    let (socket, mut service) = pair().await;
    let start = Instant::now();
    let speak_twice = async {
        for _ in 0..2 {
            service.next().await.expect("open").expect("a ping");
            service.flush().await.expect("open");
        }
        start.elapsed()
    };
    let ((text, after), spoken) = tokio::join!(until_lost(socket), speak_twice);
    assert_eq!(text, "the connection was lost: the service does not respond");
    assert!(after <= spoken + Duration::from_secs(60), "{after:?}");
}

#[tokio::test(start_paused = true)]
async fn a_quiet_service_that_responds_is_kept() {
    let (socket, mut service) = pair().await;
    let respond = async {
        for _ in 0..100 {
            service.next().await.expect("open").expect("a ping");
            service.flush().await.expect("open");
        }
    };
    let lost = until_lost(socket);
    tokio::select! { biased; (text, after) = lost => panic!("{text} after {after:?}"), () = respond => {} }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_takes_minutes_is_a_sign_of_life() {
    let (mut socket, service) = pair().await;
    let mut raw = service.into_inner();
    let trickle = async {
        raw.write_all(&[0x81, 60]).await.expect("open");
        for _ in 0..60 {
            tokio::time::sleep(Duration::from_secs(5)).await;
            raw.write_all(b"x").await.expect("open");
        }
        std::future::pending::<()>().await;
    };
    let frame = tokio::select! { frame = socket.next() => frame, () = trickle => unreachable!() };
    assert_eq!(frame.expect("kept"), Frame::text("x".repeat(60)));
}

#[tokio::test(start_paused = true)]
async fn a_service_that_pings_and_does_not_read_is_lost() {
    for size in [0, 100, 125] {
        let (socket, mut service) = pair().await;
        let flood = async { while service.send(Frame::Ping(vec![0; size].into())).await.is_ok() {} };
        let ((text, after), ()) = tokio::join!(until_lost(socket), flood);
        assert_eq!(text, "the connection was lost: the service does not read");
        assert!(after <= Duration::from_secs(60), "{after:?}");
    }
}

#[tokio::test]
async fn a_message_over_the_limit_is_not_kept() {
    for parts in [&[MAX_MESSAGE + 1][..], &[MAX_MESSAGE / 2, MAX_MESSAGE / 2 + 1], &[1 << 40]] {
        let (socket, service) = pair().await;
        let mut raw = service.into_inner();
        let send = async {
            for (index, length) in parts.iter().enumerate() {
                let first = if index == 0 { 0x02 } else { 0x00 };
                let last = if index + 1 == parts.len() { 0x80 } else { 0x00 };
                let header = [&[first | last, 127][..], &(*length as u64).to_be_bytes()].concat();
                if raw.write_all(&header).await.is_err() {
                    return;
                }
                // At most what would be kept if there were no limit for what it announces.
                if raw.write_all(&vec![0; (*length).min(2 * MAX_MESSAGE)]).await.is_err() {
                    return;
                }
            }
        };
        let ((text, _), ()) = tokio::join!(until_lost(socket), send);
        assert!(text.contains("too long"), "{text}");
    }
}
