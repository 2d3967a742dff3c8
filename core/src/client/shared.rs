//! A client without a type parameter.

use super::{Backend, ClientInner, WebPubSubServiceClient};
use crate::transport::{Attempt, SendHttpTransport, SharedTransport, TransportError, UnixTime};
use alloc::sync::Arc;
use bytes::Bytes;
use core::time::Duration;
use http::{Request, Response};

/// A client over any transport: one type for production code and tests.
///
/// [`WebPubSubServiceClient::into_shared`] makes one of any client whose transport is `Send`.
pub type SharedClient = WebPubSubServiceClient<SharedTransport>;

impl<T: SendHttpTransport + 'static> WebPubSubServiceClient<T> {
    /// The same client without the type parameter, so that production code and tests name one type, [`SharedClient`].
    ///
    /// It shares transport, key and tokens with this client. Each attempt costs two more allocations.
    ///
    /// ```
    /// # use webpubsub_core::{SharedClient, WebPubSubServiceClient, transport::SendHttpTransport};
    /// struct Notifier {
    ///     client: SharedClient,
    /// }
    ///
    /// # fn example<T: SendHttpTransport + 'static>(client: WebPubSubServiceClient<T>) -> Notifier {
    /// let notifier = Notifier { client: client.into_shared() };
    /// # notifier
    /// # }
    /// ```
    #[must_use]
    pub fn into_shared(self) -> SharedClient {
        let ClientInner { backend, target, options } = &*self.inner;
        let transport = SharedTransport::new(Arc::clone(backend));
        let backend = Arc::new(Backend { transport, credential: backend.credential.clone() });
        let (target, options) = (Arc::clone(target), options.clone());
        WebPubSubServiceClient { inner: Arc::new(ClientInner { backend, target, options }) }
    }
}

/// The transport of a client, which the client shares and cannot give away.
impl<T: SendHttpTransport> SendHttpTransport for Backend<T> {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        self.transport.send(request, attempt).await
    }

    async fn sleep(&self, duration: Duration) {
        self.transport.sleep(duration).await;
    }

    fn now(&self) -> UnixTime {
        self.transport.now()
    }

    fn random(&self) -> [u8; 16] {
        self.transport.random()
    }
}
