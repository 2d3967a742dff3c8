//! What the recorder responded.

use super::endpoints;
use crate::behaviour::wire::Url;
use crate::recording::{Case, NOW, Response};
use serde_json::Value;
use std::time::Duration;

/// The header that names the error, where the body does not: above all in a response to HEAD, which has none.
pub fn code_in_header_only(case: &Case) -> Option<String> {
    let response = case.responses().into_iter().next()?;
    let code = response.header("x-ms-error-code")?;
    let body = json(&response);
    let in_body = body["code"].is_string() || body["error"]["code"].is_string();
    (case.call.is_head() || !in_body).then(|| code.to_owned())
}

/// An error whose body is declared to be JSON, and is not.
pub fn invalid_error_body(case: &Case) -> bool {
    case.responses().first().is_some_and(|response| {
        let declared = response.header("content-type").is_some_and(|kind| kind.contains("json"));
        let error = response.status.is_some_and(|status| status >= 300);
        let invalid = serde_json::from_str::<Value>(&response.body).is_err();
        declared && error && !response.truncate && !response.body.is_empty() && invalid
    })
}

/// A successful response to `:generateToken` other than `{"token":"…"}` plainly sent as JSON.
pub fn unusual_token_response(case: &Case) -> bool {
    let asked = case.call.makes_client_token() && case.call.client.kind == "aad";
    asked
        && case.responses().first().is_some_and(|response| {
            let kind = response.header("content-type").unwrap_or_default();
            let plain = ["application/json", "text/json"].contains(&kind) && !response.body.starts_with('\u{FEFF}');
            response.status == Some(200) && !response.truncate && (!plain || token(response).is_none())
        })
}

/// The token in a response of whatever content type, with a byte order mark or without.
pub fn token(response: &Response) -> Option<String> {
    let body: Value = serde_json::from_str(response.body.trim_start_matches('\u{FEFF}')).ok()?;
    body["token"].as_str().filter(|token| !token.is_empty()).map(str::to_owned)
}

/// A page links to a next one that is not at the service.
pub fn foreign_link(case: &Case) -> Option<&'static str> {
    let service = endpoints::service(case)?.origin;
    let foreign = case.responses().iter().any(|response| {
        let link = json(response)["nextLink"].as_str().and_then(Url::parse);
        link.is_some_and(|link| link.origin != service)
    });
    (foreign && case.call.op == "list_connections").then_some("next link")
}

/// A response was interrupted within its body.
pub fn interrupted_response(case: &Case) -> bool {
    case.responses().iter().any(|response| is_interrupted(case, response))
}

/// The response had a body, and its end did not arrive.
pub fn is_interrupted(case: &Case, response: &Response) -> bool {
    response.truncate && !case.call.is_head()
}

/// The first response redirects to another place.
pub fn redirected(case: &Case) -> bool {
    case.responses().first().is_some_and(|response| {
        let redirect = response.status.is_some_and(|status| (300..400).contains(&status));
        redirect && response.header("location").is_some()
    })
}

/// The longest delay that a response's headers ask for and that can be read.
pub fn retry_after(response: &Response) -> Option<Duration> {
    let read = |(name, value): (&String, &String)| match name.to_ascii_lowercase().as_str() {
        "retry-after" => seconds(value),
        "retry-after-ms" | "x-ms-retry-after-ms" => value.parse().ok().map(Duration::from_millis),
        _ => None,
    };
    response.headers.iter().filter_map(read).max()
}

/// A value of `Retry-After`: seconds, or a date.
pub fn seconds(value: &str) -> Option<Duration> {
    let date = || seconds_since_1970(value).map(|date| date.saturating_sub(NOW));
    value.parse().ok().or_else(date).map(Duration::from_secs)
}

/// Counts the seconds to `Wed, 21 Oct 2015 07:28:00 GMT`, year by year and month by month.
fn seconds_since_1970(date: &str) -> Option<u64> {
    let parts: Vec<&str> = date.split([' ', ':']).collect();
    let [_, day, month, year, hour, minute, second, "GMT"] = parts[..] else { return None };
    let number = |text: &str| text.parse::<u64>().ok();
    let (day, year) = (number(day)?, number(year).filter(|year| (1970..10_000).contains(year))?);
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = names.iter().position(|name| *name == month)?;
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: u64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let days = years + lengths[..month].iter().sum::<u64>() + day.checked_sub(1)?;
    Some(((days * 24 + number(hour)?) * 60 + number(minute)?) * 60 + number(second)?)
}

fn json(response: &Response) -> Value {
    serde_json::from_str(&response.body).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::seconds_since_1970;

    #[test]
    fn dates() {
        assert_eq!(seconds_since_1970("Wed, 21 Oct 2015 07:28:00 GMT"), Some(1_445_412_480));
        assert_eq!(seconds_since_1970("Tue, 29 Feb 2000 00:00:00 GMT"), Some(951_782_400));
        assert_eq!(seconds_since_1970("soon"), None);
    }
}
