//! What we do where no SDK is the measure. Each function is the check of one row of the table.

pub mod attempts;

use crate::behaviour::{Behaviour, Key, Outcome, Returned};
use crate::facts::{answers, connection_string, endpoint};
use crate::jwt;
use crate::load::Case;
use crate::url::{pairs, segments};

/// All URLs begin with the endpoint in its one spelling.
pub fn one_spelling(case: &Case, ours: &Behaviour) -> bool {
    let (Some(service), Some(carrier)) = (endpoint::service(case), endpoint::carrier(case)) else { return false };
    let requests = ours.sent.iter().all(|sent| {
        let path = sent.url.path.strip_prefix(&carrier.path).filter(|path| path.starts_with("/api/"));
        sent.url.origin == carrier.origin && path.is_some_and(|path| like_a_path_of_theirs(case, path))
    });
    let http = format!("{}{}", service.origin, service.path);
    let client = format!("{}/client", http.replacen("http", "ws", 1));
    let value = match &ours.outcome {
        Outcome::Returned(Returned::Access(access)) => access.base_url.starts_with(&client),
        Outcome::Returned(Returned::Connection(read)) => read.endpoint == http && read.base_url.starts_with(&client),
        _ => true,
    };
    requests && value
}

/// Behind whatever prefix, an SDK sent to the same path; or none of them sent anything.
fn like_a_path_of_theirs(case: &Case, path: &str) -> bool {
    let mut paths = case.records.iter().filter_map(|(_, record)| record.request.as_ref()).map(|sent| &sent.path);
    let service = |path: &str| path.find("/api/").map(|at| segments(&path[at..]));
    paths.clone().next().is_none() || paths.any(|theirs| service(theirs) == service(path))
}

/// The default protocol is not sent; all else in the query is as every SDK sends it.
pub fn no_client_type(case: &Case, ours: &Behaviour) -> bool {
    let without = |query: &str, left_out: &[&str]| {
        let mut pairs = pairs(query);
        pairs.retain(|(name, _)| !left_out.contains(&name.as_str()));
        pairs
    };
    ours.sent.iter().all(|sent| {
        let ours = without(&sent.url.query, &["api-version"]);
        let mut theirs = case.records.iter().filter_map(|(_, record)| record.request.as_ref());
        theirs.all(|theirs| without(&theirs.query, &["api-version", "clientType"]) == ours)
    })
}

/// Endpoint and key are what stands in the connection string, without the blanks around the whole.
pub fn blanks_passed_over(case: &Case, ours: &Behaviour) -> bool {
    let key = connection_string::parts(case).and_then(|parts| parts.keys.first().copied());
    match (&ours.outcome, key) {
        (Outcome::Returned(Returned::Connection(read)), Some(key)) => {
            matches!(&read.key, Key::Signed(token) if jwt::verifies(token, key)) && one_spelling(case, ours)
        }
        (outcome, _) => matches!(outcome, Outcome::Refused { .. }),
    }
}

/// The message goes with the content type that was asked for, said without parameters.
pub fn content_type_as_asked(case: &Case, ours: &Behaviour) -> bool {
    let asked = case.call.args.content_type.essence();
    ours.sent.iter().all(|sent| sent.header("content-type") == asked)
}

/// The error has the code from the header.
pub fn code_from_header(case: &Case, ours: &Behaviour) -> bool {
    match &ours.outcome {
        Outcome::Failed(failure) => failure.code == answers::code_in_header_only(case),
        _ => true,
    }
}

/// The error has the answer's status and does not blame the body.
pub fn error_by_status(case: &Case, ours: &Behaviour) -> bool {
    let status = case.answers().first().and_then(|answer| answer.status);
    matches!(&ours.outcome, Outcome::Failed(failure) if failure.status == status && !failure.unreadable)
}

/// If a token can be found in the answer, it is the call's value; else the call fails.
pub fn token_or_error(case: &Case, ours: &Behaviour) -> bool {
    let token = case.answers().first().and_then(answers::token);
    match (&ours.outcome, token) {
        (Outcome::Returned(Returned::Access(access)), Some(token)) => access.token == token,
        (Outcome::Failed(failure), None) => failure.unreadable,
        _ => false,
    }
}
