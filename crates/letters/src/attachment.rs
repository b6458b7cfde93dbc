//! Files that came with a letter (附件). They lie in quarantine: under an area of the file store of their own, which no public
//! address reaches. Before the letter is sent they hang on the mark of its form; then they are the letter's. The desk looks,
//! clears or blocks; the public gets a copy, and only by an act of the desk.

mod claim;
mod copy;
pub mod entity;
mod judge;
mod kind;
mod open;
pub mod public;
mod publish;
pub mod query;
mod receive;
pub mod staff;
mod sweep;
pub mod upload;
pub mod view;
mod words;

pub(crate) use claim::claim_files;
pub use copy::{Looked, PublicCopy, Source, make_copy, source_of};
pub use entity::{BLOCKED, CLEARED, QUARANTINE};
pub use judge::judge_file;
pub use kind::{ACCEPT, Checked, check_file, kind_word};
pub use open::open_file;
pub use publish::{hide_file, publish_file};
pub use receive::{Room, receive_files, remove_file};
pub use sweep::sweep;
pub use words::{Words, read_words, telling_lines};

/// Where the bytes of a file lie: an area for each, so that no two rows share bytes and any can be taken away.
#[must_use]
pub fn area(uid: sea_orm::prelude::Uuid) -> String {
    format!("letter/{uid}")
}

/// `120 KB`, `3.4 MB`.
#[must_use]
pub fn size_word(bytes: i64) -> String {
    let kib = bytes.max(0).div_euclid(1024).max(1);
    if kib < 1024 {
        return format!("{kib} KB");
    }
    let tenths = kib.saturating_mul(10).div_euclid(1024);
    format!("{}.{} MB", tenths.div_euclid(10), tenths.rem_euclid(10))
}
