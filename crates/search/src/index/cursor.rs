//! Up to where of the event log the index is true.

use kernel::{Error, EventId, Result, Uid};
use std::fmt;
use std::str::FromStr;

/// A position in a log, written `{log}:{position}` into the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Which log.
    pub log: Uid,
    /// The last event that is in the index.
    pub position: EventId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.log, self.position)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (log, position) = text
            .split_once(':')
            .ok_or_else(|| Error::fault("cursor without colon"))?;
        Ok(Self {
            log: log.parse().map_err(|error: uuid::Error| Error::fault(error))?,
            position: position
                .parse()
                .map_err(|error: std::num::ParseIntError| Error::fault(error))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_written() {
        let text = "0190a000-0000-7000-8000-000000000001:4711";
        assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        assert!("4711".parse::<Cursor>().is_err());
    }
}
