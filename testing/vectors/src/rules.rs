//! The table: where this library does otherwise than an SDK, on purpose. One row a rule.
//!
//! A row speaks of a call's values, not of case names. Whatever is on no row must be as every SDK does it.

use crate::compare::Aspect::{
    Audience, Body, ClientUrl, Code, ContentType, Count, Endpoint, Key, Log, Message, Origin, Path, Query, Refused,
    Status, Token, Tokens, Unreadable, Value, Waits,
};
use crate::expect::{self, attempts};
use crate::facts::{answers, connection_string, courses, endpoint, names, options, sizes};
use crate::load::Sdk;
use crate::rule::{Rule, ours, refuse, theirs};

const ALL: &[Sdk] = &Sdk::ALL;
const PYTHON: &[Sdk] = &[Sdk::Python101, Sdk::PythonLatest];
const PYTHON_101: &[Sdk] = &[Sdk::Python101];
const PYTHON_LATEST_AND_JS: &[Sdk] = &[Sdk::PythonLatest, Sdk::JsLatest];
const JS: &[Sdk] = &[Sdk::JsLatest];

/// All rows. `refuse`: rule, the check that finds the field, reason. `theirs` and `ours`: rule, SDKs that do
/// otherwise, when, in what, what holds of us (`theirs`: another SDK does the same), reason.
#[rustfmt::skip] // Rows, not code.
pub const RULES: &[Rule] = &[
    // What is refused.
    refuse("`.` and `..` are refused as names in a path", names::dot_segment,
        "no encoding keeps them: a message to the group `..` goes to the whole hub"),
    refuse("empty and blank names, filters and keys are refused", names::blank,
        "an empty name is another route, an empty user an anonymous client, a blank filter everybody"),
    refuse("a hub follows the specification's pattern", names::no_hub,
        "``^[A-Za-z][A-Za-z0-9_`,.[\\]]{0,127}$`` is REST's, which the SDKs have and do not look at"),
    refuse("numbers and lengths keep to the specification's bounds", sizes::out_of_bounds,
        "the service refuses them, or a token is dead when it is made; the error comes sooner and names the field"),
    refuse("an endpoint is scheme http or https, host, port and path", endpoint::unfit,
        "with a query or another scheme the SDKs make URLs that nobody can open"),
    refuse("Endpoint, AccessKey or Port twice in a connection string is refused", connection_string::twice,
        "Python takes the first, JavaScript the last"),
    refuse("a connection string's segment without `=` is refused", connection_string::loose_segment,
        "Python refuses it, and shows the key; JavaScript passes over what may be half a key"),
    refuse("Port is a port, and not another than the endpoint's", connection_string::wrong_port,
        "Python appends any text to the URL, JavaScript drops it: the caller meant something"),
    refuse("what REST has no value for cannot be said", options::cannot_be_said,
        "protocols, permissions and content types are enums here; a bogus one is sent, or means the default, elsewhere"),
    refuse("a next link to another host is refused", answers::foreign_link,
        "Python and JavaScript follow it with credentials"),

    // How endpoints and connection strings are read.
    ours("an endpoint without a scheme is https", ALL, endpoint::without_scheme,
        &[Refused, Origin, Path, ClientUrl, Audience, Endpoint], expect::one_spelling,
        "Python fails at first use; JavaScript puts https in front in one place and nothing in another"),
    ours("an endpoint has one spelling", ALL, endpoint::spelled_otherwise,
        &[Origin, Path, ClientUrl, Audience, Endpoint], expect::one_spelling,
        "lower case, no own port, no slash at the end: what is signed and what is sent are then the same text"),
    ours("a reverse proxy's path stays in front", ALL, endpoint::behind_a_proxy,
        &[Refused, Origin, Path], expect::one_spelling,
        "JavaScript drops path and scheme of the proxy; Python joins the texts, slashes and all"),
    ours("blanks around a connection string and between its segments do not count", ALL, connection_string::blanks_around,
        &[Refused, Key], expect::blanks_passed_over,
        "Python refuses a blank segment and makes a line end part of the key, as does JavaScript"),
    theirs("further names in a connection string change nothing", PYTHON, connection_string::further_names,
        &[Refused], "Python passes them on as arguments of its constructor"),

    // Arguments that an SDK does not know, or loses.
    theirs("a time to live is sent", PYTHON, options::time_to_live, &[Refused],
        "Python raises TypeError for it"),
    theirs("every send but that to one connection has a filter", PYTHON_101, options::filtered_send, &[Refused],
        "Python 1.0.1 raises TypeError for it"),
    theirs("a client token has groups and a protocol", PYTHON_101, options::groups_or_protocol,
        &[Refused, Token, ClientUrl, Audience],
        "Python 1.0.1 raises TypeError with Entra, and leaves them out without a word with a key"),
    ours("clientType is sent if it is not the default", PYTHON_LATEST_AND_JS, options::default_token_by_the_service,
        &[Query], expect::no_client_type,
        "Python's newest always sends `Default`, which versions before 2024-01-01 do not know; JavaScript if asked to"),
    theirs("a protocol's case does not matter", JS, options::cased_protocol, &[ClientUrl, Audience],
        "JavaScript sends `SocketIO` as asked and hands out the default URL"),

    // Messages.
    theirs("the JSON message null is sent as `null`", PYTHON, options::json_null, &[Body],
        "Python sends no body at all, with the content type of JSON"),
    theirs("bytes are application/octet-stream", PYTHON, options::untyped_bytes, &[ContentType, Body],
        "Python sends a JSON string of base64 unless a content type was passed"),
    ours("a message goes with the content type that it was made for", JS, options::unusual_type,
        &[Refused, ContentType, Body], expect::content_type_as_asked,
        "JavaScript looks at the value and makes JSON of what was to be something else"),
    ours("a text says no charset", PYTHON, options::with_charset, &[ContentType], expect::content_type_as_asked,
        "it is UTF-8; the specification's content type is text/plain, without parameters"),

    // Answers.
    ours("an error has its code, if only from a header", PYTHON, |case| answers::code_in_header_only(case).is_some(),
        &[Code], expect::code_from_header,
        "an answer to HEAD has nothing else to tell; Python does not look"),
    ours("an error answer with broken JSON is an error of its status", ALL, answers::broken_error,
        &[Unreadable], expect::error_by_status,
        "the SDKs raise that the JSON is broken, and hide what happened"),
    ours("a token is read whatever the answer calls itself, and must be there", ALL, answers::odd_token_answer,
        &[Value, Token], expect::token_or_error,
        "JavaScript hands out the token `undefined` for text/plain and stumbles over a byte order mark; Python hands out None"),

    // Attempts.
    ours("an answer that breaks off is no answer", ALL, courses::broken_answer,
        &[Count, Value, Status, Code, Message, Unreadable], attempts::no_answer,
        "the SDKs raise that its body cannot be read, and JavaScript gives up where it repeats a connection without answer"),
    ours("what may have been accepted is not sent again", ALL, courses::doubtful_send,
        &[Count, Value, Status, Code, Message], attempts::left_in_doubt,
        "a repeated message arrives twice; the SDKs repeat it without being asked, here the plan `at_least_once` does"),
    ours("a wait longer than what is left ends the call", ALL, courses::wait_too_long,
        &[Count, Value, Status, Code, Message], attempts::ended_at_once,
        "the SDKs plan to wait for a day and more, and the caller knows nothing of it"),
    ours("what is safe to repeat is repeated, whatever verb and header", ALL, courses::safely_repeated,
        &[Count, Value, Status, Code, Message], attempts::repeated,
        "429 and a request that was never sent have no effect, and some POSTs have it once; Python goes by the verb, JavaScript by the header"),
    theirs("a Retry-After says when, not whether, and only if it can be read", PYTHON, courses::idle_retry_after,
        &[Count, Value, Status, Code, Message],
        "Python repeats whatever has the header, a 400 too, and raises a ValueError that hides the answer if it is no number"),
    ours("waits are drawn from zero up", ALL, courses::drawn_wait, &[Waits], attempts::drawn_waits,
        "callers who failed together do not come back together; Python waits 0, 1.6, 3.2 s, JavaScript never under half a second"),
    ours("a redirect is an answer", ALL, courses::redirected, &[Count, Value, Status, Code, Message],
        attempts::not_followed, "a signed request does not wander: Python takes a POST to wherever a 307 points"),
    theirs("a credential that fails is asked once", PYTHON, courses::no_token, &[Tokens],
        "it repeats by itself where that helps; Python asks it four times"),

    // Logs.
    ours("nothing is logged unless asked", ALL, courses::usual_log, &[Log], attempts::silent,
        "the SDKs write each URL, with the names of users and groups in its path, at level INFO"),
    ours("a log shows no token and no body", ALL, courses::verbose_log, &[Log], attempts::discreet,
        "Python writes Authorization, messages and the client's token; parameters, which JavaScript hides, are shown, as the path is"),
];
