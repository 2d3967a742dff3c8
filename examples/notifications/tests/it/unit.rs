//! Every decision of the service, without a network and without waiting.

use notifications::{Event, Notifier, Outcome};
use serde_json::json;
use std::time::Duration;
use webpubsub_mock::{ACCESS_KEY, Claims, Message, MockTransport, TransportErrorKind, answers};

const SHIPPED: Event = Event::Shipped { order: 7 };

fn notifier(mock: &MockTransport) -> Notifier<MockTransport> {
    Notifier::new(&mock.client("orders"))
}

#[tokio::test]
async fn a_user_who_is_there_gets_the_event_as_json() {
    let mock = MockTransport::new();
    assert_eq!(notifier(&mock).notify("ann", &SHIPPED).await.unwrap(), Outcome::Sent);
    assert_eq!(mock.messages(), [Message::json(&json!({ "event": "shipped", "order": 7 })).unwrap()]);
    let sent = &mock.captured()[1];
    assert_eq!((sent.operation(), sent.user_id().as_deref()), ("send_to_user", Some("ann")));
    assert_eq!(sent.values("messageTtlSeconds"), ["300"]);
}

#[tokio::test]
async fn a_user_who_is_away_gets_nothing() {
    let mock = MockTransport::new().reply_error(404, "Warning.User.NotExisted");
    assert_eq!(notifier(&mock).notify("ann", &SHIPPED).await.unwrap(), Outcome::Away);
    assert_eq!(mock.messages(), []);
}

#[tokio::test]
async fn a_short_throttle_is_waited_for() {
    let mock = MockTransport::new().reply_ok().reply_throttled(Duration::from_secs(1)).reply_ok();
    assert_eq!(notifier(&mock).notify("ann", &SHIPPED).await.unwrap(), Outcome::Sent);
    assert_eq!((mock.messages().len(), mock.elapsed() >= Duration::from_secs(1)), (2, true));
}

#[tokio::test]
async fn a_long_throttle_goes_back_to_the_queue() {
    let mock = MockTransport::new().reply_ok().reply_throttled(Duration::from_secs(60));
    let outcome = notifier(&mock).notify("ann", &SHIPPED).await.unwrap();
    assert_eq!((outcome, mock.elapsed()), (Outcome::Later(Duration::from_secs(60)), Duration::ZERO));
}

#[tokio::test]
async fn what_may_have_been_sent_is_not_sent_again() {
    for mock in [
        MockTransport::new().drops_after_sending(),
        MockTransport::new().never_answers(),
        MockTransport::new().reply_error(500, "InternalServerError"),
    ] {
        assert_eq!(notifier(&mock).announce("sale", "ann").await.unwrap(), Outcome::Perhaps);
        assert_eq!(mock.messages().len(), 1);
        assert!(mock.elapsed() <= Duration::from_secs(3), "a request to the shop waits for this");
    }
}

#[tokio::test]
async fn what_was_not_sent_is_tried_again_and_then_an_error() {
    let mock = MockTransport::new();
    mock.otherwise(|_| answers::no_answer(TransportErrorKind::NotSent));
    let error = notifier(&mock).announce("sale", "ann").await.unwrap_err();
    assert!(!error.may_have_taken_effect() && mock.messages().len() > 1, "{error}");
}

#[tokio::test]
async fn a_wrong_key_is_an_error() {
    let mock = MockTransport::new().reply_error(401, "Unauthorized");
    assert!(notifier(&mock).announce("sale", "ann").await.unwrap_err().is_auth());
}

#[tokio::test]
async fn announcements_leave_their_author_out() {
    let mock = MockTransport::new();
    notifier(&mock).announce("sale", "it's ann").await.unwrap();
    assert_eq!(mock.messages(), [Message::text("sale")]);
    assert_eq!(mock.captured()[0].values("filter"), ["userId ne 'it''s ann'"]);
}

#[tokio::test]
async fn many_users_each_have_an_outcome_of_their_own() {
    let mock = MockTransport::new();
    mock.otherwise(|request| match request.uri().path() {
        "/api/hubs/orders/users/away" => answers::error(404, "Warning.User.NotExisted"),
        "/api/hubs/orders/users/lost/:send" => answers::dropped(),
        _ => answers::success(request),
    });
    let outcomes = notifier(&mock).notify_all(&["ann", "away", "lost", "..", "bob"], &SHIPPED).await;
    let outcomes: Vec<Option<Outcome>> = outcomes.into_iter().map(Result::ok).collect();
    assert_eq!(outcomes, [Some(Outcome::Sent), Some(Outcome::Away), Some(Outcome::Perhaps), None, Some(Outcome::Sent)]);
}

#[tokio::test]
async fn who_signs_in_may_listen_and_nothing_else() {
    let mock = MockTransport::new();
    let url = notifier(&mock).sign_in("ann").await.unwrap();
    let (address, token) = url.expose().split_once("?access_token=").unwrap();
    assert_eq!(address, "wss://mock.webpubsub.azure.com/client/hubs/orders");
    let claims = Claims::verify(token, ACCESS_KEY).unwrap();
    assert_eq!((claims.user_id(), claims.roles().len(), claims.groups().len()), (Some("ann"), 0, 0));
    assert!(mock.captured().is_empty(), "no request is made for it");
}

#[tokio::test]
async fn who_signs_out_is_told_why() {
    let mock = MockTransport::new();
    notifier(&mock).sign_out("ann").await.unwrap();
    let sent = &mock.captured()[0];
    assert_eq!((sent.operation(), sent.user_id().as_deref()), ("close_user_connections", Some("ann")));
    assert_eq!(sent.values("reason"), ["signed out"]);
    sent.claims().expect("signed");
}
