//! The 25 operations as one table: verb, path, query, body, success.

use bytes::Bytes;
use std::collections::HashSet;
use webpubsub_core::operations::*;
use webpubsub_core::{
    AccessKey, Authorization, BearerToken, BuildError, ClientAccess, ClientProtocol, Filter, Message, Permission,
    ResponseParts, Role, Target, UnixTime,
};

/// What one operation is expected to be.
struct Row {
    name: &'static str,
    request: Result<PreparedRequest, BuildError>,
    /// The statuses from 200 to 299 that are its success.
    success: Vec<u16>,
    idempotent: bool,
}

fn target() -> Target {
    Target::new("https://h", "chat").unwrap()
}

fn prepare<O: Operation>(operation: &O) -> Result<PreparedRequest, BuildError> {
    operation.prepare(&target(), &Authorization::from(AccessKey::new("k").unwrap()), UnixTime::from_secs(1_000))
}

fn row<O: Operation>(operation: &O) -> Row {
    let body = br#"{"token":"t","value":[]}"#;
    let succeeds =
        |status: &u16| operation.parse(&ResponseParts::new(*status, [], body, UnixTime::from_secs(0))).is_ok();
    Row {
        name: O::NAME,
        request: prepare(operation),
        success: (200..300).filter(succeeds).collect(),
        idempotent: operation.request(&target()).unwrap().is_idempotent(),
    }
}

fn text() -> Message {
    Message::text("x")
}

#[test]
fn all_of_them() {
    let me = || Filter::user_id().eq("me");
    let table = [
        (row(&Health::new()), "HEAD /api/health?api-version=2024-12-01", 200),
        (
            row(&SendToAll::new(text()).excluded(["a", "b c"]).filter(me()).message_ttl_seconds(300)),
            "POST ~/:send?api-version=2024-12-01&excluded=a&excluded=b%20c&filter=userId%20eq%20%27me%27&messageTtlSeconds=300",
            202,
        ),
        (
            row(&SendToGroup::new("a/b", text()).excluded([""; 0])),
            "POST ~/groups/a%2Fb/:send?api-version=2024-12-01",
            202,
        ),
        (
            row(&SendToUser::new("ü", text()).message_ttl_seconds(0)),
            "POST ~/users/%C3%BC/:send?api-version=2024-12-01&messageTtlSeconds=0",
            202,
        ),
        (row(&SendToConnection::new("c+1", text())), "POST ~/connections/c%2B1/:send?api-version=2024-12-01", 202),
        (
            row(&CloseAllConnections::new().excluded(["a"]).reason("b&c")),
            "POST ~/:closeConnections?api-version=2024-12-01&excluded=a&reason=b%26c",
            204,
        ),
        (row(&CloseGroupConnections::new("g")), "POST ~/groups/g/:closeConnections?api-version=2024-12-01", 204),
        (
            row(&CloseUserConnections::new("u").reason("bye")),
            "POST ~/users/u/:closeConnections?api-version=2024-12-01&reason=bye",
            204,
        ),
        (row(&CloseConnection::new("c").reason("..")), "DELETE ~/connections/c?api-version=2024-12-01&reason=..", 204),
        (row(&ConnectionExists::new("c")), "HEAD ~/connections/c?api-version=2024-12-01", 200),
        (row(&GroupExists::new("g")), "HEAD ~/groups/g?api-version=2024-12-01", 200),
        (row(&UserExists::new("u")), "HEAD ~/users/u?api-version=2024-12-01", 200),
        (row(&AddConnectionToGroup::new("g", "c")), "PUT ~/groups/g/connections/c?api-version=2024-12-01", 200),
        (row(&RemoveConnectionFromGroup::new("g", "c")), "DELETE ~/groups/g/connections/c?api-version=2024-12-01", 204),
        (row(&RemoveConnectionFromAllGroups::new("c")), "DELETE ~/connections/c/groups?api-version=2024-12-01", 204),
        (row(&AddUserToGroup::new("g", "u")), "PUT ~/users/u/groups/g?api-version=2024-12-01", 200),
        (row(&RemoveUserFromGroup::new("g", "u")), "DELETE ~/users/u/groups/g?api-version=2024-12-01", 204),
        (row(&RemoveUserFromAllGroups::new("u")), "DELETE ~/users/u/groups?api-version=2024-12-01", 204),
        (
            row(&GrantPermission::new(Permission::SendToGroup, "c").target_name("g 1")),
            "PUT ~/permissions/sendToGroup/connections/c?api-version=2024-12-01&targetName=g%201",
            200,
        ),
        (
            row(&RevokePermission::new(Permission::JoinLeaveGroup, "c")),
            "DELETE ~/permissions/joinLeaveGroup/connections/c?api-version=2024-12-01",
            204,
        ),
        (
            row(&HasPermission::new(Permission::SendToGroup, "c").target_name("..")),
            "HEAD ~/permissions/sendToGroup/connections/c?api-version=2024-12-01&targetName=..",
            200,
        ),
        (
            row(&GenerateClientToken::new(
                ClientAccess::new()
                    .user_id("u")
                    .role(Role::send_to_any_group())
                    .group("g")
                    .protocol(ClientProtocol::Mqtt),
            )),
            "POST ~/:generateToken?api-version=2024-12-01&userId=u&role=webpubsub.sendToGroup&minutesToExpire=60&group=g&clientType=MQTT",
            200,
        ),
        (row(&AddConnectionsToGroups::new(["g", "h"]).filter(me())), "POST ~/:addToGroups?api-version=2024-12-01", 200),
        (row(&RemoveConnectionsFromGroups::new(["g"])), "POST ~/:removeFromGroups?api-version=2024-12-01", 200),
        (
            row(&ListConnections::new("g").max_page_size(2).top(3).continuation_token("t=")),
            "GET ~/groups/g/connections?api-version=2024-12-01&maxpagesize=2&top=3&continuationToken=t%3D",
            200,
        ),
    ];
    for (row, line, status) in &table {
        let request = row.request.as_ref().unwrap_or_else(|error| panic!("{}: {error}", row.name));
        let line = line.replace('~', "/api/hubs/chat");
        assert_eq!(format!("{} {}", request.method(), request.url().replace("https://h", "")), line, "{}", row.name);
        assert_eq!(row.success, [*status], "{}", row.name);
        let once = row.name.starts_with("send_to") || row.name.starts_with("close_") && row.name != "close_connection";
        assert_eq!(row.idempotent, !once, "{}", row.name);
        assert_eq!(request.authorization().is_some(), row.name != "health", "{}", row.name);
    }
    let names: HashSet<&str> = table.iter().map(|(row, ..)| row.name).collect();
    assert_eq!(names.len(), 25);
}

#[test]
fn bodies() {
    let body = |request: Result<PreparedRequest, BuildError>| -> Bytes { request.unwrap().body().clone() };
    let filter = Filter::raw("userId eq 'é\"'");
    assert_eq!(
        body(prepare(&AddConnectionsToGroups::new(["g", "né"]).filter(filter))).as_ref(),
        r#"{"groups":["g","né"],"filter":"userId eq 'é\"'"}"#.as_bytes()
    );
    assert_eq!(body(prepare(&RemoveConnectionsFromGroups::new(["g"]))).as_ref(), br#"{"groups":["g"]}"#);
    assert_eq!(body(prepare(&SendToAll::new(text()))).as_ref(), b"x");
}

#[test]
fn metadata_is_sent_in_headers() {
    let request = prepare(&SendToAll::new(text()).metadata("Trace", "a").metadata("trace", "b")).unwrap();
    assert_eq!(request.headers().collect::<Vec<_>>(), [("X-WebPubSub-Metadata-trace", "b")]);
}

#[test]
fn a_gateway_receives_what_is_signed_for_the_service() {
    let target = Target::new("https://h/base", "chat").unwrap().gateway("http://gateway:81/apim/");
    let key = Authorization::from(AccessKey::new("k").unwrap());
    let request = SendToAll::new(text()).prepare(&target, &key, UnixTime::from_secs(0)).unwrap();
    assert_eq!(request.url(), "http://gateway:81/apim/api/hubs/chat/:send?api-version=2024-12-01");
    let direct = Target::new("https://h/base", "chat").unwrap();
    let same = SendToAll::new(text()).prepare(&direct, &key, UnixTime::from_secs(0)).unwrap();
    assert_eq!(request.authorization().unwrap().expose(), same.authorization().unwrap().expose());
    for request in [request, same] {
        let url = request.url().to_owned();
        assert_eq!(http::Request::try_from(request).unwrap().uri(), url.as_str());
    }
}

#[test]
fn a_bearer_token_is_passed_on() {
    let bearer = Authorization::from(BearerToken::new("tok").unwrap());
    let request = UserExists::new("u").prepare(&target(), &bearer, UnixTime::from_secs(0)).unwrap();
    assert_eq!(request.authorization().unwrap().expose(), "Bearer tok");
    let plain = target().gateway("http://127.0.0.1");
    assert!(UserExists::new("u").prepare(&plain, &bearer, UnixTime::from_secs(0)).is_err());
}

#[test]
fn a_permission_is_parsed() {
    assert!("deleteGroup".parse::<Permission>().is_err());
    assert_eq!("sendToGroup".parse::<Permission>(), Ok(Permission::SendToGroup));
}
