//! The service: `POST /publish` takes a message, `GET /metrics` tells the counters.

use crate::ledger::Outcome;
use crate::metrics::Metrics;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use webpubsub_hyper::{Error, Message, WebPubSubServiceClient};

/// Where messages go.
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

/// 202: Web PubSub has taken it. 503: it has certainly not; ask again. 502: nobody knows; asking again may publish it
/// twice.
async fn publish(State(service): State<Service>, text: String) -> (StatusCode, String) {
    let published = service.client.send_to_group(GROUP, Message::text(text)).await;
    let (outcome, answer) = match &published {
        Ok(()) => ("accepted", (StatusCode::ACCEPTED, String::new())),
        Err(error) => refusal(error),
    };
    service.metrics.count(outcome);
    answer
}

fn refusal(error: &Error) -> (&'static str, (StatusCode, String)) {
    if error.may_have_taken_effect() {
        ("unknown", (StatusCode::BAD_GATEWAY, error.to_string()))
    } else {
        ("refused", (StatusCode::SERVICE_UNAVAILABLE, error.to_string()))
    }
}

async fn metrics_page(State(service): State<Service>) -> String {
    service.metrics.text()
}

/// What an answer of `/publish` means.
pub(crate) fn outcome(status: StatusCode) -> Outcome {
    match status {
        StatusCode::ACCEPTED => Outcome::Accepted,
        StatusCode::SERVICE_UNAVAILABLE => Outcome::Refused,
        _ => Outcome::Unknown,
    }
}
