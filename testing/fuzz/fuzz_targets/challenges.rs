//! Challenges of `WWW-Authenticate`: what is quoted is read back, and no text of any forges a line.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use webpubsub_core::{ResponseParts, ServiceError};
use webpubsub_fuzz::{NOW, show};

#[derive(Debug, Arbitrary)]
struct Challenges<'a> {
    anything: &'a str,
    realm: &'a str,
    error: &'a str,
    description: &'a str,
}

fn failed(challenges: &str) -> ServiceError {
    let error = ServiceError::unexpected_status(&ResponseParts::new(401, [("WWW-Authenticate", challenges)], b"", NOW));
    show(&error, "");
    let text = error.to_string();
    assert!(text.len() < 1_000 && !text.chars().any(char::is_control), "{text:?}");
    error
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fuzz_target!(|challenges: Challenges| {
    failed(challenges.anything);
    let [realm, error, description] = [challenges.realm, challenges.error, challenges.description].map(quoted);
    let read = failed(&format!("Bearer realm={realm}, error={error} ,error_description={description}"));
    // What looks like a token is hidden.
    if !challenges.error.contains("eyJ") && !challenges.description.contains("eyJ") {
        assert_eq!((read.code(), read.message()), (Some(challenges.error), Some(challenges.description)));
    }
});
