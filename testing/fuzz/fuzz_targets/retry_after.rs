//! The headers that ask for a wait: it is never shorter than asked, and nonsense asks for none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::time::Duration;
use webpubsub_core::{ResponseParts, UnixTime};

fn asked(name: &str, value: &str, now: UnixTime) -> Option<Duration> {
    ResponseParts::new(429, [(name, value)], b"", now).retry_after()
}

fuzz_target!(|value: &str| {
    let (early, late) = (UnixTime::from_secs(0), UnixTime::from_secs(1_000_000_000));
    let trimmed = value.trim();
    let digits = !trimmed.is_empty() && trimmed.bytes().all(|byte| byte.is_ascii_digit());
    let number = trimmed.parse::<u64>().unwrap_or(u64::MAX);
    for name in ["retry-after-ms", "X-MS-Retry-After-Ms"] {
        assert_eq!(asked(name, value, early), digits.then(|| Duration::from_millis(number)));
    }
    let (from_early, from_late) = (asked("Retry-After", value, early), asked("Retry-After", value, late));
    if digits {
        assert_eq!(from_early, Some(Duration::from_secs(number)));
        assert_eq!(from_early, from_late);
    } else if let (Some(from_early), Some(from_late)) = (from_early, from_late) {
        // A year of two digits is another one when time has passed.
        if trimmed.contains('-') {
            assert!(trimmed.ends_with(" GMT"), "{value:?} is not a date");
            return;
        }
        // A date: so much nearer as time has passed, and in the past no wait.
        assert_eq!(from_early.saturating_sub(Duration::from_secs(1_000_000_000)), from_late);
        let year = trimmed.bytes().rev().take(4).all(|byte| byte.is_ascii_digit());
        assert!(trimmed.ends_with(" GMT") || year, "{value:?} is not a date");
    } else {
        assert_eq!(from_early, from_late);
    }
    assert_eq!(asked("Date", value, early), None);
});
