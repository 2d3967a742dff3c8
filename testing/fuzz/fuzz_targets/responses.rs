//! Responses of the service and of the token endpoint, of any status, with any headers and body.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use webpubsub_core::entra::{ClientSecret, ManagedIdentity};
use webpubsub_core::operations::{GenerateClientToken, Health, ListConnections, Operation, SendToAll, UserExists};
use webpubsub_core::{ClientAccess, Message, ResponseParts};
use webpubsub_fuzz::{NOW, show};

#[derive(Debug, Arbitrary)]
struct Response<'a> {
    status: Status,
    headers: Vec<(Name, &'a str)>,
    body: &'a [u8],
}

#[derive(Debug, Arbitrary)]
enum Status {
    Ok,
    Accepted,
    NotFound,
    Other(u16),
}

#[derive(Debug, Arbitrary)]
enum Name {
    ErrorCode,
    RequestId,
    ContentType,
    RetryAfter,
    Location,
    Challenge,
}

fn parse<O: Operation>(operation: &O, response: &ResponseParts<'_>) {
    if let Err(error) = operation.parse(response) {
        assert_eq!(error.status(), response.status());
        show(&error, "");
        let text = error.to_string();
        assert!(text.len() < 2_000 && !text.chars().any(char::is_control), "{text:?}");
        show(&format!("{:?} {:?} {:?} {:?}", error.code(), error.message(), error.target(), error.inner_code()), "");
    }
}

fuzz_target!(|response: Response| {
    let status = match response.status {
        Status::Ok => 200,
        Status::Accepted => 202,
        Status::NotFound => 404,
        Status::Other(status) => status,
    };
    let headers = response.headers.iter().map(|(name, value)| {
        let name = match name {
            Name::ErrorCode => "x-ms-error-code",
            Name::RequestId => "x-ms-request-id",
            Name::ContentType => "Content-Type",
            Name::RetryAfter => "Retry-After",
            Name::Location => "Location",
            Name::Challenge => "WWW-Authenticate",
        };
        (name, *value)
    });
    let parts = ResponseParts::new(status, headers, response.body, NOW);
    parse(&SendToAll::new(Message::text("hi")), &parts);
    parse(&UserExists::new("u"), &parts);
    parse(&Health::new(), &parts);
    parse(&ListConnections::new("g"), &parts);
    parse(&GenerateClientToken::new(ClientAccess::new()), &parts);
    let secret = ClientSecret::new("tenant", "app", "hush-hush-hush").expect("a credential");
    match secret.parse(&parts, NOW) {
        Ok(token) => assert!(token.expires_on >= NOW && !token.token.expose().contains(['\r', '\n', ' '])),
        Err(error) => show(&error, "hush-hush-hush"),
    }
    let identity = ManagedIdentity::app_service("http://localhost", "hush-hush-hush").expect("a credential");
    match identity.parse(&parts, NOW) {
        Ok(token) => assert!(!token.token.expose().contains(['\r', '\n', ' '])),
        Err(error) => show(&error, "hush-hush-hush"),
    }
});
