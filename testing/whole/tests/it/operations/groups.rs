//! Who is in which group.

use super::Case;
use super::world::World;
use webpubsub_hyper::Filter;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("add_connection_to_group", a_connection_joins),
        Case::new("remove_connection_from_group", a_connection_leaves),
        Case::new("remove_connection_from_all_groups", a_connection_leaves_all),
        Case::new("add_user_to_group", a_user_joins),
        Case::new("remove_user_from_group", a_user_leaves),
        Case::new("remove_user_from_all_groups", a_user_leaves_all),
        Case::new("add_connections_to_groups", whom_a_filter_finds_joins),
        Case::new("remove_connections_from_groups", whom_a_filter_finds_leaves),
    ]
}

/// Which of the groups `g` and `h` have a member.
async fn inhabited(w: &World) -> [bool; 2] {
    [w.client.group_exists("g").await.expect("a response"), w.client.group_exists("h").await.expect("a response")]
}

async fn a_connection_joins(w: World) {
    let one = w.anybody().await;
    for _ in 0..2 {
        w.client.add_connection_to_group("g", one.connection_id()).await.expect("added");
    }
    assert_eq!(inhabited(&w).await, [true, false]);
    let error = w.client.add_connection_to_group("g", "nobody").await.expect_err("refused");
    assert!(error.is_not_found(), "{error}");
}

async fn a_connection_leaves(w: World) {
    let one = w.member("g").await;
    w.client.add_connection_to_group("h", one.connection_id()).await.expect("added");
    for id in [one.connection_id(), one.connection_id(), "nobody"] {
        w.client.remove_connection_from_group("g", id).await.expect("removed");
    }
    assert_eq!(inhabited(&w).await, [false, true]);
}

async fn a_connection_leaves_all(w: World) {
    let one = w.member("g").await;
    w.client.add_connection_to_group("h", one.connection_id()).await.expect("added");
    for _ in 0..2 {
        w.client.remove_connection_from_all_groups(one.connection_id()).await.expect("removed");
    }
    assert_eq!(inhabited(&w).await, [false, false]);
}

async fn a_user_joins(w: World) {
    let _one = w.user("ann").await;
    w.client.add_user_to_group("g", "ann").await.expect("added");
    assert_eq!(inhabited(&w).await, [true, false]);
    let error = w.client.add_user_to_group("h", "nobody").await.expect_err("refused");
    assert!(error.is_not_found(), "{error}");
    assert_eq!(inhabited(&w).await, [true, false]);
}

async fn a_user_leaves(w: World) {
    let _one = w.user("ann").await;
    for group in ["g", "h"] {
        w.client.add_user_to_group(group, "ann").await.expect("added");
    }
    w.client.remove_user_from_group("g", "ann").await.expect("removed");
    w.client.remove_user_from_group("g", "nobody").await.expect("removed");
    assert_eq!(inhabited(&w).await, [false, true]);
}

async fn a_user_leaves_all(w: World) {
    let _one = w.user("ann").await;
    for group in ["g", "h"] {
        w.client.add_user_to_group(group, "ann").await.expect("added");
    }
    w.client.remove_user_from_all_groups("ann").await.expect("removed");
    w.client.remove_user_from_all_groups("nobody").await.expect("removed");
    assert_eq!(inhabited(&w).await, [false, false]);
}

async fn whom_a_filter_finds_joins(w: World) {
    let (mut ann, mut bob) = (w.user("ann").await, w.user("bob").await);
    w.client.add_connections_to_groups(["g", "h"], Filter::user_id().eq("ann")).await.expect("added");
    assert_eq!(inhabited(&w).await, [true, true]);
    w.client.remove_user_from_all_groups("ann").await.expect("removed");
    assert_eq!(inhabited(&w).await, [false, false], "bob was not found");
    w.settle(&mut [&mut ann, &mut bob]).await;
}

async fn whom_a_filter_finds_leaves(w: World) {
    let (_ann, _bob) = (w.user("ann").await, w.user("bob").await);
    w.client.add_user_to_group("g", "ann").await.expect("added");
    w.client.add_user_to_group("h", "bob").await.expect("added");
    w.client.remove_connections_from_groups(["g", "h"], Filter::user_id().eq("ann")).await.expect("removed");
    assert_eq!(inhabited(&w).await, [false, true]);
}
