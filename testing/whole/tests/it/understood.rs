//! For random names, filters, messages and options: what the emulator understood is what the caller said.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;
use webpubsub_emulator::Emulator;
use webpubsub_hyper::operations::{SendToAll, SendToGroup, SendToUser};
use webpubsub_hyper::{ClientAccess, Filter, Message, Permission, WebPubSubServiceClient};
use webpubsub_whole::{Received, Subscriber, Watch, options};

/// Any text but whitespace alone and the dot segments; slashes too.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{1,20}", "[ '/%+&=?#.()*a-c]{1,12}", "%2[fF]|\\.\\.\\.|'' or 1 eq 1|null|é\u{301}|😀"]
        .prop_filter("a name", |name| !name.trim().is_empty() && name != "." && name != "..")
}

fn run<S: Strategy>(strategy: S, test: impl Fn(&Runtime, &Emulator, &WebPubSubServiceClient, S::Value)) {
    let runtime = Runtime::new().expect("a runtime");
    // Names are compared as the caller wrote them, slashes decoded.
    let emulator = runtime.block_on(Emulator::builder().decode_slashes(true).start()).expect("an emulator");
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "chat")
        .expect("a client")
        .with_options(options());
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let tested = runner.run(&strategy, |value| {
        test(&runtime, &emulator, &client, value);
        Ok(())
    });
    tested.unwrap_or_else(|failure| panic!("{failure}"));
}

/// The client got exactly these texts, and then the last one.
async fn got(subscriber: &mut Subscriber, client: &WebPubSubServiceClient, texts: &[&str]) {
    client.send_to_connection(subscriber.connection_id(), Message::text("last")).await.expect("accepted");
    for text in texts.iter().chain([&"last"]) {
        assert_eq!(subscriber.receive().await, Received::Text((*text).to_owned()));
    }
}

#[test]
fn users_groups_filters_and_exceptions() {
    let _watch = Watch::begin();
    run((name(), name(), name(), "\\PC{0,40}"), |runtime, _, client, (user, group, other, text)| {
        runtime.block_on(async {
            let mut member = Subscriber::json(client, ClientAccess::new().user_id(&user).group(&group)).await;
            let mut stranger = Subscriber::json(client, ClientAccess::new().user_id(format!("{user}!"))).await;
            let message = || Message::text(&*text);
            client.send_to_user(&user, message()).await.expect("accepted");
            client.send_to_group(&group, message()).await.expect("accepted");
            let me = || Filter::user_id().eq(&user).and(Filter::in_group(&group));
            client.call(&SendToAll::new(message()).filter(me())).await.expect("accepted");
            client.call(&SendToAll::new(message()).filter(!me())).await.expect("accepted");
            let others = Filter::user_id().is_in([&*user, &*other]);
            client.call(&SendToGroup::new(&*group, message()).filter(others)).await.expect("accepted");
            let none = SendToAll::new(message()).excluded([member.connection_id(), stranger.connection_id(), &*other]);
            client.call(&none).await.expect("accepted");
            got(&mut member, client, &[&*text; 4]).await;
            let suffixed = if other == format!("{user}!") && group == other { vec![] } else { vec![&*text] };
            got(&mut stranger, client, &suffixed).await;
            assert!(client.user_exists(&user).await.expect("a response"));
            assert!(client.group_exists(&group).await.expect("a response"));
            client.close_user_connections(&user).await.expect("closed");
            client.close_user_connections(&format!("{user}!")).await.expect("closed");
        });
    });
}

#[test]
fn memberships_and_permissions() {
    let _watch = Watch::begin();
    run((name(), name()), |runtime, _, client, (user, group)| {
        runtime.block_on(async {
            let member = Subscriber::json(client, ClientAccess::new().user_id(&user)).await;
            let id = member.connection_id();
            assert!(!client.group_exists(&group).await.expect("a response"));
            client.add_user_to_group(&group, &user).await.expect("added");
            assert!(client.group_exists(&group).await.expect("a response"));
            client.remove_connection_from_group(&group, id).await.expect("removed");
            assert!(!client.group_exists(&group).await.expect("a response"));
            let (groups, mine) = ([&*group, "second"], Filter::user_id().eq(&user));
            client.add_connections_to_groups(groups, mine.clone()).await.expect("added");
            assert!(client.group_exists(&group).await.expect("a response"));
            client.remove_connections_from_groups([&*group], mine).await.expect("removed");
            assert!(!client.group_exists(&group).await.expect("a response"));
            client.grant_permission(Permission::SendToGroup, id, &group).await.expect("granted");
            assert!(client.has_permission(Permission::SendToGroup, id, &group).await.expect("a response"));
            assert!(!client.has_permission(Permission::JoinLeaveGroup, id, &group).await.expect("a response"));
            assert!(
                !client.has_permission(Permission::SendToGroup, id, &format!("{group}!")).await.expect("a response")
            );
            client.revoke_permission(Permission::SendToGroup, id, &group).await.expect("revoked");
            assert!(!client.has_permission(Permission::SendToGroup, id, &group).await.expect("a response"));
            client.close_connection(id).await.expect("closed");
        });
    });
}

#[test]
fn metadata_and_reasons() {
    let _watch = Watch::begin();
    let metadata = ("[!#$%&'*+.^_`|~0-9a-zA-Z-]{1,20}", "([!-+\\--~]([ -+\\--~]{0,20}[!-+\\--~])?)?");
    run((metadata, name()), |runtime, _, client, ((key, value), reason)| {
        runtime.block_on(async {
            let mut subscriber = Subscriber::json(client, ClientAccess::new().user_id("u")).await;
            let send = SendToUser::new("u", Message::text("x")).metadata(&*key, &*value);
            client.call(&send).await.expect("accepted");
            let frame = subscriber.frame().await;
            assert_eq!(frame["metadata"][key.to_ascii_lowercase()], *value, "{frame}");
            let close = webpubsub_hyper::operations::CloseConnection::new(subscriber.connection_id()).reason(&*reason);
            client.call(&close).await.expect("closed");
            let frame = subscriber.frame().await;
            // The service puts words of its own in front.
            assert!(frame["message"].as_str().is_some_and(|text| text.ends_with(&*reason)), "{frame}");
        });
    });
}
