//! Globals that every platform with `fetch` has, with or without a window.

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Request, RequestInit, Response};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch_any(request: &Request) -> Promise;

    /// The timer: a number in browsers, an object in Node.
    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn set_timeout(callback: &Function, milliseconds: i32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    pub(crate) fn clear_timeout(timer: &JsValue);

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    pub(crate) fn random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_namespace = Request, js_name = prototype)]
    static REQUEST: Object;

    /// The settings of a request, by name: one binding for all of them.
    #[wasm_bindgen(extends = RequestInit)]
    pub(crate) type Init;

    #[wasm_bindgen(method, indexing_setter)]
    pub(crate) fn set(this: &Init, name: &str, value: &JsValue);
}

impl Init {
    pub(crate) fn new() -> Self {
        Object::new().unchecked_into()
    }
}

/// An error does not say how far the request got.
pub(crate) async fn fetch(request: &Request) -> Result<Response, JsValue> {
    fetch_any(request).await.map(JsCast::unchecked_into)
}

/// Whether the platform's requests have a property. Some edge workers reject a request that sets one they lack.
pub(crate) fn requests_have(property: &str) -> bool {
    REQUEST.with(|prototype| js_sys::Reflect::has(prototype, &property.into())).unwrap_or(false)
}
