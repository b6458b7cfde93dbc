//! Who sends up: a site, or the submission box (投稿箱) of a unit without one.

use std::fmt;
use std::str::FromStr;

/// A sender, as addresses and forms name it: `4` is a site, `box-7` the box of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sender {
    /// A site.
    Site(i64),
    /// The box of a unit.
    Box(i64),
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site(id) => id.fmt(f),
            Self::Box(id) => write!(f, "box-{id}"),
        }
    }
}

impl FromStr for Sender {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("box-") {
            Some(unit) => unit.parse().map(Self::Box),
            None => text.parse().map(Self::Site),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sender;

    #[test]
    fn senders_are_read_back() {
        for sender in [Sender::Site(4), Sender::Box(7)] {
            assert_eq!(sender.to_string().parse(), Ok(sender));
        }
        assert!("box-".parse::<Sender>().is_err());
    }
}
