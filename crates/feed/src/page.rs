//! The title of a page, for addresses that come without one.

use crate::{decode, text};

/// The words of a page's `<title>`; `None` where it has none. `content_type` is the HTTP header as it came.
#[must_use]
pub fn page_title(bytes: &[u8], content_type: Option<&str>) -> Option<String> {
    // Pages state their encoding in a `<meta>` as often as in the header.
    let stated = content_type.filter(|header| header.contains("charset"));
    let inside = stated.is_none().then(|| charset_inside(bytes)).flatten();
    let page = text::printable(decode::decode(bytes, stated.or(inside.as_deref())));
    // Lower-casing ASCII alone keeps every position.
    let small = page.to_ascii_lowercase();
    let open = small.find("<title")?;
    let start = open + small.get(open..)?.find('>')? + 1;
    let end = start + small.get(start..)?.find("</title")?;
    Some(text::words(page.get(start..end)?)).filter(|words| !words.is_empty())
}

/// `charset=` in the first kilobytes, as a header would say it.
fn charset_inside(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).to_ascii_lowercase();
    let at = head.find("charset=")? + "charset=".len();
    let name: String = head
        .get(at..)?
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    Some(format!("text/html; charset={name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_read_in_its_encoding() {
        let page = "<html><head><META charset=gb2312><TITLE>\n紫砂 &amp; 陶 </TITLE></head>";
        assert_eq!(page_title(page.as_bytes(), None).as_deref(), Some("紫砂 & 陶"));
        let (gbk, _, _) = encoding_rs::GBK.encode(page);
        assert_eq!(page_title(&gbk, None).as_deref(), Some("紫砂 & 陶"));
        assert_eq!(
            page_title(&gbk, Some("text/html; charset=gbk")).as_deref(),
            Some("紫砂 & 陶")
        );
    }

    #[test]
    fn a_page_without_title_has_none() {
        for page in ["", "<p>好</p>", "<title>", "<title> </title>"] {
            assert_eq!(page_title(page.as_bytes(), None), None, "{page}");
        }
    }
}
