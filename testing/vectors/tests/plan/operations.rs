//! Every operation of the library, as a row: in which column of the table it stands, its verb, its success, and a call.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use webpubsub_core::operations::{
    AddConnectionToGroup, AddConnectionsToGroups, AddUserToGroup, CloseAllConnections, CloseConnection,
    CloseGroupConnections, CloseUserConnections, ConnectionExists, GenerateClientToken, GrantPermission, GroupExists,
    HasPermission, Health, ListConnections, RawRequest, RemoveConnectionFromAllGroups, RemoveConnectionFromGroup,
    RemoveConnectionsFromGroups, RemoveUserFromAllGroups, RemoveUserFromGroup, RevokePermission, SendToAll,
    SendToConnection, SendToGroup, SendToUser, UserExists,
};
use webpubsub_core::{ClientAccess, Error, Message, Method, Permission, WebPubSubServiceClient};
use webpubsub_vectors::recorder::Recorder;

pub(crate) type Client<'a> = WebPubSubServiceClient<&'a Recorder>;

/// The table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Sends,
    Others,
}

/// Column, verb, success and its body, call.
pub(crate) type Row = (Column, &'static str, (u16, &'static str), fn(&Client<'_>) -> Result<u16, Error>);

/// The status of a raw request's answer, else that of success.
fn made<T>(call: impl Future<Output = Result<T, Error>>) -> Result<u16, Error> {
    status(call, |_| 200)
}

fn status<T>(call: impl Future<Output = Result<T, Error>>, status: impl Fn(&T) -> u16) -> Result<u16, Error> {
    match pin!(call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result.map(|value| status(&value)),
        Poll::Pending => panic!("in virtual time nothing is pending"),
    }
}

fn raw(client: &Client<'_>, method: Method) -> Result<u16, Error> {
    status(client.call(&RawRequest::new(method, "/api/hubs/chat/new")), |reply| reply.status)
}

fn hi() -> Message {
    Message::text("hi")
}

#[rustfmt::skip] // Rows, not code.
pub(crate) const OPERATIONS: &[Row] = &[
    (Column::Sends, "POST", (202, ""), |c| made(c.call(&SendToAll::new(hi())))),
    (Column::Sends, "POST", (202, ""), |c| made(c.call(&SendToGroup::new("g", hi())))),
    (Column::Sends, "POST", (202, ""), |c| made(c.call(&SendToUser::new("u", hi())))),
    (Column::Sends, "POST", (202, ""), |c| made(c.call(&SendToConnection::new("c", hi())))),
    (Column::Sends, "POST", (204, ""), |c| made(c.call(&CloseAllConnections::new()))),
    (Column::Sends, "POST", (204, ""), |c| made(c.call(&CloseGroupConnections::new("g")))),
    (Column::Sends, "POST", (204, ""), |c| made(c.call(&CloseUserConnections::new("u")))),
    (Column::Sends, "POST", (200, ""), |c| raw(c, Method::POST)),
    (Column::Sends, "PATCH", (200, ""), |c| raw(c, Method::PATCH)),
    (Column::Others, "HEAD", (200, ""), |c| made(c.call(&Health::new()))),
    (Column::Others, "HEAD", (200, ""), |c| made(c.call(&ConnectionExists::new("c")))),
    (Column::Others, "HEAD", (200, ""), |c| made(c.call(&GroupExists::new("g")))),
    (Column::Others, "HEAD", (200, ""), |c| made(c.call(&UserExists::new("u")))),
    (Column::Others, "HEAD", (200, ""), |c| made(c.call(&HasPermission::new(Permission::SendToGroup, "c")))),
    (Column::Others, "GET", (200, r#"{"value":[]}"#), |c| made(c.call(&ListConnections::new("g")))),
    (Column::Others, "PUT", (200, ""), |c| made(c.call(&AddConnectionToGroup::new("g", "c")))),
    (Column::Others, "PUT", (200, ""), |c| made(c.call(&AddUserToGroup::new("g", "u")))),
    (Column::Others, "PUT", (200, ""), |c| made(c.call(&GrantPermission::new(Permission::SendToGroup, "c")))),
    (Column::Others, "DELETE", (204, ""), |c| made(c.call(&CloseConnection::new("c")))),
    (Column::Others, "DELETE", (204, ""), |c| made(c.call(&RemoveConnectionFromGroup::new("g", "c")))),
    (Column::Others, "DELETE", (204, ""), |c| made(c.call(&RemoveConnectionFromAllGroups::new("c")))),
    (Column::Others, "DELETE", (204, ""), |c| made(c.call(&RemoveUserFromGroup::new("g", "u")))),
    (Column::Others, "DELETE", (204, ""), |c| made(c.call(&RemoveUserFromAllGroups::new("u")))),
    (Column::Others, "DELETE", (204, ""), |c| made(c.call(&RevokePermission::new(Permission::SendToGroup, "c")))),
    (Column::Others, "POST", (200, ""), |c| made(c.call(&AddConnectionsToGroups::new(["g"])))),
    (Column::Others, "POST", (200, ""), |c| made(c.call(&RemoveConnectionsFromGroups::new(["g"])))),
    (Column::Others, "POST", (200, r#"{"token":"t"}"#), |c| made(c.call(&GenerateClientToken::new(ClientAccess::new())))),
    (Column::Others, "GET", (200, ""), |c| raw(c, Method::GET)),
    (Column::Others, "HEAD", (200, ""), |c| raw(c, Method::HEAD)),
    (Column::Others, "PUT", (200, ""), |c| raw(c, Method::PUT)),
    (Column::Others, "DELETE", (200, ""), |c| raw(c, Method::DELETE)),
];
