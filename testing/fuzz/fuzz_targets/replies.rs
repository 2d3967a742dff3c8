//! Answers of the service and of the token endpoint, of any status, with any headers and body.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use webpubsub_core::entra::ClientSecret;
use webpubsub_core::operations::{GenerateClientToken, Health, ListConnections, SendToAll, UserExists};
use webpubsub_core::{ClientAccess, Message, Operation, Reply};
use webpubsub_fuzz::{NOW, show};

#[derive(Debug, Arbitrary)]
struct Answer<'a> {
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
}

fn read<O: Operation>(operation: &O, reply: &Reply<'_>) {
    if let Err(error) = operation.parse(reply) {
        assert_eq!(error.status(), reply.status());
        show(&error, "");
        show(&format!("{:?} {:?} {:?} {:?}", error.code(), error.message(), error.target(), error.inner_code()), "");
    }
}

fuzz_target!(|answer: Answer| {
    let status = match answer.status {
        Status::Ok => 200,
        Status::Accepted => 202,
        Status::NotFound => 404,
        Status::Other(status) => status,
    };
    let headers = answer.headers.iter().map(|(name, value)| {
        let name = match name {
            Name::ErrorCode => "x-ms-error-code",
            Name::RequestId => "x-ms-request-id",
            Name::ContentType => "Content-Type",
            Name::RetryAfter => "Retry-After",
        };
        (name, *value)
    });
    let reply = Reply::new(status, headers, answer.body, NOW);
    read(&SendToAll::new(Message::text("hi")), &reply);
    read(&UserExists::new("u"), &reply);
    read(&Health::new(), &reply);
    read(&ListConnections::new("g"), &reply);
    read(&GenerateClientToken::new(ClientAccess::new()), &reply);
    let secret = ClientSecret::new("tenant", "app", "hush-hush-hush").expect("a credential");
    match secret.parse(&reply, NOW) {
        Ok(token) => assert!(token.expires_on >= NOW && !token.token.expose().contains(['\r', '\n', ' '])),
        Err(error) => show(&error, "hush-hush-hush"),
    }
});
