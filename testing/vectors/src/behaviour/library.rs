//! This library's behaviour: a client makes the call over a transport that replays the recorder's responses. So does the
//! blocking client, whose requests go through a socket before.

use super::arguments::CallError;
use super::loopback::LoopbackTransport;
use super::wire::Jwt;
use super::{
    Backoff, Behaviour, ClientToken, ConnectionString, Failure, Jitter, Key, Outcome, ReplayTransport, Returned,
    Scripted, of_sdk,
};
use super::{log, operations};
use crate::recording::{self, Call, Case, NOW};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use webpubsub_blocking::GenericClient;
use webpubsub_core::{
    AccessKey, BuildError, CallOptions, ClientAccess, ClientAccessToken, Credential, Error, ErrorKind, ServiceError,
    Target, TransportErrorKind, UnixTime, WebPubSubServiceClient,
};

/// Makes a call with one of the clients.
type MakeCall = fn(&Call, &ReplayTransport, bool, usize) -> Result<Returned, CallError>;

/// Makes the call; an error says what this package does not know how to call.
///
/// It is made twice, with the lowest and the highest random numbers, which give the range of each backoff. The second
/// time all logs are on. Nothing else may come out differently.
pub fn of_library(case: &Case) -> Result<Behaviour, String> {
    behaviour(case, |call, replay, verbose, times| {
        ready(operations::call(&client(&call.client, replay, replay, verbose)?, call, times))
    })
}

/// As [`of_library`], with the blocking client; what was sent is what arrived at a socket.
pub fn of_blocking_client(case: &Case) -> Result<Behaviour, String> {
    behaviour(case, |call, replay, verbose, times| {
        let client = GenericClient::from(client(&call.client, LoopbackTransport(replay), replay, verbose)?);
        ready(operations::call(&client, call, times))
    })
}

fn behaviour(case: &Case, make_call: MakeCall) -> Result<Behaviour, String> {
    let (lowest, highest) = (once(case, Jitter::Lowest, make_call)?, once(case, Jitter::Highest, make_call)?);
    let end = |once: &Behaviour| format!("{:?} after {} attempts", once.outcome, once.attempts);
    if lowest.backoff.len() != highest.backoff.len() || end(&lowest) != end(&highest) {
        return Err(format!("jitter decides about more than backoff: {}, or {}", end(&lowest), end(&highest)));
    }
    let backoff = lowest.backoff.iter().zip(&highest.backoff);
    let backoff = backoff.map(|(lowest, highest)| Backoff { least: lowest.least, most: highest.most }).collect();
    Ok(Behaviour { backoff, full_log: highest.log, ..lowest })
}

fn once(case: &Case, jitter: Jitter, make_call: MakeCall) -> Result<Behaviour, String> {
    let script = if case.is_unreachable() {
        vec![Scripted::Failure(TransportErrorKind::NotSent)]
    } else {
        case.responses().into_iter().map(Scripted::Response).collect()
    };
    let transport = ReplayTransport::new(script, jitter);
    let (times, verbose) = (times(case)?, jitter == Jitter::Highest);
    let (result, mut log) = log::capture(|| {
        if case.call.op == "parse_connection_string" {
            parse(&case.call).map(Returned::ConnectionString)
        } else {
            make_call(&case.call, &transport, verbose, times)
        }
    });
    if !verbose {
        // Spans and retries are for traces and metrics, which the SDKs' logs do not have.
        log.retain(|line| !line.starts_with("span ") && !line.starts_with("webpubsub::retry "));
    }
    let outcome = match result {
        Ok(returned) => Outcome::Returned(returned),
        Err(CallError::Rejected { field, text }) => Outcome::Rejected { field, text },
        Err(CallError::Failed(failure)) => Outcome::Failed(failure),
        Err(CallError::Unknown(what)) => return Err(what),
    };
    let tokens = transport.tokens();
    let (requests, backoff) = transport.into_requests_and_backoff();
    let backoff = backoff.into_iter().map(Backoff::exactly).collect();
    Ok(Behaviour { attempts: requests.len(), requests, backoff, tokens, log, full_log: Vec::new(), outcome })
}

/// How often the recorder made the call: the SDK's result is a list where it was more than once.
fn times(case: &Case) -> Result<usize, String> {
    let mut times = 1;
    for (_, recording) in &case.recordings {
        if let Outcome::Returned(Returned::Exists(all)) = of_sdk(recording, case.is_unreachable())?.outcome {
            times = times.max(all.len());
        }
    }
    Ok(times)
}

/// The client that the case describes; `verbose`: with all logs on, whatever the case says.
fn client<T>(
    described: &recording::Client,
    transport: T,
    replay: &ReplayTransport,
    verbose: bool,
) -> Result<WebPubSubServiceClient<T>, CallError> {
    if described.user.is_some() {
        return Err(CallError::no_such_value("user"));
    }
    let mut target = Target::new(described.endpoint(), described.hub())?;
    if let Some(proxy) = &described.reverse_proxy_endpoint {
        target = target.gateway(proxy);
    }
    if let Some(version) = &described.api_version {
        target = target.api_version(version);
    }
    let credential = match described.kind.as_str() {
        "key" => Credential::from(AccessKey::new(described.key())?),
        "aad" => replay.credential(described.token_fails),
        other => return Err(CallError::unknown(format!("a client of kind {other}"))),
    };
    let mut options = CallOptions::new();
    if let Some(id) = &described.request_id {
        options = options.client_request_id(id);
    }
    if let Some(agent) = &described.user_agent {
        options = options.user_agent(agent);
    }
    for (name, value) in &described.call_headers {
        options = options.header(name, value);
    }
    let client = WebPubSubServiceClient::with_transport(transport, target, credential).with_options(options);
    let logging = match described.log.as_deref() {
        None | Some("default") => verbose,
        Some("verbose") => true,
        Some(other) => return Err(CallError::unknown(format!("a log level {other}"))),
    };
    let logs = CallOptions::new().logging(logging).logging_bodies(verbose);
    Ok(if logging { client.with_options(logs) } else { client })
}

/// The recorder parsed for the hub `hub1` and made a token to see endpoint and key in use.
fn parse(call: &Call) -> Result<ConnectionString, CallError> {
    let text = call.args.connection_string.as_deref();
    let text = text.ok_or_else(|| CallError::unknown("connection_string is missing"))?;
    let parsed: webpubsub_core::ConnectionString = text.parse()?;
    // As the constructor of a client that has no other credential.
    let keyless = || BuildError::new("connection string", "has no AccessKey");
    let key = parsed.access_key().ok_or_else(keyless)?;
    let target = Target::at(parsed.endpoint().clone(), "hub1")?;
    let token = ClientAccess::new().sign(&target, key, UnixTime::from_secs(NOW))?;
    let token = ClientToken::from(&token);
    let audience = token.claims.and_then(|claims| claims.get("aud")?.as_str().map(str::to_owned));
    Ok(ConnectionString {
        endpoint: parsed.endpoint().as_str().to_owned(),
        key: Key::Signed(token.token),
        base_url: token.base_url,
        audience: audience.unwrap_or_default(),
    })
}

impl From<&ClientAccessToken> for ClientToken {
    fn from(token: &ClientAccessToken) -> Self {
        let text = token.token().expose().to_owned();
        let claims = Jwt::read(&text).map(|jwt| jwt.claims);
        Self { base_url: token.base_url().to_owned(), url: token.expose_url(), token: text, claims }
    }
}

impl From<Error> for CallError {
    fn from(error: Error) -> Self {
        // The text with all causes.
        let text = format!("{error:?}");
        let (may_have_taken_effect, was_sent) = (error.may_have_taken_effect(), error.was_sent());
        match error.into_kind() {
            ErrorKind::Build(error) => Self::Rejected { field: error.field().to_owned(), text },
            ErrorKind::Credential(_) => Self::Rejected { field: "credential".to_owned(), text },
            ErrorKind::Service(error) => Self::Failed(Failure { may_have_taken_effect, was_sent, ..failure(&error) }),
            _ => Self::Failed(Failure { may_have_taken_effect, was_sent, ..Failure::default() }),
        }
    }
}

fn failure(error: &ServiceError) -> Failure {
    let body = Some(String::from_utf8_lossy(error.body()).into_owned());
    Failure {
        status: Some(error.status()),
        code: error.code().map(str::to_owned),
        message: error.message().map(str::to_owned).or(body).filter(|message| !message.is_empty()),
        unreadable: error.is_unreadable(),
        ..Failure::default()
    }
}

/// In virtual time a call is never pending: one poll is enough.
pub fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("in virtual time nothing is pending"),
    }
}
