//! `ce-signature`: which service sent an event.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// `sha256=` and the HMAC of the connection id in lower-case hexadecimal, for each key, separated by commas.
pub(super) fn sign(connection: &str, keys: &[Vec<u8>]) -> String {
    let mut signature = String::new();
    // HMAC accepts keys of any length.
    for mut mac in keys.iter().filter_map(|key| Hmac::<Sha256>::new_from_slice(key).ok()) {
        mac.update(connection.as_bytes());
        signature.push_str(if signature.is_empty() { "sha256=" } else { ",sha256=" });
        for byte in mac.finalize().into_bytes() {
            // Writing to a string cannot fail.
            let _ = write!(signature, "{byte:02x}");
        }
    }
    signature
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_each_key() {
        // Made by Python's hmac.
        let first = "sha256=261f7f58ff9fb9bb8be7e4951a807fe6091e5c074885bf63b865eccd28728881";
        let second = "sha256=0bff3c63838cccdb64d632cc479caf14c763a3e85b8c78ab0bc22a34658ee423";
        let (one, two) = (b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH".to_vec(), b"another".to_vec());
        assert_eq!(sign("conn-1", std::slice::from_ref(&one)), first);
        assert_eq!(sign("conn-1", &[one, two]), format!("{first},{second}"));
    }
}
