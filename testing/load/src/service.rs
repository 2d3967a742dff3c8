//! An emulator, wherever it runs, and what its key opens.

use std::net::SocketAddr;
use std::time::SystemTime;

use webpubsub_core::operations::{Operation, PreparedRequest};
use webpubsub_core::{AccessKey, Authorization, ClientAccess, ConnectionString, Target, UnixTime};
use webpubsub_emulator::DEFAULT_ACCESS_KEY;

/// The hub of all clients.
const HUB: &str = "chat";

/// Where the emulator listens, and its key.
#[derive(Clone, Debug)]
pub struct Service {
    address: SocketAddr,
    target: Target,
    key: AccessKey,
}

impl Service {
    /// By its connection string.
    ///
    /// # Panics
    ///
    /// If the string is not one of an emulator on this machine.
    #[must_use]
    pub fn new(connection_string: &str) -> Self {
        let address = connection_string.split(';').find_map(|part| part.strip_prefix("Endpoint=http://"));
        let connection_string = connection_string.parse::<ConnectionString>().expect("a connection string");
        Self {
            address: address.and_then(|address| address.parse().ok()).expect("an address"),
            target: Target::at(connection_string.endpoint().clone(), HUB).expect("a target"),
            key: connection_string.access_key().expect("a key").clone(),
        }
    }

    /// Another server at this address, with some key.
    ///
    /// # Panics
    ///
    /// If it is not an address.
    #[must_use]
    pub fn at(address: &str) -> Self {
        Self::new(&format!("Endpoint=http://{address};AccessKey={DEFAULT_ACCESS_KEY};Version=1.0;"))
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The path of a client in these groups, with its token.
    ///
    /// # Panics
    ///
    /// If the library rejects a group.
    #[must_use]
    pub fn client_path(&self, access: &ClientAccess) -> String {
        let token = access.sign(&self.target, &self.key, now()).expect("a token");
        format!("/client/hubs/{HUB}?access_token={}", token.token().expose())
    }

    /// The path with which a reliable client recovers.
    #[must_use]
    pub fn recovery_path(&self, id: &str, token: &str) -> String {
        format!("/client/hubs/{HUB}?awps_connection_id={id}&awps_reconnection_token={token}")
    }

    /// The signed request of an operation.
    ///
    /// # Panics
    ///
    /// If the library rejects it.
    pub fn prepare(&self, operation: &impl Operation) -> PreparedRequest {
        operation.prepare(&self.target, &Authorization::from(self.key.clone()), now()).expect("a request")
    }
}

fn now() -> UnixTime {
    UnixTime::from_duration(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default())
}
