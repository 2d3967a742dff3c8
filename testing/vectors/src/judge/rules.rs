//! The table of explained differences: where this library does otherwise than an SDK, on purpose, and why.
//!
//! A rule speaks of a call's values ([`crate::facts`]), not of case names. Whatever no rule explains must be as every SDK
//! does it.

use super::difference::Aspect::{
    self, Attempts, Audience, Backoff, Body, ClientUrl, Code, ContentType, Endpoint, Key, Log, Message, Origin, Path,
    Query, Rejected, Status, Token, Tokens, Unreadable, Value,
};
use super::expectations as expect;
use crate::behaviour::Behaviour;
use crate::facts::{arguments, endpoints, responses, retry};
use crate::recording::{Case, Sdk};

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What this library does.
    pub name: &'static str,
    /// Why.
    pub reason: &'static str,
    /// When, and in what it differs.
    pub kind: Kind,
}

/// The kinds of rules.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Kind {
    /// Whenever a call breaks the rule, it is rejected before anything is sent, and the error names the field that the
    /// function gives.
    Rejected(fn(&Case) -> Option<&'static str>),
    /// These SDKs may do otherwise than this library.
    Differs {
        /// Which SDKs.
        sdks: &'static [Sdk],
        /// In which cases.
        when: fn(&Case) -> bool,
        /// In what.
        aspects: &'static [Aspect],
        /// What this library must then do, whatever the SDKs do; without it, another SDK does the same.
        expected: Option<fn(&Case, &Behaviour) -> bool>,
    },
}

/// A call that breaks the rule is rejected.
const fn rejected(name: &'static str, field: fn(&Case) -> Option<&'static str>, reason: &'static str) -> Rule {
    Rule { name, reason, kind: Kind::Rejected(field) }
}

/// These SDKs stand alone: another one does as this library.
const fn outliers(
    name: &'static str,
    sdks: &'static [Sdk],
    when: fn(&Case) -> bool,
    aspects: &'static [Aspect],
    reason: &'static str,
) -> Rule {
    Rule { name, reason, kind: Kind::Differs { sdks, when, aspects, expected: None } }
}

/// This library does what `expected` checks.
const fn expected(
    name: &'static str,
    sdks: &'static [Sdk],
    when: fn(&Case) -> bool,
    aspects: &'static [Aspect],
    expected: fn(&Case, &Behaviour) -> bool,
    reason: &'static str,
) -> Rule {
    Rule { name, reason, kind: Kind::Differs { sdks, when, aspects, expected: Some(expected) } }
}

const ALL: &[Sdk] = &Sdk::ALL;
const PYTHON: &[Sdk] = &[Sdk::Python101, Sdk::PythonLatest];
const PYTHON_101: &[Sdk] = &[Sdk::Python101];
const PYTHON_LATEST_AND_JS: &[Sdk] = &[Sdk::PythonLatest, Sdk::JsLatest];
const JS: &[Sdk] = &[Sdk::JsLatest];

/// All rules. `rejected`: name, the fact that finds the field, reason. `outliers` and `expected`: name, SDKs that do
/// otherwise, when, in what, what this library does (`expected` only), reason.
#[rustfmt::skip] // Rows, not code.
pub const RULES: &[Rule] = &[
    // What is rejected.
    rejected("`.` and `..` are rejected as names in a path", arguments::dot_segment,
        "no encoding keeps them: a message to the group `..` goes to the whole hub"),
    rejected("empty and whitespace names, filters and keys are rejected", arguments::empty,
        "an empty name is another path, an empty user an anonymous client, a whitespace filter every connection"),
    rejected("a hub follows the specification's pattern", arguments::invalid_hub,
        "``^[A-Za-z][A-Za-z0-9_`,.[\\]]{0,127}$`` is REST's, which the SDKs have and do not check"),
    rejected("numbers and lengths keep to the specification's bounds", arguments::out_of_bounds,
        "the service rejects them, or a token has expired when it is made; the error comes sooner and names the field"),
    rejected("an endpoint is scheme http or https, host, port and path", endpoints::invalid_endpoint,
        "with a query or another scheme the SDKs make URLs that cannot be opened"),
    rejected("Endpoint, AccessKey or Port twice in a connection string is rejected", endpoints::duplicate_name,
        "Python takes the first, JavaScript the last"),
    rejected("a connection string's segment without `=` is rejected", endpoints::segment_without_equals,
        "Python rejects it, and shows the key; JavaScript ignores what may be half a key"),
    rejected("Port is a valid port, and not another than the endpoint's", endpoints::invalid_port,
        "Python appends any text to the URL, JavaScript drops it: the caller meant something"),
    rejected("what REST has no value for cannot be expressed", arguments::not_expressible,
        "protocols, permissions and content types are enums here; an invalid one is sent, or means the default, elsewhere"),
    rejected("a next link to another host is rejected", responses::foreign_link,
        "Python and JavaScript follow it with credentials"),

    // How endpoints and connection strings are read.
    expected("an endpoint without a scheme is https", ALL, endpoints::without_scheme,
        &[Rejected, Origin, Path, ClientUrl, Audience, Endpoint], expect::canonical_endpoint,
        "Python fails at first use; JavaScript puts https in front in one place and nothing in another"),
    expected("an endpoint has a canonical form", ALL, endpoints::not_canonical,
        &[Origin, Path, ClientUrl, Audience, Endpoint], expect::canonical_endpoint,
        "lower case, no default port, no slash at the end: what is signed and what is sent are then the same text"),
    expected("a gateway's path stays in front", ALL, endpoints::behind_a_gateway,
        &[Rejected, Origin, Path], expect::canonical_endpoint,
        "JavaScript drops path and scheme of the gateway; Python joins the texts, slashes and all"),
    expected("whitespace around a connection string and between its segments does not count", ALL,
        endpoints::surrounding_whitespace, &[Rejected, Key], expect::whitespace_ignored,
        "Python rejects a whitespace segment and makes a line end part of the key, as does JavaScript"),
    outliers("further names in a connection string change nothing", PYTHON, endpoints::further_names,
        &[Rejected], "Python passes them on as arguments of its constructor"),

    // Arguments that an SDK does not know, or loses.
    outliers("a time to live is sent", PYTHON, arguments::time_to_live, &[Rejected],
        "Python raises TypeError for it"),
    outliers("every send but that to one connection has a filter", PYTHON_101, arguments::filtered_send, &[Rejected],
        "Python 1.0.1 raises TypeError for it"),
    outliers("a client token has groups and a protocol", PYTHON_101, arguments::groups_or_protocol,
        &[Rejected, Token, ClientUrl, Audience],
        "Python 1.0.1 raises TypeError with Entra, and leaves them out without an error with a key"),
    expected("clientType is sent if it is not the default", PYTHON_LATEST_AND_JS, arguments::default_token_by_the_service,
        &[Query], expect::no_client_type,
        "Python's newest always sends `Default`, which versions before 2024-01-01 do not know; JavaScript if asked to"),
    outliers("a protocol's case does not matter", JS, arguments::capitalized_protocol, &[ClientUrl, Audience],
        "JavaScript sends `SocketIO` as asked and returns the default URL"),

    // Messages.
    outliers("the JSON message null is sent as `null`", PYTHON, arguments::json_null, &[Body],
        "Python sends no body at all, with the content type of JSON"),
    outliers("bytes are application/octet-stream", PYTHON, arguments::untyped_bytes, &[ContentType, Body],
        "Python sends a JSON string of base64 unless a content type was passed"),
    expected("a message is sent with the content type that it was made for", JS, arguments::unusual_type,
        &[Rejected, ContentType, Body], expect::content_type_as_asked,
        "JavaScript looks at the value and makes JSON of what was to be something else"),
    expected("a text names no charset", PYTHON, arguments::with_charset, &[ContentType], expect::content_type_as_asked,
        "it is UTF-8; the specification's content type is text/plain, without parameters"),

    // Responses.
    expected("an error has its code, if only from a header", PYTHON, |case| responses::code_in_header_only(case).is_some(),
        &[Code], expect::code_from_header,
        "a response to HEAD has nothing else; Python does not look"),
    expected("an error response with invalid JSON is an error of its status", ALL, responses::invalid_error_body,
        &[Unreadable], expect::error_by_status,
        "the SDKs raise that the JSON is invalid, and hide what happened"),
    expected("a token is read whatever the response's content type, and must be there", ALL,
        responses::unusual_token_response, &[Value, Token], expect::token_or_error,
        "JavaScript returns the token `undefined` for text/plain and fails on a byte order mark; Python returns None"),

    // Attempts.
    expected("an interrupted response does not count as a response", ALL, responses::interrupted_response,
        &[Attempts, Value, Status, Code, Message, Unreadable], expect::no_response,
        "the SDKs raise that its body cannot be read, and JavaScript gives up where it retries a connection without response"),
    expected("what may have been accepted is not retried", ALL, retry::uncertain_send,
        &[Attempts, Value, Status, Code, Message], expect::may_have_taken_effect,
        "a retried message arrives twice; the SDKs retry it without being asked, here the policy `at_least_once` does"),
    expected("a Retry-After longer than the time left ends the call", ALL, retry::retry_after_too_long,
        &[Attempts, Value, Status, Code, Message], expect::ended_at_once,
        "the SDKs retry after a day and more, and the caller does not know"),
    expected("what is safe to retry is retried, whatever verb and header", ALL, retry::safe_retry,
        &[Attempts, Value, Status, Code, Message], expect::retried,
        "429 and a request that was never sent have no effect, and some POSTs are idempotent; Python goes by the verb, JavaScript by the header"),
    outliers("a Retry-After says when, not whether, and only if it can be read", PYTHON, retry::idle_retry_after,
        &[Attempts, Value, Status, Code, Message],
        "Python retries whatever has the header, a 400 too, and raises a ValueError that hides the response if it is not a number"),
    expected("backoff is drawn from zero up", ALL, retry::jittered_backoff, &[Backoff], expect::drawn_backoff,
        "callers who failed together do not come back together; Python's is 0, 1.6, 3.2 s, JavaScript's never under half a second"),
    expected("a redirect is a response", ALL, responses::redirected, &[Attempts, Value, Status, Code, Message],
        expect::not_followed, "a signed request stays with its host: Python takes a POST to wherever a 307 points"),
    outliers("a credential that fails is asked once", PYTHON, arguments::no_token, &[Tokens],
        "it retries by itself where that helps; Python asks it four times"),

    // Logs.
    expected("nothing is logged by default", ALL, arguments::default_log, &[Log], expect::empty_log,
        "the SDKs write each URL, with the names of users and groups in its path, at level INFO"),
    expected("a log shows no token and no body", ALL, arguments::verbose_log, &[Log], expect::log_without_secrets,
        "Python writes Authorization, messages and the client's token; parameters, which JavaScript hides, are shown, as the path is"),
];
