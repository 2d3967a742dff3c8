//! The client: core's, whose calls this thread waits for.

use crate::{BlockingTransport, block_on};
use std::fmt;
use webpubsub_core::operations::Operation;
use webpubsub_core::transport::{HttpTransport, SendHttpTransport, SharedTransport};
use webpubsub_core::{CallOptions, Credential, DetailedResponse, Error, Target};

/// The client of this backend.
pub type WebPubSubServiceClient = GenericClient<BlockingTransport>;

/// A client over any transport: one type for production code and tests. [`GenericClient::into_shared`] makes one.
pub type SharedClient = GenericClient<SharedTransport>;

/// Publishes to one hub of a Web PubSub resource, through a transport `T`. Its methods wait for the response.
///
/// Cloning is one reference count; a clone, [`hub`](Self::hub) and [`with_options`](Self::with_options) share transport,
/// key and tokens. Threads share a client: it is `Send` and `Sync` when the transport is.
///
/// It is the async client of `webpubsub-core` and has all its methods by the same names; what a method does, retries and
/// rejects is documented once, with the operation.
pub struct GenericClient<T>(pub(crate) webpubsub_core::WebPubSubServiceClient<T>);

impl<T: HttpTransport + Default> GenericClient<T> {
    /// A client for a hub, from the resource's connection string. See [`ConnectionString`](crate::ConnectionString) for
    /// its form; one without a key is rejected.
    ///
    /// ```
    /// # use webpubsub_blocking::{Error, WebPubSubServiceClient};
    /// # fn example() -> Result<WebPubSubServiceClient, Error> {
    /// let connection_string = "Endpoint=https://contoso.webpubsub.azure.com;AccessKey=…;Version=1.0;";
    /// let client = WebPubSubServiceClient::from_connection_string(connection_string, "chat")?;
    /// # Ok(client)
    /// # }
    /// ```
    pub fn from_connection_string(connection_string: &str, hub: &str) -> Result<Self, Error> {
        webpubsub_core::WebPubSubServiceClient::from_connection_string(connection_string, hub).map(Self)
    }

    /// A client for a hub, from a connection string and a separate credential: for a string without a key, as the portal
    /// shows it for identities (`Endpoint=…;AuthType=aad;Version=1.0;`). A key in the string is not used.
    ///
    /// ```
    /// # use webpubsub_blocking::{BearerToken, Error, WebPubSubServiceClient};
    /// # fn example(token: &str) -> Result<WebPubSubServiceClient, Error> {
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
        type Async<T> = webpubsub_core::WebPubSubServiceClient<T>;
        Async::from_connection_string_and_credential(connection_string, hub, credential).map(Self)
    }

    /// A client for a hub at an endpoint, with an [`AccessKey`](crate::AccessKey), a
    /// [`BearerToken`](crate::BearerToken), or a [`Credential`] that obtains tokens.
    ///
    /// ```
    /// # use webpubsub_blocking::{AccessKey, Error, WebPubSubServiceClient};
    /// # fn example(key: &str) -> Result<WebPubSubServiceClient, Error> {
    /// let endpoint = "https://contoso.webpubsub.azure.com";
    /// let client = WebPubSubServiceClient::new(endpoint, "chat", AccessKey::new(key)?)?;
    /// # Ok(client)
    /// # }
    /// ```
    pub fn new(endpoint: &str, hub: &str, credential: impl Into<Credential>) -> Result<Self, Error> {
        webpubsub_core::WebPubSubServiceClient::new(endpoint, hub, credential).map(Self)
    }
}

impl<T> GenericClient<T> {
    /// A client for a hub, from the resource's connection string, with a given transport.
    ///
    /// ```
    /// # use webpubsub_blocking::{BlockingTransport, Error, WebPubSubServiceClient};
    /// # fn example(transport: BlockingTransport) -> Result<WebPubSubServiceClient, Error> {
    /// let connection_string = "Endpoint=https://contoso.webpubsub.azure.com;AccessKey=…;Version=1.0;";
    /// let client = WebPubSubServiceClient::from_connection_string_with(transport, connection_string, "chat")?;
    /// # Ok(client)
    /// # }
    /// ```
    pub fn from_connection_string_with(transport: T, connection_string: &str, hub: &str) -> Result<Self, Error> {
        webpubsub_core::WebPubSubServiceClient::from_connection_string_with(transport, connection_string, hub).map(Self)
    }

    /// A client from its parts: a transport with settings, and a target with a gateway or another api-version. Sends
    /// nothing yet.
    ///
    /// ```
    /// # use webpubsub_blocking::{AccessKey, BlockingTransport, Error, Target, WebPubSubServiceClient};
    /// # fn example(transport: BlockingTransport, key: &str) -> Result<WebPubSubServiceClient, Error> {
    /// let target = Target::new("https://contoso.webpubsub.azure.com", "chat")?.gateway("https://gateway.example");
    /// let client = WebPubSubServiceClient::with_transport(transport, target, AccessKey::new(key)?);
    /// # Ok(client)
    /// # }
    /// ```
    pub fn with_transport(transport: T, target: Target, credential: impl Into<Credential>) -> Self {
        webpubsub_core::WebPubSubServiceClient::with_transport(transport, target, credential).into()
    }

    /// The same client for another hub. An invalid hub (see [`Target::new`]) is rejected by the first call.
    ///
    /// ```
    /// # use webpubsub_blocking::{Error, Message, WebPubSubServiceClient};
    /// # fn example(client: WebPubSubServiceClient) -> Result<(), Error> {
    /// let news = client.hub("news");
    /// news.send_to_all(Message::text("extra"))?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn hub(&self, hub: &str) -> Self {
        Self(self.0.hub(hub))
    }

    /// A client whose calls use these options; what they leave open stays as it is in this one.
    ///
    /// ```
    /// # use webpubsub_blocking::{CallOptions, Error, Message, RetryPolicy, WebPubSubServiceClient};
    /// # fn example(client: WebPubSubServiceClient) -> Result<(), Error> {
    /// let options = CallOptions::new().timeout(std::time::Duration::from_secs(2)).retry(RetryPolicy::never());
    /// client.with_options(options).send_to_user("ann", Message::text("now"))?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self(self.0.with_options(options))
    }

    /// Where calls go.
    ///
    /// ```
    /// # use webpubsub_blocking::WebPubSubServiceClient;
    /// # fn example(client: WebPubSubServiceClient) {
    /// println!("{}", client.target().endpoint());
    /// # }
    /// ```
    pub fn target(&self) -> &Target {
        self.0.target()
    }

    /// The transport that sends requests.
    ///
    /// ```
    /// # use webpubsub_blocking::WebPubSubServiceClient;
    /// # fn example(client: WebPubSubServiceClient) {
    /// println!("{:?}", client.transport());
    /// # }
    /// ```
    pub fn transport(&self) -> &T {
        self.0.transport()
    }
}

impl<T: HttpTransport> GenericClient<T> {
    /// Makes one call: validates, signs, sends, parses the response, and retries as far as the
    /// [`RetryPolicy`](crate::RetryPolicy) allows. The thread sleeps between attempts.
    ///
    /// ```
    /// # use webpubsub_blocking::operations::SendToGroup;
    /// # use webpubsub_blocking::{Error, Filter, Message, WebPubSubServiceClient};
    /// # fn publish(client: &WebPubSubServiceClient, me: &str) -> Result<(), Error> {
    /// let send = SendToGroup::new("lobby", Message::text("hi")).filter(Filter::user_id().ne(me));
    /// client.call(&send)
    /// # }
    /// ```
    pub fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        block_on(self.0.call(operation))
    }

    /// As [`call`](Self::call); also returns status, headers, request ids and the number of attempts.
    ///
    /// ```
    /// # use webpubsub_blocking::{Error, Message, WebPubSubServiceClient, operations::SendToAll};
    /// # fn example(client: WebPubSubServiceClient) -> Result<(), Error> {
    /// let response = client.call_detailed(&SendToAll::new(Message::text("hi")))?;
    /// println!("{} after {} attempts", response.status, response.attempts);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call_detailed<O: Operation>(&self, operation: &O) -> Result<DetailedResponse<O::Output>, Error> {
        block_on(self.0.call_detailed(operation))
    }
}

impl<T: SendHttpTransport + 'static> GenericClient<T> {
    /// The same client without the type parameter, so that production code and tests name one type, [`SharedClient`].
    ///
    /// It shares transport, key and tokens with this client. Each attempt costs two more allocations.
    ///
    /// ```
    /// # use webpubsub_blocking::{SharedClient, WebPubSubServiceClient};
    /// struct Notifier {
    ///     client: SharedClient,
    /// }
    ///
    /// # fn example(client: WebPubSubServiceClient) -> Notifier {
    /// let notifier = Notifier { client: client.into_shared() };
    /// # notifier
    /// # }
    /// ```
    #[must_use]
    pub fn into_shared(self) -> SharedClient {
        GenericClient(self.0.into_shared())
    }
}

/// Waits for the calls of an async client, one of `webpubsub-mock` for example.
impl<T> From<webpubsub_core::WebPubSubServiceClient<T>> for GenericClient<T> {
    fn from(client: webpubsub_core::WebPubSubServiceClient<T>) -> Self {
        Self(client)
    }
}

impl<T> Clone for GenericClient<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for GenericClient<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
