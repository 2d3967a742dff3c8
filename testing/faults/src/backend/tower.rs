//! A stack of layers around hyper-util's client.

use crate::run::CONCURRENT;
use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::ServiceBuilder;
use webpubsub_core::transport::SendHttpTransport;
use webpubsub_tower::TowerTransport;

/// Half of the sends wait for a permit; those that get none within the attempt's timeout must not have been sent.
pub(super) fn transport() -> impl SendHttpTransport + 'static {
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let service = ServiceBuilder::new().concurrency_limit(CONCURRENT as usize / 2).service(client);
    TowerTransport::new(service, tokio::time::sleep)
}
