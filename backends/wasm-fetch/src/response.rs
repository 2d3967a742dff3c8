//! From the platform's response to one of `http`, up to the maximum size.

use crate::error::{error, interrupted};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, ReadableStream, ReadableStreamDefaultReader, Response};
use webpubsub_core::{TransportError, TransportErrorKind};

pub(crate) async fn read(response: &Response, max_size: usize) -> Result<http::Response<Bytes>, TransportError> {
    // Browsers return status 0, and nothing else, for a redirect that they are told not to follow.
    let status = StatusCode::from_u16(response.status())
        .map_err(|_| error(TransportErrorKind::Other, "a redirect; the browser hides its status and location"))?;
    let body = match response.body() {
        Some(stream) => body(&stream, max_size).await?,
        None => Vec::new(),
    };
    let mut read = http::Response::new(Bytes::from(body));
    *read.status_mut() = status;
    *read.headers_mut() = headers(&response.headers());
    Ok(read)
}

/// Stops reading at the first byte over the maximum size; the caller then drops what aborts the rest.
async fn body(stream: &ReadableStream, max_size: usize) -> Result<Vec<u8>, TransportError> {
    let reader = ReadableStreamDefaultReader::new(stream).map_err(|thrown| interrupted(&thrown))?;
    let mut body = Vec::new();
    loop {
        // As an untyped promise: one type of future for everything that is awaited.
        let step = reader.read().unchecked_into::<Promise>().await.map_err(|thrown| interrupted(&thrown))?;
        let step: Object = step.unchecked_into();
        if property(&step, "done").is_truthy() {
            return Ok(body);
        }
        let chunk: Uint8Array = property(&step, "value").unchecked_into();
        let (begin, length) = (body.len(), chunk.length() as usize);
        if length > max_size - begin {
            return Err(error(TransportErrorKind::ResponseTooLarge, "more than max_response_size bytes"));
        }
        body.resize(begin + length, 0);
        chunk.copy_to(&mut body[begin..]);
    }
}

fn property(object: &Object, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// All headers. In a page of another origin these are only those that CORS exposes.
#[cfg(feature = "response-headers")]
fn headers(headers: &Headers) -> HeaderMap {
    let pairs = js_sys::Array::from(headers).into_iter().filter_map(|pair| {
        let pair: js_sys::Array = pair.unchecked_into();
        let name = http::HeaderName::from_bytes(pair.get(0).as_string()?.as_bytes()).ok()?;
        let bytes: Option<Vec<u8>> = pair.get(1).as_string()?.chars().map(|char| u8::try_from(char).ok()).collect();
        Some((name, HeaderValue::from_maybe_shared(Bytes::from(bytes?)).ok()?))
    });
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        map.append(name, value);
    }
    map
}

/// The headers that the client reads. To parse names that are not known beforehand takes much code.
#[cfg(not(feature = "response-headers"))]
fn headers(headers: &Headers) -> HeaderMap {
    let mut map = HeaderMap::new();
    for name in webpubsub_core::ResponseParts::header_names() {
        if let Ok(Some(value)) = headers.get(name.as_str())
            && let Ok(value) = HeaderValue::from_maybe_shared(Bytes::from(value))
        {
            map.append(name.clone(), value);
        }
    }
    map
}
