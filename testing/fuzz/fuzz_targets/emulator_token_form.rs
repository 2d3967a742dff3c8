//! The emulator's token endpoint: any body as a form, and forms of any fields.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};
use serde_json::Value;
use std::cell::RefCell;
use webpubsub_emulator::{Emulator, EntraApplication};
use webpubsub_fuzz::Service;

const SECRET: &str = "hush-hush";
const ASSERTION: &str = "vouched-for";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const SCOPES: [&str; 3] = [
    "https://webpubsub.azure.com/.default",
    "https://webpubsub.azure.cn/.default",
    "https://webpubsub.azure.us/.default",
];

#[derive(Debug, Arbitrary)]
enum Body<'a> {
    Bytes(&'a [u8]),
    /// A right form without some of its fields, and with others around it: the first of a name counts.
    Fields {
        before: Vec<Field<'a>>,
        scope: u8,
        vouched: bool,
        without: u8,
        after: Vec<Field<'a>>,
    },
}

#[derive(Debug, Arbitrary)]
enum Field<'a> {
    Grant,
    Client,
    Secret,
    Assertion,
    AssertionType,
    Scope(u8),
    Claims(&'a str),
    Other(&'a str, &'a str),
}

thread_local! {
    static SERVICE: RefCell<Service> = RefCell::new(Service::start_with(
        Emulator::builder().entra(EntraApplication::new("tenant", "app", SECRET).assertion(ASSERTION)),
    ));
}

impl Field<'_> {
    fn encoded(&self) -> String {
        let (name, value) = match self {
            Self::Grant => ("grant_type", "client_credentials"),
            Self::Client => ("client_id", "app"),
            Self::Secret => ("client_secret", SECRET),
            Self::Assertion => ("client_assertion", ASSERTION),
            Self::AssertionType => ("client_assertion_type", ASSERTION_TYPE),
            Self::Scope(cloud) => ("scope", SCOPES[usize::from(*cloud) % SCOPES.len()]),
            Self::Claims(claims) => ("claims", *claims),
            Self::Other(name, value) => (*name, *value),
        };
        let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        format!("{}={}", encode(name), encode(value))
    }
}

/// The names and values of a form, decoded.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    let decode = |bytes: &[u8]| {
        let spaces: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        percent_decode(&spaces).decode_utf8_lossy().into_owned()
    };
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        (decode(&pair[..end]), decode(pair.get(end + 1..).unwrap_or_default()))
    });
    pairs.collect()
}

fuzz_target!(|input: Body| {
    let body = match &input {
        Body::Bytes(bytes) => bytes.to_vec(),
        Body::Fields { before, scope, vouched, without, after } => {
            let credential = if *vouched { Field::Assertion } else { Field::Secret };
            let right = [Field::Grant, Field::Client, credential, Field::AssertionType, Field::Scope(*scope)];
            let right = right.iter().enumerate().filter(|(index, _)| without >> index & 1 == 0).map(|(_, field)| field);
            let all = before.iter().chain(right).chain(after).map(Field::encoded);
            all.collect::<Vec<_>>().join("&").into_bytes()
        }
    };
    let fields = fields(&body);
    let get = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let vouched = get("client_assertion") == Some(ASSERTION) && get("client_assertion_type") == Some(ASSERTION_TYPE);
    let expected = get("grant_type") == Some("client_credentials")
        && get("client_id").is_some_and(|id| id.eq_ignore_ascii_case("app"))
        && get("client_secret").map_or(vouched, |secret| secret == SECRET)
        && get("scope").is_some_and(|scope| SCOPES.contains(&scope));
    SERVICE.with_borrow_mut(|service| {
        let headers = "content-type: application/x-www-form-urlencoded\r\n";
        let response = service.exchange("POST", "/tenant/oauth2/v2.0/token", headers, &body);
        let text = std::str::from_utf8(&response.body).expect("text");
        let json: Value = serde_json::from_str(text).expect("JSON");
        if !expected {
            assert!([400, 401].contains(&response.status) && json["error"].is_string(), "{response:?}");
            // What the form says elsewhere is quoted.
            let quoted = ["grant_type", "client_id", "scope"].map(|name| get(name).unwrap_or_default()).concat();
            for secret in [SECRET, ASSERTION] {
                assert!(!text.contains(secret) || quoted.contains(secret), "{text}");
            }
            return;
        }
        assert_eq!(response.status, 200, "{text}");
        let token = json["access_token"].as_str().expect("a token");
        if token.len() < 8_000 {
            let authorization = format!("authorization: Bearer {token}\r\n");
            assert_eq!(service.exchange("HEAD", "/api/hubs/chat/users/nobody", &authorization, b"").status, 404);
        }
    });
});
