//! Names of an old site's files: from addresses in bodies to places in a folder.

use std::borrow::Cow;

/// What the addresses of one file have in common at all sizes: `2013/03/kiln` of `…/uploads/2013/03/kiln-300x200.jpg`.
pub(super) fn stem(url: &str) -> String {
    let path = upload_path(url);
    let (name, ending) = path.rsplit_once('.').unwrap_or((&path, ""));
    let full = without_size(name).unwrap_or(name);
    format!("{full}.{}", ending.to_ascii_lowercase())
}

/// Where the file of an address may lie: the original before the size that the page shows.
pub(super) fn places(url: &str) -> Vec<String> {
    let path = upload_path(url);
    let mut names = Vec::new();
    if let Some((name, ending)) = path.rsplit_once('.')
        && let Some(full) = without_size(name)
    {
        names.push(format!("{full}.{ending}"));
    }
    names.push(path);
    let mut places = Vec::new();
    for name in names {
        places.extend(["", "uploads/", "wp-content/uploads/"].map(|folder| format!("{folder}{name}")));
        if let Some((_, last)) = name.rsplit_once('/') {
            places.push(last.to_owned());
        }
    }
    places
}

/// Whether an address may be that of a file rather than a page.
pub(super) fn is_file(url: &str) -> bool {
    url.contains("/uploads/")
}

/// The path below the folder of uploads, decoded.
fn upload_path(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let path = match bare.split_once("/uploads/") {
        Some((_, path)) => path,
        None => {
            let rest = bare.split_once("://").map_or(bare, |(_, rest)| rest);
            rest.split_once('/').map_or(rest, |(_, path)| path)
        }
    };
    decode(path).into_owned()
}

/// Percent-decoded, where that is text.
pub(in crate::import) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn without_size(name: &str) -> Option<&str> {
    let (full, size) = name.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let digits = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    (digits(width) && digits(height) && !full.is_empty()).then_some(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sizes_of_a_picture_are_one_file() {
        let at = |name: &str| stem(&format!("https://old.example/wp-content/uploads/2013/03/{name}"));
        assert_eq!(at("kiln-300x200.jpg"), "2013/03/kiln.jpg");
        assert_eq!(at("kiln.JPG"), "2013/03/kiln.jpg");
        assert_eq!(at("1-2x.png"), "2013/03/1-2x.png");
        let places = places("http://old.example/wp-content/uploads/2013/03/%E7%AA%91-300x200.jpg?w=1");
        assert_eq!(places[0], "2013/03/窑.jpg");
        assert!(places.contains(&"窑-300x200.jpg".to_owned()));
        assert!(places.contains(&"wp-content/uploads/2013/03/窑.jpg".to_owned()));
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        assert_eq!(decode("a%2fb%zz%"), "a/b%zz%");
        assert_eq!(decode("%ff"), "%ff");
    }
}
