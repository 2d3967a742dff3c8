//! Continuation tokens: the last connection of a page, signed so that they are valid only for their group.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const SIGNATURE_SIZE: usize = 16;

/// A token for the connections after this one.
pub(super) fn write(key: &str, hub: &str, group: &str, id: &str) -> Option<String> {
    let signature = mac(key, hub, group, id)?.finalize().into_bytes();
    Some(URL_SAFE_NO_PAD.encode([signature.get(..SIGNATURE_SIZE)?, id.as_bytes()].concat()))
}

/// The connection that a token was written for; `None` for an invalid token, or one of another group.
pub(super) fn read(key: &str, hub: &str, group: &str, token: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (signature, id) = bytes.split_at_checked(SIGNATURE_SIZE)?;
    let id = String::from_utf8(id.to_vec()).ok()?;
    mac(key, hub, group, &id)?.verify_truncated_left(signature).ok()?;
    Some(id)
}

fn mac(key: &str, hub: &str, group: &str, id: &str) -> Option<Hmac<Sha256>> {
    let mut hmac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    for part in ["continuation", hub, group, id] {
        hmac.update(&part.len().to_be_bytes());
        hmac.update(part.as_bytes());
    }
    Some(hmac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_bound() {
        let token = write("key", "hub", "group", "connection").expect("written");
        assert_eq!(read("key", "hub", "group", &token).as_deref(), Some("connection"));
        assert_eq!(read("other", "hub", "group", &token), None);
        assert_eq!(read("key", "hub", "other", &token), None);
        assert_eq!(read("key", "hubg", "roup", &token), None);
        for bad in ["", "x", "@", &token[1..], &format!("{token}AA")] {
            assert_eq!(read("key", "hub", "group", bad), None, "{bad}");
        }
    }
}
