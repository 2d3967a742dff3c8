use super::*;
use proptest::prelude::*;

/// The bytes that follow the response, or why there is no tunnel; if all were read before, the proxy closed.
fn rest(bytes: &[u8]) -> Result<&[u8], TunnelError> {
    let mut response = TunnelResponse::default();
    for (at, byte) in bytes.iter().enumerate() {
        if response.push(*byte)? {
            return Ok(&bytes[at + 1..]);
        }
    }
    Err(io::Error::from(io::ErrorKind::UnexpectedEof).into())
}

#[test]
fn requests() {
    let proxy = Proxy::new("http://proxy:3128").expect("a proxy");
    assert_eq!(proxy.tunnel_request("h", 8080).expose(), "CONNECT h:8080 HTTP/1.1\r\nHost: h:8080\r\n\r\n");
    let proxy = proxy.basic_auth("a", "b").expect("a proxy");
    assert_eq!(
        proxy.tunnel_request("[::1]", 443).expose(),
        "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\nProxy-Authorization: Basic YTpi\r\n\r\n"
    );
}

#[test]
fn the_tunnel_begins_after_the_head() {
    for head in ["HTTP/1.1 200 OK\r\nx: y\r\n\r\n", "HTTP/1.0 200\r\n\r\n", "HTTP/1.1 204 X\nx: y\n\n"] {
        assert_eq!(rest(format!("{head}\nrest").as_bytes()).expect("a tunnel"), b"\nrest", "{head}");
    }
}

#[test]
fn refusals() {
    let long = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(MAX_HEAD));
    for (response, text, is_permanent) in [
        ("HTTP/1.1 407 X\r\n\r\n", "the proxy requires valid credentials (407)", true),
        ("HTTP/1.1 401 X\r\n\r\n", "the proxy requires valid credentials (401)", true),
        ("HTTP/1.0 403 X\r\n\r\n", "the proxy opened no tunnel (status 403)", true),
        ("HTTP/1.1 502 X\r\n\r\n", "the proxy opened no tunnel (status 502)", false),
        ("SSH-2.0-OpenSSH\r\n", "the proxy's response is not HTTP", false),
        ("HTTP/1.1 2xx\r\n\r\n", "the proxy's response is not HTTP", false),
        ("HTTP/1.12200 X\r\n\r\n", "the proxy's response is not HTTP", false),
        ("HTTP/1.\n\n", "the proxy's response is not HTTP", false),
        (&long, "the head of the proxy's response is too long", false),
        ("HTTP/1.1 200 OK\r\n", "the proxy closed the connection", false),
    ] {
        let error = rest(response.as_bytes()).expect_err(response);
        assert_eq!((error.to_string().as_str(), error.is_permanent()), (text, is_permanent));
    }
    let broken = TunnelError::from(io::Error::other("reset"));
    assert_eq!(broken.source().expect("the cause").to_string(), "reset");
}

proptest! {
    #[test]
    fn any_bytes(after in proptest::collection::vec(any::<u8>(), 0..40)) {
        let _ = rest(&after);
        let _ = rest(&[b"HTTP/1.1 ", after.as_slice(), b"\r\n\r\n"].concat());
    }
}
