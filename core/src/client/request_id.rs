//! `x-ms-client-request-id`: one id for all attempts of a call.

/// Writes sixteen random bytes as a UUID version 4 (RFC 9562 section 5.4), in ASCII.
pub(super) fn uuid_v4(mut random: [u8; 16]) -> [u8; 36] {
    random[6] = random[6] & 0x0F | 0x40;
    random[8] = random[8] & 0x3F | 0x80;
    let (mut text, mut at) = ([b'-'; 36], 0);
    for (index, byte) in random.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            at += 1;
        }
        for nibble in [byte >> 4, byte & 0x0F] {
            text[at] = b"0123456789abcdef"[usize::from(nibble)];
            at += 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_and_variant() {
        assert_eq!(uuid_v4([0xFF; 16]), *b"ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid_v4([0; 16]), *b"00000000-0000-4000-8000-000000000000");
    }
}
