//! `Content-Digest` (RFC 9530): by it a reader sees that an answer arrived as it was given. It proves nothing about who gave
//! it; what counts is signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The field.
pub const CONTENT_DIGEST: &str = "content-digest";

/// The algorithm that both sides know.
const KNOWN: &str = "sha-256=";

/// The value of the field for a body.
#[must_use]
pub fn content_digest(body: &[u8]) -> String {
    format!("{KNOWN}:{}:", STANDARD.encode(Sha256::digest(body)))
}

/// Whether a body agrees with the value of the field; it does when the value says nothing that is known here.
#[must_use]
pub fn agrees(value: &str, body: &[u8]) -> bool {
    let known = value.split(',').map(str::trim).find(|member| member.starts_with(KNOWN));
    known.is_none_or(|member| member == content_digest(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_agrees_and_another_body_does_not() {
        // RFC 9530, B.1.
        let body = b"{\"hello\": \"world\"}\n";
        let value = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
        assert_eq!(content_digest(body), value);
        assert!(agrees(value, body) && !agrees(value, b"{\"hello\": \"worle\"}\n"));
        let both = format!("sha-512=:AAAA:, {value}");
        assert!(agrees(&both, body) && !agrees(&both, b""));
        assert!(agrees("sha-512=:AAAA:", body), "another algorithm says nothing here");
    }
}
