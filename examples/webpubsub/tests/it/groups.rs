//! Memberships, permissions and listings: each subcommand once.

use crate::support::Service;
use serde_json::{Value, json};
use webpubsub_hyper::ClientAccess;

/// Whether the group has a member.
async fn member(service: &Service, group: &str) -> bool {
    service.run(&["group-exists", group]).await.code == 0
}

#[tokio::test]
async fn memberships_of_a_connection() {
    let service = Service::start().await;
    let ann = service.ann().await;
    service.run(&["add-connection-to-group", "lobby", &ann.id]).await.ok();
    assert!(member(&service, "lobby").await);
    service.run(&["remove-connection-from-group", "lobby", &ann.id]).await.ok();
    assert!(!member(&service, "lobby").await);
    service.run(&["add-connection-to-group", "lobby", &ann.id]).await.ok();
    service.run(&["remove-connection-from-all-groups", &ann.id]).await.ok();
    assert!(!member(&service, "lobby").await);
    service.run(&["add-connection-to-group", "lobby", "missing"]).await.fails(1, "404");
}

#[tokio::test]
async fn memberships_of_a_user() {
    let service = Service::start().await;
    let _ann = service.ann().await;
    service.run(&["add-user-to-group", "lobby", "ann"]).await.ok();
    assert!(member(&service, "lobby").await);
    service.run(&["remove-user-from-group", "lobby", "ann"]).await.ok();
    assert!(!member(&service, "lobby").await);
    service.run(&["add-user-to-group", "lobby", "ann"]).await.ok();
    service.run(&["remove-user-from-all-groups", "ann"]).await.ok();
    assert!(!member(&service, "lobby").await);
}

#[tokio::test]
async fn memberships_by_filter() {
    let service = Service::start().await;
    let (_ann, _ben) = (service.ann().await, service.client(&ClientAccess::new().user_id("ben")).await);
    service.run(&["add-connections-to-groups", "a", "b", "--filter", "userId eq 'ann'"]).await.ok();
    service.run(&["add-connections-to-groups", "all"]).await.ok();
    let members = |text: String| text.lines().count();
    for (group, count) in [("a", 1), ("b", 1), ("all", 2)] {
        assert_eq!(members(service.run(&["list-connections", group]).await.ok()), count, "{group}");
    }
    service.run(&["remove-connections-from-groups", "all", "--filter", "'a' in groups"]).await.ok();
    assert!(service.run(&["list-connections", "all"]).await.ok().ends_with("\tben\n"));
}

#[tokio::test]
async fn permissions_are_granted_and_revoked() {
    let service = Service::start().await;
    let ann = service.ann().await;
    let has = ["has-permission", "sendToGroup", &ann.id, "--target-name", "lobby"];
    assert_eq!(service.run(&has).await.code, 1);
    service.run(&["grant-permission", "sendToGroup", &ann.id, "--target-name", "lobby"]).await.ok();
    assert_eq!(service.run(&has).await.ok(), "true\n");
    service.run(&["revoke-permission", "sendToGroup", &ann.id, "--group", "lobby"]).await.ok();
    let no = service.run(&has).await;
    assert_eq!((no.code, &*no.stdout), (1, "false\n"));
    service.run(&["has-permission", "flyToGroup", &ann.id]).await.fails(2, "joinLeaveGroup or sendToGroup");
}

#[tokio::test]
async fn listings_go_through_all_pages() {
    let service = Service::start().await;
    let mut clients = Vec::new();
    for user in ["ann", "ben", "cem"] {
        clients.push(service.client(&ClientAccess::new().user_id(user).group("lobby")).await);
    }
    clients.push(service.client(&ClientAccess::new().group("lobby")).await);
    let listed = service.run(&["list-connections", "lobby", "--max-page-size", "1"]).await.ok();
    let mut lines: Vec<&str> = listed.lines().collect();
    let mut expected: Vec<String> = Vec::new();
    for (client, user) in clients.iter().zip(["ann", "ben", "cem", ""]) {
        expected.push(format!("{}\t{user}", client.id));
    }
    lines.sort_unstable();
    expected.sort_unstable();
    assert_eq!(lines, expected);

    let json = service.run(&["list-connections", "lobby", "-ojson"]).await.ok();
    let json: Vec<Value> = serde_json::from_str(&json).expect("a list");
    assert!(json.contains(&json!({"connectionId": clients[0].id, "userId": "ann"})), "{json:?}");
    assert!(json.contains(&json!({"connectionId": clients[3].id, "userId": null})), "{json:?}");
    assert_eq!(service.run(&["list-connections", "lobby", "--top", "2"]).await.ok().lines().count(), 2);
    service.run(&["list-connections", "lobby", "--max-page-size", "201"]).await.fails(2, "--max-page-size");
}
