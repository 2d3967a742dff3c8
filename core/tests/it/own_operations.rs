//! Operations of a user's own, by the public API alone: what they can do, and what is wrong in them.

use crate::entra::secret;
use crate::logging::lines;
use crate::support::{client, client_with, mock, now, response};
use serde::Deserialize;
use serde_json::json;
use webpubsub_core::operations::{Operation, UnsignedRequest};
use webpubsub_core::{
    Authorization, BearerToken, BuildError, CallOptions, ErrorKind, Method, ResponseParts, Secret, ServiceError,
    Target, UnixTime,
};
use webpubsub_mock::{MockTransport, responses};

/// `POST /api/hubs/{hub}/groups/{group}/:pin`, which has the same effect when it is sent twice.
struct Pin(&'static str);

impl Operation for Pin {
    type Output = ();
    const NAME: &'static str = "pin";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = target.hub_url()?.group(self.0)?.path("/:pin");
        Ok(UnsignedRequest::new(Method::Post, url).body("text/plain", "x").idempotent(true))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(204)
    }
}

#[test]
fn an_idempotent_post_is_retried() {
    let mock = mock().respond(response(500, &[], "")).respond(response(204, &[], ""));
    now(client(&mock).call(&Pin("g"))).unwrap();
    assert_eq!(mock.captured()[1].request().uri().path(), "/api/hubs/chat/groups/g/:pin");
}

/// `POST /api/:newKey`, whose response is a secret.
struct NewKey;

impl Operation for NewKey {
    type Output = Secret;
    const NAME: &'static str = "new_key";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        Ok(UnsignedRequest::new(Method::Post, target.root_url()?.path("/api/:newKey")).secret_response())
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<Secret, ServiceError> {
        response.expect_status(200)?;
        let key = std::str::from_utf8(response.body()).ok().and_then(|body| body.strip_prefix("key="));
        key.map(Secret::new).ok_or_else(|| ServiceError::unreadable(response, "the response has no key"))
    }
}

#[test]
fn a_secret_response_is_in_no_error_and_no_log() {
    let key = now(client(&mock().respond(response(200, &[], "key=hush"))).call(&NewKey)).unwrap();
    assert_eq!(key.expose(), "hush");
    for (status, body) in [(200, "hush"), (201, "key=hush"), (202, r#"{"code":"hush","message":"hush"}"#)] {
        let error = now(client(&mock().respond(response(status, &[], body))).call(&NewKey)).unwrap_err();
        let service = error.service().unwrap();
        let shown = format!("{error:?} {service:?} {:?} {:?}", service.code(), service.message());
        assert!(service.body().is_empty() && !shown.contains("hush"), "{shown}");
        let mock = mock().respond(response(status, &[], body));
        let logging = client(&mock).with_options(CallOptions::new().logging(true).logging_bodies(true));
        assert_eq!(lines(&logging, &NewKey).len(), 2); // Itself, it looks for the word.
    }
    // What is not a success has no secret, but a reason.
    let mock = mock().respond(response(403, &[], r#"{"code":"Forbidden"}"#));
    assert_eq!(now(client(&mock).call(&NewKey)).unwrap_err().service().unwrap().code(), Some("Forbidden"));
}

/// `GET /api/hubs/{hub}/users`, in pages.
#[derive(Default)]
struct ListUsers {
    link: Option<String>,
}

#[derive(Deserialize)]
struct Users {
    value: Vec<String>,
    next: Option<String>,
}

impl Operation for ListUsers {
    type Output = Users;
    const NAME: &'static str = "list_users";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        let url = match &self.link {
            Some(link) => target.link_url(link)?,
            None => target.hub_url()?.path("/users").query("top", "2"),
        };
        Ok(UnsignedRequest::new(Method::Get, url))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<Users, ServiceError> {
        response.expect_status(200)?;
        serde_json::from_slice(response.body())
            .map_err(|_| ServiceError::unreadable(response, "the response is not a list of users"))
    }
}

#[test]
fn pages_are_followed_by_links_of_the_service_alone() {
    let mock = mock();
    mock.respond_json(&json!({ "value": ["ann", "bob"], "next": "/api/hubs/chat/users?top=2&skip=a%2Bb" }));
    mock.respond_json(&json!({ "value": ["cy"], "next": "https://evil.example/api/hubs/chat/users" }));
    let (client, mut list, mut users) = (client(&mock), ListUsers::default(), Vec::new());
    let error = loop {
        match now(client.call(&list)) {
            Ok(page) => {
                users.extend(page.value);
                list.link = page.next;
            }
            Err(error) => break error,
        }
    };
    assert_eq!(users, ["ann", "bob", "cy"]);
    assert!(error.to_string().starts_with("next link: points to another host"), "{error}");
    let urls: Vec<_> = mock.captured().iter().map(|sent| sent.request().uri().to_string()).collect();
    let first = "https://contoso.webpubsub.azure.com/api/hubs/chat/users?api-version=2024-12-01&top=2";
    assert_eq!(urls, [first.to_owned(), format!("{first}&skip=a%2Bb")]);
}

/// An operation whose request is the function's.
struct By<F>(F);

impl<F: Fn(&Target) -> Result<UnsignedRequest, BuildError>> Operation for By<F> {
    type Output = ();
    const NAME: &'static str = "own";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        (self.0)(target)
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
        response.expect_status(200)
    }
}

/// The error of the call that is rejected before a token is fetched.
fn rejected(request: impl Fn(&Target) -> Result<UnsignedRequest, BuildError>) -> BuildError {
    let mock = MockTransport::new().script_token_requests();
    mock.otherwise(|_, _| responses::connection_refused());
    let error = now(client_with(&mock, secret()).call(&By(request))).unwrap_err();
    assert_eq!((error.operation(), error.attempts(), mock.captured().len()), ("own", 0, 0), "{error}");
    match error.into_kind() {
        ErrorKind::Build(error) => error,
        other => panic!("{other:?}"),
    }
}

fn post(target: &Target) -> Result<UnsignedRequest, BuildError> {
    Ok(UnsignedRequest::new(Method::Post, target.hub_url()?.path("/x")))
}

#[test]
fn what_is_wrong_is_rejected_before_a_token_is_fetched() {
    for name in ["", ".", ".."] {
        assert_eq!(
            rejected(|target| Ok(UnsignedRequest::new(Method::Get, target.hub_url()?.group(name)?))).field(),
            "group"
        );
        let segment =
            |target: &Target| Ok(UnsignedRequest::new(Method::Get, target.hub_url()?.segment("topic", name)?));
        assert_eq!(rejected(segment).field(), "topic");
    }
    for path in ["x", "/..", "/a/%2e%2E/b", "/a b", "/é", "/a#b", "/a?b=c", "/\"", "", "/%2"] {
        let error = rejected(|target| Ok(UnsignedRequest::new(Method::Get, target.hub_url()?.path(path))));
        assert_eq!(error.field(), "url", "{path}");
    }
    for name in ["a b", "a&b", "a=b", "#", "é", ""] {
        let error = rejected(|target| Ok(UnsignedRequest::new(Method::Get, target.hub_url()?.query(name, "v"))));
        assert_eq!(error.field(), "url", "{name}");
        let each = |target: &Target| Ok(UnsignedRequest::new(Method::Get, target.hub_url()?.query_each(name, &["v"])));
        assert_eq!(rejected(each).field(), "url", "{name}");
    }
    for content_type in ["text/plain\r\nx: y", "text/plain\n", "é"] {
        assert_eq!(rejected(|target| Ok(post(target)?.body(content_type, "x"))).field(), "header", "{content_type}");
        assert_eq!(rejected(|target| Ok(post(target)?.body(content_type.to_owned(), "x"))).field(), "header");
    }
    for (name, value) in [("a b", "v"), ("x", "v\n"), ("authorization", "mine"), (&*"x".repeat(70_000), "v")] {
        assert_eq!(rejected(|target| post(target)?.header(name, value)).field(), "header");
    }
    let many =
        |target: &Target| (0..40_000).try_fold(post(target)?, |request, n| request.header(format!("x-{n}"), "v"));
    assert_eq!(rejected(many).field(), "header");
    let long = "é".repeat(20_000);
    let too_long =
        |target: &Target| Ok(UnsignedRequest::new(Method::Get, target.hub_url()?.path("/x").query("q", &long)));
    let token = Authorization::from(BearerToken::new("t").unwrap());
    let signed = By(too_long).prepare(&crate::support::target(), &token, UnixTime::from_secs(0)).unwrap();
    for error in [rejected(too_long), http::Request::try_from(signed).unwrap_err()] {
        assert!(error.to_string().starts_with("url: must have at most 65534 bytes, has "), "{error}");
    }
}

#[test]
fn a_header_of_the_librarys_is_named() {
    for name in ["authorization", "User-Agent", "HOST", "x-ms-client-request-id"] {
        let text = format!("header: {} is written by the library", name.to_lowercase());
        assert_eq!(rejected(|target| post(target)?.header(name, "mine")).to_string(), text);
        let client = client(&mock()).with_options(CallOptions::new().header(name, "mine"));
        assert_eq!(now(client.user_exists("u")).unwrap_err().to_string(), text);
    }
}

/// The `http` crate panics at more than 24,576.
#[test]
fn headers_are_bounded_also_those_of_many_options() {
    let options =
        |count: usize| (0..count).fold(CallOptions::new(), |options, n| options.header(&format!("x-{n}"), "v"));
    let mock = MockTransport::new();
    let client = client(&mock).with_options(options(8_192));
    now(client.user_exists("u")).unwrap();
    for more in [1, 8_192] {
        let error = now(client.with_options(options(more)).user_exists("u")).unwrap_err();
        assert!(
            error.to_string().starts_with("header: there must be at most 8,192") && error.attempts() == 0,
            "{error}"
        );
    }
    assert_eq!(mock.captured().len(), 1);
}

/// Also where there is no `http` crate.
#[test]
fn what_is_wrong_is_not_signed() {
    let target = Target::new("https://h", "chat").unwrap();
    let token = Authorization::from(BearerToken::new("t").unwrap());
    let is_rejected = |request: UnsignedRequest| request.sign(&token, UnixTime::from_secs(0)).is_err();
    assert!(!is_rejected(post(&target).unwrap().body("text/plain; charset=utf-8", "x")));
    assert!(is_rejected(post(&target).unwrap().body("text/plain\r\nx: y", "x")));
    assert!(is_rejected(UnsignedRequest::new(Method::Get, target.hub_url().unwrap().path("/.."))));
    assert!(is_rejected(UnsignedRequest::new(Method::Get, target.hub_url().unwrap().path("/x").query("a b", "v"))));
}
