//! What a user compares, keeps in a set, prints and parses.

use std::collections::HashSet;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;
use std::time::Duration;
use webpubsub_core::operations::{ConnectionsPage, GroupMember, ListConnections, RawResponse, SendToAll};
use webpubsub_core::{
    BuildError, CallOptions, ClientAccess, DetailedResponse, Endpoint, Filter, Message, Method, Permission,
    RetryPolicy, Role, Target, UnixTime,
};

/// The second differs from the first.
fn compared<T: Clone + Debug + Eq>(first: T, second: T) {
    let both = [first, second];
    assert_eq!(both.clone(), both);
    assert_ne!(both[0], both[1]);
}

fn hashed<T: Clone + Debug + Eq + Hash>(first: T, second: T) {
    assert_eq!(HashSet::from([first.clone(), first.clone(), second.clone()]).len(), 2);
    compared(first, second);
}

fn text_form<T: Clone + Debug + Display + Eq + FromStr<Err = BuildError> + Hash>(text: &str, other: &str) {
    let [first, second] = [text, other].map(|text| text.parse::<T>().unwrap());
    assert_eq!(first.to_string(), text);
    assert!("".parse::<T>().is_err());
    hashed(first, second);
}

#[test]
fn equal_means_that_a_call_does_the_same() {
    let seconds = |seconds| CallOptions::new().timeout(Duration::from_secs(seconds)).header("x-key", "k");
    compared(seconds(1), seconds(2));
    compared(seconds(1), seconds(1).header("x-key", "l"));
    compared(CallOptions::new(), CallOptions::new().retry(RetryPolicy::never()));
    assert_eq!(CallOptions::new(), CallOptions::default());
    compared(ClientAccess::new().minutes(1), ClientAccess::new().minutes(2));
    assert_eq!(ClientAccess::new().minutes(2), ClientAccess::new().expires_after(Duration::from_secs(120)));
    compared(SendToAll::new(Message::text("5")), SendToAll::new(Message::json(&5).unwrap()));
    compared(Filter::user_id().eq("ann"), Filter::user_id().ne("ann"));
    compared(DetailedResponse::new(true, 200), DetailedResponse::new(false, 404));
    compared(RawResponse::new(200, "a"), RawResponse::new(200, "b"));
    let next = ListConnections::new("g").continuation_token("t");
    compared(ConnectionsPage::new(Vec::new(), None), ConnectionsPage::new(Vec::new(), Some(next)));
}

#[test]
fn keys_of_a_map() {
    hashed(Message::text("5"), Message::json(&5).unwrap());
    hashed(GroupMember::new("c", None), GroupMember::new("c", Some("ann")));
    hashed(RetryPolicy::at_most_once(), RetryPolicy::at_least_once());
    assert_eq!(RetryPolicy::default(), RetryPolicy::at_most_once());
    hashed(UnixTime::from_secs(1), UnixTime::from_millis(1));
    hashed(Target::new("https://h", "chat").unwrap(), Target::new("https://h", "news").unwrap());
    hashed(BuildError::new("group", "a"), BuildError::new("group", "b"));
}

/// As REST writes it: for a page of one's own, or the script of a mock.
#[test]
fn a_member_is_json() {
    let members = [GroupMember::new("c", Some("ann")), GroupMember::new("d", None)];
    let json = serde_json::json!([{ "connectionId": "c", "userId": "ann" }, { "connectionId": "d", "userId": null }]);
    assert_eq!(serde_json::to_value(&members).unwrap(), json);
    assert_eq!(serde_json::from_value::<Vec<GroupMember>>(json).unwrap(), members);
}

#[test]
fn text_forms() {
    text_form::<Endpoint>("https://h", "http://h");
    text_form::<Permission>("sendToGroup", "joinLeaveGroup");
    text_form::<Role>("webpubsub.sendToGroup.a", "webpubsub.sendToGroup");
    text_form::<Method>("GET", "HEAD");
}
