//! Each operation once, with valid values: for what holds for all of them.

use std::collections::BTreeSet;
use std::path::Path;
use webpubsub_core::operations::*;
use webpubsub_core::{ClientAccess, Message, Method, Permission};

/// What is done with each operation.
pub(crate) trait Each {
    fn operation<O: Operation>(&mut self, operation: &O);
}

pub(crate) fn every_operation(each: &mut impl Each) {
    let message = || Message::text("x");
    each.operation(&AddConnectionToGroup::new("g", "c"));
    each.operation(&AddConnectionsToGroups::new(["g"]));
    each.operation(&AddUserToGroup::new("g", "u"));
    each.operation(&CloseAllConnections::new());
    each.operation(&CloseConnection::new("c"));
    each.operation(&CloseGroupConnections::new("g"));
    each.operation(&CloseUserConnections::new("u"));
    each.operation(&ConnectionExists::new("c"));
    each.operation(&GenerateClientToken::new(ClientAccess::new()));
    each.operation(&GrantPermission::new(Permission::SendToGroup, "c"));
    each.operation(&GroupExists::new("g"));
    each.operation(&HasPermission::new(Permission::SendToGroup, "c"));
    each.operation(&Health::new());
    each.operation(&ListConnections::new("g"));
    each.operation(&RawRequest::new(Method::Get, "/api/x"));
    each.operation(&RemoveConnectionFromAllGroups::new("c"));
    each.operation(&RemoveConnectionFromGroup::new("g", "c"));
    each.operation(&RemoveConnectionsFromGroups::new(["g"]));
    each.operation(&RemoveUserFromAllGroups::new("u"));
    each.operation(&RemoveUserFromGroup::new("g", "u"));
    each.operation(&RevokePermission::new(Permission::SendToGroup, "c"));
    each.operation(&SendToAll::new(message()));
    each.operation(&SendToConnection::new("c", message()));
    each.operation(&SendToGroup::new("g", message()));
    each.operation(&SendToUser::new("u", message()));
    each.operation(&UserExists::new("u"));
}

/// The names of all operations, as their files have them.
pub(crate) fn all_names() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/operations");
    let files = std::fs::read_dir(folder).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let name = |text: String| Some(text.split_once("const NAME: &'static str = \"")?.1.split_once('"')?.0.to_owned());
    texts.filter_map(name).collect()
}

struct Names(BTreeSet<String>);

impl Each for Names {
    fn operation<O: Operation>(&mut self, _: &O) {
        self.0.insert(O::NAME.to_owned());
    }
}

#[test]
#[cfg_attr(target_arch = "wasm32", ignore = "there are no source files")]
fn none_is_forgotten() {
    let mut names = Names(BTreeSet::new());
    every_operation(&mut names);
    assert_eq!(names.0, all_names());
    assert_eq!(names.0.len(), 26);
}
