//! The client of a call.

use super::{Client, Stop};
use crate::case;
use crate::recorder::Recorder;
use webpubsub_core::{AccessKey, CallOptions, Credential, Target, WebPubSubServiceClient};

/// The access key of clients that name none.
pub(crate) const KEY: &str = "c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=";

/// `loud`: with all logs on, whatever the client says.
pub(super) fn make<'a>(client: &case::Client, recorder: &'a Recorder, loud: bool) -> Result<Client<'a>, Stop> {
    if client.user.is_some() {
        return Err(Stop::no_such_value("user"));
    }
    let mut target = Target::new(endpoint(client), client.hub.as_deref().unwrap_or("chat"))?;
    if let Some(proxy) = &client.reverse_proxy_endpoint {
        target = target.reverse_proxy(proxy)?;
    }
    if let Some(version) = &client.api_version {
        target = target.api_version(version)?;
    }
    let credential = match client.kind.as_str() {
        "key" => Credential::from(AccessKey::new(client.key.as_deref().unwrap_or(KEY))?),
        "aad" => recorder.credential(client.token_fails),
        other => return Err(Stop::unknown(format!("a client of kind {other}"))),
    };
    let made = WebPubSubServiceClient::with_transport(recorder, target, credential).with(options(client));
    let verbose = match client.log.as_deref() {
        None | Some("default") => loud,
        Some("verbose") => true,
        Some(other) => return Err(Stop::unknown(format!("a log at {other}"))),
    };
    let logs = CallOptions::new().logging(verbose).logging_bodies(loud);
    Ok(if verbose { made.with(logs) } else { made })
}

/// The endpoint that the client was made with.
pub(crate) fn endpoint(client: &case::Client) -> &str {
    let default = if client.kind == "aad" { "https://127.0.0.1:28472" } else { "http://127.0.0.1:28471" };
    client.endpoint.as_deref().unwrap_or(default)
}

fn options(client: &case::Client) -> CallOptions {
    let mut options = CallOptions::new();
    if let Some(id) = &client.request_id {
        options = options.request_id(id);
    }
    if let Some(agent) = &client.user_agent {
        options = options.user_agent(agent);
    }
    for (name, value) in &client.call_headers {
        options = options.header(name, value);
    }
    options
}
