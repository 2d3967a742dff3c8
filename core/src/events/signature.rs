//! `ce-signature`: which key signed a connection's id.

use crate::AccessKey;
use alloc::string::String;
use core::fmt::Write;

/// The service writes one for each of its two keys.
const MAX_SIGNATURES: usize = 8;

/// The value of `ce-signature` with which the service signs the events of a connection: one signature for each key. For tests,
/// and for stand-ins for the service.
pub fn signature<'a>(keys: impl IntoIterator<Item = &'a AccessKey>, connection_id: &str) -> String {
    let mut header = String::new();
    for key in keys {
        header.push_str(if header.is_empty() { "sha256=" } else { ",sha256=" });
        for byte in key.sign(connection_id.as_bytes()) {
            let _ = write!(header, "{byte:02x}");
        }
    }
    header
}

/// Whether one of the keys made one of the signatures. Each is compared with each, in constant time.
pub(super) fn verify(header: &str, connection_id: &str, keys: &[AccessKey]) -> bool {
    let mut verified = false;
    for signature in header.split(',').take(MAX_SIGNATURES).filter_map(decode) {
        for key in keys {
            verified |= key.verify(connection_id.as_bytes(), &signature);
        }
    }
    verified
}

/// The bytes of `sha256=…` in hexadecimal digits of either case.
fn decode(signature: &str) -> Option<[u8; 32]> {
    let (algorithm, digits) = signature.trim().split_once('=')?;
    let digits = digits.as_bytes();
    if !algorithm.eq_ignore_ascii_case("sha256") || digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    /// Computed with Python's `hmac` from the standard library.
    const BY_FIRST: &str = "sha256=cbd27f5a408aaa4b9247d9c9fad4211e4759881cf9fe6363da8afc5b37ef80d7";
    const BY_SECOND: &str = "sha256=b47e61bc471c3f236f6fb4c4ae461e1c4a8dbf6f24d993734b8a23e95dc176f2";

    #[test]
    fn signatures() {
        let [first, second, other] =
            ["first-key", "second-key", "another-key"].map(|key| AccessKey::new(key).expect(key));
        let (both, keys) = (format!("{BY_FIRST},{BY_SECOND}"), [first.clone(), second]);
        assert_eq!(signature(&keys, "conn-1"), both);
        for (header, connection_id, verified) in [
            (BY_FIRST, "conn-1", true),
            (BY_SECOND, "conn-1", true),
            (&*both, "conn-1", true),
            (&format!("sha256=00, {BY_SECOND} "), "conn-1", true),
            (&BY_FIRST.to_ascii_uppercase(), "conn-1", true),
            (BY_FIRST, "conn-2", false),
            (BY_FIRST, "", false),
            (&BY_FIRST[..BY_FIRST.len() - 1], "conn-1", false),
            (&BY_FIRST[..BY_FIRST.len() - 2], "conn-1", false),
            (&format!("{BY_FIRST}0"), "conn-1", false),
            (&BY_FIRST.replace("sha256", "sha1"), "conn-1", false),
            (&BY_FIRST["sha256=".len()..], "conn-1", false),
            (&signature([&other], "conn-1"), "conn-1", false),
            (&format!("{}{BY_FIRST}", "sha256=00,".repeat(MAX_SIGNATURES)), "conn-1", false),
            ("sha256=", "conn-1", false),
            ("", "conn-1", false),
            ("sha256=ééééééééééééééééééééééééééééééé\u{80}", "conn-1", false),
        ] {
            assert_eq!(verify(header, connection_id, &keys), verified, "{header} {connection_id}");
        }
        assert!(!verify(BY_FIRST, "conn-1", &[]));
        assert!(!verify(&both, "conn-1", &[other]));
        assert!(verify(BY_FIRST, "conn-1", &[first]));
    }
}
