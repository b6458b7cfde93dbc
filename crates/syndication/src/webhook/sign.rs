//! The signature of Standard Webhooks: HMAC-SHA256 over id, time and body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;

const MARK: &str = "whsec_";

/// A new secret: `whsec_` and 32 random bytes in base64.
pub(super) fn new_secret() -> Result<String> {
    let mut bytes = [0u8; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
    Ok(format!("{MARK}{}", STANDARD.encode(bytes)))
}

/// `v1,<base64>` for the header `webhook-signature`; `at` in seconds since 1970.
///
/// # Errors
/// A fault for a secret that is none.
pub fn signature(secret: &str, id: &str, at: i64, body: &str) -> Result<String> {
    let key = STANDARD
        .decode(secret.strip_prefix(MARK).unwrap_or(secret))
        .map_err(Error::fault)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(Error::fault)?;
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_signature_of_the_standards_own_example() {
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn secrets_differ_and_are_read_back() {
        let (one, two) = (new_secret().unwrap(), new_secret().unwrap());
        assert_ne!(one, two);
        let of = |secret: &str| signature(secret, "a", 1, "{}").unwrap();
        assert_ne!(of(&one), of(&two));
    }
}
