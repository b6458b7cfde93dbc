//! The token as the business system holds it: `zst_<site>_<secret>`. The middle names the site it is for, so that a
//! token brought to another site is told from one that nobody gave.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Error, Result, Uid};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

const MARK: &str = "zst";

/// What an `Authorization` header brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// No token, or nothing that has the form of one.
    Nothing,
    /// A token of another site.
    Elsewhere,
    /// A token of this site, by its hash; whether it opens anything the table says.
    Here(String),
}

/// Twelve characters that stand for a site.
fn word_of(site: Uid) -> String {
    let whole = site.0.simple().to_string();
    whole.get(20..).unwrap_or_default().to_owned()
}

/// Makes a token: what is shown once and what is kept.
pub(super) fn make(site: Uid) -> Result<(String, String)> {
    let mut bytes = [0u8; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
    let token = format!("{MARK}_{}_{}", word_of(site), URL_SAFE_NO_PAD.encode(bytes));
    let kept = hash(&token);
    Ok((token, kept))
}

/// What the database keeps of a token.
#[must_use]
pub fn hash(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Reads an `Authorization` header on a site.
#[must_use]
pub fn read_given(header: Option<&str>, site: Uid) -> Given {
    let token = header.and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    let Some(token) = token else { return Given::Nothing };
    let mut parts = token.splitn(3, '_');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(MARK), Some(word), Some(secret)) if secret.len() == 43 => {
            if word == word_of(site) {
                Given::Here(hash(token))
            } else {
                Given::Elsewhere
            }
        }
        _ => Given::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_on_its_site_and_told_apart_on_others() {
        let site: Uid = "0190a000-0000-7000-8000-000000000001".parse().unwrap();
        let other: Uid = "0190a000-0000-7000-8000-000000000002".parse().unwrap();
        let (token, kept) = make(site).unwrap();
        let header = format!("Bearer {token}");
        assert_eq!(read_given(Some(&header), site), Given::Here(kept));
        assert_eq!(read_given(Some(&header), other), Given::Elsewhere);
        for nothing in [
            None,
            Some("Basic abc"),
            Some("Bearer abc"),
            Some("Bearer zst_a_b"),
            Some(""),
        ] {
            assert_eq!(read_given(nothing, site), Given::Nothing, "{nothing:?}");
        }
        assert_ne!(make(site).unwrap().0, token);
    }
}
