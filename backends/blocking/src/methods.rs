//! The operations, by the names of the async client: a table, for each method is the async one with this thread waiting.

#[allow(clippy::wildcard_imports)] // The docs link to all.
use crate::operations::*;
use crate::{ClientAccess, ClientAccessToken, Error, Filter, GenericClient, Message, Permission, block_on};
use webpubsub_core::transport::HttpTransport;

macro_rules! methods {
    ($($(#[$attribute:meta])+ $name:ident($($argument:ident: $type:ty),*) -> $output:ty;)+) => {
        impl<T: HttpTransport> GenericClient<T> {
            $(
                $(#[$attribute])+
                pub fn $name(&self, $($argument: $type),*) -> Result<$output, Error> {
                    block_on(self.0.$name($($argument),*))
                }
            )+
        }
    };
}

// Docs as in core, to the word: a test compares.
methods! {
    /// Makes a connection a member of a group. See [`AddConnectionToGroup`].
    #[doc(alias = "join")]
    add_connection_to_group(group: &str, connection_id: &str) -> ();

    /// Makes the connections that a filter chooses members of groups. See [`AddConnectionsToGroups`]; without a
    /// filter it applies to every connection.
    add_connections_to_groups(groups: impl IntoIterator<Item = impl Into<String>>, filter: Filter) -> ();

    /// Makes all present connections of a user members of a group. See [`AddUserToGroup`].
    #[doc(alias = "join")]
    add_user_to_group(group: &str, user_id: &str) -> ();

    /// Closes every connection of the hub. See [`CloseAllConnections`] for exceptions and a reason.
    #[doc(alias = "disconnect")]
    close_all_connections() -> ();

    /// Closes a connection. See [`CloseConnection`] for a reason.
    #[doc(alias = "disconnect")]
    close_connection(connection_id: &str) -> ();

    /// Closes every connection in a group. See [`CloseGroupConnections`] for exceptions and a reason.
    close_group_connections(group: &str) -> ();

    /// Closes every connection of a user. See [`CloseUserConnections`] for exceptions and a reason.
    #[doc(alias = "disconnect")]
    close_user_connections(user_id: &str) -> ();

    /// Checks whether a connection exists. See [`ConnectionExists`].
    connection_exists(connection_id: &str) -> bool;

    /// A token and URL by which a client connects: signed here with an access key, without a request, or made by the
    /// service for a bearer token. What a negotiate endpoint returns to a browser is
    /// [`into_url`](crate::ClientAccessToken::into_url).
    #[doc(alias = "get_client_access_token")]
    #[doc(alias = "negotiate")]
    client_access_token(access: &ClientAccess) -> ClientAccessToken;

    /// Lets a connection join and leave, or publish to, a group. See [`GrantPermission`].
    grant_permission(permission: Permission, connection_id: &str, group: &str) -> ();

    /// Checks whether a group has a member. See [`GroupExists`].
    group_exists(group: &str) -> bool;

    /// Checks whether a connection may join and leave, or publish to, a group. See [`HasPermission`].
    #[doc(alias = "check_permission")]
    has_permission(permission: Permission, connection_id: &str, group: &str) -> bool;

    /// Checks that the service is up. See [`Health`].
    #[doc(alias = "ping")]
    #[doc(alias = "get_service_status")]
    health() -> ();

    /// Sends a request that this library has no operation for. See [`RawRequest`].
    send_request(request: RawRequest) -> RawResponse;

    /// Takes a connection out of all its groups. See [`RemoveConnectionFromAllGroups`].
    remove_connection_from_all_groups(connection_id: &str) -> ();

    /// Takes a connection out of a group. See [`RemoveConnectionFromGroup`].
    #[doc(alias = "leave")]
    remove_connection_from_group(group: &str, connection_id: &str) -> ();

    /// Takes the connections that a filter chooses out of groups. See [`RemoveConnectionsFromGroups`]; without a
    /// filter it applies to every connection.
    remove_connections_from_groups(groups: impl IntoIterator<Item = impl Into<String>>, filter: Filter) -> ();

    /// Takes all connections of a user out of all their groups. See [`RemoveUserFromAllGroups`].
    remove_user_from_all_groups(user_id: &str) -> ();

    /// Takes all connections of a user out of a group. See [`RemoveUserFromGroup`].
    #[doc(alias = "leave")]
    remove_user_from_group(group: &str, user_id: &str) -> ();

    /// Takes a permission back from a connection. See [`RevokePermission`].
    revoke_permission(permission: Permission, connection_id: &str, group: &str) -> ();

    /// Sends a message to every connection of the hub. See [`SendToAll`] for exclusions, filter, time to live and
    /// metadata.
    #[doc(alias = "publish")]
    #[doc(alias = "broadcast")]
    send_to_all(message: Message) -> ();

    /// Sends a message to one connection. See [`SendToConnection`] for time to live and metadata.
    #[doc(alias = "publish")]
    send_to_connection(connection_id: &str, message: Message) -> ();

    /// Sends a message to every connection of a group. See [`SendToGroup`] for exclusions, filter, time to live and
    /// metadata.
    #[doc(alias = "publish")]
    send_to_group(group: &str, message: Message) -> ();

    /// Sends a message to every connection of a user. See [`SendToUser`] for filter, time to live and metadata.
    #[doc(alias = "publish")]
    send_to_user(user_id: &str, message: Message) -> ();

    /// Checks whether a user has a connection. See [`UserExists`].
    #[doc(alias = "presence")]
    user_exists(user_id: &str) -> bool;

    /// Fetches a token ahead of time, so that calls need not wait for one: when a program starts, or from time to
    /// time if the token endpoint is slower than the timeout of calls. Its own timeout can be longer:
    /// `client.with_options(CallOptions::new().timeout(…)).fetch_token()`.
    fetch_token() -> ();
}
