//! What a Word file may cost to read, looked at before anything reads it.

use kernel::{Error, Result};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufReader, Cursor, Read};

/// Bytes of a file.
pub(super) const FILE_MAX: usize = 20 << 20;
/// Bytes of everything inside, unpacked.
const UNPACKED_MAX: u64 = 150 << 20;
const PARTS_MAX: usize = 5_000;
/// Elements inside one another; readers go down as deep as a file does.
const DEPTH_MAX: usize = 200;

/// Refuses a package that grows without measure when it is unpacked, or is nested without measure.
///
/// # Errors
/// [`Error::Invalid`] on `file`.
pub(super) fn check(bytes: &[u8]) -> Result<()> {
    let broken = |_| Error::field("file", "文件已损坏，无法打开。请在 Word 中另存后再试。");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > PARTS_MAX {
        return Err(too_large());
    }
    let mut left = UNPACKED_MAX;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let is_text = part
            .name()
            .is_ok_and(|name| name.starts_with("word/") && name.ends_with(".xml"));
        // The sizes a package states are its own word; what counts is what comes out.
        let mut counted = Counted {
            inner: part.take(left + 1),
            read: 0,
        };
        if is_text {
            depth(&mut counted)?;
        }
        std::io::copy(&mut counted, &mut std::io::sink())
            .ok()
            .ok_or_else(too_large)?;
        left = left.checked_sub(counted.read).ok_or_else(too_large)?;
    }
    Ok(())
}

fn depth(part: &mut impl Read) -> Result<()> {
    let mut reader = Reader::from_reader(BufReader::new(part));
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let (mut open, mut buffer) = (0_usize, Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => open += 1,
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::DocType(_)) => return Err(Error::field("file", "文件含有 DOCTYPE 声明，未导入。")),
            // What is broken is for the reader to say.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
        if open > DEPTH_MAX {
            return Err(Error::field("file", "文件嵌套过深，未导入。"));
        }
    }
}

fn too_large() -> Error {
    Error::field("file", "文件展开后过大，未导入。请把大图片压缩后再试。")
}

struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read += n as u64;
        Ok(n)
    }
}
