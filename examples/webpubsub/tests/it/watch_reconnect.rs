//! `watch --reconnect`.

use crate::support::{Running, Service};
use std::time::{Duration, Instant};
use webpubsub_emulator::Emulator;

#[tokio::test]
async fn it_connects_anew_when_it_is_closed_and_when_the_service_is_gone() {
    let service = Service::start().await;
    let port = service.emulator.address().port();
    let mut watch = Running::start(service.tool(&["watch", "--user", "ann", "--reconnect", "--count", "2"]));
    watch.notice().await;
    service.run(&["close-user-connections", "ann"]).await.ok();
    assert!(watch.notice().await.contains("disconnected"));
    let notice = watch.notice().await;
    assert!(notice.contains("closed by the service") && notice.ends_with("; connecting anew in 1 s"), "{notice}");
    assert!(watch.notice().await.contains("connected as "));
    service.run(&["send", "one", "--to-user", "ann"]).await.ok();
    assert!(watch.line().await.contains("one"));

    service.emulator.stop().await;
    let service = Service { emulator: Emulator::builder().port(port).start().await.expect("the same port") };
    let mut notices = String::new();
    while !notices.contains("connected as ") {
        notices += &watch.notice().await;
    }
    assert!(notices.contains("; connecting anew in 1 s"), "{notices}");
    service.run(&["send", "two", "--to-user", "ann"]).await.ok();
    assert!(watch.line().await.contains("two"));
    assert_eq!(watch.code().await, 0);
}

#[tokio::test]
async fn it_gives_up_in_time() {
    let service = Service::start().await;
    let mut watch = Running::start(service.tool(&["watch", "--reconnect=2"]));
    watch.notice().await;
    service.emulator.stop().await;
    let start = Instant::now();
    let (code, notices) = watch.ended().await;
    assert!(code == 3 && notices.matches("connecting anew").count() == 2, "{code}: {notices}");
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_rejection_is_not_retried() {
    let service = Service::start().await;
    let mut tool = service.tool(&["watch", "--reconnect"]);
    let connection = format!("Endpoint={};AccessKey=wrong", service.emulator.endpoint());
    tool.env("WEBPUBSUB_CONNECTION_STRING", connection);
    let ran = crate::support::run(tool).await;
    ran.fails(1, "401");
    assert!(!ran.stderr.contains("anew"), "{ran:?}");
}
