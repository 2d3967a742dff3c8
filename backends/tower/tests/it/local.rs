//! A service that stays on its thread.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use std::cell::Cell;
use std::convert::Infallible;
use std::rc::Rc;
use std::time::Duration;
use webpubsub_tower::{Message, TowerTransport, WebPubSubServiceClient};

/// Both the service and the timer hold an `Rc` across their awaits. The first attempt is throttled.
#[tokio::test(flavor = "current_thread")]
async fn a_service_and_a_timer_with_an_rc() {
    let (attempts, waits) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (counted, slept) = (Rc::clone(&attempts), Rc::clone(&waits));
    let service = tower::service_fn(move |_: Request<Bytes>| {
        let attempts = Rc::clone(&counted);
        async move {
            tokio::task::yield_now().await;
            attempts.set(attempts.get() + 1);
            let mut response = Response::new(Full::<Bytes>::default());
            *response.status_mut() =
                if attempts.get() == 1 { http::StatusCode::TOO_MANY_REQUESTS } else { http::StatusCode::ACCEPTED };
            Ok::<_, Infallible>(response)
        }
    });
    let sleep = move |duration: Duration| {
        let waits = Rc::clone(&slept);
        async move {
            tokio::time::sleep(duration).await;
            waits.set(waits.get() + 1);
        }
    };
    let transport = TowerTransport::new(service, sleep).into_local();
    let connection_string = "Endpoint=http://x.example;AccessKey=k;Version=1.0;";
    let client =
        WebPubSubServiceClient::from_connection_string_with(transport, connection_string, "chat").expect("a client");
    client.send_to_all(Message::text("hi")).await.expect("accepted");
    assert_eq!((attempts.get(), waits.get()), (2, 1));
}
