//! Bodies are compared by length and SHA-256, so that a report on one fits on a line.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// `5 2cf24dba…`: the length and the first sixteen hexadecimal digits.
pub(crate) fn fingerprint(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let mut text = format!("{} ", body.len());
    for byte in &digest[..8] {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Bytes of every value, different for each seed, so that mixed or shifted bodies are noticed.
pub(crate) fn pattern(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(length + 7);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_differ_and_fingerprints_tell() {
        assert_eq!(fingerprint(b"hello"), "5 2cf24dba5fb0a30e");
        assert_eq!(pattern(9, 1).len(), 9);
        assert_ne!(fingerprint(&pattern(64, 1)), fingerprint(&pattern(64, 2)));
        assert!((0..=255).all(|byte| pattern(65_536, 3).contains(&byte)));
    }
}
