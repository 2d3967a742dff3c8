//! Listing the members of a group, page by page.

use super::Case;
use super::world::World;
use futures_util::StreamExt;
use webpubsub_hyper::ClientAccess;
use webpubsub_hyper::operations::ListConnections;
use webpubsub_whole::Subscriber;

/// One page holds 200.
const MEMBERS: usize = 210;

pub(super) fn cases() -> Vec<Case> {
    vec![Case::new("list_connections", members_over_two_pages)]
}

async fn members_over_two_pages(w: World) {
    let mut subscribers = Vec::new();
    for number in 0..MEMBERS {
        let user = format!("u{number}");
        subscribers.push(Subscriber::json(&w.client, ClientAccess::new().group("g").user_id(user)).await);
    }
    let _other = w.member("h").await;
    let mut expected: Vec<_> = subscribers.iter().map(|one| one.connection_id().to_owned()).collect();
    expected.sort();
    let members = w.client.list_connections("g").collect::<Vec<_>>().await;
    let found: Vec<_> = members.into_iter().map(|member| member.expect("a member").connection_id).collect();
    assert_eq!(found, expected);
    let nobody = w.client.list_connections("nobody").collect::<Vec<_>>().await;
    assert!(nobody.is_empty());
    let page = w.client.call(&ListConnections::new("g").max_page_size(7)).await.expect("a page");
    assert_eq!(page.members.len(), 7);
}
