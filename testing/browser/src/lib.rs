//! Chromium, driven over `WebDriver` by as little as the tests of pages need.

#![allow(clippy::missing_panics_doc)] // Made for tests: whatever goes wrong panics.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

/// The tabulator, to press.
pub const TAB: &str = "\u{e004}";
/// The return key, to press.
pub const ENTER: &str = "\u{e007}";

/// A browser with one window; it ends with this handle.
#[derive(Debug)]
pub struct Browser {
    driver: Child,
    session: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Browser {
    /// Starts `chromedriver` (Debian's package chromium-driver) on a free port, and Chromium without a window.
    pub async fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is needed (Debian: apt-get install chromium chromium-driver)");
        let mut lines = BufReader::new(driver.stdout.take().expect("piped")).lines();
        let line = lines
            .find_map(|line| line.ok().filter(|line| line.contains("started successfully on port")))
            .expect("a port");
        let port = line.trim_end_matches('.').rsplit(' ').next().expect("a port").to_owned();
        // It goes on printing.
        std::thread::spawn(move || lines.for_each(drop));
        let client = Client::builder(TokioExecutor::new()).build_http();
        let mut browser = Self { driver, session: format!("http://127.0.0.1:{port}/session"), client };
        let arguments =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
        let options = json!({"args": arguments, "prefs": {"profile.default_content_setting_values.clipboard": 1}});
        let started = browser.post("", json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})).await;
        let id = started["sessionId"].as_str().unwrap_or_else(|| panic!("Chromium does not start: {started}"));
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    async fn call(&self, method: &str, path: &str, body: String) -> Value {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.session));
        let request = request.header("content-type", "application/json").body(Full::new(body.into())).expect("request");
        let response = self.client.request(request).await.expect("chromedriver responds");
        let body = response.into_body().collect().await.expect("complete").to_bytes();
        let mut response: Value = serde_json::from_slice(&body).expect("JSON");
        assert!(response["value"]["error"].is_null(), "{path}: {response}");
        response["value"].take()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.call("POST", path, body.to_string()).await
    }

    /// Goes to a URL, and waits until the page is loaded.
    pub async fn open(&self, url: &str) {
        self.post("/url", json!({"url": url})).await;
    }

    /// Runs a script with arguments; a promise is awaited.
    pub async fn run(&self, script: &str, arguments: Value) -> Value {
        self.post("/execute/sync", json!({"script": script, "args": arguments})).await
    }

    /// The value of an expression.
    pub async fn value(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression});"), json!([])).await
    }

    /// Waits in the page until an expression is true, 10 seconds at most; the milliseconds that it took.
    pub async fn until(&self, expression: &str) -> f64 {
        let script = format!(
            "const begin = performance.now();
             return new Promise((done) => {{
               const look = () => {{
                 const took = performance.now() - begin;
                 if ({expression}) done(took); else if (took > 10000) done(null); else setTimeout(look, 10);
               }};
               look();
             }});"
        );
        self.run(&script, json!([])).await.as_f64().unwrap_or_else(|| panic!("not in 10 s: {expression}"))
    }

    async fn find(&self, css: &str) -> String {
        let found = self.post("/element", json!({"using": "css selector", "value": css})).await;
        found.as_object().and_then(|found| found.values().next()?.as_str()).expect("an element").to_owned()
    }

    /// Clicks the first element that a CSS selector matches.
    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        self.post(&format!("/element/{element}/click"), json!({})).await;
    }

    /// Replaces the text of a field.
    pub async fn fill(&self, css: &str, text: &str) {
        let element = self.find(css).await;
        self.post(&format!("/element/{element}/clear"), json!({})).await;
        self.post(&format!("/element/{element}/value"), json!({"text": text})).await;
    }

    /// Presses a key, whatever has the focus.
    pub async fn press(&self, key: &str) {
        let actions = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        self.post("/actions", json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]})).await;
    }

    /// A command of the `DevTools` protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", json!({"cmd": command, "params": parameters})).await
    }

    /// A window of this size, light or dark.
    pub async fn shape(&self, width: u32, height: u32, scheme: &str) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let feature = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", feature).await;
    }

    /// A picture of what is seen, as PNG.
    pub async fn picture(&self) -> Vec<u8> {
        let picture = self.call("GET", "/screenshot", String::new()).await;
        STANDARD.decode(picture.as_str().expect("base64")).expect("base64")
    }

    fn close(&self) -> std::io::Result<()> {
        let Some((host, path)) = self.session["http://".len()..].split_once('/') else { return Ok(()) };
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "DELETE /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

/// Chromium ends by the driver's hand; it would survive a driver that is killed. Also after a panic, so without a runtime.
impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.close();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
