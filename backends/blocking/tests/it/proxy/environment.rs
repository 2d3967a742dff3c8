//! Proxies from the environment. A program cannot change its own environment safely, so each case is a child process.

use super::{Behavior, HOST, TestProxy, TlsService, client};
use crate::support::send_once;
use std::process::Command;
use webpubsub_blocking::BlockingTransport;

/// Runs [`child_process`] and returns its output.
fn run(endpoint: &str, service: &TlsService, variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["--exact", "proxy::environment::child_process", "--ignored", "--nocapture"]);
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    child.env("TEST_ENDPOINT", endpoint).env("TEST_ROOT", &service.certificate);
    let output = child.envs(variables.iter().copied()).output().expect("output");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
#[ignore = "run by the other tests, with an environment of their choice"]
fn child_process() {
    let (Ok(endpoint), Ok(root)) = (std::env::var("TEST_ENDPOINT"), std::env::var("TEST_ROOT")) else { return };
    let builder = BlockingTransport::builder().root_certificate(root).expect("a certificate");
    let builder = if std::env::var_os("TEST_NO_PROXY").is_some() { builder.no_proxy() } else { builder };
    println!("outcome: {:?}", send_once(&client(&endpoint, builder)).map_err(|error| format!("{error:?}")));
}

#[test]
fn https_uses_the_proxy_of_the_environment() {
    let service = TlsService::start(HOST, 1);
    let through = TestProxy::start(Behavior::Tunnel(service.address));
    let output = run(&format!("https://{HOST}"), &service, &[("https_proxy", &through.url()), ("HTTP_PROXY", "no:1")]);
    assert!(output.contains("outcome: Ok(())"), "{output}");
    let request = through.received.try_recv().expect("a request");
    assert!(request.head.starts_with("CONNECT contoso.webpubsub.azure.com:443 "), "{}", request.head);
}

#[test]
fn this_machine_is_reached_directly_and_every_host_without_proxies() {
    let service = TlsService::start("localhost", 1);
    let through = TestProxy::start(Behavior::Tunnel(service.address));
    let endpoint = format!("https://localhost:{}", service.address.port());
    let output = run(&endpoint, &service, &[("HTTPS_PROXY", &through.url())]);
    assert!(output.contains("outcome: Ok(())"), "{output}");
    // There is no such host, so this needs no network.
    let unknown = format!("https://{}.invalid", "a".repeat(64));
    let output = run(&unknown, &service, &[("HTTPS_PROXY", &through.url()), ("TEST_NO_PROXY", "")]);
    assert!(output.contains("outcome: Err(") && output.contains("not sent"), "{output}");
    assert!(!output.contains("proxy 127"), "{output}");
    assert_eq!(through.received.try_iter().count(), 0);
}

#[test]
fn a_variable_that_is_not_a_valid_proxy_is_not_ignored() {
    let service = TlsService::start(HOST, 1);
    let output = run(&format!("https://{HOST}"), &service, &[("ALL_PROXY", "socks5://ann:hush@127.0.0.1:1")]);
    assert!(output.contains("ALL_PROXY: must be an http or https proxy") && !output.contains("hush"), "{output}");
    assert!(output.contains("not sent"), "{output}");
}
