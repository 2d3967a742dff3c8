//! The client: a cheap handle on target, credential, transport and options.

mod call;
mod carried;
mod convert;
mod exchange;
mod history;
#[cfg_attr(not(feature = "tracing"), path = "silent.rs")]
mod log;
mod options;
mod race;
mod request_id;
#[cfg_attr(not(feature = "tokens"), path = "fixed.rs")]
mod tokens;

pub use call::Detailed;
pub use options::CallOptions;

use crate::credential::Kind;
use crate::{AccessKey, Authorization, ConnectionString, Credential, Error, HttpTransport, Target};
use alloc::sync::Arc;
use core::fmt;

/// Publishes to one hub of a Web PubSub resource, through a transport `T`.
///
/// Cloning is one reference count; a clone, [`hub`](Self::hub) and [`with`](Self::with) share transport, key and
/// tokens. It is `Send` and `Sync` when the transport is. Each backend has an alias that fills in `T`.
///
/// The methods of the operations return what the service answered; for parameters beyond the names, build the operation
/// and [`call`](Self::call) it:
///
/// ```
/// # use webpubsub_core::{Error, HttpTransport, Message, WebPubSubServiceClient, operations::SendToGroup};
/// # async fn publish<T: HttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
/// client.send_to_group("lobby", Message::text("hi")).await?;
/// client.call(&SendToGroup::new("lobby", Message::text("hi")).excluded(["conn-7"])).await?;
/// # Ok(())
/// # }
/// ```
pub struct WebPubSubServiceClient<T> {
    handle: Arc<Handle<T>>,
}

struct Handle<T> {
    shared: Arc<Shared<T>>,
    target: Arc<Target>,
    options: CallOptions,
}

struct Shared<T> {
    transport: T,
    credential: Credential,
}

impl<T: HttpTransport + Default> WebPubSubServiceClient<T> {
    /// A client for a hub, from the resource's connection string. See [`ConnectionString`] for what is read from it.
    pub fn from_connection_string(connection_string: &str, hub: &str) -> Result<Self, Error> {
        let parsed = ConnectionString::parse(connection_string)?;
        let target = Target::at(parsed.endpoint().clone(), hub)?;
        Ok(Self::with_transport(T::default(), target, parsed.access_key().clone()))
    }

    /// A client for a hub at an endpoint, with an [`AccessKey`], a [`BearerToken`](crate::BearerToken), or a
    /// [`Credential`] that gets tokens by itself.
    pub fn new(endpoint: &str, hub: &str, credential: impl Into<Credential>) -> Result<Self, Error> {
        Ok(Self::with_transport(T::default(), Target::new(endpoint, hub)?, credential))
    }
}

impl<T> WebPubSubServiceClient<T> {
    /// A client from its parts: the way to a transport with settings, and to a reverse proxy or another api-version in
    /// the target. Sends nothing yet.
    pub fn with_transport(transport: T, target: Target, credential: impl Into<Credential>) -> Self {
        let shared = Arc::new(Shared { transport, credential: credential.into() });
        Self { handle: Arc::new(Handle { shared, target: target.into(), options: CallOptions::new() }) }
    }

    /// The same client for another hub. A hub that breaks the rule (see [`Target::new`]) is refused by the first call.
    #[must_use]
    pub fn hub(&self, hub: &str) -> Self {
        let target = Target::clone(&self.handle.target).with_hub(hub);
        self.handle_with(target.into(), self.handle.options.clone())
    }

    /// A handle whose calls use these options; what they leave open stays as it is in this one.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        self.handle_with(Arc::clone(&self.handle.target), options.over(&self.handle.options))
    }

    fn handle_with(&self, target: Arc<Target>, options: CallOptions) -> Self {
        Self { handle: Arc::new(Handle { shared: Arc::clone(&self.handle.shared), target, options }) }
    }

    /// Where calls go.
    pub fn target(&self) -> &Target {
        &self.handle.target
    }

    /// The transport that carries calls.
    pub fn transport(&self) -> &T {
        &self.handle.shared.transport
    }

    /// The key, if the client signs by itself.
    pub(crate) fn access_key(&self) -> Option<&AccessKey> {
        match &self.credential().0 {
            Kind::Fixed(Authorization::AccessKey(key)) => Some(key),
            Kind::Fixed(_) => None,
            #[cfg(feature = "tokens")]
            Kind::Source(_) => None,
        }
    }

    fn credential(&self) -> &Credential {
        &self.handle.shared.credential
    }

    fn options(&self) -> &CallOptions {
        &self.handle.options
    }
}

impl<T> Clone for WebPubSubServiceClient<T> {
    fn clone(&self) -> Self {
        Self { handle: Arc::clone(&self.handle) }
    }
}

impl<T> fmt::Debug for WebPubSubServiceClient<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebPubSubServiceClient")
            .field("target", &self.handle.target)
            .field("credential", &self.handle.shared.credential)
            .field("options", &self.handle.options)
            .finish_non_exhaustive()
    }
}
