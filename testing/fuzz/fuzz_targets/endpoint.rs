//! Endpoints: what is accepted is one spelling, and a URL that everybody reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webpubsub_core::Endpoint;
use webpubsub_fuzz::{is_written_plainly, show};

fuzz_target!(|text: &str| {
    match text.parse::<Endpoint>() {
        Ok(endpoint) => {
            let spelling = endpoint.as_str();
            assert!(is_written_plainly(spelling) && !spelling.ends_with('/'), "{spelling}");
            assert_eq!(spelling.parse::<Endpoint>().as_ref(), Ok(&endpoint));
            assert_eq!(endpoint.to_string(), spelling);
            let scheme = if endpoint.is_https() { "https://" } else { "http://" };
            let behind = spelling.strip_prefix(scheme).expect("its scheme");
            let host = behind.split('/').next().unwrap_or_default();
            assert_eq!(endpoint.host(), host);
            assert!(!host.is_empty() && !host.contains(['@', '?', '#', '%', '\\']), "{spelling}");
            let uri: http::Uri = spelling.parse().expect("a URI");
            assert_eq!(uri.authority().map(http::uri::Authority::as_str), Some(host));
            let own = endpoint.is_loopback();
            assert!(!own || ["localhost", "127.", "[::1]"].iter().any(|name| host.starts_with(name)), "{spelling}");
        }
        Err(error) => show(&error, ""),
    }
});
