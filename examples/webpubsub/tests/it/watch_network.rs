//! `watch` on networks that have a proxy, and with services that mean harm.

use crate::batch_input::memory;
use crate::support::{ByHand, Proxy, Running, Service, bare, in_time, run};
use futures_util::SinkExt as _;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message as Frame;

/// A name that no resolver knows: whatever reaches the service went through the proxy.
const ENDPOINT: &str = "http://contoso.invalid";

fn watch(service: &Service, endpoint: &str, variables: &[(&str, &str)]) -> Command {
    tool(service, &["watch", "--client", "simple", "--count", "1", "--timeout", "20"], endpoint, variables)
}

fn tool(service: &Service, arguments: &[&str], endpoint: &str, variables: &[(&str, &str)]) -> Command {
    let mut command = service.tool(arguments);
    let key = service.emulator.access_key();
    command.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={endpoint};AccessKey={key}"));
    command.envs(variables.iter().copied());
    command
}

#[tokio::test]
async fn it_goes_through_the_proxy_of_the_environment() {
    let service = Service::start().await;
    let proxy = Proxy::start(service.emulator.address(), 200).await;
    let with_user = proxy.url.replace("http://", "http://ann:s3cr%40t@");
    for (variable, value, endpoint, target, user) in [
        ("HTTP_PROXY", &proxy.url, ENDPOINT, "contoso.invalid:80", None),
        ("http_proxy", &with_user, "http://contoso.invalid:8080", "contoso.invalid:8080", Some("YW5uOnMzY3JAdA==")),
        ("ALL_PROXY", &proxy.url, "http://[2001:db8::1]:8080", "[2001:db8::1]:8080", None),
    ] {
        let mut watch = Running::start(watch(&service, endpoint, &[(variable, value)]));
        assert_eq!(watch.notice().await, "webpubsub: connected", "{variable}");
        service.run(&["send-to-all", "--text", "hi"]).await.ok();
        assert!(watch.line().await.contains("hi"));
        assert_eq!(watch.code().await, 0);
        let head = proxy.head().await;
        assert!(head.starts_with(&format!("CONNECT {target} HTTP/1.1\r\n")), "{head}");
        let authorization = user.map(|user| format!("Proxy-Authorization: Basic {user}\r\n"));
        assert_eq!(head.contains("Proxy-Authorization"), user.is_some(), "{head}");
        assert!(head.contains(&authorization.unwrap_or_default()), "{head}");
    }
}

#[tokio::test]
async fn exceptions_and_loopback_need_no_proxy() {
    let service = Service::start().await;
    let proxy = Proxy::start(service.emulator.address(), 200).await;
    for except in ["contoso.invalid", "*", "example.org, .invalid"] {
        let variables = [("HTTP_PROXY", &*proxy.url), ("NO_PROXY", except)];
        let ran = run(watch(&service, ENDPOINT, &variables)).await;
        ran.fails(3, "not connected");
    }
    let mut here = Running::start(watch(&service, service.emulator.endpoint(), &[("HTTP_PROXY", &proxy.url)]));
    assert_eq!(here.notice().await, "webpubsub: connected");
    here.close_stdout();
    here.ended().await;
    assert_eq!(proxy.connections(), 0);
}

/// The proxy refuses, so each run ends at once, and the connections that it counts say which proxy was used.
#[tokio::test]
async fn sends_and_watch_follow_the_same_rules() {
    let service = Service::start().await;
    let proxy = Proxy::start(service.emulator.address(), 503).await;
    let (url, socks) = (&*proxy.url, "socks5://ann:HUSH@127.0.0.1:9");
    let with_port = "http://contoso.invalid:8080";
    for (variables, endpoint, goes) in [
        (&[("HTTP_PROXY", url)][..], ENDPOINT, Goes::Through),
        (&[("HTTP_PROXY", url), ("NO_PROXY", "contoso.invalid:80")], ENDPOINT, Goes::Directly),
        (&[("HTTP_PROXY", url), ("NO_PROXY", "contoso.invalid:8080")], ENDPOINT, Goes::Through),
        (&[("HTTP_PROXY", url), ("NO_PROXY", "contoso.invalid:8080")], with_port, Goes::Directly),
        (&[("HTTP_PROXY", url), ("no_proxy", ".invalid:80")], with_port, Goes::Through),
        (&[("HTTP_PROXY", url), ("NO_PROXY", "*.invalid")], ENDPOINT, Goes::Directly),
        (&[("HTTP_PROXY", url), ("no_proxy", "*.INVALID:8080")], with_port, Goes::Directly),
        (&[("HTTP_PROXY", url), ("NO_PROXY", "*.contoso.invalid")], ENDPOINT, Goes::Through),
        (&[("HTTP_PROXY", url), ("NO_PROXY", "toso.invalid")], ENDPOINT, Goes::Through),
        (&[("ALL_PROXY", socks), ("NO_PROXY", "contoso.invalid")], ENDPOINT, Goes::Directly),
        (&[("ALL_PROXY", socks), ("NO_PROXY", "*.invalid")], ENDPOINT, Goes::Directly),
        (&[("all_proxy", socks), ("NO_PROXY", "contoso.invalid:8080")], with_port, Goes::Directly),
        (&[("ALL_PROXY", socks), ("NO_PROXY", "example.invalid")], ENDPOINT, Goes::Nowhere),
        (&[("all_proxy", socks), ("NO_PROXY", "contoso.invalid:8080")], ENDPOINT, Goes::Nowhere),
        (&[("ALL_PROXY", socks), ("HTTP_PROXY", url)], ENDPOINT, Goes::Through),
    ] {
        for arguments in [&["watch"][..], &["send-to-all", "--text", "hi", "--retry", "never"]] {
            let before = proxy.connections();
            let ran = run(tool(&service, arguments, endpoint, variables)).await;
            let rejected = ran.stderr.contains("must be an http or https proxy");
            let went = match (proxy.connections() - before, rejected) {
                (0, false) => Goes::Directly,
                (0, true) => Goes::Nowhere,
                (_, _) => Goes::Through,
            };
            assert_eq!(went, goes, "{arguments:?} with {variables:?}: {ran:?}");
            assert!(ran.code != 0 && !ran.stderr.contains("HUSH"), "{ran:?}");
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_proxy_that_is_no_text_is_not_bypassed() {
    use std::os::unix::ffi::OsStrExt as _;
    let service = Service::start().await;
    for arguments in [&["watch"][..], &["send-to-all", "--text", "hi", "--retry", "never"]] {
        for value in [&b"http://\xff.invalid:3128"[..], b"\xff", b"http://127.0.0.1:9/\xfe"] {
            let mut command = tool(&service, arguments, ENDPOINT, &[]);
            command.env("HTTP_PROXY", std::ffi::OsStr::from_bytes(value));
            run(command).await.fails(3, "HTTP_PROXY: must ");
        }
    }
}

/// How a service is reached.
#[derive(Debug, PartialEq, Eq)]
enum Goes {
    Directly,
    Through,
    /// The proxy is not usable.
    Nowhere,
}

#[tokio::test]
async fn a_proxy_that_refuses_or_is_unusable_is_not_bypassed() {
    let service = Service::start().await;
    let start = |status| Proxy::start(service.emulator.address(), status);
    let (demanding, rejecting, forbidding, busy) = tokio::join!(start(407), start(401), start(403), start(503));
    let secret = demanding.url.replace("http://", "http://ann:HUSH@");
    for (value, is_permanent, text) in [
        (&*secret, true, "the proxy requires valid credentials (407)"),
        (&rejecting.url, true, "the proxy requires valid credentials (401)"),
        (&forbidding.url, true, "the proxy opened no tunnel (status 403)"),
        (&busy.url, false, "the proxy opened no tunnel (status 503)"),
        ("http://127.0.0.1:9", false, "proxy 127.0.0.1:9: "),
        ("socks5://ann:HUSH@127.0.0.1:9", true, "HTTP_PROXY: must be an http or https proxy"),
        ("http://127.0.0.1:9/HUSH", true, "HTTP_PROXY: must have no path"),
    ] {
        let mut command = watch(&service, ENDPOINT, &[("HTTP_PROXY", value)]);
        if is_permanent {
            // Without end, if another attempt could help.
            command.arg("--reconnect=0");
        }
        let ran = run(command).await;
        ran.fails(3, text);
        assert!(!ran.stderr.contains("HUSH"), "{ran:?}");
    }
}

/// A directory may lock out a user after some attempts.
#[tokio::test]
async fn nor_is_it_asked_again_for_the_token_that_comes_first() {
    let service = Service::start().await;
    let proxy = Proxy::start(service.emulator.address(), 407).await;
    let application = [("TENANT_ID", "t"), ("CLIENT_ID", "c"), ("CLIENT_SECRET", "s3cret")];
    for credential in [&[("WEBPUBSUB_BEARER_TOKEN", "a.b.c")][..], &[("WEBPUBSUB_AUTH", "client-secret")]] {
        let before = proxy.connections();
        let mut command = bare(&["watch", "--reconnect=0", "--hub", "chat"]);
        command.envs(credential.iter().copied());
        command.envs(application.map(|(name, value)| (format!("AZURE_{name}"), value)));
        command.env("WEBPUBSUB_ENDPOINT", "https://contoso.invalid").env("HTTPS_PROXY", &proxy.url);
        run(command).await.fails(3, "the proxy requires valid credentials (407)");
        assert_eq!(proxy.connections() - before, 1, "{credential:?}");
    }
}

/// The tool responds to each ping, as it must, and nobody reads the responses.
#[tokio::test]
async fn pings_without_end_cost_no_memory() {
    tokio::join!(flooded(0), flooded(100), flooded(125));
}

async fn flooded(size: usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let mut command = bare(&["watch", "--client", "simple", "--hub", "chat"]);
    command.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={endpoint};AccessKey=key"));
    let mut watch = Running::start(command);
    let (stream, _) = in_time(listener.accept()).await.expect("a connection");
    let mut socket = accept_async(stream).await.expect("a handshake");
    watch.notice().await;
    let before = memory(&watch);
    let mut most = before;
    let flood = async {
        let mut sent = 0;
        while socket.feed(Frame::Ping(vec![0; size].into())).await.is_ok() {
            sent += 1;
            if sent % 10_000 == 0 {
                most = memory(&watch).or(most);
            }
        }
    };
    in_time(flood).await;
    let (code, notices) = watch.ended().await;
    assert!(code == 3 && notices.contains("the service does not read"), "{code}: {notices}");
    if let (Some(before), Some(most)) = (before, most) {
        assert!(most < before + 16 * 1_024, "{before} to {most} KiB");
    }
}

#[tokio::test]
async fn a_connection_that_is_never_made_ends_in_time() {
    let service = ByHand::start().await;
    let mut command = service.tool(&["watch", "--timeout", "0.3"]);
    command.env("HTTP_PROXY", &service.endpoint);
    run(command).await.fails(3, "not connected within the timeout");
    // A proxy that does not respond.
    let mut command = service.tool(&["watch", "--timeout", "0.3"]);
    command.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={ENDPOINT};AccessKey=key"));
    command.env("HTTP_PROXY", &service.endpoint);
    run(command).await.fails(3, "not connected within the timeout");
}
