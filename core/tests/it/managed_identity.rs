//! Tokens from the platform in which the program runs, over the client's own transport.

use crate::logging::lines;
use crate::support::{KEY, client_with, mock, now, response};
use http::Response;
use std::time::Duration;
use webpubsub_core::entra::ManagedIdentity;
use webpubsub_core::operations::UserExists;
use webpubsub_core::{CallOptions, ErrorKind, RetryPolicy, Target, WebPubSubServiceClient};
use webpubsub_mock::MockTransport;

const TOKEN: &str = r#"{"access_token":"token-1","expires_on":"9999999999","resource":"r","token_type":"Bearer"}"#;

fn machine() -> ManagedIdentity {
    ManagedIdentity::virtual_machine().unwrap()
}

fn app() -> ManagedIdentity {
    ManagedIdentity::app_service("http://localhost:8081/msi/token", KEY).unwrap()
}

/// The token requests of one call, as statuses of the responses; how the call waited between them.
fn call(identity: ManagedIdentity, statuses: &[u16]) -> (bool, Vec<u64>) {
    let mock = statuses.iter().fold(mock(), |mock, status| mock.respond(response(*status, &[], "")));
    let mock = mock.respond(response(200, &[], TOKEN)).respond_ok();
    let result = now(client_with(&mock, identity).user_exists("u"));
    (result.is_ok(), mock.sleeps().iter().map(Duration::as_secs).collect())
}

#[test]
fn a_call_asks_the_platform_once() {
    let mock = mock().respond(response(200, &[], TOKEN)).respond_ok().respond_ok();
    let client = client_with(&mock, machine().client_id("c-1").unwrap());
    now(client.user_exists("u")).unwrap();
    now(client.user_exists("u")).unwrap();
    let sent = mock.captured();
    assert_eq!(
        sent.iter().map(webpubsub_mock::Captured::operation).collect::<Vec<_>>(),
        ["get_token", "user_exists", "user_exists"]
    );
    assert_eq!(
        sent[0].request().uri(),
        "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01\
         &resource=https%3A%2F%2Fwebpubsub.azure.com&client_id=c-1"
    );
    assert_eq!((sent[0].header("metadata"), sent[0].header("authorization")), (Some("true"), None));
    assert_eq!(sent[2].header("authorization"), Some("Bearer token-1"));
    // The resource is that of the endpoint's cloud.
    let mock = self::mock().respond(response(200, &[], TOKEN)).respond_ok();
    let china = Target::new("https://contoso.webpubsub.azure.cn", "chat").unwrap();
    now(WebPubSubServiceClient::with_transport(mock.clone(), china, app()).user_exists("u")).unwrap();
    assert_eq!(mock.captured()[0].values("resource"), ["https://webpubsub.azure.cn"]);
    assert_eq!(mock.captured()[0].header("x-identity-header"), Some(KEY));
}

/// Backoff is the longest: 0.5, 1 and 2 s.
#[test]
fn the_platform_is_asked_again_while_it_is_updated() {
    for (statuses, granted, waits) in [
        (&[404, 410][..], true, &[0, 20][..]),
        (&[410, 410, 410], true, &[10, 20, 40]),
        (&[429, 500, 503], true, &[0, 1, 2]),
        (&[410, 410, 410, 410], false, &[10, 20, 40]),
        (&[400], false, &[]),
        (&[403], false, &[]),
    ] {
        assert_eq!(call(machine(), statuses), (granted, waits.to_vec()), "{statuses:?}");
    }
    // 404 of an app is that of a wrong endpoint.
    assert_eq!(call(app(), &[404]), (false, vec![]));
    assert_eq!(call(app(), &[500]), (true, vec![0]));
    // Nobody waits longer than the call's timeout.
    let mock = mock().respond(response(410, &[], ""));
    let client = client_with(&mock, machine()).with_options(CallOptions::new().timeout(Duration::from_secs(5)));
    assert!(now(client.user_exists("u")).is_err() && mock.sleeps().is_empty());
}

#[test]
fn failures() {
    let not_found = r#"{"error":"invalid_request","error_description":"Identity not found"}"#;
    let never = || CallOptions::new().retry(RetryPolicy::never());
    for (mock, is_auth, text) in [
        (mock().respond(response(400, &[], not_found)), true, "400 from the token endpoint: invalid_request: Identity"),
        (mock().refuse_connection(), false, "no response from 169.254.169.254: the request was not sent"),
        (mock().never_respond(), false, "no response within the timeout"),
        (mock().respond(response(200, &[], "<html>")), false, "the response of the token endpoint has no token"),
    ] {
        let error = now(client_with(&mock, machine()).with_options(never()).user_exists("u")).unwrap_err();
        assert!(format!("{error:?}").contains(text), "{error:?}");
        assert_eq!((error.is_auth(), error.may_have_taken_effect()), (is_auth, false), "{error:?}");
    }
    let near = Target::new("http://127.0.0.1:8080", "chat").unwrap();
    let client =
        |identity| WebPubSubServiceClient::with_transport(mock().respond_ok().respond_ok(), near.clone(), identity);
    let error = now(client(app()).user_exists("u")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Build(_)), "{error}");
    now(client(app().allow_http_on_loopback()).user_exists("u")).unwrap();
}

/// Even if the platform sends it back.
#[test]
fn the_header_is_in_no_log_and_no_error() {
    let reflecting = || -> MockTransport {
        mock().otherwise(|request, _| {
            let header = request.headers()["x-identity-header"].to_str().unwrap();
            let body = format!(r#"{{"error":"{header}","error_description":"{header}","message":"{header}"}}"#);
            Ok(Response::builder().status(400).header("x-echo", header).body(body.into()).unwrap())
        })
    };
    let client = client_with(&reflecting(), app());
    let error = now(client.user_exists("u")).unwrap_err();
    let options = CallOptions::new().logging(true).logging_bodies(true);
    let logged = lines(&client.with_options(options), &UserExists::new("u"));
    let logged: Vec<_> = logged.into_iter().map(|(_, line)| line).collect();
    assert!(logged.iter().any(|line| line.contains("x-identity-header")), "{logged:?}");
    for text in logged.iter().chain([&format!("{error:?} {error}")]) {
        assert!(!text.contains(KEY), "{text}");
    }
}
