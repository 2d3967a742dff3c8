//! Every decision of the service, without a network and without real time.

use notifications::{Event, Notifier, Outcome};
use serde_json::json;
use std::time::Duration;
use webpubsub_mock::{ACCESS_KEY, Claims, Message, MockTransport, TransportErrorKind, responses};

const SHIPPED: Event = Event::Shipped { order: 7 };

fn notifier(mock: &MockTransport) -> Notifier {
    Notifier::new(&mock.shared_client("orders"))
}

#[tokio::test]
async fn a_user_who_is_online_receives_the_event_as_json() {
    let mock = MockTransport::new();
    assert_eq!(notifier(&mock).notify("ann", &SHIPPED).await.unwrap(), Outcome::Sent);
    assert_eq!(mock.messages(), [Message::json(&json!({ "event": "shipped", "order": 7 })).unwrap()]);
    let sent = &mock.captured()[1];
    assert_eq!((sent.operation(), sent.user_id().as_deref()), ("send_to_user", Some("ann")));
    assert_eq!(sent.values("messageTtlSeconds"), ["300"]);
}

#[tokio::test]
async fn nothing_is_sent_to_a_user_who_is_offline() {
    let mock = MockTransport::new().respond_error(404, "Warning.User.NotExisted");
    assert_eq!(notifier(&mock).notify("ann", &SHIPPED).await.unwrap(), Outcome::Offline);
    assert_eq!(mock.messages(), []);
}

#[tokio::test]
async fn short_throttling_is_retried() {
    let mock = MockTransport::new().respond_ok().respond_throttled(Duration::from_secs(1)).respond_ok();
    assert_eq!(notifier(&mock).notify("ann", &SHIPPED).await.unwrap(), Outcome::Sent);
    assert_eq!((mock.messages().len(), mock.elapsed() >= Duration::from_secs(1)), (2, true));
}

#[tokio::test]
async fn long_throttling_goes_back_to_the_queue() {
    let mock = MockTransport::new().respond_ok().respond_throttled(Duration::from_secs(60));
    let outcome = notifier(&mock).notify("ann", &SHIPPED).await.unwrap();
    assert_eq!((outcome, mock.elapsed()), (Outcome::Later(Duration::from_secs(60)), Duration::ZERO));
}

#[tokio::test]
async fn what_may_have_been_sent_is_not_retried() {
    for mock in [
        MockTransport::new().drop_after_sending(),
        MockTransport::new().never_respond(),
        MockTransport::new().respond_error(500, "InternalServerError"),
    ] {
        assert_eq!(notifier(&mock).announce("sale", "ann").await.unwrap(), Outcome::Unknown);
        assert_eq!(mock.messages().len(), 1);
        assert!(mock.elapsed() <= Duration::from_secs(3), "a request to the shop waits for this");
    }
}

#[tokio::test]
async fn what_was_not_sent_is_retried_and_then_an_error() {
    let mock = MockTransport::new();
    mock.otherwise(|_, _| responses::failure(TransportErrorKind::NotSent));
    let error = notifier(&mock).announce("sale", "ann").await.unwrap_err();
    assert!(!error.may_have_taken_effect() && mock.messages().len() > 1, "{error}");
}

#[tokio::test]
async fn a_wrong_key_is_an_error() {
    let mock = MockTransport::new().respond_error(401, "Unauthorized");
    assert!(notifier(&mock).announce("sale", "ann").await.unwrap_err().is_auth());
}

#[tokio::test]
async fn announcements_exclude_their_author() {
    let mock = MockTransport::new();
    notifier(&mock).announce("sale", "it's ann").await.unwrap();
    assert_eq!(mock.messages(), [Message::text("sale")]);
    assert_eq!(mock.captured()[0].values("filter"), ["userId ne 'it''s ann'"]);
}

#[tokio::test]
async fn each_of_many_users_has_its_own_outcome() {
    let mock = MockTransport::new();
    mock.otherwise(|request, attempt| match request.uri().path() {
        "/api/hubs/orders/users/offline" => responses::error(404, "Warning.User.NotExisted"),
        "/api/hubs/orders/users/lost/:send" => responses::connection_dropped(),
        _ => responses::success(request, attempt),
    });
    let outcomes = notifier(&mock).notify_all(&["ann", "offline", "lost", "..", "bob"], &SHIPPED).await;
    let outcomes: Vec<Option<Outcome>> = outcomes.into_iter().map(Result::ok).collect();
    assert_eq!(
        outcomes,
        [Some(Outcome::Sent), Some(Outcome::Offline), Some(Outcome::Unknown), None, Some(Outcome::Sent)]
    );
}

#[tokio::test]
async fn a_sign_in_permits_receiving_and_nothing_else() {
    let mock = MockTransport::new();
    let access = notifier(&mock).sign_in("ann").await.unwrap();
    assert_eq!(access.base_url(), "wss://mock.webpubsub.azure.com/client/hubs/orders");
    let claims = Claims::verify(access.token().expose(), ACCESS_KEY).unwrap();
    assert_eq!((claims.user_id(), claims.roles().len(), claims.groups().len()), (Some("ann"), 0, 0));
    assert!(mock.captured().is_empty(), "no request is made for it");
}

#[tokio::test]
async fn signing_out_gives_the_reason() {
    let mock = MockTransport::new();
    notifier(&mock).sign_out("ann").await.unwrap();
    let sent = &mock.captured()[0];
    assert_eq!((sent.operation(), sent.user_id().as_deref()), ("close_user_connections", Some("ann")));
    assert_eq!(sent.values("reason"), ["signed out"]);
    sent.claims().expect("signed");
}
