//! From the platform's answer to an `http` response, as far as the cap allows.

use crate::failure::{failure, interrupted};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, ReadableStream, ReadableStreamDefaultReader, Response};
use webpubsub_core::{TransportError, TransportErrorKind};

pub(crate) async fn read(answer: &Response, cap: usize) -> Result<http::Response<Bytes>, TransportError> {
    // Browsers answer a redirect that is not to be followed with status 0, and nothing else.
    let status = StatusCode::from_u16(answer.status()).map_err(|_| {
        failure(TransportErrorKind::Other, "a redirect, and the browser does not say which or where to")
    })?;
    let body = match answer.body() {
        Some(stream) => body(&stream, cap).await?,
        None => Vec::new(),
    };
    let mut response = http::Response::new(Bytes::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers(&answer.headers());
    Ok(response)
}

/// Stops reading at the first byte over the cap; the caller then drops what aborts the rest.
async fn body(stream: &ReadableStream, cap: usize) -> Result<Vec<u8>, TransportError> {
    let reader = ReadableStreamDefaultReader::new(stream).map_err(|thrown| interrupted(&thrown))?;
    let mut body = Vec::new();
    loop {
        // As a promise of anything: one kind of future for all that is awaited.
        let step = reader.read().unchecked_into::<Promise>().await.map_err(|thrown| interrupted(&thrown))?;
        let step: Object = step.unchecked_into();
        if property(&step, "done").is_truthy() {
            return Ok(body);
        }
        let chunk: Uint8Array = property(&step, "value").unchecked_into();
        let (begin, length) = (body.len(), chunk.length() as usize);
        if length > cap - begin {
            return Err(failure(TransportErrorKind::AnswerTooLarge, "the cap was reached while reading"));
        }
        body.resize(begin + length, 0);
        chunk.copy_to(&mut body[begin..]);
    }
}

fn property(object: &Object, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// All of them; in a page of another origin these are few: what CORS exposes.
#[cfg(feature = "answer-headers")]
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

/// Those that the client reads. Names that are not known beforehand would have to be read, and that is much code.
#[cfg(not(feature = "answer-headers"))]
fn headers(headers: &Headers) -> HeaderMap {
    let mut map = HeaderMap::new();
    for name in webpubsub_core::Reply::headers_read() {
        if let Ok(Some(value)) = headers.get(name.as_str())
            && let Ok(value) = HeaderValue::from_maybe_shared(Bytes::from(value))
        {
            map.append(name.clone(), value);
        }
    }
    map
}
