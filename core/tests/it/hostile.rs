//! Whatever comes in, nothing panics, and a name cannot change the meaning of what goes out.

use proptest::prelude::*;
use webpubsub_core::operations::{GenerateClientToken, ListConnections, Operation, SendToGroup};
use webpubsub_core::{
    AccessKey, Authorization, ClientAccess, ConnectionString, Endpoint, Filter, Message, ResponseParts, Target,
    UnixTime,
};

fn prepare<O: Operation>(operation: &O) -> Option<String> {
    let target = Target::new("https://h", "chat").unwrap();
    let key = Authorization::from(AccessKey::new("k").unwrap());
    operation.prepare(&target, &key, UnixTime::from_secs(0)).ok().map(|request| request.url().to_owned())
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn connection_strings(text in "\\PC*|(Endpoint|AccessKey|Port|=|;|://|[a-z\\[\\]:%./]|\\s)*") {
        let _ = text.parse::<ConnectionString>();
        let _ = text.parse::<Endpoint>();
    }

    #[test]
    fn responses(status in 0_u16..1_000, name in "[a-zA-Z-]{0,20}", value in "\\PC{0,40}", body in prop::collection::vec(any::<u8>(), 0..200)) {
        let headers = [(name.as_str(), value.as_str()), ("retry-after", &value), ("x-ms-error-code", &value)];
        let response = ResponseParts::new(status, headers, &body, UnixTime::from_secs(1_000));
        let _ = ListConnections::new("g").parse(&response).map_err(|error| format!("{error} {error:?}"));
        let _ = GenerateClientToken::new(ClientAccess::new()).parse(&response).map_err(|error| format!("{error} {error:?}"));
    }

    #[test]
    fn retry_after_dates(
        value in "[A-Z][a-z]{2}(, [0-9]{2} (Jan|Feb|Dec) [0-9]{4}|[a-z]*, [0-9]{2}-(Jan|Feb|Dec)-[0-9]{2}) [0-9]{2}:[0-9]{2}:[0-9]{2} GMT|[A-Z][a-z]{2} (Jan|Feb|Dec) ( [0-9]|[0-9]{2}) [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}",
        now: u64,
    ) {
        let _ = ResponseParts::new(429, [("retry-after", value.as_str())], b"", UnixTime::from_secs(now)).retry_after();
    }

    #[test]
    fn links(link in "\\PC*|(https?://h|/|\\.|%2e|\\?|&|=|[a-z]|\\\\|@)*") {
        let body = format!(r#"{{"nextLink":{}}}"#, serde_json::to_string(&link).unwrap());
        let page = ListConnections::new("g").parse(&ResponseParts::new(200, [], body.as_bytes(), UnixTime::from_secs(0))).unwrap();
        let _ = page.continuation_token();
        if let Some(url) = page.next.as_ref().and_then(prepare) {
            prop_assert!(url.starts_with("https://h/"), "{url}");
            let path = url.split('?').next().unwrap();
            prop_assert!(!path.contains("/../") && !path.contains("/./"), "{url}");
        }
    }

    /// A group is one path segment, and the service reads back what the caller gave.
    #[test]
    fn names_stay_one_segment(group in "\\PC{0,30}|[./%?#&\\\\ ]{0,6}") {
        if let Some(url) = prepare(&SendToGroup::new(group.clone(), Message::text("x"))) {
            let path = url.split('?').next().unwrap();
            let segments: Vec<&str> = path.split('/').collect();
            prop_assert_eq!(segments.len(), 9);
            prop_assert_eq!(percent_decode(segments[7]), group);
            prop_assert!(http::Uri::try_from(url.as_str()).is_ok());
        } else {
            prop_assert!(group.trim().is_empty() || group == "." || group == "..");
        }
    }

    /// A quoted text cannot end early: outside of quotes there is only the builder's own text.
    #[test]
    fn filters_cannot_be_escaped(text in "['a-z() ]{0,20}|\\PC{0,20}") {
        let filter = Filter::user_id().eq(&text).and(Filter::in_group("g"));
        let quoted = filter.as_str().strip_prefix("userId eq '").unwrap().strip_suffix("' and 'g' in groups").unwrap();
        prop_assert_eq!(quoted.replace("''", "").matches('\'').count(), 0);
        prop_assert_eq!(quoted.replace("''", "'"), text);
    }
}
