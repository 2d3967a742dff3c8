//! Proxies of the environment and their exceptions: no part of a password is shown, and what is accepted is read again
//! as the same. What a proxy responds opens a tunnel only after a head with a status of success.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::net::IpAddr;
use webpubsub_core::Secret;
use webpubsub_fuzz::show;
use webpubsub_proxy::{NoProxy, Proxy, ProxyRules, ProxySelection, TunnelResponse};

const PASSWORD: &str = "HUSH~hush~0987654321";

/// How much of the password is too much.
const PART: usize = 8;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    url: &'a str,
    user: &'a str,
    password: &'a str,
    except: &'a str,
    host: &'a str,
    port: Option<u16>,
}

fn show_no_part(text: &str) {
    for start in 0..=PASSWORD.len() - PART {
        assert!(!text.contains(&PASSWORD[start..start + PART]), "{text}");
    }
}

/// The proxy, if the URL is accepted, which its spelling must be too.
fn proxy(url: &str) -> Option<Proxy> {
    let proxy = Proxy::new(url).map_err(|error| assert_eq!(error.field(), "proxy")).ok()?;
    let again = Proxy::new(&proxy.to_string()).expect("a URL that was written");
    let parts = |proxy: &Proxy| (proxy.is_https(), proxy.host().to_owned(), proxy.port());
    assert_eq!((parts(&again), again.to_string()), (parts(&proxy), proxy.to_string()));
    assert!(again.authorization().is_none() && proxy.port() != 0);
    assert_eq!(proxy.authorization().is_some(), url.contains('@'));
    if let Some(authorization) = proxy.authorization() {
        let pair = authorization.expose().strip_prefix("Basic ").expect("Basic");
        // Unless the URL has it elsewhere, by chance.
        if !url.contains(pair) {
            show(&format!("{proxy} {proxy:?}"), pair);
        }
    }
    Some(proxy)
}

/// The same with a password behind each user that the URL could name.
fn with_password(url: &str) {
    if PASSWORD.as_bytes().windows(PART).any(|part| url.as_bytes().windows(PART).any(|other| other == part)) {
        return;
    }
    let (scheme, rest) = url.split_once("://").map_or(("http", url), |(scheme, rest)| (scheme, rest));
    let places = url.match_indices('@').map(|(at, _)| format!("{}:{PASSWORD}{}", &url[..at], &url[at..]));
    for url in places.chain([format!("{scheme}://ann:{PASSWORD}@{rest}"), format!("ann:{PASSWORD}@{url}")]) {
        match Proxy::new(&url) {
            Ok(proxy) => {
                show_no_part(&format!("{proxy} {proxy:?} {proxy:#?}"));
                show(&format!("{proxy:?}"), proxy.authorization().expect("the password").expose());
            }
            Err(error) => show_no_part(&format!("{error} {error:?} {error:#?}")),
        }
        let rules = ProxyRules::from_variables(|name| (name == "ALL_PROXY").then(|| url.clone()));
        show_no_part(&format!("{rules:?} {:?}", rules.select("https", "contoso.example", None)));
    }
}

/// A user and a password are sent as they were given, in the URL or besides it.
fn credentials(user: &str, password: &str) {
    let proxy = Proxy::new("proxy.example").expect("a proxy");
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    let in_url = Proxy::new(&format!("http://{}:{}@proxy.example", encode(user), encode(password)));
    let Ok(proxy) = proxy.basic_auth(user, password) else {
        assert!(in_url.is_err());
        return;
    };
    let expected = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
    for proxy in [proxy, in_url.expect("the same in a URL")] {
        assert_eq!(proxy.authorization().map(Secret::expose), Some(expected.as_str()));
    }
}

/// The rules select what proxy and exceptions say on their own.
fn rules(input: &Input<'_>) {
    let Input { url, except, host, port, .. } = input;
    let rules = ProxyRules::from_variables(|name| match name {
        "HTTPS_PROXY" => Some((*url).to_owned()),
        "no_proxy" => Some((*except).to_owned()),
        _ => None,
    });
    let excepted = NoProxy::new(except).matches(host, port.unwrap_or(443));
    match rules.select("wss", host, *port) {
        ProxySelection::Direct => assert!(excepted || url.trim().is_empty() || is_this_machine(host)),
        ProxySelection::Proxy(selected) => {
            assert!(!excepted && !is_this_machine(host));
            assert_eq!(selected.to_string(), Proxy::new(url).expect("a proxy").to_string());
        }
        ProxySelection::Misconfigured(error) => {
            assert!(!excepted && !is_this_machine(host));
            assert_eq!((error.field(), error.rule()), ("HTTPS_PROXY", Proxy::new(url).expect_err("no proxy").rule()));
        }
    }
    assert!(matches!(rules.select("ws", host, *port), ProxySelection::Direct));
}

fn is_this_machine(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

/// A list is the sum of its entries, in any case and with any separator.
fn exceptions(list: &str, host: &str, port: u16) {
    let parsed = NoProxy::new(list);
    assert_eq!(NoProxy::new(&list.to_ascii_uppercase()), parsed);
    assert_eq!(NoProxy::new(&list.replace(',', " \n")), parsed);
    let alone = list.split(',').any(|part| NoProxy::new(part).matches(host, port));
    assert_eq!(parsed.matches(host, port), alone);
    let named = !host.starts_with('.') && host.bytes().any(|byte| byte.is_ascii_alphanumeric());
    if named && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)) {
        let with_port = NoProxy::new(&format!("{list},{host}:{port}"));
        assert!(NoProxy::new(host).matches(host, port) && with_port.matches(host, port));
        let other = port.wrapping_add(1);
        assert_eq!(with_port.matches(host, other), parsed.matches(host, other));
        let is_address = host.trim_end_matches('.').parse::<IpAddr>().is_ok();
        assert_eq!(NoProxy::new(host).matches(&format!("sub.{host}"), port), !is_address);
    }
}

/// With the beginning of a response, or without.
fn tunnel(after: &str) {
    for bytes in [after.to_owned(), format!("HTTP/1.1 2{after}")].map(String::into_bytes) {
        let mut response = TunnelResponse::default();
        let last = bytes.iter().position(|byte| !matches!(response.push(*byte), Ok(false)));
        let Some(head) = last.map(|last| &bytes[..=last]) else { continue };
        let mut again = TunnelResponse::default();
        if head.iter().any(|byte| again.push(*byte).is_ok_and(|open| open)) {
            assert!(head.starts_with(b"HTTP/1.") && head[9] == b'2' && head.ends_with(b"\n"));
        }
    }
}

fuzz_target!(|input: Input| {
    proxy(input.url);
    tunnel(input.url);
    with_password(input.url);
    credentials(input.user, input.password);
    rules(&input);
    exceptions(input.except, input.host, input.port.unwrap_or(443));
});
