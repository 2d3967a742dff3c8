//! Values that are rejected before anything is sent.

use super::{Walked, failed};
use webpubsub_core::events::Upstream;
use webpubsub_hyper::entra::{ClientSecret, ManagedIdentity};
use webpubsub_hyper::operations::{
    AddConnectionsToGroups, GenerateClientToken, GrantPermission, ListConnections, Operation, RawRequest, SendToAll,
};
use webpubsub_hyper::{
    AccessKey, BearerToken, ClientAccess, ConnectionString, Endpoint, HyperTransport, Message, Method, Permission,
    Proxy, ReadMessage, Role, Target,
};

pub(super) fn walk(walked: &mut Walked) {
    let target = Target::new("https://contoso.webpubsub.azure.com", "chat").expect("a target");
    let errors = [
        failed("ftp://h".parse::<Endpoint>()),
        failed("https://h:0".parse::<Endpoint>()),
        failed("https://h/a b".parse::<Endpoint>()),
        failed(Target::new("https://h", "1")),
        failed("Endpoint=https://h;AccessKey".parse::<ConnectionString>()),
        failed("AccessKey=k".parse::<ConnectionString>()),
        failed(AccessKey::new("")),
        failed(BearerToken::new("a b")),
        failed("write".parse::<Permission>()),
        failed(" ".parse::<Role>()),
        failed(Message::raw_json("{")),
        failed(ClientSecret::new("a/b", "app", "hush-hush")),
        failed(ManagedIdentity::app_service("http://h.example", "hush-hush")),
        failed(Upstream::new("chat").allow_origins("a b").insecure_accept_unsigned()),
        failed(Upstream::new("chat").keys([])),
        failed(Proxy::new("socks5://h")),
        failed(Proxy::new("http://ann:a/b@h")),
        failed(HyperTransport::builder().root_certificate("no PEM")),
        failed(SendToAll::new(Message::binary(vec![0; Message::MAX_SIZE + 1])).request(&target)),
        failed(SendToAll::new(Message::text("x")).message_ttl_seconds(301).request(&target)),
        failed(SendToAll::new(Message::text("x")).excluded([""]).request(&target)),
        failed(SendToAll::new(Message::text("x")).metadata("a b", "v").request(&target)),
        failed(SendToAll::new(Message::text("x")).metadata("a", "b,c").request(&target)),
        failed(ListConnections::new("g").max_page_size(0).request(&target)),
        failed(ListConnections::new("g".repeat(1_025)).request(&target)),
        failed(GrantPermission::new(Permission::SendToGroup, "c").target_name("").request(&target)),
        failed(AddConnectionsToGroups::new([""; 0]).request(&target)),
        failed(GenerateClientToken::new(ClientAccess::new().claim("sub", "root")).request(&target)),
        failed(GenerateClientToken::new(ClientAccess::new().minutes(0)).request(&target)),
        failed(RawRequest::new(Method::Get, "/a b").request(&target)),
        failed(RawRequest::new(Method::Get, "/a").header("a b", "v").request(&target)),
        failed(RawRequest::new(Method::Get, "/a").header("authorization", "mine").request(&target)),
    ];
    walked.report("core::BuildError", "within std's", failed(Message::read_text(&b"\xFF"[..])));
    for error in errors {
        walked.error("core::BuildError", error.field(), error.clone());
    }
}
