//! The operations, one file each: verb and path, parameters, success code, and the client's method.

mod close_connection;
mod connection_exists;
mod generate_client_token;
mod raw_request;
mod send_options;
mod send_to_all;
mod send_to_connection;
mod send_to_group;
mod send_to_user;

pub use close_connection::CloseConnection;
pub use connection_exists::ConnectionExists;
pub use generate_client_token::GenerateClientToken;
#[cfg(feature = "http")]
pub(crate) use raw_request::check_header;
pub use raw_request::{RawReply, RawRequest};
pub use send_to_all::SendToAll;
pub use send_to_connection::SendToConnection;
pub use send_to_group::SendToGroup;
pub use send_to_user::SendToUser;
