//! The service: `POST /publish` publishes a message, `GET /metrics` returns the counters.

use crate::events::Outcome;
use crate::metrics::Metrics;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use webpubsub_hyper::{Error, Message, WebPubSubServiceClient};

/// The group to which messages are sent.
pub(crate) const GROUP: &str = "readers";

#[derive(Clone)]
struct Service {
    client: WebPubSubServiceClient,
    metrics: Metrics,
}

pub(crate) fn router(client: WebPubSubServiceClient, metrics: Metrics) -> Router {
    let service = Service { client, metrics };
    Router::new().route("/publish", post(publish)).route("/metrics", get(metrics_page)).with_state(service)
}

/// 202: Web PubSub has accepted it. 503: it has certainly not; the caller can retry. 502: unknown; a retry can publish
/// it twice.
async fn publish(State(service): State<Service>, text: String) -> (StatusCode, String) {
    let published = service.client.send_to_group(GROUP, Message::text(text)).await;
    let (outcome, response) = match &published {
        Ok(()) => ("accepted", (StatusCode::ACCEPTED, String::new())),
        Err(error) => failure(error),
    };
    service.metrics.count(outcome);
    response
}

fn failure(error: &Error) -> (&'static str, (StatusCode, String)) {
    if error.may_have_taken_effect() {
        ("unknown", (StatusCode::BAD_GATEWAY, error.to_string()))
    } else {
        ("rejected", (StatusCode::SERVICE_UNAVAILABLE, error.to_string()))
    }
}

async fn metrics_page(State(service): State<Service>) -> String {
    service.metrics.text()
}

/// What a response of `/publish` means.
pub(crate) fn outcome(status: StatusCode) -> Outcome {
    match status {
        StatusCode::ACCEPTED => Outcome::Accepted,
        StatusCode::SERVICE_UNAVAILABLE => Outcome::Rejected,
        _ => Outcome::Unknown,
    }
}
