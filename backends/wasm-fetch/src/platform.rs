//! The functions that every platform with `fetch` has as globals, whether or not there is a window.

use js_sys::{Function, Object, Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Request, Response};

#[wasm_bindgen]
extern "C" {
    /// Rejects without a word on how far the request got.
    pub(crate) fn fetch(request: &Request) -> Promise<Response>;

    /// The timer: a number in browsers, an object in Node.
    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn set_timeout(callback: &Function, milliseconds: i32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    pub(crate) fn clear_timeout(timer: &JsValue);

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    pub(crate) fn random_values(bytes: &Uint8Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_namespace = Request, js_name = prototype)]
    static REQUEST: Object;
}

/// Whether the platform's requests have a property. Some edge workers refuse a request that sets one they lack.
pub(crate) fn requests_have(property: &str) -> bool {
    REQUEST.with(|prototype| js_sys::Reflect::has(prototype, &property.into())).unwrap_or(false)
}
