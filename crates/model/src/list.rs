//! The one way in which several byte strings become one: a length-prefixed list, never a separator (docs/format.md 1).

/// Encodes `items` as `u32 count ‖ (u32 length ‖ bytes)*`, big endian.
///
/// Two different lists never have the same encoding, which is what every id, context and HPKE info of the format rests
/// on (TRUST.md 1).
///
/// # Panics
///
/// When there are more than 2^32 − 1 items or one of them is longer; the format knows no such list.
#[must_use]
pub fn length_prefixed(items: &[&[u8]]) -> Vec<u8> {
    let total = items.iter().map(|item| item.len() + 4).sum::<usize>() + 4;
    let mut out = Vec::with_capacity(total);
    out.extend_from_slice(&prefix(items.len()));
    for item in items {
        out.extend_from_slice(&prefix(item.len()));
        out.extend_from_slice(item);
    }
    out
}

fn prefix(length: usize) -> [u8; 4] {
    u32::try_from(length).expect("the format's lists and items stay below 4 GiB").to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::length_prefixed;

    #[test]
    fn moving_a_border_changes_the_encoding() {
        assert_ne!(length_prefixed(&[b"ab", b"c"]), length_prefixed(&[b"a", b"bc"]));
        assert_ne!(length_prefixed(&[b"ab"]), length_prefixed(&[b"ab", b""]));
    }

    #[test]
    fn the_encoding_is_the_one_of_the_format_page() {
        assert_eq!(length_prefixed(&[b"ab", b""]), [0, 0, 0, 2, 0, 0, 0, 2, b'a', b'b', 0, 0, 0, 0]);
    }
}
