//! The operations, by the names of the async client: a table, for each method is the async one with this thread waiting.

#[allow(clippy::wildcard_imports)] // The docs link to all.
use crate::operations::*;
use crate::{ClientAccess, ClientAccessToken, Error, Filter, GenericClient, Message, Permission, block_on};
use webpubsub_core::transport::HttpTransport;

macro_rules! methods {
    ($($(#[$attribute:meta])+ $name:ident($($argument:ident: $type:ty),*) -> $output:ty { $($example:literal)+ })+) => {
        impl<T: HttpTransport> GenericClient<T> {
            $(
                $(#[$attribute])+
                #[doc = concat!(
                    "\n```\n# use webpubsub_blocking::{operations::*, *};\n",
                    "# fn example(client: WebPubSubServiceClient) -> Result<(), Error> {\n",
                    $($example, "\n",)+
                    "# Ok(())\n# }\n```",
                )]
                pub fn $name(&self, $($argument: $type),*) -> Result<$output, Error> {
                    block_on(self.0.$name($($argument),*))
                }
            )+
        }
    };
}

// Docs and examples as in core, to the word: a test compares.
methods! {
    /// Makes a connection a member of a group. See [`AddConnectionToGroup`].
    #[doc(alias = "join")]
    add_connection_to_group(group: &str, connection_id: &str) -> () {
        r#"client.add_connection_to_group("lobby", "conn-7")?;"#
    }

    /// Makes the connections that a filter chooses members of groups. See [`AddConnectionsToGroups`]; without a
    /// filter it applies to every connection.
    add_connections_to_groups(groups: impl IntoIterator<Item = impl Into<String>>, filter: Filter) -> () {
        r#"client.add_connections_to_groups(["lobby", "news"], Filter::user_id().eq("ann"))?;"#
    }

    /// Makes all present connections of a user members of a group. See [`AddUserToGroup`].
    #[doc(alias = "join")]
    add_user_to_group(group: &str, user_id: &str) -> () {
        r#"client.add_user_to_group("lobby", "ann")?;"#
    }

    /// Closes every connection of the hub. See [`CloseAllConnections`] for exceptions and a reason.
    #[doc(alias = "disconnect")]
    close_all_connections() -> () {
        r#"client.close_all_connections()?;"#
    }

    /// Closes a connection. See [`CloseConnection`] for a reason.
    #[doc(alias = "disconnect")]
    close_connection(connection_id: &str) -> () {
        r#"client.close_connection("conn-7")?;"#
    }

    /// Closes every connection in a group. See [`CloseGroupConnections`] for exceptions and a reason.
    close_group_connections(group: &str) -> () {
        r#"client.close_group_connections("lobby")?;"#
    }

    /// Closes every connection of a user. See [`CloseUserConnections`] for exceptions and a reason.
    #[doc(alias = "disconnect")]
    close_user_connections(user_id: &str) -> () {
        r#"client.close_user_connections("ann")?;"#
    }

    /// Checks whether a connection exists. See [`ConnectionExists`].
    connection_exists(connection_id: &str) -> bool {
        r#"let connected = client.connection_exists("conn-7")?;"#
    }

    /// A token and URL by which a client connects: signed here with an access key, without a request, or made by the
    /// service for a bearer token. What a negotiate endpoint returns to a browser is
    /// [`into_url`](crate::ClientAccessToken::into_url).
    #[doc(alias = "get_client_access_token")]
    #[doc(alias = "negotiate")]
    client_access_token(access: &ClientAccess) -> ClientAccessToken {
        r#"let access = ClientAccess::new().user_id("ann").role(Role::send_to_group("lobby")).minutes(5);"#
        r#"let url = client.client_access_token(&access)?.into_url();"#
    }

    /// Lets a connection join and leave, or publish to, a group. See [`GrantPermission`].
    grant_permission(permission: Permission, connection_id: &str, group: &str) -> () {
        r#"client.grant_permission(Permission::SendToGroup, "conn-7", "lobby")?;"#
    }

    /// Checks whether a group has a member. See [`GroupExists`].
    group_exists(group: &str) -> bool {
        r#"let has_members = client.group_exists("lobby")?;"#
    }

    /// Checks whether a connection may join and leave, or publish to, a group. See [`HasPermission`].
    #[doc(alias = "check_permission")]
    has_permission(permission: Permission, connection_id: &str, group: &str) -> bool {
        r#"let allowed = client.has_permission(Permission::SendToGroup, "conn-7", "lobby")?;"#
    }

    /// Checks that the service is up. See [`Health`].
    #[doc(alias = "ping")]
    #[doc(alias = "get_service_status")]
    health() -> () {
        r#"client.health()?;"#
    }

    /// Sends a request that this library has no operation for. See [`RawRequest`].
    send_request(request: RawRequest) -> RawResponse {
        r#"let response = client.send_request(RawRequest::new(Method::Get, "/api/hubs/chat/new"))?;"#
    }

    /// Takes a connection out of all its groups. See [`RemoveConnectionFromAllGroups`].
    remove_connection_from_all_groups(connection_id: &str) -> () {
        r#"client.remove_connection_from_all_groups("conn-7")?;"#
    }

    /// Takes a connection out of a group. See [`RemoveConnectionFromGroup`].
    #[doc(alias = "leave")]
    remove_connection_from_group(group: &str, connection_id: &str) -> () {
        r#"client.remove_connection_from_group("lobby", "conn-7")?;"#
    }

    /// Takes the connections that a filter chooses out of groups. See [`RemoveConnectionsFromGroups`]; without a
    /// filter it applies to every connection.
    remove_connections_from_groups(groups: impl IntoIterator<Item = impl Into<String>>, filter: Filter) -> () {
        r#"client.remove_connections_from_groups(["lobby", "news"], Filter::user_id().eq("ann"))?;"#
    }

    /// Takes all connections of a user out of all their groups. See [`RemoveUserFromAllGroups`].
    remove_user_from_all_groups(user_id: &str) -> () {
        r#"client.remove_user_from_all_groups("ann")?;"#
    }

    /// Takes all connections of a user out of a group. See [`RemoveUserFromGroup`].
    #[doc(alias = "leave")]
    remove_user_from_group(group: &str, user_id: &str) -> () {
        r#"client.remove_user_from_group("lobby", "ann")?;"#
    }

    /// Takes a permission back from a connection. See [`RevokePermission`].
    revoke_permission(permission: Permission, connection_id: &str, group: &str) -> () {
        r#"client.revoke_permission(Permission::SendToGroup, "conn-7", "lobby")?;"#
    }

    /// Sends a message to every connection of the hub. See [`SendToAll`] for exclusions, filter, time to live and
    /// metadata.
    #[doc(alias = "publish")]
    #[doc(alias = "broadcast")]
    send_to_all(message: Message) -> () {
        r#"client.send_to_all(Message::text("hello, everybody"))?;"#
    }

    /// Sends a message to one connection. See [`SendToConnection`] for time to live and metadata.
    #[doc(alias = "publish")]
    send_to_connection(connection_id: &str, message: Message) -> () {
        r#"client.send_to_connection("conn-7", Message::binary(vec![0, 255]))?;"#
    }

    /// Sends a message to every connection of a group. See [`SendToGroup`] for exclusions, filter, time to live and
    /// metadata.
    #[doc(alias = "publish")]
    send_to_group(group: &str, message: Message) -> () {
        r#"client.send_to_group("lobby", Message::json(&["hello", "lobby"])?)?;"#
    }

    /// Sends a message to every connection of a user. See [`SendToUser`] for filter, time to live and metadata.
    #[doc(alias = "publish")]
    send_to_user(user_id: &str, message: Message) -> () {
        r#"client.send_to_user("ann", Message::text("hi, ann"))?;"#
    }

    /// Checks whether a user has a connection. See [`UserExists`].
    #[doc(alias = "presence")]
    user_exists(user_id: &str) -> bool {
        r#"let online = client.user_exists("ann")?;"#
    }

    /// Fetches a token ahead of time, so that calls need not wait for one: when a program starts, or from time to
    /// time if the token endpoint is slower than the timeout of calls. Its own timeout can be longer:
    /// `client.with_options(CallOptions::new().timeout(…)).fetch_token()`.
    fetch_token() -> () {
        r#"let patient = CallOptions::new().timeout(std::time::Duration::from_secs(300));"#
        r#"client.with_options(patient).fetch_token()?;"#
    }
}
