//! Tables of URLs. No error shows what can be a password.

use super::*;
use proptest::prelude::*;

#[test]
fn urls() {
    for (url, address, authorization) in [
        ("http://proxy:3128", "http://proxy:3128", None),
        (" HTTPS://proxy.example:443/ ", "https://proxy.example:443", None),
        ("https://proxy.example", "https://proxy.example:443", None),
        ("proxy:3128", "http://proxy:3128", None),
        ("localhost", "http://localhost:80", None),
        ("10.1.2.3:8080", "http://10.1.2.3:8080", None),
        ("http://[::1]:1", "http://[::1]:1", None),
        ("[::1]", "http://[::1]:80", None),
        ("http://ann:p%40ss%3a@proxy:1", "http://proxy:1", Some("Basic YW5uOnBAc3M6")),
        ("http://ann:p@ss:@proxy:1", "http://proxy:1", Some("Basic YW5uOnBAc3M6")),
        ("ann:hush@proxy:1", "http://proxy:1", Some("Basic YW5uOmh1c2g=")),
        ("http://ann@proxy:1", "http://proxy:1", Some("Basic YW5uOg==")),
    ] {
        let proxy = Proxy::new(url).expect(url);
        assert_eq!(proxy.to_string(), address);
        assert_eq!(proxy.authorization().map(Secret::expose), authorization, "{url}");
    }
}

#[test]
fn invalid_urls_are_rejected_and_not_quoted() {
    const ENCODE: &str = "must have user and password percent-encoded";
    for (url, rule) in [
        ("", "must be a URL"),
        ("http://pro xy:1", "must be a URL"),
        ("http://ann:hush\n@proxy:1", "must be a URL"),
        ("http://", "must name a host"),
        ("http://hush@", "must name a host"),
        ("ann:hush", "must name a host and, after a colon, its port"),
        ("http://proxy:", "must name a host"),
        ("http://proxy:0", "must name a host"),
        ("http://proxy:+1", "must name a host"),
        ("http://proxy:65536", "must name a host"),
        ("http://::1", "must name a host"),
        ("http://[proxy]:1", "must name a host"),
        ("http://ann:hush@:3128", "must name a host"),
        ("http://ann:hush\\@proxy:1:2", "must name a host"),
        ("socks5://ann:hush@proxy:1080", "SOCKS is not supported"),
        ("http://ann:hush@proxy:1/path", "no path"),
        ("http://ann:hush@proxy:1/?q", "no path"),
        ("http://ann:hush@proxy:1#", "no path, no query and no fragment"),
        // The password, unencoded, would end the part that names the host.
        ("http://ann:1234#hush@proxy:3128", ENCODE),
        ("http://ann:1234/hush@proxy:3128", ENCODE),
        ("ann:1234?hush@proxy:3128", ENCODE),
        ("http://ann:#hush@proxy:3128", ENCODE),
        ("http://ann:hush%FF@proxy:1", "UTF-8"),
        ("http://ann:hush%0a@proxy:1", "no control characters"),
        ("http://a%3ann:hush@proxy:1", "no colon"),
    ] {
        let error = Proxy::named("HTTPS_PROXY", url).expect_err(url).to_string();
        assert!(error.starts_with("HTTPS_PROXY: ") && error.contains(rule), "{url}: {error}");
        assert!(!error.contains("hush") && !error.contains("1234"), "{error}");
    }
    let proxy = Proxy::new("http://ann:hush@proxy:1").expect("valid").basic_auth("ann", "hush2").expect("valid");
    assert_eq!(format!("{proxy:?}"), "Proxy { address: http://proxy:1, authorization: Some(Secret), .. }");
    assert!(proxy.basic_auth("a:b", "hush").is_err_and(|error| error.field() == "proxy user"));
}

proptest! {
    /// Whatever stands before the last `@`, or makes the URL invalid, is shown by nothing.
    #[test]
    fn no_password_is_shown(before in ".{0,9}", after in ".{0,9}") {
        let url = format!("http://ann:{before}hush{after}@proxy:3128");
        let shown = match Proxy::new(&url) {
            Ok(proxy) => format!("{proxy:?} {proxy}"),
            Err(error) => format!("{error:?} {error}"),
        };
        prop_assert!(!shown.contains("hush"), "{}", shown);
    }

    /// A URL that is accepted names the host that was meant.
    #[test]
    fn the_host_is_the_last_part(userinfo in ".{0,12}") {
        if let Ok(proxy) = Proxy::new(&format!("http://{userinfo}@proxy:3128")) {
            prop_assert_eq!(proxy.to_string(), "http://proxy:3128");
        }
    }
}
