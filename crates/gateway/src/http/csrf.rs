//! Proof that a form came from our own page: a token bound to the session, and the browser's word on its origin.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Name of the hidden field.
pub const FIELD: &str = "csrf_token";
/// Name of the header that scripts send instead.
pub const HEADER: &str = "x-csrf-token";

/// The proof for whoever holds `bound_to` (a session's token or a cookie's value).
#[must_use]
pub fn token(secret: &[u8; 32], bound_to: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        return String::new();
    };
    mac.update(b"csrf\0");
    mac.update(bound_to.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Whether the proof is right, in constant time.
#[must_use]
pub fn is_right(secret: &[u8; 32], bound_to: &str, given: &str) -> bool {
    let right = token(secret, bound_to);
    !right.is_empty() && bool::from(right.as_bytes().ct_eq(given.as_bytes()))
}

/// What the browser says of a request's origin. Old browsers say nothing; then the token alone decides.
#[must_use]
pub fn is_foreign(own_origin: &str, origin: Option<&str>, fetch_site: Option<&str>) -> bool {
    match (origin, fetch_site) {
        (_, Some("same-origin" | "none")) => false,
        (_, Some(_)) => true,
        (Some(origin), None) => origin != own_origin,
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_bound_to_its_session_and_box() {
        let good = token(&[1; 32], "session");
        assert!(is_right(&[1; 32], "session", &good));
        assert!(!is_right(&[1; 32], "other", &good));
        assert!(!is_right(&[2; 32], "session", &good));
        assert!(!is_right(&[1; 32], "session", ""));
    }

    #[test]
    fn the_browsers_word_decides_first() {
        let own = "https://a.example";
        assert!(!is_foreign(own, Some(own), Some("same-origin")));
        assert!(is_foreign(own, Some(own), Some("same-site")));
        assert!(is_foreign(own, Some("https://b.example"), None));
        assert!(is_foreign(own, Some("null"), None));
        assert!(!is_foreign(own, None, None));
    }
}
