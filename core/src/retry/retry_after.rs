//! The headers by which a service asks for a wait.

use crate::UnixTime;
use crate::date::http_date;
use core::time::Duration;

/// The wait that one header asks for: `Retry-After` in seconds or as a date, `retry-after-ms` and `x-ms-retry-after-ms`
/// in milliseconds. `None` for other headers and for values that cannot be read.
pub(crate) fn retry_after(name: &str, value: &str, now: UnixTime) -> Option<Duration> {
    let value = value.trim();
    if name.eq_ignore_ascii_case("retry-after") {
        let seconds = number(value).map(Duration::from_secs);
        return seconds.or_else(|| http_date(value, now).map(|date| date.since(now)));
    }
    if name.eq_ignore_ascii_case("retry-after-ms") || name.eq_ignore_ascii_case("x-ms-retry-after-ms") {
        return number(value).map(Duration::from_millis);
    }
    None
}

/// Digits only; a number past all bounds is the largest there is, so that it is never read as a short wait.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let now = UnixTime::from_secs(1_445_412_470); // 2015-10-21 07:27:50
        for (name, value, seconds) in [
            ("Retry-After", "1", Some(1.0)),
            ("retry-after", " 0 ", Some(0.0)),
            ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT", Some(10.0)),
            ("Retry-After", "Wed, 21 Oct 2015 07:00:00 GMT", Some(0.0)),
            ("Retry-After", "Wednesday, 21-Oct-15 07:28:00 GMT", Some(10.0)),
            ("Retry-After", "Wednesday, 21-Oct-15 07:00:00 GMT", Some(0.0)),
            ("Retry-After", "Wed Oct 21 07:28:00 2015", Some(10.0)),
            ("Retry-After", " Wed Oct 21 07:27:51 2015 ", Some(1.0)),
            ("Retry-After", "Thu Oct  1 07:28:00 2015", Some(0.0)),
            ("retry-after-ms", "250", Some(0.25)),
            ("x-ms-retry-after-ms", "250", Some(0.25)),
            ("Retry-After", "soon", None),
            ("Retry-After", "-1", None),
            ("Retry-After", "1.5", None),
            ("Retry-After", "", None),
            ("Date", "1", None),
        ] {
            assert_eq!(retry_after(name, value, now).map(|wait| wait.as_secs_f64()), seconds, "{name}: {value}");
        }
        let endless = retry_after("Retry-After", "99999999999999999999999", now).expect("read");
        assert!(endless > Duration::from_secs(1 << 60));
    }
}
