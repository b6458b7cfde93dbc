//! From bytes to text: byte order mark, then what the page says of itself, then what fits.

use encoding_rs::{Encoding, GB18030, UTF_8};

/// Where a page may say how it is written.
const HEAD: usize = 2048;

/// The text of a page. GBK and GB2312 are read as GB18030, which holds both.
pub(super) fn text(bytes: &[u8]) -> String {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(skip..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0.into_owned();
    }
    let named = declared(bytes.get(..HEAD).unwrap_or(bytes));
    let likely = if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        GB18030
    };
    let encoding = match named {
        // A page copied by an editor often kept the old word; bytes that are no UTF-8 are not.
        Some(named) if named == UTF_8 => likely,
        Some(named) if named == encoding_rs::GBK => GB18030,
        Some(named) => named,
        None => likely,
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let at = head.find("charset=")?;
    let rest = head
        .get(at + "charset=".len()..)?
        .trim_start_matches(['"', '\'', ' ']);
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
    Encoding::for_label(rest.get(..end)?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn pages_are_read_as_they_were_written() {
        let page = |charset: &str| format!("<meta charset=\"{charset}\"><p>陶都镕炉</p>");
        for charset in ["gb2312", "GBK", "gb18030"] {
            let bytes = encoding_rs::GB18030.encode(&page(charset)).0.into_owned();
            assert!(text(&bytes).contains("陶都镕炉"), "{charset}");
        }
        assert!(text(page("utf-8").as_bytes()).contains("陶都镕炉"));
        // Says UTF-8 and is not; says nothing at all.
        assert!(text(&encoding_rs::GB18030.encode(&page("utf-8")).0).contains("陶都镕炉"));
        assert!(text(&encoding_rs::GB18030.encode("<p>陶都镕炉</p>").0).contains("陶都镕炉"));
        assert!(text("\u{feff}<p>陶</p>".as_bytes()).starts_with("<p>"));
        let wide = "<p>陶".encode_utf16().flat_map(u16::to_le_bytes);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
        assert_eq!(text(&wide), "<p>陶");
    }
}
