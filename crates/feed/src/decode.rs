//! Bytes to text. Who says what the encoding is, in order: the first bytes, HTTP, the XML declaration; and none of
//! them is believed when the bytes contradict it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_2, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of `bytes`; characters that no guess explains become U+FFFD.
pub(crate) fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    let (wide, rest) = sniff(bytes);
    match wide {
        Some(Wide::Utf8) if std::str::from_utf8(rest).is_ok() => return UTF_8.decode(rest).0.into_owned(),
        Some(Wide::Utf16(encoding)) => return encoding.decode_without_bom_handling(rest).0.into_owned(),
        Some(Wide::Utf32(order)) => return utf32(rest, order),
        Some(Wide::Utf8) | None => {}
    }
    let http = content_type.and_then(charset).and_then(known);
    let declared = declaration(rest).and_then(known);
    for proposed in [http, declared].into_iter().flatten() {
        if proposed.is_single_byte() && is_utf8(rest) {
            break;
        }
        if let Some(text) = strict(rest, proposed) {
            return text;
        }
    }
    if let Some(text) = strict(rest, UTF_8) {
        return text;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(rest, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    // A few broken characters in a declared encoding are better than all of them in a guessed one.
    let best = http.or(declared).unwrap_or(guess);
    [guess, WINDOWS_1252, ISO_8859_2]
        .into_iter()
        .filter(|_| best.is_single_byte() || best == guess)
        .find_map(|encoding| strict(rest, encoding))
        .unwrap_or_else(|| best.decode_without_bom_handling(rest).0.into_owned())
}

enum Wide {
    Utf8,
    Utf16(&'static Encoding),
    Utf32(Order),
}

#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

/// What the first bytes say, and what follows the mark.
fn sniff(bytes: &[u8]) -> (Option<Wide>, &[u8]) {
    let rest = |n: usize| bytes.get(n..).unwrap_or_default();
    match bytes {
        [0, 0, 0xfe, 0xff, ..] => (Some(Wide::Utf32(Order::Big)), rest(4)),
        [0xff, 0xfe, 0, 0, ..] => (Some(Wide::Utf32(Order::Little)), rest(4)),
        [0, 0, 0, b'<', ..] => (Some(Wide::Utf32(Order::Big)), bytes),
        [b'<', 0, 0, 0, ..] => (Some(Wide::Utf32(Order::Little)), bytes),
        [0xfe, 0xff, ..] => (Some(Wide::Utf16(UTF_16BE)), rest(2)),
        [0xff, 0xfe, ..] => (Some(Wide::Utf16(UTF_16LE)), rest(2)),
        [0, b'<', 0, _, ..] => (Some(Wide::Utf16(UTF_16BE)), bytes),
        [b'<', 0, _, 0, ..] => (Some(Wide::Utf16(UTF_16LE)), bytes),
        [0xef, 0xbb, 0xbf, ..] => (Some(Wide::Utf8), rest(3)),
        _ => (None, bytes),
    }
}

fn utf32(bytes: &[u8], order: Order) -> String {
    bytes
        .chunks_exact(4)
        .filter_map(|four| <[u8; 4]>::try_from(four).ok())
        .map(|four| match order {
            Order::Big => u32::from_be_bytes(four),
            Order::Little => u32::from_le_bytes(four),
        })
        .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// `charset` of a content type.
fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'']))
    })
}

/// `encoding` of the XML declaration, which every encoding but the wide ones writes in ASCII.
fn declaration(bytes: &[u8]) -> Option<&str> {
    let head = bytes.trim_ascii_start();
    let end = head.windows(2).take(200).position(|two| two == b"?>")?;
    let head = std::str::from_utf8(head.get(..end)?).ok()?;
    let (_, after) = head.strip_prefix("<?xml")?.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// The encoding of a label, also of labels that other systems use.
fn known(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().to_ascii_lowercase().replace('_', "-");
    let label = match label.as_str() {
        "ms-ansi" => "windows-1252",
        "ms-ee" => "windows-1250",
        "ms-cyrl" => "windows-1251",
        "ms-greek" => "windows-1253",
        "ms-turk" => "windows-1254",
        "ms-hebr" => "windows-1255",
        "ms-arab" => "windows-1256",
        "winbaltrim" => "windows-1257",
        "macroman" | "mac" => "macintosh",
        "maccyrillic" | "mac-cyrillic" => "x-mac-cyrillic",
        "cp866" | "csibm866" | "ibm866" => "ibm866",
        "cp874" => "windows-874",
        "cp936" | "gb-2312-80" | "gb2312-80" | "euc-cn" | "hz-gb-2312" => "gbk",
        "cp950" => "big5",
        "cp949" => "euc-kr",
        "cp932" => "shift-jis",
        // Sniffing has already excluded these.
        "u16" | "utf-16" | "utf16" | "ucs-2" | "iso-10646-ucs-2" | "csunicode" | "u32" | "utf-32"
        | "utf32" | "ucs-4" | "iso-10646-ucs-4" | "csucs4" => return None,
        other => other,
    };
    Encoding::for_label_no_replacement(label.as_bytes())
}

fn strict(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

/// Whether the bytes are UTF-8 beyond chance.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().filter(|c| !c.is_ascii()).take(2).count() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_arrives_in_every_dress() {
        let text = "<?xml version=\"1.0\" encoding=\"gb2312\"?><title>陶都发布：镕基</title>";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        assert_eq!(decode(&gbk, None), text);
        assert_eq!(decode(&gbk, Some("text/xml; charset=GBK")), text);
        assert_eq!(
            decode(&gbk, Some("text/xml; charset=\"utf-8\"")),
            text,
            "HTTP is wrong"
        );
        assert_eq!(
            decode(text.as_bytes(), Some("text/xml; charset=iso-8859-1")),
            text
        );
        let big5 = "<?xml version='1.0' encoding='big5'?><title>陶都發布</title>";
        assert_eq!(decode(&encoding_rs::BIG5.encode(big5).0, Some("text/xml")), big5);
        let undeclared = "<rss><title>陶都市人民政府办公室关于印发通知的公告</title></rss>";
        assert_eq!(
            decode(&encoding_rs::GB18030.encode(undeclared).0, None),
            undeclared
        );
    }

    #[test]
    fn marks_and_wide_encodings_are_seen_in_the_first_bytes() {
        let text = "<a>陶</a>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little, None), text);
        assert_eq!(
            decode(&[&[0xfe, 0xff], &big[..]].concat(), Some("text/xml")),
            text
        );
        let wide: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        assert_eq!(decode(&wide, None), text);
        assert_eq!(
            decode(&[&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(), None),
            text
        );
    }
}
