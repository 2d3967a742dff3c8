//! Proxies that the environment names. A program cannot change its own environment safely, so each case is a child.

use super::{HOST, Policy, Service, Small, client};
use std::process::Command;
use webpubsub_hyper::{CallOptions, HyperTransport, Message, RetryPlan};

/// Runs [`the_child`] and returns what it says.
fn run(endpoint: &str, service: &Service, variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["--exact", "proxy::environment::the_child", "--ignored", "--nocapture"]);
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    child.env("TEST_ENDPOINT", endpoint).env("TEST_ROOT", &service.certificate);
    let output = child.envs(variables.iter().copied()).output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
#[ignore = "run by the others, with an environment of their choice"]
async fn the_child() {
    let (Ok(endpoint), Ok(root)) = (std::env::var("TEST_ENDPOINT"), std::env::var("TEST_ROOT")) else { return };
    let builder = HyperTransport::builder().root_certificate(root).expect("a certificate");
    let builder = if std::env::var_os("TEST_NO_PROXY").is_some() { builder.no_proxy() } else { builder };
    let client = client(&endpoint, builder).with(CallOptions::new().retry(RetryPlan::never()));
    println!("outcome: {:?}", client.send_to_all(Message::text("x")).await.map_err(|error| error.to_string()));
}

#[test]
fn https_goes_through_the_proxy_of_the_environment() {
    let service = Service::start(HOST, 1);
    let proxy = Small::start(Policy::To(service.address));
    let said = run(&format!("https://{HOST}"), &service, &[("https_proxy", &proxy.url()), ("HTTP_PROXY", "no:1")]);
    assert!(said.contains("outcome: Ok(())"), "{said}");
    let asked = proxy.seen.try_recv().expect("asked");
    assert!(asked.head.starts_with("CONNECT contoso.webpubsub.azure.com:443 "), "{}", asked.head);
}

#[test]
fn straight_to_this_machine_and_everywhere_if_told_so() {
    let service = Service::start("localhost", 1);
    let proxy = Small::start(Policy::To(service.address));
    let endpoint = format!("https://localhost:{}", service.address.port());
    let said = run(&endpoint, &service, &[("HTTPS_PROXY", &proxy.url())]);
    assert!(said.contains("outcome: Ok(())"), "{said}");
    // No network is needed to see that the proxy is not asked: there is no such host.
    let nowhere = format!("https://{}.invalid", "a".repeat(64));
    let said = run(&nowhere, &service, &[("HTTPS_PROXY", &proxy.url()), ("TEST_NO_PROXY", "")]);
    assert!(said.contains("outcome: Err(") && said.contains("not sent") && !said.contains("proxy 127"), "{said}");
    assert_eq!(proxy.seen.try_iter().count(), 0);
}

#[test]
fn a_variable_that_names_no_proxy_is_not_passed_over() {
    let service = Service::start(HOST, 1);
    let said = run(&format!("https://{HOST}"), &service, &[("ALL_PROXY", "socks5://ann:hush@127.0.0.1:1")]);
    assert!(said.contains("ALL_PROXY: must be an http or https proxy") && !said.contains("hush"), "{said}");
    assert!(said.contains("not sent"), "{said}");
}
