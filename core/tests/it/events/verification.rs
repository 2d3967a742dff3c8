//! Which requests are read, and with which status the others are rejected.

use super::{FIRST_KEY, Raw, SECOND_KEY, key, upstream};
use std::sync::{Arc, Mutex};
use webpubsub_core::events::{Event, Upstream, UpstreamErrorKind, signature};
use webpubsub_core::{AccessKey, RotatingAccessKey};

fn message() -> Raw {
    Raw::user("message", Some("text/plain"), "hi")
}

fn signed(signature: Option<&str>) -> Raw {
    message().with("ce-signature", signature)
}

/// A signature, and the status.
#[test]
fn signatures() {
    let [first, second] = [FIRST_KEY, SECOND_KEY].map(|text| signature([&key(text)], "conn-1"));
    let (of_another, by_another) = (signature([&key(FIRST_KEY)], "conn-2"), signature([&key("another")], "conn-1"));
    let both = format!("{by_another},{second}");
    for (what, signature, status) in [
        ("first key", Some(&*first), 200),
        ("second key", Some(&second), 200),
        ("one of two", Some(&both), 200),
        ("upper case", Some(&first.to_uppercase()), 200),
        ("another key", Some(&by_another), 401),
        ("another connection", Some(&of_another), 401),
        ("changed", Some(&first.replace(['0', '1'], "2")), 401),
        ("truncated", Some(&first[..first.len() - 1]), 401),
        ("truncated to bytes", Some(&first[..first.len() - 2]), 401),
        ("the algorithm alone", Some("sha256="), 401),
        ("without algorithm", Some(&first["sha256=".len()..]), 401),
        ("another algorithm", Some(&first.replace("sha256", "sha512")), 401),
        ("not hexadecimal", Some(&first.replace(['a', 'b', 'c'], "x")), 401),
        ("empty", Some(""), 401),
        ("missing", None, 401),
    ] {
        assert_eq!(signed(signature).status_by(&upstream()), status, "{what}");
    }
    assert_eq!(signed(None).read().unwrap_err().kind(), UpstreamErrorKind::Unsigned);
    assert_eq!(signed(Some(&by_another)).read().unwrap_err().kind(), UpstreamErrorKind::WrongSignature);
    // The id that was verified is the id that is read.
    let twice = || {
        let mut raw = message();
        raw.headers.push(("CE-ConnectionId".into(), "conn-2".into()));
        raw
    };
    assert_eq!(twice().read().unwrap_err().kind(), UpstreamErrorKind::InvalidHeader);
    let mut first_is_other = twice();
    first_is_other.headers.reverse();
    assert_eq!(first_is_other.status_by(&upstream()), 400);
}

#[test]
fn without_a_key_there_is_no_upstream() {
    let error = Upstream::new("chat").keys([]).unwrap_err();
    assert_eq!(error.to_string(), "access key: at least one is required, or nothing is verified");
    // A word in the code accepts what is not signed.
    let insecure = Upstream::new("chat").insecure_accept_unsigned().unwrap();
    for raw in [signed(None), signed(Some("sha256=00")), message()] {
        assert_eq!(raw.status_by(&insecure), 200);
    }
    for (hub, origins, code) in
        [("", "*", "code"), ("a b", "*", "code"), ("chat", " , ", "code"), ("chat", "*", " code")]
    {
        assert!(
            Upstream::new(hub).allow_origins(origins).code(code).keys([key(FIRST_KEY)]).is_err(),
            "{hub} {origins}"
        );
    }
}

#[test]
fn keys_are_read_for_each_event() {
    let keys: Arc<Mutex<Vec<AccessKey>>> = Arc::default();
    let current = Arc::clone(&keys);
    let upstream = Upstream::new("chat").keys_from(move || current.lock().unwrap().clone()).unwrap();
    assert_eq!(message().status_by(&upstream), 401);
    let rotating = RotatingAccessKey::new("older").unwrap();
    let same = rotating.clone();
    let by_rotating = Upstream::new("chat").keys_from(move || vec![same.access_key()]).unwrap();
    assert_eq!(message().status_by(&by_rotating), 401);
    rotating.update(FIRST_KEY).unwrap();
    assert_eq!(message().status_by(&by_rotating), 200);
    keys.lock().unwrap().push(key(FIRST_KEY));
    assert_eq!(message().status_by(&upstream), 200);
    *keys.lock().unwrap() = [key("another-new-key")].into();
    assert_eq!(message().status_by(&upstream), 401);
}

#[test]
fn origins() {
    let with = |list: &str| Upstream::new("chat").allow_origins(list).keys([key(FIRST_KEY)]).unwrap();
    let ours = with("https://b.example, Contoso.webpubsub.azure.com:443");
    for (origin, status) in [
        (Some("contoso.webpubsub.azure.com"), 200),
        (Some("CONTOSO.webpubsub.azure.com:443"), 200),
        (Some("b.example"), 200),
        (Some("x.example, b.example"), 200),
        (Some("x.example"), 403),
        (Some("contoso.webpubsub.azure.com.evil.example"), 403),
        (Some("contoso.webpubsub.azure.com:444"), 403),
        (None, 400),
    ] {
        assert_eq!(message().with("webhook-request-origin", origin).status_by(&ours), status, "{origin:?}");
    }
    assert_eq!(message().with("webhook-request-origin", None).status_by(&with("*")), 200);
    assert_eq!(message().with("webhook-request-origin", Some("x.example")).status_by(&upstream()), 200);
}

#[test]
fn handshakes() {
    let ask = |method, origin: Option<&str>| Raw {
        method,
        headers: origin.map(|origin| ("WebHook-Request-Origin".into(), origin.into())).into_iter().collect(),
        body: bytes::Bytes::new(),
    };
    let allowed = |raw: &Raw, upstream: &Upstream| match raw.read_by(upstream) {
        Ok(Event::Handshake(handshake)) => {
            let response = handshake.allow();
            assert_eq!((response.status(), handshake.refuse().status()), (200, 403));
            Ok(response.header("WebHook-Allowed-Origin").unwrap().to_owned())
        }
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.status()),
    };
    let named = Upstream::new("chat").allow_origins(" a.example ,\tb.example ").allow_origins("c.example:8080");
    let named = named.code("the-code").validate_token(|_| false).keys([key(FIRST_KEY)]).unwrap();
    for (method, origin, expected) in [
        ("OPTIONS", Some("a.example"), Ok("a.example")),
        ("GET", Some("a.example"), Ok("a.example")),
        ("OPTIONS", Some(" B.Example "), Ok("B.Example")),
        ("OPTIONS", Some("b.example:443"), Ok("b.example:443")),
        ("OPTIONS", Some("c.example"), Ok("c.example")),
        ("OPTIONS", Some("x.example,a.example"), Ok("a.example")),
        ("OPTIONS", Some("x.example"), Err(403)),
        ("OPTIONS", Some("c.example:9"), Err(403)),
        ("OPTIONS", None, Err(400)),
        ("OPTIONS", Some(""), Err(400)),
        ("GET", None, Err(405)),
        ("PUT", Some("a.example"), Err(405)),
        ("post", Some("a.example"), Err(405)),
    ] {
        assert_eq!(allowed(&ask(method, origin), &named), expected.map(ToOwned::to_owned), "{method} {origin:?}");
    }
    assert_eq!(allowed(&ask("OPTIONS", Some("any.example")), &upstream()), Ok("*".into()));
}

#[test]
fn hubs_and_missing_headers() {
    assert_eq!(message().with("ce-hub", Some("CHAT")).status_by(&upstream()), 200);
    assert_eq!(message().with("ce-hub", Some("news")).status_by(&upstream()), 404);
    for name in ["ce-hub", "ce-connectionId", "ce-type"] {
        let error = message().with(name, None).read().unwrap_err();
        assert_eq!(error.to_string(), format!("the header {} is missing", name.to_lowercase()));
        assert_eq!(error.status(), 400);
    }
    let many: Vec<_> = (0..300).map(|number| (format!("ce-x{number}"), "1")).collect();
    let error =
        upstream().read_parts("POST", many.iter().map(|(name, value)| (name.as_str(), *value)), "").unwrap_err();
    assert_eq!(error.kind(), UpstreamErrorKind::InvalidHeader);
    let latin = [("ce-userId", &b"\xe9"[..])];
    assert_eq!(upstream().read_parts("POST", latin, "").unwrap_err().kind(), UpstreamErrorKind::InvalidHeader);
}

#[test]
fn a_code_in_the_url() {
    let upstream = Upstream::new("chat").code("a+b/c=").keys([key(FIRST_KEY)]).unwrap();
    let raw = message();
    for (query, status) in [
        ("code=a%2Bb%2Fc%3D", 200),
        ("x=1&code=a%2bb/c=", 200),
        ("code=a+b/c=", 401),
        ("code=a%2Bb%2Fc", 401),
        ("code=A%2Bb%2Fc%3D", 401),
        ("code=", 401),
        ("code=wrong&code=a%2Bb%2Fc%3D", 401),
        ("xcode=a%2Bb%2Fc%3D", 401),
        ("", 401),
    ] {
        let read = upstream.read_parts_with_query("POST", query, raw.pairs(), raw.body.clone());
        assert_eq!(read.map_or_else(|error| error.status(), |_| 200), status, "{query}");
    }
    assert_eq!(raw.read_by(&upstream).unwrap_err().kind(), UpstreamErrorKind::WrongCode);
}

#[test]
fn a_bearer_token_is_handed_to_a_check() {
    let upstream = Upstream::new("chat").validate_token(|token| token == Some("t.o.k")).keys([key(FIRST_KEY)]).unwrap();
    for (header, status) in [
        (Some("Bearer t.o.k"), 200),
        (Some("bearer  t.o.k"), 200),
        (Some("Bearer x"), 401),
        (Some("Basic t.o.k"), 401),
        (Some("t.o.k"), 401),
        (None, 401),
    ] {
        assert_eq!(message().with("Authorization", header).status_by(&upstream), status, "{header:?}");
    }
    // An unsigned event does not reach the check.
    let never = Upstream::new("chat").validate_token(|_| panic!("checked")).keys([key(FIRST_KEY)]).unwrap();
    assert_eq!(signed(None).status_by(&never), 401);
    let read = message().with("Authorization", Some("Bearer t.o.k")).read().unwrap();
    assert_eq!(read.context().unwrap().bearer_token().unwrap().expose(), "t.o.k");
}

/// Neither errors nor `Debug` show a key, a signature, a token, a code, or what a client sent.
#[test]
fn nothing_secret_is_shown() {
    let upstream = Upstream::new("chat").code("hush-code").validate_token(|_| false).keys([key(FIRST_KEY)]).unwrap();
    let event =
        || message().with("authorization", Some("Bearer hush-token")).with("ce-connectionState", Some("aHVzaA=="));
    let read = event().read().unwrap();
    let connect =
        Raw::event("azure.webpubsub.sys.connect", r#"{"headers":{"cookie":["hush"]},"query":{"t":["hush"]}}"#);
    let mut shown = [
        format!("{upstream:?} {:?}", Upstream::new("chat").code("hush-code")),
        format!("{read:?} {:?} {:?}", read.context(), read.context().unwrap().connection_state()),
        format!("{:?}", connect.read().unwrap()),
    ]
    .concat();
    for raw in [event(), signed(Some("sha256=hush"))] {
        let error = raw.read_by(&upstream).unwrap_err();
        shown.extend([error.to_string(), format!("{error:?}")]);
    }
    for secret in ["hush", "aHVzaA", "sha256", "\"hi\""] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}
