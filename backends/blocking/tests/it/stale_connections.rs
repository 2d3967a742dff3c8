//! A server that closes idle connections: nothing that may have been accepted is sent again, and a close that is
//! detectable causes no error.

use crate::support::{client, client_of, kind};
use std::collections::HashMap;
use std::io::Write;
use std::net::Shutdown;
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread;
use std::time::Duration;
use webpubsub_blocking::operations::SendToAll;
use webpubsub_blocking::{BlockingTransport, Message, TransportErrorKind, WebPubSubServiceClient};
use webpubsub_test_servers::{ACCEPTED, accept, certificate, read_request, send_close_notify, serve, server_config};

/// Each call is one attempt, although the server closed the connection of the last one.
fn every_close_is_detected(client: &WebPubSubServiceClient, closed: &mpsc::Receiver<Vec<u8>>) {
    for number in 0..50_u8 {
        let sent = client.call_detailed(&SendToAll::new(Message::binary(vec![number])));
        assert_eq!(sent.unwrap_or_else(|error| panic!("{number}: {error:?}")).attempts, 1);
        assert_eq!(closed.recv().expect("closed"), [number]);
    }
    assert!(closed.try_recv().is_err(), "a message arrived twice");
}

#[test]
fn a_close_is_detected() {
    let (tell, closed) = mpsc::channel();
    let address = serve(move |mut stream| {
        let Some(request) = read_request(&mut stream) else { return };
        let _ = stream.get_mut().write_all(ACCEPTED.as_bytes());
        let _ = stream.get_mut().shutdown(Shutdown::Both);
        drop(stream);
        let _ = tell.send(request.body);
    });
    every_close_is_detected(&client(address), &closed);
}

/// With a word of TLS that announces it, and without.
#[test]
fn a_close_is_detected_under_tls() {
    let made = certificate("localhost");
    for announced in [true, false] {
        let (config, (tell, closed)) = (server_config(&made, None), mpsc::channel());
        let address = serve(move |stream| {
            let mut tls = accept(&config, stream.into_inner());
            let Some(request) = read_request(&mut tls) else { return };
            let _ = tls.get_mut().write_all(ACCEPTED.as_bytes());
            if announced {
                send_close_notify(&mut tls);
            }
            drop(tls);
            let _ = tell.send(request.body);
        });
        let transport = BlockingTransport::builder().root_certificate(made.cert.pem()).expect("a certificate").build();
        every_close_is_detected(&client_of(&format!("https://localhost:{}", address.port()), transport), &closed);
    }
}

/// The announcement arrives with the response, and the connection stays open: nothing more is in the socket.
#[test]
fn a_close_that_arrives_with_the_response_is_detected() {
    let made = certificate("localhost");
    let config = server_config(&made, None);
    let address = serve(move |stream| {
        let mut tls = accept(&config, stream.into_inner());
        let Some(_) = read_request(&mut tls) else { return };
        let session = tls.get_mut();
        session.conn.writer().write_all(ACCEPTED.as_bytes()).expect("buffered");
        session.conn.send_close_notify();
        session.conn.write_tls(&mut session.sock).expect("written");
        std::mem::forget(tls);
    });
    let transport = BlockingTransport::builder().root_certificate(made.cert.pem()).expect("a certificate").build();
    let client = client_of(&format!("https://localhost:{}", address.port()), transport);
    for _ in 0..3 {
        let sent = client.call_detailed(&SendToAll::new(Message::text("x"))).expect("accepted");
        assert_eq!(sent.attempts, 1);
    }
}

/// More idle connections are closed at once than a call has attempts.
#[test]
fn a_pool_of_stale_connections_causes_no_error() {
    let ((tell, closed), all) = (mpsc::channel(), Barrier::new(16));
    let address = serve(move |mut stream| {
        let Some(_) = read_request(&mut stream) else { return };
        // All sixteen requests are received before the first response: so each needs a connection of its own.
        all.wait();
        let _ = stream.get_mut().write_all(ACCEPTED.as_bytes());
        let _ = stream.get_mut().shutdown(Shutdown::Both);
        drop(stream);
        let _ = tell.send(());
    });
    let client = client(address);
    for _ in 0..2 {
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| client.send_to_all(Message::text("x")).expect("accepted"));
            }
        });
        (0..16).for_each(|_| closed.recv().expect("closed"));
    }
}

/// What comes after a response, with it or later, is never taken for the next one.
#[test]
fn what_was_not_requested_is_no_response() {
    let made = certificate("localhost");
    let root = || BlockingTransport::builder().root_certificate(made.cert.pem()).expect("a certificate").build();
    let (config, both) = (server_config(&made, None), format!("{ACCEPTED}{}", ACCEPTED.replace("202", "500")));
    let over_tls = both.clone();
    let plain = serve(move |mut stream| {
        let Some(_) = read_request(&mut stream) else { return };
        let _ = stream.get_mut().write_all(both.as_bytes());
        let _ = read_request(&mut stream);
    });
    let tls = serve(move |stream| {
        let mut tls = accept(&config, stream.into_inner());
        let Some(_) = read_request(&mut tls) else { return };
        let _ = tls.get_mut().write_all(over_tls.as_bytes());
        let _ = read_request(&mut tls);
    });
    for endpoint in [format!("http://{plain}"), format!("https://localhost:{}", tls.port())] {
        let client = client_of(&endpoint, root());
        (0..20).for_each(|_| client.send_to_all(Message::text("x")).expect("accepted"));
    }
}

/// Close and send at the same moment: an error may then be right, but no message arrives twice, and each one that was
/// reported as accepted did arrive.
#[test]
fn a_close_at_the_same_moment_duplicates_nothing() {
    let accepted = Arc::<Mutex<HashMap<Vec<u8>, u32>>>::default();
    let served = Arc::clone(&accepted);
    let address = serve(move |mut stream| {
        for turn in 0..2 {
            let Some(request) = read_request(&mut stream) else { return };
            *served.lock().expect("a lock").entry(request.body).or_default() += 1;
            if stream.get_mut().write_all(ACCEPTED.as_bytes()).is_err() {
                return;
            }
            // Closes at once or a little later, without a clock.
            (0..turn * 50).for_each(|_| thread::yield_now());
        }
    });
    let client = client(address);
    let mut interrupted = 0;
    for number in 0..500_u32 {
        let message = number.to_be_bytes().to_vec();
        match client.send_to_all(Message::binary(message.clone())) {
            Ok(()) => assert_eq!(accepted.lock().expect("a lock").get(&message), Some(&1)),
            Err(error) => {
                assert_eq!(kind(&error), TransportErrorKind::Interrupted, "{error:?}");
                interrupted += 1;
            }
        }
    }
    assert!(accepted.lock().expect("a lock").values().all(|times| *times == 1));
    println!("500 sends, {interrupted} interrupted, none twice");
}

/// A connection that was idle for too long is not used again.
#[test]
fn idle_connections_end() {
    let (tell, closed) = mpsc::channel();
    let address = serve(move |mut stream| {
        while read_request(&mut stream).is_some() {
            let _ = stream.get_mut().write_all(ACCEPTED.as_bytes());
        }
        let _ = tell.send(());
    });
    let transport = BlockingTransport::builder().pool_idle_timeout(Duration::ZERO).build();
    let client = client_of(&format!("http://{address}"), transport);
    for _ in 0..3 {
        client.send_to_all(Message::text("x")).expect("accepted");
    }
    (0..2).for_each(|_| closed.recv().expect("closed"));
}
