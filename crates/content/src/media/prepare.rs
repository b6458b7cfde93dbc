//! From uploaded bytes to what is stored. Work for a blocking thread, before any transaction.
//!
//! The bytes decide what a file is, never its name. Pictures are decoded and written anew, so that nothing but pixels
//! survives: no EXIF, no trailing archive, no script in a comment.

use super::{ATTACHMENT, PICTURE};
use crate::refusals::{PICTURE_BROKEN, PICTURE_TOO_LARGE};
use bytes::Bytes;
use kernel::{Error, Result};
use picture::{Format, Unreadable, decode};

/// Bytes taken at most.
pub const SIZE_LIMIT: usize = 20 * 1024 * 1024;
/// Widths kept beside the picture itself.
pub const WIDTHS: [u32; 3] = [320, 640, 1280];
/// The longer side of a stored picture.
const LONG_SIDE: u32 = 2560;

/// A file ready to be stored.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// `picture` or `attachment`.
    pub kind: &'static str,
    /// The type the bytes have.
    pub content_type: &'static str,
    /// File name with the ending that fits the type.
    pub name: String,
    /// The bytes to keep.
    pub bytes: Bytes,
    /// Pixels; 0 for attachments.
    pub width: u32,
    /// Pixels; 0 for attachments.
    pub height: u32,
    /// Smaller WebP forms: width, height, bytes.
    pub sizes: Vec<(u32, u32, Bytes)>,
}

/// Looks at the bytes, and writes pictures anew.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::UnsupportedType`]; `media.too_many_pixels`, `media.broken`.
pub fn prepare(name: &str, bytes: &Bytes) -> Result<Prepared> {
    if bytes.len() > SIZE_LIMIT {
        return Err(Error::TooLarge(SIZE_LIMIT as u64));
    }
    let kind = infer::get(bytes).map_or("", |kind| kind.mime_type());
    if let Some(format) = Format::of(kind) {
        return picture(name, bytes, format);
    }
    let Some((content_type, ending)) = attachment_type(kind) else {
        let told = if kind.is_empty() { "无法识别" } else { kind };
        return Err(Error::UnsupportedType(told.into()));
    };
    Ok(Prepared {
        kind: ATTACHMENT,
        content_type,
        name: with_ending(name, ending),
        bytes: bytes.clone(),
        width: 0,
        height: 0,
        sizes: Vec::new(),
    })
}

/// What stored bytes are, by themselves: `picture` or `attachment` and their type; nothing else is ever kept.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let kind = infer::get(bytes)?.mime_type();
    match kind {
        "image/jpeg" | "image/png" | "image/webp" => Some((PICTURE, kind)),
        _ => attachment_type(kind).map(|(content_type, _)| (ATTACHMENT, content_type)),
    }
}

const ATTACHMENTS: [(&str, &str); 5] = [
    ("application/pdf", "pdf"),
    ("application/msword", "doc"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    ("application/vnd.ms-excel", "xls"),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
];

fn attachment_type(kind: &str) -> Option<(&'static str, &'static str)> {
    ATTACHMENTS.into_iter().find(|(known, _)| *known == kind)
}

fn picture(name: &str, bytes: &Bytes, format: Format) -> Result<Prepared> {
    let full = decode(bytes, format).map_err(|unreadable| match unreadable {
        Unreadable::TooManyPixels => PICTURE_TOO_LARGE,
        Unreadable::Broken => PICTURE_BROKEN,
    })?;
    let keep = full.within(LONG_SIDE)?;
    let (content_type, ending, stored) = match format {
        Format::Jpeg => ("image/jpeg", "jpg", keep.jpeg()?),
        Format::WebP => ("image/webp", "webp", keep.webp()?),
        Format::Png | Format::Gif | Format::Bmp => ("image/png", "png", keep.png()?),
    };
    let mut sizes = Vec::new();
    for width in WIDTHS.into_iter().filter(|width| *width < keep.width()) {
        let small = keep.scaled(width)?;
        sizes.push((small.width(), small.height(), small.webp()?));
    }
    Ok(Prepared {
        kind: PICTURE,
        content_type,
        name: with_ending(name, ending),
        bytes: stored,
        width: keep.width(),
        height: keep.height(),
        sizes,
    })
}

/// The name with the ending that fits its type: `photo.jpg` that is a PNG becomes `photo.png`.
fn with_ending(name: &str, ending: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim();
    let stem = if stem.is_empty() { "file" } else { stem };
    let stem: String = stem
        .chars()
        .filter(|c| !c.is_control() && !r#"/\:*?"<>|"#.contains(*c))
        .take(80)
        .collect();
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusals;
    use picture::Picture;

    fn refusal(result: Result<Prepared>) -> &'static str {
        match result {
            Err(Error::Refused(refusal)) => refusal.code,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_png_called_jpg_is_stored_as_a_png() {
        let stored = prepare("窑场.jpg", &Picture::sample(900, 600).png().unwrap()).unwrap();
        assert_eq!(
            (stored.content_type, stored.name.as_str()),
            ("image/png", "窑场.png")
        );
        assert_eq!((stored.width, stored.height), (900, 600));
        assert_eq!(
            stored.sizes.iter().map(|(w, h, _)| (*w, *h)).collect::<Vec<_>>(),
            [(320, 213), (640, 426)]
        );
        assert!(
            stored
                .sizes
                .iter()
                .all(|(_, _, bytes)| infer::get(bytes).unwrap().mime_type() == "image/webp")
        );
    }

    #[test]
    fn a_polyglot_loses_its_second_face() {
        let mut bytes = Picture::sample(200, 100).jpeg().unwrap().to_vec();
        bytes.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>%PDF-1.7");
        let stored = prepare("a.jpg", &bytes.into()).unwrap();
        assert_eq!(stored.content_type, "image/jpeg");
        assert!(!stored.bytes.windows(8).any(|window| window == b"<script>"));
        let gif = b"GIF89a/*<svg onload=alert(1)>*/=1;".to_vec();
        // Read as a picture its letters promise 10,799 × 29,500 pixels; either way it is refused.
        assert_eq!(
            refusal(prepare("a.gif", &gif.into())),
            refusals::PICTURE_TOO_LARGE.code
        );
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_decoded() {
        // A PNG head that promises 30,000 × 30,000 pixels, with a right checksum and no pixels behind it.
        let mut head = Picture::sample(1, 1).png().unwrap().to_vec();
        head[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        head[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
        let crc = crc32(&head[12..29]);
        head[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(
            refusal(prepare("bomb.png", &head.into())),
            refusals::PICTURE_TOO_LARGE.code
        );
    }

    #[test]
    fn a_picture_is_turned_as_its_exif_says_and_the_exif_goes() {
        let plain = Picture::sample(400, 200).jpeg().unwrap();
        let mut turned = plain[..2].to_vec();
        turned.extend_from_slice(&exif_orientation(6));
        turned.extend_from_slice(&plain[2..]);
        let stored = prepare("photo.jpg", &turned.into()).unwrap();
        assert_eq!((stored.width, stored.height), (200, 400));
        assert!(!stored.bytes.windows(4).any(|window| window == b"Exif"));
    }

    #[test]
    fn broken_and_foreign_bytes_are_refused() {
        let mut cut = Picture::sample(200, 200).jpeg().unwrap().to_vec();
        cut.truncate(60);
        assert_eq!(
            refusal(prepare("a.jpg", &cut.into())),
            refusals::PICTURE_BROKEN.code
        );
        for bytes in [
            &b"<html><script>1</script>"[..],
            b"MZ\x90\x00",
            b"",
            b"PK\x03\x04 a plain archive",
        ] {
            let got = prepare("a.pdf", &Bytes::copy_from_slice(bytes));
            assert!(matches!(got, Err(Error::UnsupportedType(_))), "{bytes:?}");
        }
        let big = Bytes::from(vec![0_u8; SIZE_LIMIT + 1]);
        assert!(matches!(prepare("a.jpg", &big), Err(Error::TooLarge(_))));
    }

    #[test]
    fn a_pdf_is_an_attachment_whatever_it_is_called() {
        let stored = prepare("通知.html", &Bytes::from_static(b"%PDF-1.7\n<script>1</script>")).unwrap();
        assert_eq!(
            (stored.kind, stored.content_type),
            (ATTACHMENT, "application/pdf")
        );
        assert_eq!(stored.name, "通知.pdf");
    }

    /// An APP1 segment with one TIFF entry: orientation.
    fn exif_orientation(value: u8) -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        tiff.extend_from_slice(&[value, 0, 0, 0, 0, 0, 0]);
        let mut segment = vec![0xff, 0xe1];
        segment.extend_from_slice(&u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
        segment.extend_from_slice(b"Exif\0\0");
        segment.extend_from_slice(&tiff);
        segment
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    (crc >> 1) ^ 0xedb8_8320
                } else {
                    crc >> 1
                }
            })
        })
    }
}
