//! The two clients that make the calls: the async one, and the one that blocks.

use webpubsub_blocking::GenericClient;
use webpubsub_core::operations::Operation;
use webpubsub_core::transport::HttpTransport;
use webpubsub_core::{ClientAccess, ClientAccessToken, Error, WebPubSubServiceClient};

/// What the calls need of a client.
pub(super) trait Caller {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error>;
    async fn client_access_token(&self, access: &ClientAccess) -> Result<ClientAccessToken, Error>;
}

impl<T: HttpTransport> Caller for WebPubSubServiceClient<T> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        self.call(operation).await
    }

    async fn client_access_token(&self, access: &ClientAccess) -> Result<ClientAccessToken, Error> {
        self.client_access_token(access).await
    }
}

impl<T: HttpTransport> Caller for GenericClient<T> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        self.call(operation)
    }

    async fn client_access_token(&self, access: &ClientAccess) -> Result<ClientAccessToken, Error> {
        self.client_access_token(access)
    }
}
