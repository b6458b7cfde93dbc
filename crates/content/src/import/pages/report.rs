//! The report of a run over a folder.

use serde::Serialize;

/// What became of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PagesRow {
    /// Its path in the folder.
    pub file: String,
    /// Its title; empty where it was not read.
    pub title: String,
    /// 发布, 草稿, 已有 or 未导入.
    pub outcome: &'static str,
    /// What people should look at.
    pub note: String,
}

/// The result. `pages` is always `new + unchanged + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PagesReport {
    /// Pages found.
    pub pages: u64,
    /// Articles written, or that would be.
    pub new: u64,
    /// Of those, drafts: pages that name no date.
    pub drafts: u64,
    /// Pages that an earlier run brought.
    pub unchanged: u64,
    /// Pages not taken.
    pub rejected: u64,
    /// Pictures and files taken into the library.
    pub files: u64,
    /// Nothing was written.
    pub dry_run: bool,
    /// Every page.
    pub rows: Vec<PagesRow>,
}

impl PagesReport {
    /// The report as people read it.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "网页 {} 个：新增 {}（其中草稿 {}），已有 {}，未导入 {}；图片和附件 {} 个。",
            self.pages, self.new, self.drafts, self.unchanged, self.rejected, self.files
        )];
        lines.extend(self.rows.iter().map(|row| {
            let note = if row.note.is_empty() {
                String::new()
            } else {
                format!("，{}", row.note)
            };
            format!("{}：{}“{}”{note}", row.file, row.outcome, row.title)
        }));
        lines
    }
}
