//! What the staff templates of media see.

use crate::media::form::WordsForm;
use serde::Serialize;
use theme::view::Pager;

/// A tab over the library.
#[derive(Clone, Debug, Serialize)]
pub struct MediaTab {
    /// Words.
    pub title: &'static str,
    /// Its list.
    pub url: String,
    /// The one shown.
    pub current: bool,
}

/// A file in the library.
#[derive(Clone, Debug, Serialize)]
pub struct MediaCard {
    /// Its page.
    pub url: String,
    /// File name.
    pub name: String,
    /// A small form of a picture; null for other files.
    pub thumb: Option<String>,
    /// `JPEG，1600×1067，320 kB`.
    pub note: String,
    /// A picture without words that is not marked decorative.
    pub silent: bool,
    /// Visitors can have it.
    pub public: bool,
}

/// `content/media_list.html`.
#[derive(Clone, Debug, Serialize)]
pub struct MediaList {
    /// Address of the list; uploads post to it.
    pub url: String,
    /// 全部, 图片, 附件.
    pub tabs: Vec<MediaTab>,
    /// Key of the tab; empty for all.
    pub kind: &'static str,
    /// Word looked for.
    pub q: String,
    /// Files.
    pub cards: Vec<MediaCard>,
    /// Pager.
    pub pager: Pager,
    /// Words typed beside the file to upload.
    pub form: WordsForm,
    /// Whether the upload form stands open.
    pub uploading: bool,
}

/// A way to name the file in a body, to be copied.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    /// Markdown or HTML.
    pub label: &'static str,
    /// Name of its field.
    pub name: &'static str,
    /// What to paste.
    pub text: String,
}

/// `content/media_show.html`.
#[derive(Clone, Debug, Serialize)]
pub struct MediaPage {
    /// Where its form posts to.
    pub url: String,
    /// The library.
    pub back: String,
    /// The picture; null for other files.
    pub picture: Option<String>,
    /// The file itself.
    pub file: String,
    /// Words as they stand or were typed.
    pub form: WordsForm,
    /// Type, size, pixels, times.
    pub facts: Vec<(&'static str, String)>,
    /// How to name it in a body.
    pub references: Vec<Reference>,
}

/// `36 kB`, `1.2 MB`.
#[must_use]
pub fn size_label(bytes: i64) -> String {
    match bytes.max(0) {
        small @ 0..1_000 => format!("{small} B"),
        middle @ 1_000..1_000_000 => format!("{} kB", (middle + 500) / 1_000),
        large => {
            let tenths = (large + 50_000) / 100_000;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size_label;

    #[test]
    fn sizes_are_written_with_their_unit() {
        let words: Vec<String> = [0, 999, 1_000, 35_600, 1_230_000]
            .into_iter()
            .map(size_label)
            .collect();
        assert_eq!(words, ["0 B", "999 B", "1 kB", "36 kB", "1.2 MB"]);
    }
}
