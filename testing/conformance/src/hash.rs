//! Bodies are compared by length and hash, so that a failure fits on one line.

/// `5 8f1c…`: the length and a hash of 64 bits. It detects mistakes, not attacks, and is fast without optimisation.
pub(crate) fn fingerprint(body: &[u8]) -> String {
    let (words, rest) = body.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let mut hash = body.len() as u64;
    for word in words.iter().chain([&last]) {
        hash = (hash ^ u64::from_le_bytes(*word)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    }
    format!("{} {hash:016x}", body.len())
}

/// Bytes of every value, different for each seed, so that mixed or shifted bodies are detected.
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
    use std::collections::HashSet;

    #[test]
    fn patterns_differ_and_have_all_bytes() {
        assert_eq!(pattern(9, 1).len(), 9);
        assert_ne!(pattern(64, 1), pattern(64, 2));
        assert!((0..=255).all(|byte| pattern(65_536, 3).contains(&byte)));
    }

    /// Each changed byte, truncation and rotation has another fingerprint.
    #[test]
    fn fingerprints_differ() {
        let body = pattern(100, 7);
        let mut all = HashSet::from([fingerprint(&body), fingerprint(&[]), fingerprint(&[0])]);
        for place in 0..100 {
            let mut changed = body.clone();
            changed[place] ^= 1;
            let mut shifted = body.clone();
            shifted.rotate_left(place + 1);
            all.extend([fingerprint(&changed), fingerprint(&body[..place])]);
            if place < 99 {
                all.insert(fingerprint(&shifted));
            }
        }
        // The empty body is there twice.
        assert_eq!(all.len(), 3 + 300 - 2);
    }
}
