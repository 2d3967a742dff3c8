//! The texts of errors: each says its own part, and the causes follow as sources.

use crate::entra::secret;
use crate::support::{client, client_with, mock, now, response};
use std::collections::HashSet;
use std::error::Error as StdError;
use std::iter::successors;
use webpubsub_core::entra::ClientAssertion;
use webpubsub_core::{
    BuildError, CallOptions, Credential, CredentialError, Error, Message, ResponseParts, RetryPolicy, ServiceError,
    TransportError, TransportErrorKind, UnixTime,
};

const KINDS: [TransportErrorKind; 6] = [
    TransportErrorKind::NotSent,
    TransportErrorKind::Interrupted,
    TransportErrorKind::Timeout,
    TransportErrorKind::ResponseTooLarge,
    TransportErrorKind::Misconfigured,
    TransportErrorKind::Other,
];

/// The texts of an error and its causes, joined. None repeats another, nor a part of another.
fn joined(error: &(dyn StdError + 'static)) -> String {
    let chain = successors(Some(error), |&error| error.source());
    let texts: Vec<String> = chain.map(ToString::to_string).collect();
    for (at, text) in texts.iter().enumerate() {
        for cause in &texts[at + 1..] {
            assert!(!text.contains(cause.as_str()) && !cause.contains(text.as_str()), "{texts:#?}");
        }
    }
    let joined = texts.join(": ");
    let sentences: Vec<&str> = joined.split([':', ';']).map(str::trim).collect();
    let different: HashSet<&&str> = sentences.iter().collect();
    assert_eq!(different.len(), sentences.len(), "{joined}");
    joined
}

fn transport(kind: TransportErrorKind) -> TransportError {
    TransportError::new(kind, std::io::Error::other("reset by peer"))
}

#[test]
fn of_each_stage() {
    let parts = ResponseParts::new(409, [], br#"{"code":"Conflict","message":"once more"}"#, UnixTime::from_secs(0));
    for (error, text) in [
        (Box::new(BuildError::new("group", "must not be empty")) as Box<dyn StdError>, "group: must not be empty"),
        (Box::new(ServiceError::unexpected_status(&parts)), "409: Conflict: once more"),
        (Box::new(ServiceError::unreadable(&parts, "the response has no token")), "409: the response has no token"),
        (Box::new(TransportError::timeout()), "no response within the timeout"),
        (Box::new(transport(TransportErrorKind::NotSent)), "the request was not sent: reset by peer"),
        (Box::new(CredentialError::new("the vault is sealed").with_code("sealed")), "the vault is sealed"),
        (
            Box::new(CredentialError::new("no token").with_source(transport(TransportErrorKind::Interrupted))),
            "no token: the connection broke before a response arrived: reset by peer",
        ),
    ] {
        assert_eq!(joined(&*error), text);
    }
    for kind in KINDS {
        let error = transport(kind);
        assert_eq!(format!("{error:?}"), joined(&error));
    }
    let credential = CredentialError::new("no token").with_source(BuildError::new("url", "is too long"));
    assert_eq!(format!("{credential:?}"), joined(&credential));
}

/// What a source is the cause of stands before it, also in a call whose message may have been accepted.
#[test]
fn a_cause_follows_what_it_is_the_cause_of() {
    let (host, id) = ("contoso.webpubsub.azure.com", "ffffffff-ffff-4fff-bfff-ffffffffffff");
    let send = |script| failed(now(client(&script).send_to_all(Message::text("x"))));
    assert_eq!(
        format!("{:?}", send(mock().fail_with(TransportErrorKind::Interrupted))),
        format!(
            "{host} (request {id}): not retried, the message may have been accepted; \
             the connection broke before a response arrived: scripted by the test"
        )
    );
    let twice = CallOptions::new().retry(RetryPolicy::at_least_once().max_attempts(2));
    let script = mock().respond(response(500, &[], "")).refuse_connection();
    assert_eq!(
        format!("{:?}", failed(now(client(&script).with_options(twice).send_to_all(Message::text("x"))))),
        format!(
            "{host} (request {id}): the message may have been accepted; \
             the request was not sent (after 2 attempts): scripted by the test"
        )
    );
}

fn failed<T>(result: Result<T, Error>) -> Error {
    match result {
        Ok(_) => panic!("the call succeeds"),
        Err(error) => error,
    }
}

/// `Debug` is what `unwrap` and `fn main() -> Result` print: the text with all causes.
#[test]
fn of_a_whole_call() {
    let never = || CallOptions::new().retry(RetryPolicy::never());
    let send = |script| failed(now(client(&script).with_options(never()).send_to_all(Message::text("private words"))));
    let exists = |script, credential: Credential| {
        failed(now(client_with(&script, credential).with_options(never()).user_exists("u")))
    };
    let assertion =
        ClientAssertion::new("tenant", "app", || Err(Box::new(transport(TransportErrorKind::Other)))).unwrap();
    let refusal = response(400, &[], r#"{"error":"invalid_client","error_description":"AADSTS7000215: Wrong."}"#);
    let mut errors = vec![
        failed(now(client(&mock()).user_exists(".."))),
        exists(mock(), Credential::none()),
        exists(mock().respond(refusal), secret().into()),
        exists(mock().respond(response(503, &[], "")), secret().into()),
        exists(mock().respond(response(200, &[], "{}")), secret().into()),
        exists(mock().never_respond(), secret().into()),
        exists(mock(), secret().authority("http://far.example").unwrap().into()),
        exists(mock(), assertion.into()),
        send(mock().respond(response(503, &[], ""))),
        send(mock().respond(response(500, &[], "<html>broken</html>"))),
        send(mock().respond(response(403, &[("x-ms-error-code", "Forbidden")], ""))),
        send(mock().respond(response(400, &[], r#"{"code":"Bad","message":"the filter is invalid"}"#))),
        send(mock().respond(response(201, &[], ""))),
        send(mock().never_respond()),
        failed(now(client(&mock().refuse_connection().refuse_connection())
            .with_options(CallOptions::new().retry(RetryPolicy::at_most_once().max_attempts(2)))
            .send_to_all(Message::text("private words")))),
    ];
    errors.extend(KINDS.map(|kind| send(mock().fail_with(kind))));
    errors.extend(KINDS.map(|kind| exists(mock().fail_with(kind), secret().into())));
    for error in errors {
        let joined = joined(&error);
        assert_eq!(format!("{error:?}"), joined);
        assert!(!joined.contains("private words") && !joined.contains("hush"), "{joined}");
        // The stage's own error has the same causes, and adds no text.
        let stage: &(dyn StdError + 'static) = match error.kind() {
            webpubsub_core::ErrorKind::Build(error) => error,
            webpubsub_core::ErrorKind::Credential(error) => error,
            webpubsub_core::ErrorKind::Service(error) => error,
            webpubsub_core::ErrorKind::Transport(error) => error,
            _ => unreachable!(),
        };
        assert_eq!(error.source().map(ToString::to_string), stage.source().map(ToString::to_string));
    }
}
