//! Names in paths and parameters: one segment, one parameter, whatever is in them.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use percent_encoding::percent_decode_str;
use webpubsub_core::operations::{
    AddUserToGroup, CloseConnection, GenerateClientToken, HasPermission, Operation, SendToGroup, UserExists,
};
use webpubsub_core::{ClientAccess, Message, Permission, Role};
use webpubsub_fuzz::{is_written_plainly, prepare, segments};

#[derive(Debug, Arbitrary)]
struct Names<'a> {
    one: &'a str,
    other: &'a str,
    list: Vec<&'a str>,
}

/// Segments of a path, and pairs of a query.
type Parts = (Vec<String>, Vec<(String, String)>);

/// The path's segments behind the hub, and the query's pairs but for `api-version`, decoded.
fn parts<O: Operation>(operation: &O) -> Option<Parts> {
    let request = prepare(operation)?;
    let url = request.url();
    assert!(is_written_plainly(url), "{url}");
    let segments = segments(url);
    assert_eq!(segments[..4], ["base", "api", "hubs", "chat"], "{url}");
    let decode = |text: &str| percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned();
    let pairs = url.split_once('?').map_or("", |(_, query)| query).split('&');
    let pairs =
        pairs.map(|pair| pair.split_once('=').expect("a pair")).map(|(name, value)| (decode(name), decode(value)));
    Some((segments[4..].to_vec(), pairs.filter(|(name, _)| name != "api-version").collect()))
}

fuzz_target!(|names: Names| {
    let Names { one, other, list } = names;
    if let Some((path, query)) = parts(&AddUserToGroup::new(one, other)) {
        assert_eq!((path, query), (["users", other, "groups", one].map(str::to_owned).to_vec(), vec![]));
    }
    if let Some((path, query)) = parts(&SendToGroup::new(one, Message::text("")).excluded(list.clone())) {
        assert_eq!(path, ["groups", one, ":send"]);
        assert_eq!(query.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(), list);
        assert!(query.iter().all(|(name, _)| name == "excluded"));
    }
    if let Some((path, query)) = parts(&CloseConnection::new(one).reason(other)) {
        assert_eq!(path, ["connections", one]);
        assert!(query.iter().all(|pair| *pair == ("reason".to_owned(), other.to_owned())), "{query:?}");
    }
    if let Some((path, _)) = parts(&HasPermission::new(Permission::SendToGroup, one).target_name(other)) {
        assert_eq!(path, ["permissions", "sendToGroup", "connections", one]);
    }
    if let Some((path, _)) = parts(&UserExists::new(one)) {
        assert!(path == ["users", one] && ![".", "..", ""].contains(&one));
    }
    let access = ClientAccess::new().user_id(one).role(Role::join_leave_group(other)).group(other);
    if let Some((path, query)) = parts(&GenerateClientToken::new(access)) {
        assert_eq!(path, [":generateToken"]);
        assert!(query.contains(&("userId".to_owned(), one.to_owned())), "{query:?}");
    }
});
