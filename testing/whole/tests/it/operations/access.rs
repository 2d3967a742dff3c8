//! What clients may do, and the tokens they come with.

use super::Case;
use super::world::{World, may};
use webpubsub_hyper::Permission::{JoinLeaveGroup, SendToGroup};
use webpubsub_hyper::operations::{GrantPermission, HasPermission};
use webpubsub_hyper::{ClientAccess, Role};
use webpubsub_whole::Subscriber;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("grant_permission", what_is_granted_is_allowed),
        Case::new("revoke_permission", what_is_revoked_is_not),
        Case::new("has_permission", permissions_are_told),
        Case::new("generate_client_token", the_service_signs_tokens),
        Case::new("generate_client_token", the_key_signs_tokens),
    ]
}

async fn what_is_granted_is_allowed(w: World) {
    let mut one = w.anybody().await;
    let id = one.connection_id().to_owned();
    assert!(!may(&mut one, "sendToGroup", "g", 1).await);
    w.client.grant_permission(SendToGroup, &id, "g").await.expect("granted");
    assert!(may(&mut one, "sendToGroup", "g", 2).await);
    assert!(!may(&mut one, "sendToGroup", "h", 3).await && !may(&mut one, "joinGroup", "g", 4).await);
    w.client.call(&GrantPermission::new(JoinLeaveGroup, &*id)).await.expect("granted");
    assert!(may(&mut one, "joinGroup", "any", 5).await);
    let error = w.client.grant_permission(SendToGroup, "nobody", "g").await.expect_err("refused");
    assert!(error.is_not_found(), "{error}");
}

async fn what_is_revoked_is_not(w: World) {
    let access = ClientAccess::new().role(Role::send_to_any_group()).role(Role::join_leave_group("g"));
    let mut one = Subscriber::json(&w.client, access).await;
    let id = one.connection_id().to_owned();
    assert!(may(&mut one, "sendToGroup", "g", 1).await && may(&mut one, "joinGroup", "g", 2).await);
    for permission in [SendToGroup, JoinLeaveGroup] {
        w.client.revoke_permission(permission, &id, "g").await.expect("revoked");
    }
    assert!(!may(&mut one, "sendToGroup", "g", 3).await && !may(&mut one, "leaveGroup", "g", 4).await);
    assert!(may(&mut one, "sendToGroup", "h", 5).await);
    w.client.revoke_permission(SendToGroup, "nobody", "g").await.expect("as before");
}

async fn permissions_are_told(w: World) {
    let one = Subscriber::json(&w.client, ClientAccess::new().role(Role::send_to_group("g"))).await;
    let id = one.connection_id();
    for (permission, group, expected) in
        [(SendToGroup, "g", true), (SendToGroup, "h", false), (JoinLeaveGroup, "g", false)]
    {
        let found = w.client.has_permission(permission, id, group).await.expect("a response");
        assert_eq!(found, expected, "{permission:?} {group}");
    }
    assert!(!w.client.call(&HasPermission::new(SendToGroup, id)).await.expect("a response"));
    assert!(!w.client.has_permission(SendToGroup, "nobody", "g").await.expect("a response"));
}

async fn the_service_signs_tokens(w: World) {
    let access = ClientAccess::new().user_id("ann").role(Role::send_to_group("g")).group("g").minutes(5);
    let mut one = Subscriber::json(&w.bearer, access).await;
    assert!(
        w.bearer.user_exists("ann").await.expect("a response") && w.bearer.group_exists("g").await.expect("a response")
    );
    assert!(may(&mut one, "sendToGroup", "g", 1).await && !may(&mut one, "sendToGroup", "h", 2).await);
}

async fn the_key_signs_tokens(w: World) {
    let access = ClientAccess::new().user_id("ann").role(Role::send_to_group("g")).group("g").minutes(5);
    let mut one = Subscriber::json(&w.client, access).await;
    assert!(
        w.client.user_exists("ann").await.expect("a response") && w.client.group_exists("g").await.expect("a response")
    );
    assert!(may(&mut one, "sendToGroup", "g", 1).await && !may(&mut one, "sendToGroup", "h", 2).await);
}
