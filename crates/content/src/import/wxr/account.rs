//! The account of a run: what became of every item of the file.

use serde::Serialize;

/// One item of the file and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its place among the items, from 1.
    pub at: u64,
    /// Its number on the old site.
    pub id: i64,
    /// `post`, `page`, `attachment` …
    pub kind: String,
    /// As on the old site.
    pub title: String,
    /// As on the old site; with the time taken for it where that is another one.
    pub date: String,
    /// `publish`, `draft` …
    pub status: String,
    /// 发布, 草稿, 已有, 未导入, 入库, 缺文件 …
    pub outcome: &'static str,
    /// What people should look at.
    pub note: String,
}

/// A category and the channel its articles stand in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CategoryEntry {
    /// Name on the old site.
    pub name: String,
    /// Names of those above it, highest first.
    pub above: String,
    /// Word of the channel; empty for a category without articles of its own.
    pub channel: String,
}

/// The result. `articles + pages` is always `new + skipped`, and every item of the file has an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WxrReport {
    /// Posts in the file.
    pub articles: u64,
    /// Pages in the file.
    pub pages: u64,
    /// Articles written, or that would be.
    pub new: u64,
    /// Comments in the file. They are counted, not taken over.
    pub comments: u64,
    /// Posts and pages not written: here already, thrown away on the old site, or refused.
    pub skipped: u64,
    /// Of those skipped, the ones that an earlier run brought.
    pub unchanged: u64,
    /// Of the new ones, those the public does not see before somebody approves them.
    pub drafts: u64,
    /// Addresses that lead on to the new ones.
    pub redirects: u64,
    /// Tags in the file.
    pub tags: u64,
    /// Attachments in the file.
    pub attachments: u64,
    /// Of those, found in the folder and in the library.
    pub stored: u64,
    /// Of those, not found or not usable.
    pub missing: u64,
    /// Revisions, menu entries and other kinds.
    pub other: u64,
    /// Nothing was written.
    pub dry_run: bool,
    /// Every category of the file.
    pub categories: Vec<CategoryEntry>,
    /// Words of channels that were made, or would be.
    pub channels: Vec<String>,
    /// Every item of the file.
    pub entries: Vec<Entry>,
}

impl WxrReport {
    /// The account in the order the columns of a run have: see [`crate::import::runs`].
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!(
                "文章 {} 篇，页面 {} 个：新增 {}（其中草稿 {}），跳过 {}（其中已有 {}）。",
                self.articles, self.pages, self.new, self.drafts, self.skipped, self.unchanged
            ),
            format!(
                "附件 {} 个：入库 {}，缺失或不可用 {}。标签 {} 个转为关键词。评论 {} 条，只计数，不导入。其他类型 {} 条，不导入。",
                self.attachments, self.stored, self.missing, self.tags, self.comments, self.other
            ),
            format!("原网址跳转 {} 条。", self.redirects),
        ];
        if !self.channels.is_empty() {
            lines.push(format!("新建栏目：{}。", self.channels.join("、")));
        }
        lines.extend(self.categories.iter().map(CategoryEntry::line));
        lines.extend(self.entries.iter().map(Entry::line));
        lines
    }
}

impl CategoryEntry {
    fn line(&self) -> String {
        let above = if self.above.is_empty() {
            String::new()
        } else {
            format!("{} / ", self.above)
        };
        let channel = if self.channel.is_empty() {
            "没有文章以它为主分类，未建栏目".to_owned()
        } else {
            format!("栏目 {}", self.channel)
        };
        format!("分类 {above}{}：{channel}", self.name)
    }
}

impl Entry {
    fn line(&self) -> String {
        let note = if self.note.is_empty() {
            String::new()
        } else {
            format!("，{}", self.note)
        };
        format!(
            "第 {} 条 {} #{} {} “{}” {}：{}{note}",
            self.at,
            kind_title(&self.kind),
            self.id,
            self.date,
            self.title,
            self.status,
            self.outcome
        )
    }
}

fn kind_title(kind: &str) -> &str {
    match kind {
        "post" => "文章",
        "page" => "页面",
        "attachment" => "附件",
        other => other,
    }
}
