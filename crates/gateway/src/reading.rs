//! How a visitor wants to read: for the elderly, in other colours, in traditional characters. Chosen once and kept over
//! all sites of the group: in a cookie of each host that says the choice and nothing else, carried from host to host by
//! the links of the pages themselves, so that nobody is followed.

mod carry;
mod choice;
mod door;
mod han;

pub(crate) use carry::carry;
pub use choice::{Colours, Reading, Script};
pub use door::kept;
pub(crate) use door::{arrive, of};
pub(crate) use han::traditional;
