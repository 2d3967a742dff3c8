//! `doctor`: what works and what does not, step by step, and what to do about it.

mod certificate;
mod clock;
mod clouds;
mod network;
mod requests;
mod step;

use crate::connect::{ConnectOptions, Needs, Session, environment};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::names::Names;
use crate::output;
use crate::reasons::Reason;
use clap::Args;
use serde_json::json;
use step::{Step, decide};

/// Find out why it does not work
///
/// Looks at the settings, and tries each step of a call on its own: name, proxy, connection, certificate, health, clock,
/// signature, role, WebSocket. It asks about a connection that does not exist, and connects as a client for a moment;
/// nothing is changed, and no client receives anything; a hub's event handler receives the events of that client. Ends
/// with a sentence that says what to do.
///
/// Exit code 0 if all works, 2 if a setting is missing or invalid, 3 if the service is not reached, else 1.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub doctor --hub chat")]
pub(crate) struct Doctor {}

pub(crate) async fn run(options: ConnectOptions, names: &Names, json: bool) -> Result<Exit, Failure> {
    let mut steps = Vec::new();
    let looked = look(options, names, &mut steps, |step| {
        if !json {
            let _ = output::line(&output::one_line(&step.to_string()));
        }
    });
    looked.await;
    let reason = decide(&steps);
    let advice = reason.map_or_else(|| "All of it works.".to_owned(), ToString::to_string);
    if json {
        let steps: Vec<_> = steps.iter().map(Step::to_json).collect();
        let found =
            json!({"works": reason.is_none(), "cause": reason.map(Reason::name), "advice": advice, "steps": steps});
        written(output::line(&output::json_line(&found)))?;
    } else {
        written(output::line(&format!("\n{}", output::one_line(&advice))))?;
    }
    Ok(reason.map_or(Exit::Success, exit))
}

fn written(result: std::io::Result<output::Reader>) -> Result<(), Failure> {
    result.map(drop).map_err(|error| Failure::Output { error, reads: true })
}

/// Makes the steps until one fails; a token is not sent where a step before says that it should not be.
async fn look(options: ConnectOptions, names: &Names, steps: &mut Vec<Step>, show: impl Fn(&Step)) {
    let mut add = |new: Vec<Step>| {
        let failed = new.iter().any(Step::failed);
        new.iter().for_each(&show);
        steps.extend(new);
        failed
    };
    let (settings, found) = settings(options, names);
    if add(vec![settings]) {
        return;
    }
    let Some((session, client)) = found else { return };
    let client = requests::client(&client, &session);
    let context = session.context();
    let https = client.target().request_endpoint().is_https();
    if add(vec![network::proxy(&context)])
        || add(vec![network::name(&context).await])
        || add(network::connect(&context, https).await.into())
        || add(requests::health(&client, &context).await.into())
        || add(requests::question(&client, &context).await.into())
    {
        return;
    }
    add(vec![requests::websocket(&client, &session, &context).await]);
}

type Client = webpubsub_hyper::WebPubSubServiceClient;

/// The settings and where they are from, and a client with them.
fn settings(options: ConnectOptions, names: &Names) -> (Step, Option<(Session, Client)>) {
    let invalid = |failure: Failure, nothing_set: bool| {
        let text = names.applied(failure).to_string();
        let reason = if nothing_set { Reason::NothingSet } else { Reason::Setting(text.clone()) };
        (Step::fails("settings", reason, text), None)
    };
    let origins = match options.origins() {
        Ok(origins) => origins,
        Err(failure) => return invalid(failure, false),
    };
    let (allows_http, uses_authority) =
        (options.allows_http_on_loopback(), options.uses_authority().unwrap_or_default());
    let nothing_set = origins.endpoint.is_none() && origins.credential.is_none();
    let found = Session::new(options, Needs::ALL).and_then(|session| {
        let client = session.client(Needs::ALL)?;
        client.target().hub()?;
        Ok((session, client))
    });
    let (session, client) = match found {
        Ok(found) => found,
        Err(failure) => return invalid(failure, nothing_set),
    };
    let endpoint = client.target().endpoint();
    let hub = session.hub().unwrap_or_default();
    let (credential, credential_origin) = origins.credential.unwrap_or_default();
    let text = format!(
        "endpoint {endpoint} ({}), {credential} ({credential_origin}), hub {hub} ({})",
        origins.endpoint.unwrap_or_default(),
        origins.hub.unwrap_or_default(),
    );
    let request_endpoint = client.target().request_endpoint();
    let is_confidential = request_endpoint.is_https() || (allows_http && request_endpoint.is_loopback());
    let authority = environment("AZURE_AUTHORITY_HOST");
    let wrong_cloud = || clouds::mismatch(endpoint.host(), authority.as_deref()).filter(|_| uses_authority);
    let reason =
        if session.context().uses_token && !is_confidential { Some(Reason::NeedsHttps) } else { wrong_cloud() };
    match reason {
        Some(reason) => (Step::fails("settings", reason, text), None),
        None => (Step::works("settings", text), Some((session, client))),
    }
}

/// The exit code for a reason, by what it says of the request.
fn exit(reason: &Reason) -> Exit {
    match reason {
        Reason::NothingSet | Reason::Setting(_) | Reason::NeedsHttps | Reason::WrongCloud { .. } => Exit::WrongUse,
        Reason::UnknownHost { .. }
        | Reason::Refused { .. }
        | Reason::Unreachable { .. }
        | Reason::ProxyUnreached { .. }
        | Reason::ProxyRefused { .. }
        | Reason::UnknownIssuer { .. }
        | Reason::Expired { .. }
        | Reason::NotYetValid { .. }
        | Reason::WrongName { .. }
        | Reason::NoTls { .. }
        | Reason::WebSocketBlocked { .. }
        | Reason::Other(_) => Exit::NotReached,
        Reason::Intercepted { .. }
        | Reason::NotWebPubSub { .. }
        | Reason::Unavailable { .. }
        | Reason::ClockOff { .. }
        | Reason::WrongKey { .. }
        | Reason::Forbidden { .. }
        | Reason::SignIn(_)
        | Reason::TokenRejected { .. }
        | Reason::NoRole { .. } => Exit::Rejected,
    }
}
