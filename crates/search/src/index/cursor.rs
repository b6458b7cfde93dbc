//! Up to where of the event log the index is true.

use kernel::{Error, EventId, Result, Uid};
use std::fmt;
use std::str::FromStr;

/// A position in a log, written `{log}:{position}:{told}` into the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Which log.
    pub log: Uid,
    /// The last event that is in the index.
    pub position: EventId,
    /// The last event of which those who wait for it had been told before this commit. What lies between the two is read
    /// again after a start: the word of it may have been lost with the process.
    pub told: EventId,
}

impl Cursor {
    /// What a commit carries.
    pub(super) fn payload(&self) -> String {
        format!("{self}:{}", self.told)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.log, self.position)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    /// Reads a payload; one of an earlier release says nothing of what was told.
    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.split(':');
        let (Some(log), Some(position), told, None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Error::fault("cursor without position"));
        };
        let event = |text: &str| {
            text.parse()
                .map_err(|error: std::num::ParseIntError| Error::fault(error))
        };
        let position = event(position)?;
        Ok(Self {
            log: log.parse().map_err(|error: uuid::Error| Error::fault(error))?,
            position,
            told: told.map_or(Ok(position), event)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_written() {
        let text = "0190a000-0000-7000-8000-000000000001:4711:4700";
        let cursor: Cursor = text.parse().unwrap();
        assert_eq!((cursor.position, cursor.told), (EventId(4711), EventId(4700)));
        assert_eq!(cursor.payload(), text);
        let earlier: Cursor = "0190a000-0000-7000-8000-000000000001:4711".parse().unwrap();
        assert_eq!(earlier.told, EventId(4711));
        assert!("4711".parse::<Cursor>().is_err());
    }
}
