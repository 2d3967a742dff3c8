//! `doctor`, held against what can be wrong: for each set-up it names the cause.

use crate::support::{Fake, Proxy, Ran, Service, Tls, bare, run, without_websocket};
use rcgen::CertificateParams;
use serde_json::Value;
use std::time::{Duration, SystemTime};
use tokio::process::Command;

const KEY: &str = "HUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSH";
const TOKEN: &str = "HUSH.HUSH.HUSH";

/// The tool for an endpoint with a key.
fn with_key(endpoint: &str, key: &str) -> Command {
    let mut tool = bare(&["doctor", "-o", "json"]);
    tool.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={endpoint};AccessKey={key}"));
    tool.env("WEBPUBSUB_HUB", "chat");
    tool
}

/// The tool for an endpoint on this machine with a token.
fn with_token(endpoint: &str) -> Command {
    let mut tool = bare(&["doctor", "-o", "json", "--allow-http-on-loopback"]);
    tool.env("WEBPUBSUB_ENDPOINT", endpoint).env("WEBPUBSUB_BEARER_TOKEN", TOKEN).env("WEBPUBSUB_HUB", "chat");
    tool
}

/// It ends with this code and cause; the advice has these words. Returns the names of the steps that were made.
async fn finds(tool: Command, code: i32, cause: &str, words: &[&str]) -> Vec<String> {
    let ran = run(tool).await;
    let found = found(&ran);
    assert_eq!((ran.code, &found["cause"]), (code, &cause.into()), "{ran:?}");
    let advice = found["advice"].as_str().expect("a sentence");
    for word in words {
        assert!(advice.contains(word), "{word}: {advice}");
    }
    assert!(advice.ends_with('.') && !advice.contains(".."), "{advice}");
    let steps = found["steps"].as_array().expect("steps").iter();
    steps
        .filter(|step| step["outcome"] != "skipped")
        .map(|step| step["step"].as_str().expect("text").to_owned())
        .collect()
}

fn found(ran: &Ran) -> Value {
    assert!(!ran.stdout.contains("HUSH") && !ran.stderr.contains("HUSH"), "{ran:?}");
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"))
}

/// A service of which each response but that of health has this status.
async fn responding(status: &'static str) -> Fake {
    Fake::start(move |head| (if head.contains("/api/health") { "200" } else { status }, String::new(), "")).await
}

#[tokio::test]
async fn nothing_is_set() {
    finds(bare(&["doctor", "-o", "json"]), 2, "nothing-set", &["WEBPUBSUB_CONNECTION_STRING", "Azure portal"]).await;
}

#[tokio::test]
async fn a_setting_is_invalid() {
    let mut tool = with_key("http://127.0.0.1:9", KEY);
    tool.env("WEBPUBSUB_HUB", "1chat");
    finds(tool, 2, "setting", &["WEBPUBSUB_HUB: must be an ASCII letter"]).await;
    let mut tool = with_key("http://127.0.0.1:9", KEY);
    tool.env_remove("WEBPUBSUB_HUB");
    finds(tool, 2, "setting", &["hub: is missing: use --hub or WEBPUBSUB_HUB"]).await;
    finds(with_key("ftp://h", KEY), 2, "setting", &["WEBPUBSUB_CONNECTION_STRING: "]).await;
}

/// The question is permitted, and what a client needs is not.
#[tokio::test]
async fn a_role_that_only_reads() {
    let status = |head: &str| if head.contains(":generatetoken") { "403" } else { "200" };
    let service = Fake::start(move |head| (status(head), String::new(), "")).await;
    let steps = finds(with_token(&service.endpoint()), 1, "no-role", &["Web PubSub Service Owner"]).await;
    assert_eq!(steps.last().map(String::as_str), Some("websocket"), "{steps:?}");
}

/// Its variable is the cause, not the name, which is not looked up.
#[tokio::test]
async fn the_proxy_is_not_one() {
    let mut tool = with_key("https://contoso.invalid", KEY);
    tool.env("HTTPS_PROXY", "socks5://user:HUSH@127.0.0.1:9");
    let steps = finds(tool, 2, "setting", &["HTTPS_PROXY: must be an http or https proxy"]).await;
    assert_eq!(steps, ["settings", "proxy"]);
}

/// No request is made, not even for the name.
#[tokio::test]
async fn the_authority_is_of_another_cloud() {
    for (endpoint, authority, words) in [
        ("https://contoso.webpubsub.azure.cn", None, ["Azure in China", "AZURE_AUTHORITY_HOST=https://login.partner."]),
        (
            "https://contoso.webpubsub.azure.com",
            Some("https://login.microsoftonline.us"),
            ["public cloud", "login.microsoftonline.com"],
        ),
    ] {
        let mut tool =
            bare(&["doctor", "-o", "json", "--auth", "client-secret", "--hub", "chat", "--endpoint", endpoint]);
        tool.env("AZURE_TENANT_ID", "contoso.com").env("AZURE_CLIENT_ID", "id").env("AZURE_CLIENT_SECRET", "HUSH");
        tool.envs(authority.map(|authority| ("AZURE_AUTHORITY_HOST", authority)));
        assert_eq!(finds(tool, 2, "wrong-cloud", &words).await, ["settings"]);
    }
}

/// As with the emulator's first address.
#[tokio::test]
async fn a_token_for_an_endpoint_of_http() {
    let mut tool = bare(&["doctor", "-o", "json", "--hub", "chat", "--endpoint", "http://127.0.0.1:9"]);
    tool.env("WEBPUBSUB_BEARER_TOKEN", TOKEN);
    assert_eq!(finds(tool, 2, "needs-https", &["https only", "--allow-http-on-loopback"]).await, ["settings"]);
}

#[tokio::test]
async fn the_name_is_not_known() {
    let steps =
        finds(with_key("https://contoso.invalid", KEY), 3, "unknown-host", &["contoso.invalid", "resolved"]).await;
    assert_eq!(steps, ["settings", "name"]);
}

#[tokio::test]
async fn the_connection_is_refused() {
    // Bound and not listening: no other process can take the port meanwhile.
    let socket = tokio::net::TcpSocket::new_v4().expect("socket");
    socket.bind("127.0.0.1:0".parse().expect("address")).expect("bound");
    let address = socket.local_addr().expect("address").to_string();
    for scheme in ["http", "https"] {
        let tool = with_key(&format!("{scheme}://{address}"), KEY);
        assert_eq!(
            finds(tool, 3, "refused", &[&address, "refuses connections"]).await,
            ["settings", "name", "connect"]
        );
    }
}

#[tokio::test]
async fn the_proxy_refuses_or_is_not_there() {
    let service = Service::start().await;
    for (status, word) in [(407, "407"), (403, "NO_PROXY"), (503, "NO_PROXY")] {
        let proxy = Proxy::start(service.emulator.address(), status).await;
        let mut tool = with_key("https://contoso.invalid", KEY);
        tool.env("HTTPS_PROXY", proxy.url.replace("http://", "http://ann:HUSH@"));
        let at = proxy.url.trim_start_matches("http://");
        finds(tool, 3, "proxy-refused", &[at, "contoso.invalid:443", word]).await;
    }
    let mut tool = with_key("https://contoso.invalid", KEY);
    tool.env("HTTPS_PROXY", "http://127.0.0.1:9");
    finds(tool, 3, "proxy-unreached", &["127.0.0.1:9", "HTTPS_PROXY"]).await;
}

#[tokio::test]
async fn the_certificate_is_not_accepted() {
    let service = Service::start().await;
    let named = |name: &str| CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let mut expired = named("localhost");
    expired.not_before = rcgen::date_time_ymd(2020, 1, 1);
    expired.not_after = rcgen::date_time_ymd(2020, 2, 3);
    let mut future = named("localhost");
    future.not_before = rcgen::date_time_ymd(4000, 1, 1);
    for (parameters, trusted, cause, word) in [
        (named("localhost"), false, "unknown-issuer", "SSL_CERT_FILE"),
        (expired, true, "certificate-expired", "has expired"),
        (future, true, "certificate-not-yet-valid", "clock"),
        (named("elsewhere.example"), true, "certificate-name", "another name"),
    ] {
        let front = Tls::start(service.emulator.address(), parameters).await;
        let other = Tls::start(service.emulator.address(), named("localhost")).await;
        let mut tool = with_key(&front.endpoint(), KEY);
        let trusted = if trusted { &front.certificate } else { &other.certificate };
        tool.env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR");
        let steps = finds(tool, 3, cause, &[&front.endpoint()["https://".len()..], word]).await;
        assert_eq!(steps, ["settings", "name", "connect", "tls"]);
    }
    let plain = format!("https://{}", service.emulator.address());
    finds(with_key(&plain, KEY), 3, "no-tls", &["does not speak TLS", "http://"]).await;
}

/// Who signed it, and until when it is valid.
#[tokio::test]
async fn a_certificate_is_described() {
    let service = Service::start().await;
    let mut parameters = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    parameters.distinguished_name.push(rcgen::DnType::CommonName, "Contoso Root");
    parameters.not_after = rcgen::date_time_ymd(2031, 2, 3);
    let front = Tls::start(service.emulator.address(), parameters).await;
    let mut tool = with_key(&front.endpoint(), service.emulator.access_key());
    tool.env("SSL_CERT_FILE", &front.certificate).env_remove("SSL_CERT_DIR");
    let ran = run(tool).await;
    let text = found(&ran)["steps"].to_string();
    assert!(text.contains("signed by CN=Contoso Root, valid until Feb  3") && text.contains("2031"), "{ran:?}");
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[tokio::test]
async fn a_firewall_responds() {
    let page = "<!DOCTYPE html><html><body>Blocked</body></html>";
    let firewall = Fake::start(move |_| ("403", "content-type: text/html\r\n".into(), page)).await;
    let steps = finds(with_key(&firewall.endpoint(), KEY), 1, "intercepted", &["firewall", "403"]).await;
    assert_eq!(steps.last().map(String::as_str), Some("health"));
    assert!(firewall.heads().iter().all(|head| !head.contains("authorization")), "nothing is signed for a firewall");
    // One that looks at paths.
    let firewall = Fake::start(move |head| match head.contains("/api/health") {
        true => ("200", String::new(), ""),
        false if head.contains("/connections/") => ("404", String::new(), ""),
        false => ("403", "content-type: text/html\r\n".into(), page),
    })
    .await;
    finds(with_key(&firewall.endpoint(), KEY), 3, "websocket-blocked", &["firewall"]).await;
}

#[tokio::test]
async fn it_is_another_service_or_has_a_problem() {
    for (status, cause, word) in [("404", "not-web-pubsub", "is not Web PubSub"), ("503", "unavailable", "503")] {
        let other = Fake::start(move |_| (status, String::new(), "")).await;
        finds(with_key(&other.endpoint(), KEY), 1, cause, &[word]).await;
    }
}

#[tokio::test]
async fn the_clock_is_off_by_ten_minutes() {
    let ten_minutes = Duration::from_secs(605);
    for (behind, words) in [(true, "10 minutes behind"), (false, "10 minutes ahead of")] {
        let service = Fake::start(move |head| {
            let now = SystemTime::now();
            let date = httpdate::fmt_http_date(if behind { now + ten_minutes } else { now - ten_minutes });
            let status = if head.contains("/api/health") { "200" } else { "401" };
            (status, format!("date: {date}\r\n"), "")
        })
        .await;
        for tool in [with_key(&service.endpoint(), KEY), with_token(&service.endpoint())] {
            let steps = finds(tool, 1, "clock-off", &[words, "clock"]).await;
            assert_eq!(steps, ["settings", "name", "connect", "health", "clock", "signature"]);
        }
    }
}

#[tokio::test]
async fn the_key_is_another() {
    let service = Service::start().await;
    let steps = finds(with_key(service.emulator.endpoint(), KEY), 1, "wrong-key", &["access key", "Keys"]).await;
    assert_eq!(steps.last().map(String::as_str), Some("signature"));
}

#[tokio::test]
async fn keys_are_forbidden() {
    let service = responding("403").await;
    finds(with_key(&service.endpoint(), KEY), 1, "forbidden", &["network settings", "authentication settings"]).await;
}

#[tokio::test]
async fn the_token_has_no_role() {
    let service = responding("403").await;
    let steps = finds(with_token(&service.endpoint()), 1, "no-role", &["no role", "Web PubSub Service Owner"]).await;
    assert_eq!(steps.last().map(String::as_str), Some("role"));
    let service = responding("401").await;
    finds(with_token(&service.endpoint()), 1, "token-rejected", &["does not accept the Microsoft Entra token", "role"])
        .await;
}

#[tokio::test]
async fn the_sign_in_fails() {
    let service = Service::start().await;
    let mut tool =
        bare(&["doctor", "-o", "json", "--auth", "client-secret", "--allow-http-on-loopback", "--hub", "chat"]);
    tool.env("WEBPUBSUB_ENDPOINT", service.emulator.endpoint()).env("AZURE_AUTHORITY_HOST", "http://127.0.0.1:9");
    tool.env("AZURE_TENANT_ID", "contoso.com").env("AZURE_CLIENT_ID", "id").env("AZURE_CLIENT_SECRET", "HUSH");
    finds(tool, 1, "sign-in", &["Signing in by Microsoft Entra ID failed", "refused"]).await;
}

#[tokio::test]
async fn websocket_is_blocked() {
    let service = Service::start().await;
    let address = without_websocket(service.emulator.address()).await;
    let tool = with_key(&format!("http://{address}"), service.emulator.access_key());
    let steps = finds(tool, 3, "websocket-blocked", &["WebSocket", "handler of `connect`", &address.to_string()]).await;
    assert_eq!(steps, ["settings", "name", "connect", "health", "clock", "signature", "websocket"]);
}

#[tokio::test]
async fn all_of_it_works() {
    let service = Service::start().await;
    let mut ann = service.ann().await;
    let ran = service.run(&["doctor", "-o", "json"]).await;
    let found = found(&ran);
    assert_eq!((ran.code, &found["works"], &found["cause"]), (0, &true.into(), &Value::Null), "{ran:?}");
    assert_eq!(found["advice"], "All of it works.");
    let text = service.run(&["doctor"]).await.ok();
    for line in [
        "ok    settings   endpoint http://",
        "(WEBPUBSUB_CONNECTION_STRING), access key (WEBPUBSUB_CONNECTION_STRING), hub chat (WEBPUBSUB_HUB)",
        "-     proxy      none",
        "ok    name       127.0.0.1:",
        "-     tls        none: http",
        "ok    clock      as the service's",
        "ok    signature  accepted",
        "ok    websocket  connected and closed",
        "\n\nAll of it works.\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    service.run(&["send", "hi", "--to-all"]).await.ok();
    assert_eq!(ann.message().await.1, "hi", "nobody has received anything else");
}

/// Nothing is changed, whatever the service responds.
#[tokio::test]
async fn it_only_asks() {
    let service = responding("404").await;
    run(with_key(&service.endpoint(), KEY)).await;
    let heads: Vec<String> =
        service.heads().iter().map(|head| head.lines().next().expect("a line").to_owned()).collect();
    assert_eq!(heads.len(), 3, "{heads:?}");
    for (head, start) in heads.iter().zip([
        "head /api/health?",
        "head /api/hubs/chat/connections/webpubsub-doctor?",
        "get /client/hubs/chat",
    ]) {
        assert!(head.starts_with(start), "{head}");
    }
}
