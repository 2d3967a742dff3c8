//! Ending connections, and asking who is there.

use super::Case;
use super::world::{World, closed};
use webpubsub_hyper::operations::{CloseAllConnections, CloseConnection, CloseGroupConnections, CloseUserConnections};

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("close_connection", one_connection),
        Case::new("close_all_connections", everyone_but_the_excluded),
        Case::new("close_group_connections", a_group_but_the_excluded),
        Case::new("close_user_connections", a_user_but_the_excluded),
        Case::new("connection_exists", connections),
        Case::new("group_exists", groups),
        Case::new("user_exists", users),
    ]
}

async fn one_connection(w: World) {
    let (mut one, mut spared) = (w.anybody().await, w.anybody().await);
    w.client.call(&CloseConnection::new(one.connection_id()).reason("bye ✓")).await.expect("closed");
    closed(&mut one, "bye ✓").await;
    assert!(!w.client.connection_exists(one.connection_id()).await.expect("a response"));
    w.client.close_connection(one.connection_id()).await.expect("as before");
    w.settle(&mut [&mut spared]).await;
}

async fn everyone_but_the_excluded(w: World) {
    let (mut one, mut spared) = (w.anybody().await, w.anybody().await);
    let close = CloseAllConnections::new().reason("late").excluded([spared.connection_id()]);
    w.client.call(&close).await.expect("closed");
    closed(&mut one, "late").await;
    w.settle(&mut [&mut spared]).await;
}

async fn a_group_but_the_excluded(w: World) {
    let (mut one, mut spared, mut outside) = (w.member("g").await, w.member("g").await, w.anybody().await);
    let close = CloseGroupConnections::new("g").reason("late").excluded([spared.connection_id()]);
    w.client.call(&close).await.expect("closed");
    closed(&mut one, "late").await;
    w.settle(&mut [&mut spared, &mut outside]).await;
}

async fn a_user_but_the_excluded(w: World) {
    let (mut one, mut spared, mut other) = (w.user("ann").await, w.user("ann").await, w.user("bob").await);
    let close = CloseUserConnections::new("ann").excluded([spared.connection_id()]);
    w.client.call(&close).await.expect("closed");
    closed(&mut one, "").await;
    w.settle(&mut [&mut spared, &mut other]).await;
}

async fn connections(w: World) {
    let one = w.anybody().await;
    assert!(w.client.connection_exists(one.connection_id()).await.expect("a response"));
    assert!(!w.client.connection_exists("nobody").await.expect("a response"));
}

async fn groups(w: World) {
    let _member = w.member("a b/c").await;
    // A slash in a name stays encoded in the emulator, as in Microsoft's.
    assert!(!w.client.group_exists("a b/c").await.expect("a response"));
    let _member = w.member("a b").await;
    assert!(w.client.group_exists("a b").await.expect("a response"));
    assert!(!w.client.group_exists("nobody").await.expect("a response"));
}

async fn users(w: World) {
    let _one = w.user("ann@x.y").await;
    assert!(w.client.user_exists("ann@x.y").await.expect("a response"));
    assert!(!w.client.user_exists("nobody").await.expect("a response"));
}
