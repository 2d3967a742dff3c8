//! Connections: closed by one and by many, and asked after.

use super::{DONE, GONE, VERSION};
use crate::floor::encoded;
use crate::{Case, Failure};
use http::Method;
use webpubsub_core::operations::{
    CloseAllConnections, CloseConnection, CloseGroupConnections, CloseUserConnections, ConnectionExists, GroupExists,
    UserExists,
};

const CLOSE: &str = "/:closeConnections?api-version=2024-12-01";

pub(super) fn cases() -> Result<Vec<Case>, Failure> {
    Ok(vec![
        Case::new("", CloseAllConnections::new().reason("bye"), GONE, |floor| {
            floor.bare(Method::POST, &[CLOSE, "&reason=", &encoded("bye")])
        })?,
        Case::new("", CloseGroupConnections::new("lobby"), GONE, |floor| {
            floor.bare(Method::POST, &["/groups/", &encoded("lobby"), CLOSE])
        })?,
        Case::new("", CloseUserConnections::new("ann"), GONE, |floor| {
            floor.bare(Method::POST, &["/users/", &encoded("ann"), CLOSE])
        })?,
        Case::new("", CloseConnection::new("conn-7"), GONE, |floor| {
            floor.bare(Method::DELETE, &["/connections/", &encoded("conn-7"), VERSION])
        })?,
        Case::new("", ConnectionExists::new("conn-7"), DONE, |floor| {
            floor.bare(Method::HEAD, &["/connections/", &encoded("conn-7"), VERSION])
        })?,
        Case::new("", GroupExists::new("lobby"), DONE, |floor| {
            floor.bare(Method::HEAD, &["/groups/", &encoded("lobby"), VERSION])
        })?,
        Case::new("", UserExists::new("ann"), DONE, |floor| {
            floor.bare(Method::HEAD, &["/users/", &encoded("ann"), VERSION])
        })?,
    ])
}
