//! What an ID token from outside must say before it is believed (OpenID Connect Core 3.1.3.7, RFC 9700). Pure: keys,
//! expectations and the time come in, claims or the reason go out.

use super::Keys;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;

/// What signs tokens. A shared secret never does: whoever knows our secret could sign anybody in, and a public key must
/// not pass for one.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Between two clocks.
const LEEWAY: i64 = 60;
/// A token is made for a sign-in under way; an older one was kept by somebody.
const OLDEST: i64 = 15 * 60;

/// What the token is measured against.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider that was asked.
    pub issuer: &'a str,
    /// Who we are there.
    pub client_id: &'a str,
    /// Of this sign-in.
    pub nonce: &'a str,
    /// Now.
    pub now: DateTime<Utc>,
}

/// The claims that are used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Claims {
    /// Who.
    pub sub: String,
    /// Name shown.
    #[serde(default)]
    pub name: Option<String>,
    /// Account there.
    #[serde(default)]
    pub preferred_username: Option<String>,
    /// How the person signed in there.
    #[serde(default)]
    pub amr: Vec<String>,
}

/// Why a token is not believed. For the log; the person reads one sentence for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Not signed the way it must be, or no token at all.
    Algorithm,
    /// Signed by a key that is not published (any more, or yet).
    UnknownKey,
    /// The signature does not fit.
    Signature,
    /// A claim is not there or has another form.
    Form,
    /// Made by somebody else.
    Issuer,
    /// Made for somebody else.
    Audience,
    /// Made for another party among several.
    Party,
    /// Of another sign-in.
    Nonce,
    /// Too old, or from the future.
    Time,
}

/// One or many, as JWT lets `aud` be.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct Whole {
    iss: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    azp: Option<String>,
    #[serde(flatten)]
    claims: Claims,
}

/// Reads a token.
///
/// # Errors
/// [`Wrong`].
pub fn verify(keys: &Keys, token: &str, expected: Expected<'_>) -> Result<Claims, Wrong> {
    let header = decode_header(token).ok().ok_or(Wrong::Algorithm)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Wrong::Algorithm);
    }
    // Extensions that must be understood are not.
    if header.crit.is_some() {
        return Err(Wrong::Form);
    }
    let key = keys
        .find(header.kid.as_deref(), header.alg)
        .ok_or(Wrong::UnknownKey)?;
    let mut rules = Validation::new(header.alg);
    // Judged below, by our clock and to the letter.
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    let whole = decode::<Whole>(token, &key, &rules)
        .map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::Json(_) => Wrong::Form,
            _ => Wrong::Signature,
        })?
        .claims;
    judge(whole, expected)
}

fn judge(whole: Whole, expected: Expected<'_>) -> Result<Claims, Wrong> {
    if whole.iss != expected.issuer {
        return Err(Wrong::Issuer);
    }
    let audiences = match whole.aud {
        Audience::One(one) => vec![one],
        Audience::Many(many) => many,
    };
    if !audiences.iter().any(|audience| audience == expected.client_id) {
        return Err(Wrong::Audience);
    }
    match whole.azp {
        Some(party) if party != expected.client_id => return Err(Wrong::Party),
        None if audiences.len() > 1 => return Err(Wrong::Party),
        Some(_) | None => {}
    }
    let now = expected.now.timestamp();
    let early = whole.iat > now + LEEWAY || whole.nbf.is_some_and(|from| from > now + LEEWAY);
    if early || whole.exp <= now - LEEWAY || whole.iat < now - OLDEST {
        return Err(Wrong::Time);
    }
    if expected.nonce.is_empty() || whole.nonce.as_deref() != Some(expected.nonce) {
        return Err(Wrong::Nonce);
    }
    if whole.claims.sub.is_empty() || whole.claims.sub.len() > 255 {
        return Err(Wrong::Form);
    }
    Ok(whole.claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token;
    use aws_lc_rs::encoding::AsDer;
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::KeyPair;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::jwk::Jwk;
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::{Value, json};

    const NOW: i64 = 1_800_000_000;

    struct Signer {
        key: EncodingKey,
        keys: Keys,
        public: Vec<u8>,
    }

    fn signer(kid: &str) -> Signer {
        let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
        let pkcs8: aws_lc_rs::encoding::Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let private = pem("PRIVATE KEY", pkcs8.as_ref());
        let key = EncodingKey::from_rsa_pem(private.as_bytes()).unwrap();
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap();
        jwk.common.key_id = Some(kid.into());
        let keys = Keys::read(&json!({ "keys": [jwk] }));
        Signer {
            key,
            keys,
            public: pair.public_key().as_ref().to_vec(),
        }
    }

    fn pem(kind: &str, der: &[u8]) -> String {
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<&str> = text
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!(
            "-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n",
            lines.join("\n")
        )
    }

    fn claims() -> Value {
        json!({
            "iss": "https://id.example.cn", "sub": "u-17", "aud": "taodu", "exp": NOW + 300, "iat": NOW,
            "nonce": "n-1", "name": "周若溪", "amr": ["pwd", "otp"],
        })
    }

    fn expected() -> Expected<'static> {
        Expected {
            issuer: "https://id.example.cn",
            client_id: "taodu",
            nonce: "n-1",
            now: DateTime::from_timestamp(NOW, 0).unwrap(),
        }
    }

    fn sign(signer: &Signer, kid: Option<&str>, alg: Algorithm, claims: &Value) -> String {
        let mut header = Header::new(alg);
        header.kid = kid.map(str::to_owned);
        jsonwebtoken::encode(&header, claims, &signer.key).unwrap()
    }

    #[test]
    fn a_true_token_is_believed() {
        let signer = signer("k1");
        for alg in [Algorithm::RS256, Algorithm::PS256] {
            let token = sign(&signer, Some("k1"), alg, &claims());
            let read = verify(&signer.keys, &token, expected());
            if alg == Algorithm::RS256 {
                let read = read.unwrap();
                assert_eq!((read.sub.as_str(), read.amr.len()), ("u-17", 2));
            } else {
                // The key is published for RS256 alone.
                assert_eq!(read.unwrap_err(), Wrong::UnknownKey);
            }
        }
        let token = sign(&signer, None, Algorithm::RS256, &claims());
        assert!(
            verify(&signer.keys, &token, expected()).is_ok(),
            "one key needs no name"
        );
    }

    #[test]
    fn every_claim_is_looked_at() {
        let signer = signer("k1");
        let with = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            let token = sign(&signer, Some("k1"), Algorithm::RS256, &claims);
            verify(&signer.keys, &token, expected()).map(|_| ()).unwrap_err()
        };
        assert_eq!(with("iss", json!("https://evil.example")), Wrong::Issuer);
        assert_eq!(
            with("iss", json!("https://id.example.cn/")),
            Wrong::Issuer,
            "to the letter"
        );
        assert_eq!(with("aud", json!("other")), Wrong::Audience);
        assert_eq!(with("aud", json!([])), Wrong::Audience);
        assert_eq!(with("aud", json!(["taodu", "other"])), Wrong::Party);
        assert_eq!(with("azp", json!("other")), Wrong::Party);
        assert_eq!(with("exp", json!(NOW - 61)), Wrong::Time);
        assert_eq!(with("iat", json!(NOW + 61)), Wrong::Time);
        assert_eq!(
            with("iat", json!(NOW - 3600)),
            Wrong::Time,
            "an old token that lives long"
        );
        assert_eq!(with("nbf", json!(NOW + 61)), Wrong::Time);
        assert_eq!(with("nonce", json!("n-2")), Wrong::Nonce);
        assert_eq!(with("nonce", Value::Null), Wrong::Nonce);
        assert_eq!(with("sub", json!("")), Wrong::Form);
        assert_eq!(with("exp", Value::Null), Wrong::Form);
        assert_eq!(with("sub", Value::Null), Wrong::Form);
        let mut several = claims();
        several["aud"] = json!(["other", "taodu"]);
        several["azp"] = json!("taodu");
        several["exp"] = json!(NOW - 30);
        let token = sign(&signer, Some("k1"), Algorithm::RS256, &several);
        assert!(
            verify(&signer.keys, &token, expected()).is_ok(),
            "clocks differ a little"
        );
        let no_nonce = Expected {
            nonce: "",
            ..expected()
        };
        assert_eq!(verify(&signer.keys, &token, no_nonce).unwrap_err(), Wrong::Nonce);
    }

    #[test]
    fn nothing_but_a_published_key_signs() {
        let (signer, stranger) = (signer("k1"), self::signer("k1"));
        let forged = sign(&stranger, Some("k1"), Algorithm::RS256, &claims());
        assert_eq!(
            verify(&signer.keys, &forged, expected()).unwrap_err(),
            Wrong::Signature
        );
        let unknown = sign(&signer, Some("k2"), Algorithm::RS256, &claims());
        assert_eq!(
            verify(&signer.keys, &unknown, expected()).unwrap_err(),
            Wrong::UnknownKey
        );
        let good = sign(&signer, Some("k1"), Algorithm::RS256, &claims());
        let (head, _) = good.rsplit_once('.').unwrap();
        for broken in [
            format!("{head}."),
            format!("{head}.AAAA"),
            "a.b.c".into(),
            String::new(),
        ] {
            assert!(verify(&signer.keys, &broken, expected()).is_err(), "{broken}");
        }
        // One letter of the claims changed.
        let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
        let mut changed = claims();
        changed["sub"] = json!("u-18");
        parts[1] = URL_SAFE_NO_PAD.encode(changed.to_string());
        assert_eq!(
            verify(&signer.keys, &parts.join("."), expected()).unwrap_err(),
            Wrong::Signature
        );
    }

    #[test]
    fn an_unsigned_token_is_none() {
        let signer = signer("k1");
        for alg in ["none", "None", "NONE", "nOnE"] {
            let head = URL_SAFE_NO_PAD.encode(json!({ "alg": alg, "typ": "JWT" }).to_string());
            let body = URL_SAFE_NO_PAD.encode(claims().to_string());
            for token in [format!("{head}.{body}."), format!("{head}.{body}")] {
                assert_eq!(
                    verify(&signer.keys, &token, expected()).unwrap_err(),
                    Wrong::Algorithm,
                    "{alg}"
                );
            }
        }
    }

    #[test]
    fn a_public_key_is_no_shared_secret() {
        let signer = signer("k1");
        let as_pem = pem("RSA PUBLIC KEY", &signer.public);
        for secret in [
            signer.public.clone(),
            as_pem.into_bytes(),
            b"client-secret".to_vec(),
        ] {
            for alg in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
                let mut header = Header::new(alg);
                header.kid = Some("k1".into());
                let key = EncodingKey::from_secret(&secret);
                let token = jsonwebtoken::encode(&header, &claims(), &key).unwrap();
                assert_eq!(
                    verify(&signer.keys, &token, expected()).unwrap_err(),
                    Wrong::Algorithm
                );
            }
        }
    }

    #[test]
    fn tokens_that_demand_what_we_do_not_know_are_refused() {
        let signer = signer("k1");
        let good = sign(&signer, Some("k1"), Algorithm::RS256, &claims());
        let body = good.split('.').nth(1).unwrap();
        let head = json!({ "alg": "RS256", "kid": "k1", "crit": ["b64"], "b64": false });
        let head = URL_SAFE_NO_PAD.encode(head.to_string());
        assert!(verify(&signer.keys, &format!("{head}.{body}.AAAA"), expected()).is_err());
        assert!(token::random().is_ok());
    }
}
