//! The requests: none of them changes anything.

use super::clock;
use super::step::Step;
use crate::connect::Session;
use crate::failure::Failure;
use crate::reasons::{Context, Reason};
use crate::watch::{Client, handshake};
use std::time::{Duration, SystemTime};
use webpubsub_hyper::operations::{ConnectionExists, Health};
use webpubsub_hyper::{CallOptions, ClientAccess, Error, RetryPolicy, WebPubSubServiceClient};

/// How long a request may take, without `--timeout`.
const TIMEOUT: Duration = Duration::from_secs(15);

/// A connection that does not exist.
const NO_CONNECTION: &str = "webpubsub-doctor";

/// One attempt each, because a failure is a finding.
pub(super) fn client(client: &WebPubSubServiceClient, session: &Session) -> WebPubSubServiceClient {
    let options = CallOptions::new().retry(RetryPolicy::never());
    client.with_options(if session.timeout().is_none() { options.timeout(TIMEOUT) } else { options })
}

/// Asks for the service's health, which needs no credential; its response has the service's clock.
pub(super) async fn health(client: &WebPubSubServiceClient, context: &Context) -> [Step; 2] {
    let not_known = || Step::skipped("clock", "not known");
    let error = match client.call_detailed(&Health::new()).await {
        Ok(response) => {
            let date = response.headers.get("date").and_then(|date| date.to_str().ok());
            let health = Step::works("health", format!("{} from {}", response.status, context.at));
            return [health, clock::step(date, SystemTime::now())];
        }
        Err(error) => error,
    };
    let at = context.at.clone();
    let reason = match error.status() {
        // No credential was sent, so none can be the reason.
        Some(status @ (401 | 403 | 407 | 511)) => Reason::Intercepted { at, status },
        Some(status @ (429 | 500..)) => Reason::Unavailable { at, status },
        Some(status) => Reason::NotWebPubSub { at, status },
        None => reason(&error.into(), context),
    };
    [Step::fails("health", reason.clone(), text(&reason)), not_known()]
}

/// A question that needs the credential, about a connection that does not exist: whether the signature or the token is
/// accepted, and for a token whether its identity may ask.
pub(super) async fn question(client: &WebPubSubServiceClient, context: &Context) -> [Step; 2] {
    let role = |text| Step::skipped("role", text);
    if context.uses_token
        && let Err(error) = client.fetch_token().await
    {
        return [fails("signature", error, context), role("not tried")];
    }
    let asked = client.call(&ConnectionExists::new(NO_CONNECTION)).await;
    match (asked, context.uses_token) {
        (Ok(_), false) => [Step::works("signature", "accepted"), role("an access key has all rights")],
        (Ok(_), true) => [Step::works("signature", "the token is accepted"), Step::works("role", "permits calls")],
        (Err(error), true) if error.status() == Some(403) => {
            [Step::works("signature", "the token is accepted"), fails("role", error, context)]
        }
        (Err(error), _) => [fails("signature", error, context), role("not tried")],
    }
}

/// Connects as an anonymous client for a moment.
pub(super) async fn websocket(client: &WebPubSubServiceClient, session: &Session, context: &Context) -> Step {
    let access = match client.client_access_token(&ClientAccess::new().minutes(1)).await {
        Ok(access) => access,
        // With a token the service makes it, which is a request still.
        Err(error) => return fails("websocket", error, context),
    };
    match handshake(&access, Client::Json, Some(session.timeout().unwrap_or(TIMEOUT))).await {
        Ok(socket) => {
            socket.close().await;
            Step::works("websocket", "connected and closed")
        }
        Err(failure) => {
            let reason = Reason::WebSocketBlocked { at: context.at.clone() };
            Step::fails("websocket", reason, failure.to_string())
        }
    }
}

fn fails(name: &'static str, error: Error, context: &Context) -> Step {
    let failure = Failure::from(error);
    Step::fails(name, reason(&failure, context), failure.to_string())
}

fn reason(failure: &Failure, context: &Context) -> Reason {
    Reason::of(failure, context).unwrap_or_else(|| Reason::Other(failure.to_string()))
}

/// What a failed request for health shows.
fn text(reason: &Reason) -> String {
    match reason {
        Reason::Intercepted { status, .. }
        | Reason::Unavailable { status, .. }
        | Reason::NotWebPubSub { status, .. } => {
            format!("responded {status}")
        }
        _ => "no response".to_owned(),
    }
}
