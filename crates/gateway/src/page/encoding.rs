//! One body in up to three encodings, compressed off the request path.

use actix_web::http::header::{self, HeaderMap};
use bytes::Bytes;
use std::io::Write;
use std::sync::OnceLock;

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Encoding {
    /// The best coding the client takes.
    #[must_use]
    pub fn accepted(headers: &HeaderMap) -> Self {
        let Some(value) = headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
        else {
            return Self::Identity;
        };
        let takes = |name: &str| {
            value.split(',').any(|part| {
                let mut fields = part.split(';');
                let coding = fields.next().unwrap_or("").trim();
                let refused =
                    fields.any(|field| matches!(field.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
                coding.eq_ignore_ascii_case(name) && !refused
            })
        };
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// The word of `Content-Encoding`.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// A body and what has been made of it so far.
#[derive(Debug)]
pub struct Encoded {
    raw: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl Encoded {
    /// A body as it is.
    #[must_use]
    pub fn new(raw: Bytes) -> Self {
        Self {
            raw,
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// Makes the compressed forms; `quality` is Brotli's (5 for pages, 9 for files that stay).
    pub fn compress(&self, quality: i32) {
        if self.raw.len() < 512 {
            return;
        }
        self.gzip.get_or_init(|| gzip(&self.raw).unwrap_or_default());
        self.brotli
            .get_or_init(|| brotli(&self.raw, quality).unwrap_or_default());
    }

    /// The wanted form if it is ready, else the next best.
    #[must_use]
    pub fn best(&self, wanted: Encoding) -> (Encoding, Bytes) {
        let ready = |form: &OnceLock<Bytes>| form.get().filter(|bytes| !bytes.is_empty()).cloned();
        let form = match wanted {
            Encoding::Brotli => ready(&self.brotli).map(|bytes| (Encoding::Brotli, bytes)),
            Encoding::Gzip => ready(&self.gzip).map(|bytes| (Encoding::Gzip, bytes)),
            Encoding::Identity => None,
        };
        form.unwrap_or_else(|| (Encoding::Identity, self.raw.clone()))
    }

    /// Bytes of all forms.
    #[must_use]
    pub fn weight(&self) -> u64 {
        let forms = [Some(&self.raw), self.gzip.get(), self.brotli.get()];
        forms
            .into_iter()
            .flatten()
            .map(|bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX))
            .sum()
    }
}

fn gzip(raw: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(raw)?;
    Ok(encoder.finish()?.into())
}

fn brotli(raw: &[u8], quality: i32) -> std::io::Result<Bytes> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*raw, &mut out, &parameters)?;
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn the_client_chooses() {
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            Encoding::accepted(&headers)
        };
        assert_eq!(of("gzip, deflate, br"), Encoding::Brotli);
        assert_eq!(of("gzip;q=0.5, br;q=0"), Encoding::Gzip);
        assert_eq!(of("identity"), Encoding::Identity);
        assert_eq!(Encoding::accepted(&HeaderMap::new()), Encoding::Identity);
    }

    #[test]
    fn what_is_not_ready_is_sent_raw() {
        let body = Encoded::new(Bytes::from("紫砂".repeat(500)));
        assert_eq!(body.best(Encoding::Gzip).0, Encoding::Identity);
        body.compress(5);
        assert_eq!(body.best(Encoding::Gzip).0, Encoding::Gzip);
        assert_eq!(body.best(Encoding::Brotli).0, Encoding::Brotli);
        assert!(body.best(Encoding::Brotli).1.len() < 200);
    }
}
