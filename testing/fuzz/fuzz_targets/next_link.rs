//! Links to the next page: followed to the service or not at all.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webpubsub_core::ResponseParts;
use webpubsub_core::operations::{ListConnections, Operation};
use webpubsub_fuzz::{NOW, is_written_plainly, prepare};

fuzz_target!(|link: &str| {
    let body = format!(r#"{{"value":[],"nextLink":{}}}"#, serde_json::Value::from(link));
    let Ok(page) = ListConnections::new("g").parse(&ResponseParts::new(200, [], body.as_bytes(), NOW)) else { return };
    let _ = page.continuation_token();
    let Some(request) = page.next.as_ref().and_then(prepare) else { return };
    let url = request.url();
    assert_eq!(request.method().as_str(), "GET");
    assert!(url.starts_with("https://h/base/"), "{link:?} leads to {url}");
    let (path, query) = url.split_once('?').expect("a query");
    assert!(is_written_plainly(path), "{url}");
    // A lone `%` goes out as it came; nothing else does that not everybody reads the same.
    assert!(is_written_plainly(&url.replace('%', "")), "{url}");
    let versions: Vec<_> =
        query.split('&').filter(|pair| pair.to_ascii_lowercase().starts_with("api-version")).collect();
    assert_eq!(versions.first(), Some(&"api-version=2024-12-01"), "{url}");
});
