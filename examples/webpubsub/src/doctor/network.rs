//! The connection to the service, without a request: name, proxy, connection, TLS.

use super::certificate::Observer;
use super::step::Step;
use crate::failure::Failure;
use crate::reasons::{Context, Reason};
use crate::watch::{Trust, dial};
use http::Uri;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// How long each step may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The proxy that the environment names, and its name's address, or the service's.
pub(super) async fn name(context: &Context) -> Step {
    let place = context.proxy.as_ref().unwrap_or(&context.at);
    let of = if context.proxy.is_some() { " (the proxy)" } else { "" };
    match timeout(TIMEOUT, lookup_host(place)).await {
        Ok(Ok(addresses)) => {
            let addresses: Vec<String> = addresses.map(|address: SocketAddr| address.ip().to_string()).collect();
            Step::works("name", format!("{place}{of} is {}", addresses.join(", ")))
        }
        Ok(Err(error)) => {
            let reason = Reason::of_connection("dns error", context);
            Step::fails("name", reason, format!("{place}{of}: {error}"))
        }
        Err(_) => Step::fails("name", Reason::of_connection("dns error", context), format!("{place}{of}: no response")),
    }
}

pub(super) fn proxy(context: &Context) -> Step {
    match (&context.invalid_proxy, &context.proxy) {
        (Some(error), _) => Step::fails("proxy", Reason::Setting(error.clone()), error),
        (None, Some(proxy)) => Step::works("proxy", format!("{proxy}, of the environment")),
        (None, None) => Step::skipped("proxy", "none"),
    }
}

/// Connects, and with https makes the handshake of TLS, through the proxy if there is one.
pub(super) async fn connect(context: &Context, https: bool) -> [Step; 2] {
    let not_tried = || Step::skipped("tls", "not tried");
    let fails = |text: String| [Step::fails("connect", Reason::of_connection(&text, context), text), not_tried()];
    let scheme = if https { "wss" } else { "ws" };
    let Ok(url) = Uri::try_from(format!("{scheme}://{}/", context.at)) else {
        return fails(format!("{} is not a valid address", context.at));
    };
    // http goes through a proxy without a tunnel.
    if !https && context.proxy.is_some() {
        return [Step::skipped("connect", "by the proxy, with each request"), Step::skipped("tls", "none: http")];
    }
    let trust = Trust::new();
    let stream = match timeout(TIMEOUT, dial(&url, &trust, TIMEOUT)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(Failure::NotReached(text) | Failure::Misconfigured(text))) => return fails(text),
        Ok(Err(failure)) => return fails(failure.to_string()),
        Err(_) => return fails("no connection within the timeout".into()),
    };
    let connected = Step::works("connect", format!("connected to {}", context.at));
    if !https {
        return [connected, Step::skipped("tls", "none: http")];
    }
    let observer = Observer::new(trust.roots()).map(Arc::new);
    let Some(observer) = observer else {
        let reason = Reason::UnknownIssuer { at: context.at.clone() };
        let fault = trust.fault().unwrap_or("this machine trusts no certificates (SSL_CERT_FILE)");
        return [connected, Step::fails("tls", reason, fault)];
    };
    let config = ClientConfig::builder().dangerous().with_custom_certificate_verifier(Arc::clone(&observer) as _);
    let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
    let Ok(host) = ServerName::try_from(host.to_owned()) else {
        return [connected, Step::fails("tls", Reason::WrongName { at: context.at.clone() }, "not a valid host name")];
    };
    let connector = TlsConnector::from(Arc::new(config.with_no_client_auth()));
    let handshake = timeout(TIMEOUT, connector.connect(host, stream)).await;
    let seen = observer.seen().map_or_else(String::new, |certificate| format!("certificate {certificate}"));
    let fault = match handshake {
        Ok(Ok(_)) => return [connected, Step::works("tls", seen)],
        Ok(Err(error)) => trust.explained(&error),
        Err(_) => "no response within the timeout".into(),
    };
    let separator = if seen.is_empty() { "" } else { "; " };
    let reason = match Reason::of_connection(&fault, context) {
        // Before the handshake its way was open.
        Reason::Other(_) if seen.is_empty() => Reason::NoTls { at: context.at.clone() },
        reason => reason,
    };
    [connected, Step::fails("tls", reason, format!("{fault}{separator}{seen}"))]
}
