//! This library's behaviour: the call is made over a transport that answers as the recorder did.

use crate::behaviour::{Access, Behaviour, Connection, Effort, Failure, Key, Outcome, Returned, Wait};
use crate::build::{self, Stop};
use crate::case::Call;
use crate::facts::attempts;
use crate::jwt;
use crate::load::Case;
use crate::recorder::{Draw, Given, NOW, Recorder, listen};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use webpubsub_core::{
    ClientAccess, ClientAccessToken, ConnectionString, Error, ErrorKind, ServiceError, Target, TransportErrorKind,
    UnixTime,
};

/// Makes the call; an error says what this package does not know how to call.
///
/// It is made twice, with the lowest and the highest random numbers, which give the range of each wait. The second time
/// all logs are on. Nothing else may come out differently.
pub fn behaviour(case: &Case) -> Result<Behaviour, String> {
    let (lowest, highest) = (once(case, Draw::Lowest)?, once(case, Draw::Highest)?);
    let told = |once: &Behaviour| format!("{:?} after {} attempts", once.outcome, once.effort.attempts);
    if lowest.effort.waits.len() != highest.effort.waits.len() || told(&lowest) != told(&highest) {
        return Err(format!("chance decides about more than waits: {}, or {}", told(&lowest), told(&highest)));
    }
    let waits = lowest.effort.waits.iter().zip(&highest.effort.waits);
    let waits = waits.map(|(lowest, highest)| Wait { least: lowest.least, most: highest.most }).collect();
    let effort = Effort { waits, loudest_log: highest.effort.log, ..lowest.effort };
    Ok(Behaviour { effort, ..lowest })
}

fn once(case: &Case, draw: Draw) -> Result<Behaviour, String> {
    let recorder = Recorder::new(script(case), draw);
    let times = times(case)?;
    let loud = draw == Draw::Highest;
    let (result, mut log) = listen(|| {
        if case.call.op == "parse_connection_string" {
            parse(&case.call).map(Returned::Connection)
        } else {
            ready(build::call(&case.call, &recorder, times, loud))
        }
    });
    if !loud {
        // Spans and retries are for traces and metrics, which are not a caller's question.
        log.retain(|line| !line.starts_with("span ") && !line.starts_with("webpubsub::retry "));
    }
    let outcome = match result {
        Ok(returned) => Outcome::Returned(returned),
        Err(Stop::Refused { field, text }) => Outcome::Refused { field, text },
        Err(Stop::Failed(failure)) => Outcome::Failed(failure),
        Err(Stop::Unknown(what)) => return Err(what),
    };
    let tokens = recorder.asked_for_tokens();
    let (sent, waits) = recorder.into_sent_and_waits();
    let waits = waits.into_iter().map(Wait::exactly).collect();
    let effort = Effort { attempts: sent.len(), waits, tokens, log, loudest_log: Vec::new() };
    Ok(Behaviour { sent, effort, outcome })
}

/// What the recorder gave, or where it could not be reached.
fn script(case: &Case) -> Vec<Given> {
    if attempts::unreachable(case) {
        return vec![Given::Failure(TransportErrorKind::NotSent)];
    }
    case.answers().into_iter().map(Given::Answer).collect()
}

/// How often the recorder made the call: it hands back a list where it was more than once.
fn times(case: &Case) -> Result<usize, String> {
    let mut times = 1;
    for (_, record) in &case.records {
        let theirs = crate::theirs::behaviour(record, attempts::unreachable(case))?;
        if let Outcome::Returned(Returned::Answers(answers)) = &theirs.outcome {
            times = times.max(answers.len());
        }
    }
    Ok(times)
}

/// The recorder parsed for the hub `hub1` and made a token to see endpoint and key at work.
fn parse(call: &Call) -> Result<Connection, Stop> {
    let text = call.args.connection_string.as_deref();
    let parsed = ConnectionString::parse(text.ok_or_else(|| Stop::unknown("connection_string is missing"))?)?;
    let target = Target::at(parsed.endpoint().clone(), "hub1")?;
    let token = ClientAccess::new().sign(&target, parsed.access_key(), UnixTime::from_secs(NOW))?;
    let access = Access::from(&token);
    let audience = access.claims.and_then(|claims| claims.get("aud")?.as_str().map(str::to_owned));
    Ok(Connection {
        endpoint: parsed.endpoint().as_str().to_owned(),
        key: Key::Signed(access.token),
        base_url: access.base_url,
        audience: audience.unwrap_or_default(),
    })
}

impl From<&ClientAccessToken> for Access {
    fn from(token: &ClientAccessToken) -> Self {
        let text = token.token().expose().to_owned();
        let claims = jwt::read(&text).map(|jwt| jwt.claims);
        Self { base_url: token.base_url().to_owned(), url: token.url().expose().to_owned(), token: text, claims }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        let (in_doubt, was_sent) = (error.may_have_taken_effect(), error.was_sent());
        match error.into_kind() {
            ErrorKind::Build(error) => Self::Refused { field: error.field().to_owned(), text },
            ErrorKind::Credential(_) => Self::Refused { field: "credential".to_owned(), text },
            ErrorKind::Service(error) => Self::Failed(Failure { in_doubt, was_sent, ..failure(&error) }),
            _ => Self::Failed(Failure { in_doubt, was_sent, ..Failure::default() }),
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

/// Nothing here waits, so one poll is enough.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("the recorder's futures are ready at once"),
    }
}
