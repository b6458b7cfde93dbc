//! What articles remember of the files they show, so that a page needs no look into the media table.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A lead picture: `<hash>:<width>x<height>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// SHA-256 of the stored picture, hex.
    pub hash: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl fmt::Display for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}x{}", self.hash, self.width, self.height)
    }
}

impl FromStr for Lead {
    type Err = std::convert::Infallible;

    /// A bare hash is a picture of usual proportions.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (hash, size) = text.split_once(':').unwrap_or((text, ""));
        let (width, height) = size
            .split_once('x')
            .and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)))
            .unwrap_or((1200, 800));
        Ok(Self {
            hash: hash.to_owned(),
            width,
            height,
        })
    }
}

/// The hash of a stored lead picture.
#[must_use]
pub fn lead_hash(text: &str) -> String {
    text.split(':').next().unwrap_or_default().to_owned()
}

/// An attachment of an edition, in the order in which readers see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// SHA-256 of the file, hex.
    pub hash: String,
    /// File name for people.
    pub name: String,
    /// `PDF`, `DOCX` …
    pub kind: String,
    /// Bytes.
    pub size: i64,
}

/// A smaller form of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Where its bytes lie.
    pub hash: String,
    /// Bytes.
    pub size: i64,
}

#[cfg(test)]
mod tests {
    use super::Lead;

    #[test]
    fn a_lead_picture_is_read_back() {
        let Ok(lead) = "ab12:640x400".parse::<Lead>();
        assert_eq!((lead.hash.as_str(), lead.width, lead.height), ("ab12", 640, 400));
        assert_eq!(lead.to_string(), "ab12:640x400");
        let Ok(bare) = "ab12".parse::<Lead>();
        assert_eq!((bare.hash.as_str(), bare.width, bare.height), ("ab12", 1200, 800));
    }
}
