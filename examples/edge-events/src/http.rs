//! Requests and responses of the platform: what the library needs of them, and what it makes.

use bytes::Bytes;
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, Request, Response, ResponseInit};
use webpubsub_wasm_fetch::events::UpstreamResponse;

/// Twice the largest message.
const MAX_BODY: u32 = 2 * 1024 * 1024;

/// Names and values.
pub(crate) fn headers(request: &Request) -> Vec<(String, Vec<u8>)> {
    let pair = |entry: Result<JsValue, JsValue>| {
        let pair: Array = entry.ok()?.unchecked_into();
        Some((pair.get(0).as_string()?, bytes(&pair.get(1).as_string()?)))
    };
    let entries = js_sys::try_iter(&request.headers()).ok().flatten();
    entries.into_iter().flatten().filter_map(pair).collect()
}

/// The bytes of a header's value. By the standard each is a character of its own; workerd decodes UTF-8.
fn bytes(value: &str) -> Vec<u8> {
    let bytes = value.chars().map(|char| u8::try_from(char).ok()).collect::<Option<Vec<u8>>>();
    bytes.filter(|bytes| std::str::from_utf8(bytes).is_ok()).unwrap_or_else(|| value.into())
}

/// The whole body. The platform bounds it, too.
pub(crate) async fn body(request: &Request) -> Result<Bytes, &'static str> {
    let unread = |_| "the body did not arrive";
    let promise: Promise = request.array_buffer().map_err(unread)?.unchecked_into();
    let buffer: ArrayBuffer = promise.await.map_err(unread)?.unchecked_into();
    if buffer.byte_length() > MAX_BODY {
        return Err("the body is too large");
    }
    Ok(Uint8Array::new(&buffer).to_vec().into())
}

/// A body only where there is one: 204 may have none.
pub(crate) fn response(response: &UpstreamResponse) -> Response {
    let made = || {
        let headers = Headers::new()?;
        response.headers().try_for_each(|(name, value)| headers.append(name, value))?;
        let init = ResponseInit::new();
        init.set_status(response.status());
        init.set_headers(&headers);
        let mut body = response.body().to_vec();
        let body = (!body.is_empty()).then_some(&mut *body);
        Response::new_with_opt_u8_array_and_init(body, &init)
    };
    made().unwrap_or_else(|_| Response::error())
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn values_are_utf_8_on_every_platform() {
        for (value, expected) in [("ann", "ann"), ("änn", "änn"), ("\u{c3}\u{a4}nn", "änn"), ("日", "日")] {
            assert_eq!(bytes(value), expected.as_bytes(), "{value}");
        }
    }
}
