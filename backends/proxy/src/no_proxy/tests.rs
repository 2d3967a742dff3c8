//! Tables of entries, and of what they match.

use super::*;
use proptest::prelude::*;

#[test]
fn entries() {
    for (list, host, port, matches) in [
        ("", "example.com", 80, false),
        (" , ,, ", "example.com", 80, false),
        ("*", "example.com", 80, true),
        ("*", "10.1.2.3", 80, true),
        ("*:8080", "example.com", 8080, true),
        ("*:8080", "example.com", 80, false),
        // Names.
        ("example.com", "example.com", 80, true),
        ("example.com", "EXAMPLE.com", 80, true),
        ("Example.COM.", "example.com", 80, true),
        ("example.com", "example.com.", 80, true),
        ("example.com", "a.b.example.com", 80, true),
        ("example.com", "anexample.com", 80, false),
        ("example.com", "example.com.org", 80, false),
        (".example.com", "a.example.com", 80, true),
        (".example.com", "example.com", 80, true),
        (".example.com", "anexample.com", 80, false),
        ("*.example.com", "a.example.com", 80, true),
        ("*.example.com", "a.b.example.com", 80, true),
        ("*.example.com", "example.com", 80, false),
        ("*.example.com", "anexample.com", 80, false),
        ("a*.example.com", "abc.example.com", 80, true),
        ("a*c*.com", "abcd.com", 80, true),
        ("a*c*.com", "abd.com", 80, false),
        (".", "example.com", 80, false),
        ("*.", "example.com", 80, false),
        ("*.:80", "example.com", 80, false),
        // Ports.
        ("example.com:8080", "example.com", 8080, true),
        ("example.com:8080", "a.example.com", 8080, true),
        ("example.com:8080", "example.com", 443, false),
        ("example.com:http", "example.com", 80, false),
        ("*.example.com:443", "a.example.com", 443, true),
        ("10.1.2.3:443", "10.1.2.3", 443, true),
        ("10.1.2.3:443", "10.1.2.3", 80, false),
        ("[::1]:443", "[::1]", 443, true),
        ("[::1]:443", "::1", 80, false),
        // Addresses.
        ("10.1.2.3", "10.1.2.3", 80, true),
        ("10.1.2.3", "110.1.2.3", 80, false),
        ("1.2.3", "10.1.2.3", 80, false),
        ("2.3.4", "1.2.3.4", 80, false),
        ("::1", "[::1]", 80, true),
        ("[::1]", "[0:0::1]", 80, true),
        ("[::1]", "::1", 80, true),
        ("[fd00::A]", "[fd00::a]", 80, true),
        ("::ffff:10.1.2.3", "10.1.2.3", 80, true),
        ("10.1.2.3", "[::ffff:10.1.2.3]", 80, true),
        // Networks.
        ("10.0.0.0/8", "10.255.1.2", 80, true),
        ("10.0.0.0/8", "11.0.0.1", 80, false),
        ("10.9.9.9/8", "10.1.1.1", 80, true),
        ("0.0.0.0/0", "8.8.8.8", 80, true),
        ("0.0.0.0/0", "::1", 80, false),
        ("10.1.2.3/32", "10.1.2.3", 80, true),
        ("10.1.2.3/33", "10.1.2.3", 80, false),
        ("10.0.0.0/x", "10.1.2.3", 80, false),
        ("10.0.0.0/8", "10.example.com", 80, false),
        ("fd00::/8", "[fd12::1]", 80, true),
        ("fd00::/8", "[fe80::1]", 80, false),
        ("::/0", "[fe80::1]", 80, true),
        ("10.0.0.0/8:443", "10.1.2.3", 443, true),
        ("10.0.0.0/8:443", "10.1.2.3", 80, false),
        ("10.0.0.0/8:https", "10.1.2.3", 443, false),
        ("fd00::/8:443", "[fd12::1]", 443, true),
        ("[fd00::]/8:443", "[fd12::1]", 443, true),
        ("[fd00::]/8:443", "[fd12::1]", 80, false),
        // Addresses with a wildcard.
        ("10.*", "10.1.2.3", 80, true),
        ("10.*", "110.1.2.3", 80, false),
        ("10.*", "10.example.com", 80, false),
        ("192.168.*.*", "192.168.7.9", 80, true),
        ("127.0.0.*:81", "127.0.0.9", 81, true),
        // Lists.
        ("a.example , b.example", "b.example", 80, true),
        ("a.example b.example", "b.example", 80, true),
        ("a.example\t,\n b.example,", "a.example", 80, true),
        ("a.example,b.example", "c.example", 80, false),
    ] {
        assert_eq!(NoProxy::new(list).matches(host, port), matches, "{list:?} and {host}:{port}");
    }
}

#[test]
fn a_hostile_pattern_takes_no_time() {
    let list = "*a".repeat(10_000);
    assert!(!NoProxy::new(&list).matches(&"a".repeat(9_999), 80));
}

proptest! {
    /// Any text is a list, and an entry for a host matches it wherever it stands.
    #[test]
    fn any_text(list in ".{0,60}", host in ".{0,20}", port: u16) {
        NoProxy::new(&list).matches(&host, port);
    }

    #[test]
    fn a_listed_host_matches(before in "[a-z.*:/0-9]{0,20}", host in "[a-z]{1,9}\\.[a-z]{1,9}", port: u16) {
        for list in [format!("{before} , {host}"), format!("{host}:{port},{before}")] {
            prop_assert!(NoProxy::new(&list).matches(&host, port), "{}", list);
        }
    }
}
