//! The requests of both platforms, what is rejected, and what a status means.

use super::*;
use alloc::vec::Vec;

const ANY: TokenRequest<'_> = TokenRequest::new(crate::entra::SCOPE);

fn url(identity: Result<ManagedIdentity, BuildError>) -> String {
    identity.expect("an identity").token_request(ANY).expect("a request").url().into()
}

#[test]
fn forms() {
    let machine = || ManagedIdentity::virtual_machine();
    let app = || ManagedIdentity::app_service("http://127.0.0.1:41056/MSI/token/", "hush");
    let at_machine = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01\
                      &resource=https%3A%2F%2Fwebpubsub.azure.com";
    let at_app = "http://127.0.0.1:41056/MSI/token?api-version=2019-08-01&resource=https%3A%2F%2Fwebpubsub.azure.com";
    for (identity, base, id) in [
        (machine(), at_machine, ""),
        (machine().and_then(|it| it.client_id("c-1")), at_machine, "&client_id=c-1"),
        (machine().and_then(|it| it.object_id("o-1")), at_machine, "&object_id=o-1"),
        (machine().and_then(|it| it.resource_id("/a b&c")), at_machine, "&msi_res_id=%2Fa%20b%26c"),
        (app(), at_app, ""),
        (app().and_then(|it| it.client_id("c-1")), at_app, "&client_id=c-1"),
        (app().and_then(|it| it.object_id("o-1")), at_app, "&principal_id=o-1"),
        (app().and_then(|it| it.client_id("c-1")?.resource_id("/r")), at_app, "&mi_res_id=%2Fr"),
    ] {
        assert_eq!(url(identity), format!("{base}{id}"));
    }
    let at_root = "http://localhost/?api-version=2019-08-01&resource=https%3A%2F%2Fwebpubsub.azure.com";
    assert_eq!(url(app().and_then(|it| it.endpoint("http://localhost:80/"))), at_root);
    let headers = |identity: Result<ManagedIdentity, BuildError>| {
        let request = identity.expect("an identity").token_request(ANY).expect("a request");
        assert_eq!((request.method(), request.body().len()), (Method::Get, 0));
        request.headers().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>()
    };
    assert_eq!(
        (headers(machine()), headers(app())),
        (["metadata: true".to_owned()].into(), ["x-identity-header: hush".to_owned()].into(),)
    );
    let request = machine().expect("an identity").token_request(TokenRequest::new("api://pub-sub")).expect("built");
    assert!(request.url().ends_with("&resource=api%3A%2F%2Fpub-sub"));
}

#[test]
fn rejected() {
    for header in ["", " hush", "hush\n", "\u{feff}hush", "\"hush\""] {
        let error = ManagedIdentity::app_service("http://localhost:1/msi", header).expect_err(header);
        assert_eq!(error.field(), "identity header");
    }
    let broken = ManagedIdentity::app_service("http://localhost:1/msi", "hu\nsh").expect("built");
    let error = broken.token_request(ANY).expect_err("a header of two lines");
    assert!(!format!("{error:?}").contains("sh"), "{error:?}");
    let machine = || ManagedIdentity::virtual_machine().expect("an identity");
    for id in ["", "id\r\n", "\u{feff}id", "'id'"] {
        assert!(machine().client_id(id).is_err() && machine().object_id(id).is_err(), "{id:?}");
        assert_eq!(machine().resource_id(id).expect_err(id).field(), "resource id");
    }
    for (endpoint, accepted) in [
        ("https://identity.example/token", true),
        ("http://localhost:8081/msi/token", true),
        ("http://172.16.1.3:8081/msi/token", true),
        ("http://[fd00::1]:80", true),
        ("http://[fe80::1]", true),
        ("http://identity.example/token", false),
        ("http://169.254.169.254.example", false),
        ("http://8.8.8.8", false),
        ("http://[2001:db8::1]", false),
        ("", false),
    ] {
        assert_eq!(machine().endpoint(endpoint).is_ok(), accepted, "{endpoint}");
        assert_eq!(ManagedIdentity::app_service(endpoint, "hush").is_ok(), accepted, "{endpoint}");
    }
}

#[test]
fn outcomes() {
    let response = |status, wait: Option<u64>| Outcome::Response { status, retry_after: wait.map(Duration::from_secs) };
    let machine = ManagedIdentity::virtual_machine().expect("an identity");
    let app = ManagedIdentity::app_service("http://localhost:1", "hush").expect("an identity");
    for (status, attempt, wait) in [(404, 1, 0), (410, 1, 10), (410, 2, 20), (410, 3, 40), (410, 99, 160)] {
        assert_eq!(machine.outcome(response(status, None), attempt), response(503, Some(wait)), "{status} {attempt}");
        assert_eq!(app.outcome(response(status, None), attempt), response(status, None));
    }
    assert_eq!(machine.outcome(response(410, Some(30)), 1), response(503, Some(30)));
    for status in [200, 400, 429, 500] {
        assert_eq!(machine.outcome(response(status, None), 1), response(status, None));
    }
}
