//! What a file is. The bytes say it, never its name.

use bytes::Bytes;
use picture::{Format, decode};

/// A file that may lie in quarantine.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The type the bytes have.
    pub content_type: &'static str,
    /// Its name with the ending that fits the type.
    pub name: String,
    /// The bytes as they came.
    pub bytes: Bytes,
}

/// Type, ending, word.
const TYPES: [(&str, &str, &str); 12] = [
    ("image/jpeg", "jpg", "图片"),
    ("image/png", "png", "图片"),
    ("image/gif", "gif", "图片"),
    ("image/webp", "webp", "图片"),
    ("image/bmp", "bmp", "图片"),
    ("application/pdf", "pdf", "PDF"),
    ("application/msword", "doc", "Word"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        "Word",
    ),
    ("application/vnd.ms-excel", "xls", "Excel"),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        "Excel",
    ),
    ("application/vnd.ms-powerpoint", "ppt", "PowerPoint"),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
        "PowerPoint",
    ),
];

/// The endings a browser offers first.
pub const ACCEPT: &str = ".jpg,.jpeg,.png,.gif,.webp,.bmp,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx";

/// The word for a type.
#[must_use]
pub fn kind_word(content_type: &str) -> &'static str {
    let known = TYPES.iter().find(|(kind, ..)| *kind == content_type);
    known.map_or("文件", |(_, _, word)| word)
}

/// Looks at the bytes; the other answer says why the file is not taken. Work for a blocking thread.
///
/// # Errors
/// A sentence for the writer.
pub fn check_file(name: &str, bytes: &Bytes) -> std::result::Result<Checked, String> {
    let found = if bytes.starts_with(b"PK") {
        office_type(bytes)
    } else {
        infer::get(bytes).map_or("", |kind| kind.mime_type())
    };
    let Some((content_type, ending, _)) = TYPES.into_iter().find(|(kind, ..)| *kind == found) else {
        return Err("只接收图片、PDF 和 Word、Excel、PowerPoint 文件".into());
    };
    if let Some(format) = Format::of(content_type)
        && decode(bytes, format).is_err()
    {
        return Err("图片无法读取，或者尺寸过大".into());
    }
    if holds_macros(bytes) {
        return Err("文件中含有宏，请另存为不含宏的文件或 PDF 后再传".into());
    }
    Ok(Checked {
        content_type,
        name: with_ending(name, ending),
        bytes: bytes.clone(),
    })
}

/// What an archive is as an office file, by the parts that each kind must have: programs write them in different orders. Nothing
/// is unpacked.
fn office_type(bytes: &[u8]) -> &'static str {
    let Ok(archive) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else {
        return "";
    };
    let has = |part: &str| {
        archive
            .file_names()
            .any(|name| name.is_ok_and(|name| name == part))
    };
    let kinds = [
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("ppt/presentation.xml", "pptx"),
    ];
    let kind = kinds
        .iter()
        .find(|(part, _)| has(part) && has("[Content_Types].xml"));
    let Some((_, ending)) = kind else {
        return "";
    };
    let known = TYPES.iter().find(|(_, known, _)| known == ending);
    known.map_or("", |(content_type, ..)| content_type)
}

/// Names of parts stand uncompressed in both families of office files.
fn holds_macros(bytes: &[u8]) -> bool {
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    let wide: Vec<u8> = "_VBA_PROJECT".encode_utf16().flat_map(u16::to_le_bytes).collect();
    match bytes.get(..4) {
        Some([b'P', b'K', ..]) => holds(b"vbaProject.bin"),
        Some([0xd0, 0xcf, 0x11, 0xe0]) => holds(&wide),
        _ => false,
    }
}

/// The name with the ending that fits: `照片.exe` that is a PNG becomes `照片.png`. What turns the direction of writing goes,
/// as it would hide the ending.
fn with_ending(name: &str, ending: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem: String = stem
        .chars()
        .filter(|c| {
            !c.is_control()
                && !r#"/\:*?"<>|"#.contains(*c)
                && !matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        })
        .take(60)
        .collect();
    let stem = stem.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = if stem.is_empty() { "附件" } else { stem };
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use picture::Picture;

    fn refused(name: &str, bytes: &[u8]) -> String {
        check_file(name, &Bytes::copy_from_slice(bytes)).unwrap_err()
    }

    #[test]
    fn the_bytes_decide_and_the_name_follows() {
        let png = Picture::sample(20, 10).png().unwrap();
        let kept = check_file("身份\u{202e}gpj.exe", &png).unwrap();
        assert_eq!(
            (kept.content_type, kept.name.as_str()),
            ("image/png", "身份gpj.png")
        );
        let pdf = check_file("通知.html", &Bytes::from_static(b"%PDF-1.7\n1 0 obj")).unwrap();
        assert_eq!(
            (pdf.content_type, pdf.name.as_str()),
            ("application/pdf", "通知.pdf")
        );
        assert_eq!(check_file("../../.", &png).unwrap().name, "附件.png");
    }

    #[test]
    fn what_may_do_harm_is_not_taken_whatever_it_is_called() {
        for (name, bytes) in [
            ("a.jpg", &b"<html><script>alert(1)</script>"[..]),
            (
                "a.png",
                b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            ),
            ("a.pdf", b"MZ\x90\x00\x03"),
            ("a.docx", b"PK\x03\x04 a plain archive"),
            ("a.doc", b"\x7fELF\x02\x01\x01"),
            ("a.pdf", b"#!/bin/sh\nrm -rf /"),
            ("a.jpg", b""),
        ] {
            assert!(refused(name, bytes).contains("只接收"), "{name}");
        }
    }

    #[test]
    fn broken_and_boundless_pictures_are_not_taken() {
        let mut cut = Picture::sample(200, 200).jpeg().unwrap().to_vec();
        cut.truncate(60);
        assert!(refused("a.jpg", &cut).contains("无法读取"));
        let mut bomb = Picture::sample(1, 1).png().unwrap().to_vec();
        bomb[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
        assert!(refused("a.png", &bomb).contains("无法读取"));
    }

    #[test]
    fn office_files_with_macros_are_not_taken() {
        use std::io::Write;
        let office = |macros: bool| {
            let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            let plain = zip::write::SimpleFileOptions::default();
            for name in [
                "[Content_Types].xml",
                "_rels/.rels",
                "word/document.xml",
                "word/styles.xml",
            ] {
                zip.start_file(name, plain).unwrap();
                zip.write_all(b"<x/>").unwrap();
            }
            if macros {
                zip.start_file("word/vbaProject.bin", plain).unwrap();
                zip.write_all(b"x").unwrap();
            }
            Bytes::from(zip.finish().unwrap().into_inner())
        };
        let kept = check_file("申请.doc", &office(false)).unwrap();
        assert_eq!(kept.name, "申请.docx");
        assert!(check_file("申请.docx", &office(true)).unwrap_err().contains("宏"));
    }
}
