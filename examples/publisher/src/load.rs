//! The load generator: posts to the service, some at once, each message a number.

use crate::events::{Event, EventLog, Outcome};
use crate::service::outcome;
use futures_util::StreamExt;
use futures_util::stream;
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::net::SocketAddr;
use tokio_util::sync::CancellationToken;

/// Posts numbers to the service.
#[derive(Clone)]
pub(crate) struct Load {
    client: Client<HttpConnector, Full<bytes::Bytes>>,
    service: SocketAddr,
    log: EventLog,
}

impl Load {
    pub(crate) fn new(service: SocketAddr, log: EventLog) -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http(), service, log }
    }

    /// Posts all messages from 1 on; once `stop` is cancelled no other one begins.
    pub(crate) async fn run(&self, messages: u64, concurrency: usize, stop: &CancellationToken) {
        let posts = stream::iter(1..=messages).take_until(stop.cancelled()).map(|number| self.post(number));
        posts.buffer_unordered(concurrency).for_each(|_| std::future::ready(())).await;
    }

    /// Posts one message and records the service's response.
    pub(crate) async fn post(&self, number: u64) -> Outcome {
        self.log.record(Event::Posting(number));
        let request = Request::post(format!("http://{}/publish", self.service)).body(Full::from(number.to_string()));
        let outcome = match request.map(|request| self.client.request(request)) {
            Ok(response) => outcome(response.await.map_or(StatusCode::BAD_GATEWAY, |response| response.status())),
            Err(_) => Outcome::Rejected,
        };
        self.log.record(Event::Ended(number, outcome));
        outcome
    }
}
