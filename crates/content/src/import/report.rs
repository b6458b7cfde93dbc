//! What an import is told and what it tells.

use kernel::ChannelId;
use serde::Serialize;

/// What to do with a file.
#[derive(Clone, Copy, Debug)]
pub struct ImportOptions {
    /// Where the articles will stand.
    pub channel: ChannelId,
    /// Read, check and render everything, write nothing.
    pub dry_run: bool,
    /// Let syndication rules and notices see the articles as news instead of passing them over as history.
    pub syndicate: bool,
}

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Its number in the file, from 1; of a record over several lines, the first.
    pub line: u64,
    /// Its key, if it has one.
    pub key: String,
    /// Why, in plain words that name the field.
    pub reason: String,
    /// Its bytes as they stand in the file. Only [`Progress`] carries them: the report of a long run holds no texts.
    #[serde(skip)]
    pub text: Vec<u8>,
}

/// The result. `lines` is always `new + unchanged + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Records read; blank lines and a header do not count.
    pub lines: u64,
    /// Articles written, or that would be.
    pub new: u64,
    /// Records whose key the site already has.
    pub unchanged: u64,
    /// Records not taken, in the order of the file.
    pub rejected: Vec<Rejected>,
    /// Nothing was written.
    pub dry_run: bool,
}

/// How far a run is, told after each batch.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// Bytes of the file dealt with.
    pub bytes: u64,
    /// See [`ImportReport::lines`].
    pub lines: u64,
    /// See [`ImportReport::new`].
    pub new: u64,
    /// See [`ImportReport::unchanged`].
    pub unchanged: u64,
    /// How many records were rejected so far.
    pub rejected: u64,
    /// Those of this batch, with their bytes.
    pub rejects: &'a [Rejected],
    /// The header line of a CSV file, empty for JSON Lines.
    pub header: &'a [u8],
}
