//! Connection strings: parsed or rejected, in one spelling, and the key is never shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webpubsub_core::{ConnectionString, Endpoint, Target};
use webpubsub_fuzz::{is_written_plainly, show};

const KEY: &str = "hush-hush-0123456789";

fn check(text: &str) {
    match text.parse::<ConnectionString>() {
        Ok(parsed) => {
            let endpoint = parsed.endpoint();
            assert!(is_written_plainly(endpoint.as_str()), "{endpoint:?}");
            assert_eq!(
                endpoint.as_str().parse::<Endpoint>().as_ref(),
                Ok(endpoint),
                "another endpoint when read again"
            );
            assert!(Target::at(endpoint.clone(), "chat").is_ok());
            show(&format!("{parsed:?}"), KEY);
        }
        Err(error) => show(&error, KEY),
    }
}

fuzz_target!(|text: &str| {
    if text.contains(KEY) {
        return;
    }
    check(text);
    // The same with a key wherever a semicolon is, and behind all.
    for (place, _) in text.match_indices(';').chain([(text.len(), "")]) {
        check(&format!("{};AccessKey={KEY}{}", &text[..place], &text[place..]));
    }
});
