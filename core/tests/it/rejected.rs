//! What is invalid is rejected before a token is fetched and anything is sent.

use crate::every_operation::{Each, all_names, every_operation};
use crate::support::{client_with, now, target};
use futures_util::StreamExt;
use std::collections::BTreeSet;
use std::time::Duration;
use webpubsub_core::entra::ClientSecret;
use webpubsub_core::operations::*;
use webpubsub_core::{
    AccessKey, CallOptions, ClientAccess, Error, ErrorKind, Filter, Message, Method, Permission, Target,
};
use webpubsub_mock::{MockTransport, WebPubSubServiceClient, responses};

/// A client that would fetch tokens, over a transport that fails and captures each request.
struct Rejecting {
    mock: MockTransport,
    client: WebPubSubServiceClient,
    names: BTreeSet<String>,
}

impl Rejecting {
    fn new() -> Self {
        let mock = MockTransport::new().script_token_requests();
        mock.otherwise(|_, _| responses::connection_refused());
        let client = client_with(&mock, ClientSecret::new("tenant", "app", "hush").unwrap());
        Self { mock, client, names: BTreeSet::new() }
    }

    fn rejects<O: Operation>(&mut self, field: &str, operation: &O) {
        let Some(error) = now(self.client.call(operation)).err() else { panic!("{} takes {field}", O::NAME) };
        assert_eq!(error.operation(), O::NAME);
        self.is_rejected(field, &error);
        self.names.insert(O::NAME.to_owned());
    }

    fn is_rejected(&self, field: &str, error: &Error) {
        let ErrorKind::Build(build) = error.kind() else { panic!("{field}: {error}") };
        assert_eq!(build.field(), field, "{} {error}", error.operation());
        assert!(error.attempts() == 0 && !error.was_sent() && self.mock.captured().is_empty(), "{error}");
    }
}

fn text() -> Message {
    Message::text("x")
}

/// Invalid names in `$field`, each in all of these operations.
macro_rules! rejected {
    ($rejecting:ident, $field:literal, $name:pat in $names:expr => $($operation:expr),+ $(,)?) => {
        for $name in $names {
            $($rejecting.rejects($field, &$operation);)+
        }
    };
    ($rejecting:ident, $field:literal => $($operation:expr),+ $(,)?) => {
        $($rejecting.rejects($field, &$operation);)+
    };
}

fn names(rejecting: &mut Rejecting) {
    let long = "é".repeat(1_025);
    let groups = ["..", ".", "", " \t", long.as_str()];
    rejected!(rejecting, "group", group in groups =>
        SendToGroup::new(group, text()),
        CloseGroupConnections::new(group),
        GroupExists::new(group),
        AddConnectionToGroup::new(group, "c"),
        RemoveConnectionFromGroup::new(group, "c"),
        AddUserToGroup::new(group, "u"),
        RemoveUserFromGroup::new(group, "u"),
        AddConnectionsToGroups::new(["g", group]),
        RemoveConnectionsFromGroups::new(["g", group]),
        ListConnections::new(group),
        GenerateClientToken::new(ClientAccess::new().group(group)),
    );
    rejected!(rejecting, "connection_id", id in ["..", ".", ""] =>
        SendToConnection::new(id, text()),
        CloseConnection::new(id),
        ConnectionExists::new(id),
        AddConnectionToGroup::new("g", id),
        RemoveConnectionFromGroup::new("g", id),
        RemoveConnectionFromAllGroups::new(id),
        GrantPermission::new(Permission::SendToGroup, id),
        RevokePermission::new(Permission::SendToGroup, id),
        HasPermission::new(Permission::SendToGroup, id),
    );
    rejected!(rejecting, "user_id", id in ["..", ".", ""] =>
        SendToUser::new(id, text()),
        CloseUserConnections::new(id),
        UserExists::new(id),
        AddUserToGroup::new("g", id),
        RemoveUserFromGroup::new("g", id),
        RemoveUserFromAllGroups::new(id),
    );
    rejected!(rejecting, "target_name", group in ["", " ", &long] =>
        GrantPermission::new(Permission::SendToGroup, "c").target_name(group),
        RevokePermission::new(Permission::JoinLeaveGroup, "c").target_name(group),
        HasPermission::new(Permission::SendToGroup, "c").target_name(group),
    );
    rejected!(rejecting, "path", path in ["api/x", "/api/..", "/a b", ""] => RawRequest::new(Method::Get, path));
}

fn sends(rejecting: &mut Rejecting) {
    let large = Message::binary(vec![0; Message::MAX_SIZE + 1]);
    rejected!(rejecting, "message" =>
        SendToAll::new(large.clone()),
        SendToGroup::new("g", large.clone()),
        SendToUser::new("u", large.clone()),
        SendToConnection::new("c", large.clone()),
        SendToAll::new(large.clone()).message_ttl_seconds(1),
    );
    rejected!(rejecting, "message_ttl_seconds" =>
        SendToAll::new(text()).message_ttl_seconds(301),
        SendToGroup::new("g", text()).message_ttl_seconds(301),
        SendToUser::new("u", text()).message_ttl_seconds(301),
        SendToConnection::new("c", text()).message_ttl_seconds(301),
    );
    rejected!(rejecting, "filter", filter in ["", " "].map(Filter::raw) =>
        SendToAll::new(text()).filter(filter.clone()),
        SendToGroup::new("g", text()).filter(filter.clone()),
        SendToUser::new("u", text()).filter(filter.clone()),
        AddConnectionsToGroups::new(["g"]).filter(filter.clone()),
        RemoveConnectionsFromGroups::new(["g"]).filter(filter.clone()),
    );
    let long = "v".repeat(1_025);
    let metadata = [("a b", "v"), ("", "v"), ("a", "v\r\nx: y"), ("a", "b,c"), ("a", " b"), ("a", long.as_str())];
    rejected!(rejecting, "metadata", (name, value) in metadata =>
        SendToAll::new(text()).metadata(name, value),
        SendToGroup::new("g", text()).metadata(name, value),
        SendToUser::new("u", text()).metadata(name, value),
        SendToConnection::new("c", text()).metadata(name, value),
    );
    let heavy = (0..9).fold(SendToAll::new(text()), |send, n| send.metadata(format!("n{n}"), "v".repeat(1_000)));
    rejected!(rejecting, "metadata" => heavy);
}

fn other_parameters(rejecting: &mut Rejecting) {
    rejected!(rejecting, "excluded" =>
        SendToAll::new(text()).excluded([""]),
        SendToGroup::new("g", text()).excluded(["c", ""]),
        CloseAllConnections::new().excluded([""]),
        CloseGroupConnections::new("g").excluded([""]),
        CloseUserConnections::new("u").excluded([""]),
    );
    rejected!(rejecting, "groups" => AddConnectionsToGroups::new([""; 0]), RemoveConnectionsFromGroups::new([""; 0]));
    rejected!(rejecting, "max_page_size", size in [0, 201] => ListConnections::new("g").max_page_size(size));
    rejected!(rejecting, "top", top in [0, u32::MAX] => ListConnections::new("g").top(top));
    let access = ClientAccess::new;
    rejected!(rejecting, "claim" =>
        GenerateClientToken::new(access().claim("tier", &1)),
        GenerateClientToken::new(access().claim("sub", "root")),
    );
    rejected!(rejecting, "user_id" => GenerateClientToken::new(access().user_id("")));
    rejected!(rejecting, "minutes" => GenerateClientToken::new(access().minutes(0)));
    rejected!(rejecting, "expires_after" => GenerateClientToken::new(access().expires_after(Duration::from_secs(90))));
    let raw = || RawRequest::new(Method::Post, "/api/x");
    rejected!(rejecting, "header" =>
        raw().header("a b", "v"),
        raw().header("x", "v\r\ny: z"),
        raw().header("Authorization", "mine"),
        raw().body("text/plain\n", ""),
    );
    rejected!(rejecting, "body" => raw().body("text/plain", vec![0; Message::MAX_SIZE + 1]));
}

impl Each for (&mut Rejecting, &str) {
    fn operation<O: Operation>(&mut self, operation: &O) {
        let (rejecting, field) = self;
        // These two are not about a hub.
        if *field != "hub" || !["health", "send_request"].contains(&O::NAME) {
            rejecting.rejects(field, operation);
        }
    }
}

/// An operation that is added later must be added to these tables.
#[test]
fn invalid_names_and_numbers() {
    let mut rejecting = Rejecting::new();
    names(&mut rejecting);
    sends(&mut rejecting);
    other_parameters(&mut rejecting);
    rejecting.names.insert("health".to_owned()); // It has no parameters.
    if cfg!(not(target_arch = "wasm32")) {
        assert_eq!(rejecting.names, all_names(), "compared where there are source files");
    }
}

/// Invalid values of the target are kept until a call uses them.
#[test]
fn invalid_targets_in_every_operation() {
    let secret = || ClientSecret::new("tenant", "app", "hush").unwrap();
    let with_target = |target: Target| {
        let mut rejecting = Rejecting::new();
        rejecting.client = WebPubSubServiceClient::with_transport(rejecting.mock.clone(), target, secret());
        rejecting
    };
    let mut hub = Rejecting::new();
    hub.client = hub.client.hub("1");
    every_operation(&mut (&mut hub, "hub"));
    every_operation(&mut (&mut with_target(target().gateway("::")), "gateway"));
    every_operation(&mut (&mut with_target(target().api_version("a b")), "api version"));
    every_operation(&mut (&mut with_target(target().api_version("")), "api version"));
}

/// What the methods do beside one call: they choose, page, or take a client of another hub.
#[test]
fn methods_of_the_client() {
    let rejecting = Rejecting::new();
    let client = &rejecting.client;
    let access = ClientAccess::new;
    for (access, field) in [(access().group(".."), "group"), (access().user_id(""), "user_id")] {
        rejecting.is_rejected(field, &now(client.client_access_token(&access)).unwrap_err());
    }
    let access = access().user_id("ann");
    rejecting.is_rejected("hub", &now(client.hub("..").client_access_token(&access)).unwrap_err());
    rejecting.is_rejected("hub", &now(client.hub("a").hub("..").send_to_all(text())).unwrap_err());
    for (hub, group, field) in [("chat", "..", "group"), ("..", "g", "hub")] {
        let client = client.hub(hub);
        let members: Vec<_> = now(client.list_connections(group).collect());
        let pages: Vec<_> = now(client.list_connections_with(ListConnections::new(group)).pages().collect());
        assert_eq!((members.len(), pages.len()), (1, 1), "an error ends it");
        rejecting.is_rejected(field, members[0].as_ref().unwrap_err());
        rejecting.is_rejected(field, pages[0].as_ref().unwrap_err());
    }
    rejecting.is_rejected("group", &now(client.call_detailed(&GroupExists::new("."))).unwrap_err());
    rejecting.is_rejected("group", &now(client.clone().into_shared().group_exists(".")).unwrap_err());
    let options = CallOptions::new().user_agent("\n");
    rejecting.is_rejected("user agent", &now(client.with_options(options).group_exists("g")).unwrap_err());
    // Needs no credential: it is the one that is sent.
    assert!(!now(client.health()).unwrap_err().was_sent());
    assert!(rejecting.mock.captured().iter().all(|sent| sent.operation() == "health"));
}

/// Without a request, the rules are the same.
#[test]
fn a_client_access_token_signed_here() {
    let rejecting = Rejecting::new();
    let key = || AccessKey::new("k").unwrap();
    let client = WebPubSubServiceClient::with_transport(rejecting.mock.clone(), target(), key());
    for (access, field) in [
        (ClientAccess::new().claim("sub", "root"), "claim"),
        (ClientAccess::new().claim("", &1), "claim"),
        (ClientAccess::new().user_id(""), "user_id"),
        (ClientAccess::new().group(".."), "group"),
        (ClientAccess::new().minutes(0), "minutes"),
    ] {
        rejecting.is_rejected(field, &now(client.client_access_token(&access)).unwrap_err());
    }
    let access = ClientAccess::new().claim("tier", &1);
    rejecting.is_rejected("hub", &now(client.hub("1").client_access_token(&access)).unwrap_err());
    let target = target().gateway("::");
    let client = WebPubSubServiceClient::with_transport(rejecting.mock.clone(), target, key());
    rejecting.is_rejected("gateway", &now(client.client_access_token(&access)).unwrap_err());
}
