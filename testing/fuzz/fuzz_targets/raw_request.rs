//! Raw requests: sent byte for byte or rejected.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use webpubsub_core::Method;
use webpubsub_core::operations::RawRequest;
use webpubsub_fuzz::{is_written_plainly, prepare};

#[derive(Debug, Arbitrary)]
struct Raw<'a> {
    method: &'a str,
    path: &'a str,
    query: Vec<(&'a str, &'a str)>,
    headers: Vec<(&'a str, &'a str)>,
    content_type: Option<&'a str>,
}

fuzz_target!(|raw: Raw| {
    let Ok(method) = raw.method.parse::<Method>() else { return };
    let mut request = RawRequest::new(method, raw.path);
    for (name, value) in &raw.query {
        request = request.query(*name, *value);
    }
    for (name, value) in &raw.headers {
        request = request.header(*name, *value);
    }
    if let Some(content_type) = raw.content_type {
        request = request.body(content_type.to_owned(), "hi");
    }
    let Some(prepared) = prepare(&request) else { return };
    let (path, query) = prepared.url().split_once('?').unwrap_or((prepared.url(), ""));
    assert_eq!(path.strip_prefix("https://h/base"), Some(raw.path));
    assert!(is_written_plainly(prepared.url()), "{}", prepared.url());
    let own = usize::from(!raw.query.iter().any(|(name, _)| *name == "api-version"));
    assert_eq!(query.split('&').filter(|pair| !pair.is_empty()).count(), raw.query.len() + own, "{query}");
});
