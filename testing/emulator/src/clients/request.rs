//! Reads the HTTP request of a WebSocket handshake.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONNECTION, HeaderName, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE};
use http::{HeaderMap, HeaderValue, Method};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::protocols::Protocol;

/// The `Sec-WebSocket-Accept` value, if this is a valid WebSocket request.
pub(super) fn accept_key(method: &Method, headers: &HeaderMap) -> Option<String> {
    let valid = method == Method::GET
        && listed(headers, &CONNECTION).any(|word| word.eq_ignore_ascii_case("upgrade"))
        && listed(headers, &UPGRADE).any(|word| word.eq_ignore_ascii_case("websocket"))
        && single(headers, &SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    let key = single(headers, &SEC_WEBSOCKET_KEY).filter(|_| valid)?.as_bytes();
    let random = STANDARD.decode(key).ok()?;
    (random.len() == 16).then(|| derive_accept_key(key))
}

/// The value of a header that must not be repeated.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).into_iter();
    values.next().filter(|_| values.next().is_none())
}

/// The first offered subprotocol that is supported; simple if none is offered, or if it may be when all are `custom`.
/// `None` otherwise: the server has to select one of them.
pub(super) fn protocol(headers: &HeaderMap, custom: bool) -> Option<Protocol> {
    let mut offered = listed(headers, &SEC_WEBSOCKET_PROTOCOL).peekable();
    if offered.peek().is_none() {
        return Some(Protocol::Simple);
    }
    offered.find_map(Protocol::named).or(custom.then_some(Protocol::Simple))
}

/// The subprotocols that a client offers.
pub(super) fn subprotocols(headers: &HeaderMap) -> Vec<String> {
    listed(headers, &SEC_WEBSOCKET_PROTOCOL).map(str::to_owned).collect()
}

/// The comma-separated words of a header, over all its lines.
fn listed<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols() {
        let offer = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(SEC_WEBSOCKET_PROTOCOL, line.parse().expect("header"));
            }
            assert_eq!(protocol(&headers, true), protocol(&headers, false).or(Some(Protocol::Simple)));
            protocol(&headers, false)
        };
        assert_eq!(offer(&[]), Some(Protocol::Simple));
        assert_eq!(offer(&[" "]), Some(Protocol::Simple));
        assert_eq!(offer(&["json.webpubsub.azure.v1"]), Some(Protocol::Json));
        assert_eq!(offer(&["mine, json.webpubsub.azure.v1"]), Some(Protocol::Json));
        assert_eq!(offer(&["mine", "json.webpubsub.azure.v1"]), Some(Protocol::Json));
        for (name, protocol) in [
            ("json.reliable.webpubsub.azure.v1", Protocol::ReliableJson),
            ("protobuf.webpubsub.azure.v1", Protocol::Protobuf),
            ("protobuf.reliable.webpubsub.azure.v1", Protocol::ReliableProtobuf),
        ] {
            assert_eq!(offer(&[name]), Some(protocol));
        }
        assert_eq!(offer(&["mine"]), None);
    }
}
