//! Without a script, each operation of core succeeds, and its output can be used.

use crate::now;
use std::collections::BTreeSet;
use std::path::Path;
use webpubsub_mock::operations::{
    AddConnectionToGroup, AddConnectionsToGroups, AddUserToGroup, CloseAllConnections, CloseConnection,
    CloseGroupConnections, CloseUserConnections, ConnectionExists, GenerateClientToken, GrantPermission, GroupExists,
    HasPermission, Health, ListConnections, RawRequest, RemoveConnectionFromAllGroups, RemoveConnectionFromGroup,
    RemoveConnectionsFromGroups, RemoveUserFromAllGroups, RemoveUserFromGroup, RevokePermission, SendToAll,
    SendToConnection, SendToGroup, SendToUser, UserExists,
};
use webpubsub_mock::{ACCESS_KEY, Claims, ClientAccess, Filter, Message, Method, MockTransport, Permission, Role};

/// Calls everything, and checks the outputs that have content.
fn call_everything(mock: &MockTransport) {
    let client = mock.client("chat");
    let message = || Message::text("x");
    macro_rules! ok {
        ($($operation:expr),+ $(,)?) => { $(now(client.call(&$operation)).expect(stringify!($operation));)+ };
    }
    macro_rules! yes {
        ($($operation:expr),+ $(,)?) => { $(assert!(now(client.call(&$operation)).expect(stringify!($operation)));)+ };
    }
    ok![
        SendToAll::new(message()),
        SendToGroup::new("g", message()),
        SendToUser::new("u", message()),
        SendToConnection::new("c", message()),
        AddConnectionToGroup::new("g", "c"),
        AddUserToGroup::new("g", "u"),
        AddConnectionsToGroups::new(["g"]).filter(Filter::user_id().eq("u")),
        RemoveConnectionFromGroup::new("g", "c"),
        RemoveConnectionFromAllGroups::new("c"),
        RemoveConnectionsFromGroups::new(["g"]).filter(Filter::user_id().eq("u")),
        RemoveUserFromGroup::new("g", "u"),
        RemoveUserFromAllGroups::new("u"),
        CloseAllConnections::new(),
        CloseConnection::new("c"),
        CloseGroupConnections::new("g"),
        CloseUserConnections::new("u"),
        GrantPermission::new(Permission::SendToGroup, "c").target_name("g"),
        RevokePermission::new(Permission::SendToGroup, "c").target_name("g"),
        Health::new(),
    ];
    yes![
        ConnectionExists::new("c"),
        GroupExists::new("g"),
        UserExists::new("u"),
        HasPermission::new(Permission::JoinLeaveGroup, "c").target_name("g"),
    ];
    assert_eq!(now(client.call(&ListConnections::new("g"))).expect("a page").members.len(), 1);
    assert_eq!(now(client.call(&RawRequest::new(Method::Get, "/api/x"))).expect("a response").status, 200);
    let access = ClientAccess::new().user_id("ann").group("g").role(Role::send_to_group("g")).minutes(5);
    let token = now(client.call(&GenerateClientToken::new(access))).expect("a token");
    let claims = Claims::verify(token.expose(), ACCESS_KEY).expect("signed");
    assert_eq!((claims.user_id(), claims.groups()), (Some("ann"), vec!["g"]));
    assert_eq!(claims.roles(), ["webpubsub.sendToGroup.g"]);
    assert!(claims.audience().ends_with("/client/hubs/chat"), "{claims:?}");
}

#[test]
fn each_succeeds() {
    call_everything(&MockTransport::new());
}

/// Fails for an operation of core that this crate does not know.
#[test]
fn none_is_forgotten() {
    let mock = MockTransport::new();
    call_everything(&mock);
    let called: BTreeSet<String> = mock.captured().iter().map(|sent| sent.operation().to_owned()).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/src/operations");
    let Ok(files) = std::fs::read_dir(folder) else { return }; // Not in a checkout.
    let texts = files.map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("text"));
    let name = |text: String| Some(text.split_once("const NAME: &'static str = \"")?.1.split_once('"')?.0.to_owned());
    let known: BTreeSet<String> = texts.filter_map(name).collect();
    assert!(known.len() > 20 && known == called, "{:?}", known.symmetric_difference(&called));
}
