//! The client: target, credential, transport and options behind one cheap handle.

mod attempts;
mod call;
mod call_state;
mod convert;
mod detailed_response;
#[cfg(feature = "tokens")]
mod fetch;
#[cfg(feature = "tracing")]
mod log;
#[cfg(not(feature = "tracing"))]
mod no_log;
#[cfg(not(feature = "tokens"))]
mod no_tokens;
mod options;
mod pages;
mod progress;
mod request_id;
mod shared;
mod signed;
mod timeout;
#[cfg(feature = "tokens")]
mod tokens;

#[cfg(not(feature = "tracing"))]
use no_log as log;
#[cfg(not(feature = "tokens"))]
use no_tokens as tokens;

pub use detailed_response::DetailedResponse;
pub use options::CallOptions;
pub use pages::{ConnectionPages, GroupMembers};
pub use shared::SharedClient;
#[cfg(feature = "tokens")]
pub(crate) use timeout::timeout;

use crate::credential::CredentialKind;
use crate::transport::HttpTransport;
use crate::{AccessKey, Authorization, BuildError, ConnectionString, Credential, Error, ErrorKind, Target};
use alloc::sync::Arc;
use core::fmt;

/// Publishes to one hub of a Web PubSub resource, through a transport `T`.
///
/// Cloning is one reference count; a clone, [`hub`](Self::hub) and [`with_options`](Self::with_options) share transport,
/// key and tokens. The client is `Send` and `Sync` when the transport is. Each backend has an alias that fills in `T`.
///
/// The methods of the operations return what the service responds; for parameters beyond the names, build the operation
/// and [`call`](Self::call) it:
///
/// ```
/// # use webpubsub_core::{Error, Message, WebPubSubServiceClient, operations::SendToGroup, transport::SendHttpTransport};
/// # async fn publish<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
/// client.send_to_group("lobby", Message::text("hi")).await?;
/// client.call(&SendToGroup::new("lobby", Message::text("hi")).excluded(["conn-7"])).await?;
/// # Ok(())
/// # }
/// ```
pub struct WebPubSubServiceClient<T> {
    inner: Arc<ClientInner<T>>,
}

struct ClientInner<T> {
    backend: Arc<Backend<T>>,
    target: Arc<Target>,
    options: CallOptions,
}

/// What all clients share that were made from one.
struct Backend<T> {
    transport: T,
    credential: Credential,
}

impl<T: HttpTransport + Default> WebPubSubServiceClient<T> {
    /// A client for a hub, from the resource's connection string. See [`ConnectionString`] for its form; one without a key
    /// is rejected.
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient, transport::HttpTransport};
    /// # fn example<T: HttpTransport + Default>() -> Result<WebPubSubServiceClient<T>, Error> {
    /// let connection_string = "Endpoint=https://contoso.webpubsub.azure.com;AccessKey=…;Version=1.0;";
    /// let client = WebPubSubServiceClient::from_connection_string(connection_string, "chat")?;
    /// # Ok(client)
    /// # }
    /// ```
    pub fn from_connection_string(connection_string: &str, hub: &str) -> Result<Self, Error> {
        Self::from_connection_string_with(T::default(), connection_string, hub)
    }

    /// A client for a hub, from a connection string and a separate credential: for a string without a key, as the portal
    /// shows it for identities (`Endpoint=…;AuthType=aad;Version=1.0;`). A key in the string is not used.
    ///
    /// ```
    /// # use webpubsub_core::{BearerToken, Error, WebPubSubServiceClient, transport::HttpTransport};
    /// # fn example<T: HttpTransport + Default>(token: &str) -> Result<WebPubSubServiceClient<T>, Error> {
    /// let connection_string = "Endpoint=https://contoso.webpubsub.azure.com;AuthType=aad;Version=1.0;";
    /// let token = BearerToken::new(token)?; // or any other credential
    /// let client = WebPubSubServiceClient::from_connection_string_and_credential(connection_string, "chat", token)?;
    /// # Ok(client)
    /// # }
    /// ```
    pub fn from_connection_string_and_credential(
        connection_string: &str,
        hub: &str,
        credential: impl Into<Credential>,
    ) -> Result<Self, Error> {
        let parsed: ConnectionString = connection_string.parse()?;
        Ok(Self::with_transport(T::default(), Target::at(parsed.endpoint().clone(), hub)?, credential))
    }

    /// A client for a hub at an endpoint, with an [`AccessKey`], a [`BearerToken`](crate::BearerToken), or a
    /// [`Credential`] that obtains tokens.
    ///
    /// ```
    /// # use webpubsub_core::{AccessKey, Error, WebPubSubServiceClient, transport::HttpTransport};
    /// # fn example<T: HttpTransport + Default>(key: &str) -> Result<WebPubSubServiceClient<T>, Error> {
    /// let endpoint = "https://contoso.webpubsub.azure.com";
    /// let client = WebPubSubServiceClient::new(endpoint, "chat", AccessKey::new(key)?)?;
    /// # Ok(client)
    /// # }
    /// ```
    pub fn new(endpoint: &str, hub: &str, credential: impl Into<Credential>) -> Result<Self, Error> {
        Ok(Self::with_transport(T::default(), Target::new(endpoint, hub)?, credential))
    }
}

impl<T> WebPubSubServiceClient<T> {
    /// A client for a hub, from the resource's connection string, with a given transport.
    ///
    /// ```
    /// # use webpubsub_core::{Error, WebPubSubServiceClient};
    /// # fn example<T>(transport: T) -> Result<WebPubSubServiceClient<T>, Error> {
    /// let connection_string = "Endpoint=https://contoso.webpubsub.azure.com;AccessKey=…;Version=1.0;";
    /// let client = WebPubSubServiceClient::from_connection_string_with(transport, connection_string, "chat")?;
    /// # Ok(client)
    /// # }
    /// ```
    pub fn from_connection_string_with(transport: T, connection_string: &str, hub: &str) -> Result<Self, Error> {
        let parsed: ConnectionString = connection_string.parse()?;
        let key = parsed.needed_access_key()?.clone();
        Ok(Self::with_transport(transport, Target::at(parsed.endpoint().clone(), hub)?, key))
    }

    /// A client from its parts: a transport with settings, and a target with a gateway or another api-version. Sends
    /// nothing yet.
    ///
    /// ```
    /// # use webpubsub_core::{AccessKey, Error, Target, WebPubSubServiceClient};
    /// # fn example<T>(transport: T, key: &str) -> Result<WebPubSubServiceClient<T>, Error> {
    /// let target = Target::new("https://contoso.webpubsub.azure.com", "chat")?.gateway("https://gateway.example");
    /// let client = WebPubSubServiceClient::with_transport(transport, target, AccessKey::new(key)?);
    /// # Ok(client)
    /// # }
    /// ```
    pub fn with_transport(transport: T, target: Target, credential: impl Into<Credential>) -> Self {
        let backend = Arc::new(Backend { transport, credential: credential.into() });
        Self { inner: Arc::new(ClientInner { backend, target: target.into(), options: CallOptions::new() }) }
    }

    /// The same client for another hub. An invalid hub (see [`Target::new`]) is rejected by the first call.
    ///
    /// ```
    /// # use webpubsub_core::{Error, Message, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let news = client.hub("news");
    /// news.send_to_all(Message::text("extra")).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn hub(&self, hub: &str) -> Self {
        let target = Target::clone(&self.inner.target).with_hub(hub);
        self.derive(target.into(), self.inner.options.clone())
    }

    /// A client whose calls use these options; what they leave open stays as it is in this one.
    ///
    /// ```
    /// # use webpubsub_core::{CallOptions, Error, Message, RetryPolicy, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let options = CallOptions::new().timeout(std::time::Duration::from_secs(2)).retry(RetryPolicy::never());
    /// client.with_options(options).send_to_user("ann", Message::text("now")).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        self.derive(Arc::clone(&self.inner.target), options.over(&self.inner.options))
    }

    fn derive(&self, target: Arc<Target>, options: CallOptions) -> Self {
        let backend = Arc::clone(&self.inner.backend);
        Self { inner: Arc::new(ClientInner { backend, target, options }) }
    }

    /// Where calls go.
    ///
    /// ```
    /// # use webpubsub_core::WebPubSubServiceClient;
    /// # fn example<T>(client: WebPubSubServiceClient<T>) {
    /// println!("{}", client.target().endpoint());
    /// # }
    /// ```
    pub fn target(&self) -> &Target {
        &self.inner.target
    }

    /// The transport that sends requests.
    ///
    /// ```
    /// # use webpubsub_core::{WebPubSubServiceClient, transport::HttpTransport};
    /// # fn example<T: HttpTransport>(client: WebPubSubServiceClient<T>) {
    /// let now = client.transport().now();
    /// # let _ = now;
    /// # }
    /// ```
    pub fn transport(&self) -> &T {
        &self.inner.backend.transport
    }

    /// The key, if the client signs by itself.
    #[cfg_attr(not(feature = "tokens"), allow(clippy::unused_async))]
    pub(crate) async fn signing_key(&self) -> Option<AccessKey> {
        match &self.credential().0 {
            CredentialKind::Fixed(Authorization::AccessKey(key)) => Some(key.clone()),
            #[cfg(feature = "tokens")]
            CredentialKind::Rotating(key) => Some(key.current().await),
            _ => None,
        }
    }

    fn credential(&self) -> &Credential {
        &self.inner.backend.credential
    }

    fn options(&self) -> &CallOptions {
        &self.inner.options
    }
}

fn no_credential() -> ErrorKind {
    ErrorKind::Build(BuildError::new("credential", "is missing"))
}

impl<T> Clone for WebPubSubServiceClient<T> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<T> fmt::Debug for WebPubSubServiceClient<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebPubSubServiceClient")
            .field("target", &self.inner.target)
            .field("credential", &self.inner.backend.credential)
            .field("options", &self.inner.options)
            .finish_non_exhaustive()
    }
}
