//! From the model of a document to HTML.

use super::read::OfficePicture;
use std::collections::HashMap;
use std::fmt::Write;
use undoc::model::{Block, Cell, Document, ListType, Paragraph, RevisionType, Table, TextAlignment, TextRun};

/// Titles are shorter; a longer first line is text.
const TITLE_MAX: usize = 60;
/// Tables inside tables that are followed.
const NESTING: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) title: String,
    pub(super) html: String,
    pub(super) pictures: Vec<OfficePicture>,
    pub(super) notes: Vec<String>,
}

/// A whole document; its title is taken out of the body.
pub(super) fn html(document: &Document) -> Made {
    let mut blocks: Vec<&Block> = document
        .sections
        .iter()
        .flat_map(|section| &section.content)
        .collect();
    let first = blocks.iter().position(|block| !is_blank(block));
    let title = first
        .and_then(|at| blocks.get(at))
        .and_then(|block| title(block))
        .unwrap_or_default();
    if let (Some(first), false) = (first, title.is_empty()) {
        blocks.drain(..=first);
    }
    let mut writer = Writer {
        document,
        out: String::new(),
        lists: Vec::new(),
        notes: Vec::new(),
        pictures: Vec::new(),
        marks: HashMap::new(),
        lost: Vec::new(),
    };
    blocks.into_iter().for_each(|block| writer.block(block));
    writer.close_lists(0);
    writer.footnotes();
    Made {
        title,
        html: writer.out,
        pictures: writer.pictures,
        notes: writer.lost,
    }
}

fn is_blank(block: &Block) -> bool {
    match block {
        Block::Paragraph(paragraph) => {
            paragraph.plain_text().trim().is_empty() && paragraph.images.is_empty()
        }
        Block::PageBreak | Block::SectionBreak => true,
        Block::Table(_) | Block::Note { .. } | Block::Image { .. } => false,
    }
}

/// The first line is the title where it looks like one: a heading, centred, or short and without a full stop.
fn title(block: &Block) -> Option<String> {
    let Block::Paragraph(paragraph) = block else {
        return None;
    };
    let text = paragraph.plain_text();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let marked = paragraph.is_heading() || paragraph.alignment == TextAlignment::Center;
    let plain = text.chars().count() <= 40 && !text.ends_with(['。', '；', '：', '，', '.', ':']);
    let fits = !text.is_empty() && text.chars().count() <= TITLE_MAX && paragraph.images.is_empty();
    (fits && paragraph.list_info.is_none() && (marked || plain)).then_some(text)
}

struct Writer<'a> {
    document: &'a Document,
    out: String,
    /// Open lists, outermost first.
    lists: Vec<&'static str>,
    notes: Vec<(String, String)>,
    pictures: Vec<OfficePicture>,
    /// Marks by the reader's own names.
    marks: HashMap<String, String>,
    lost: Vec<String>,
}

impl Writer<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::Table(table) => {
                self.close_lists(0);
                let made = self.table(table, 0);
                self.out.push_str(&made);
            }
            Block::Image {
                resource_id,
                alt_text,
                ..
            } => {
                self.close_lists(0);
                self.picture(resource_id, alt_text.as_deref());
            }
            Block::Note { label, content } => {
                let text: Vec<String> = content
                    .iter()
                    .map(|paragraph| self.runs(&paragraph.runs))
                    .collect();
                self.notes.push((label.clone(), text.join(" ")));
            }
            Block::PageBreak | Block::SectionBreak => {}
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let text = self.runs(&paragraph.runs);
        let filled = !text.trim().is_empty();
        match &paragraph.list_info {
            Some(list) if filled && list.list_type != ListType::None => {
                let tag = if list.list_type == ListType::Numbered {
                    "ol"
                } else {
                    "ul"
                };
                self.item(tag, usize::from(list.level.min(6)), &text);
            }
            _ => {
                self.close_lists(0);
                if filled {
                    let level = paragraph.heading.level();
                    let tag = if level == 0 {
                        "p".to_owned()
                    } else {
                        format!("h{}", level.min(6))
                    };
                    let class = match paragraph.alignment {
                        TextAlignment::Center => " class=\"align-center\"",
                        TextAlignment::Right => " class=\"align-right\"",
                        TextAlignment::Left | TextAlignment::Justify => "",
                    };
                    let _ = writeln!(self.out, "<{tag}{class}>{text}</{tag}>");
                }
            }
        }
        for image in &paragraph.images {
            self.close_lists(0);
            self.picture(&image.resource_id, image.alt_text.as_deref());
        }
    }

    /// An item; lists inside lists stand inside the item before them.
    fn item(&mut self, tag: &'static str, level: usize, text: &str) {
        self.close_lists(level + 1);
        if self.lists.len() == level + 1 {
            if self.lists.last() == Some(&tag) {
                self.out.push_str("</li>\n<li>");
            } else {
                self.close_lists(level);
            }
        }
        while self.lists.len() <= level {
            let _ = write!(self.out, "<{tag}><li>");
            self.lists.push(tag);
        }
        self.out.push_str(text);
    }

    fn close_lists(&mut self, keep: usize) {
        while self.lists.len() > keep {
            if let Some(tag) = self.lists.pop() {
                let _ = write!(self.out, "</li></{tag}>");
            }
            if self.lists.is_empty() {
                self.out.push('\n');
            }
        }
    }

    fn runs(&self, runs: &[TextRun]) -> String {
        let mut out = String::new();
        for run in runs.iter().filter(|run| run.revision != RevisionType::Deleted) {
            if let Some(label) = &run.note {
                let label = slug(label);
                let _ = write!(
                    out,
                    "<sup><a href=\"#fn-{label}\" id=\"fnref-{label}\">{}</a></sup>",
                    label.trim_start_matches('e')
                );
            }
            let mut text = escape(&run.text).replace('\n', "<br>");
            if !run.text.trim().is_empty() {
                let style = &run.style;
                for (on, tag) in [
                    (style.bold, "strong"),
                    (style.italic, "em"),
                    (style.underline, "u"),
                    (style.strikethrough, "s"),
                    (style.superscript, "sup"),
                    (style.subscript, "sub"),
                ] {
                    if on {
                        text = format!("<{tag}>{text}</{tag}>");
                    }
                }
                if let Some(url) = &run.hyperlink {
                    text = format!("<a href=\"{}\">{text}</a>", escape(url));
                }
            }
            out.push_str(&text);
            if run.line_break {
                out.push_str("<br>");
            }
        }
        // Word cuts a word into runs wherever somebody set the cursor.
        for tag in ["sub", "sup", "s", "u", "em", "strong"] {
            out = out.replace(&format!("</{tag}><{tag}>"), "");
        }
        out
    }

    fn table(&mut self, table: &Table, depth: usize) -> String {
        let mut out = String::from("<table>");
        if let Some(caption) = table.caption.as_deref().filter(|text| !text.trim().is_empty()) {
            let _ = write!(out, "<caption>{}</caption>", escape(caption));
        }
        let headed = table.rows.iter().take_while(|row| row.is_header).count();
        let heads = if headed < table.rows.len() { headed } else { 0 };
        for (at, row) in table.rows.iter().enumerate() {
            match at {
                0 if heads > 0 => out.push_str("<thead>"),
                0 => out.push_str("<tbody>"),
                _ if at == heads => out.push_str("</thead><tbody>"),
                _ => {}
            }
            out.push_str("<tr>");
            for cell in &row.cells {
                out.push_str(&self.cell(cell, at < heads, depth));
            }
            out.push_str("</tr>\n");
        }
        out.push_str(if table.rows.is_empty() {
            "</table>"
        } else {
            "</tbody></table>\n"
        });
        out
    }

    fn cell(&mut self, cell: &Cell, head: bool, depth: usize) -> String {
        let tag = if head { "th" } else { "td" };
        let mut open = format!("<{tag}");
        for (name, span) in [("colspan", cell.col_span), ("rowspan", cell.row_span)] {
            if (2..1000).contains(&span) {
                let _ = write!(open, " {name}=\"{span}\"");
            }
        }
        let lines: Vec<String> = cell
            .content
            .iter()
            .map(|paragraph| self.runs(&paragraph.runs))
            .collect();
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
        let mut inside = lines.join("<br>");
        for image in cell.content.iter().flat_map(|paragraph| &paragraph.images) {
            if let Some(picture) = self.image(&image.resource_id, image.alt_text.as_deref()) {
                inside.push_str(&picture);
            }
        }
        if depth < NESTING {
            for nested in &cell.nested_tables {
                inside.push_str(&self.table(nested, depth + 1));
            }
        }
        format!("{open}>{inside}</{tag}>")
    }

    fn picture(&mut self, id: &str, alt: Option<&str>) {
        if let Some(image) = self.image(id, alt) {
            let _ = writeln!(self.out, "<figure>{image}</figure>");
        }
    }

    fn image(&mut self, id: &str, alt: Option<&str>) -> Option<String> {
        let Some(resource) = self
            .document
            .get_resource(id)
            .filter(|resource| resource.is_image())
        else {
            self.lost.push("有一个图形或图表不是图片，未保留".to_owned());
            return None;
        };
        let alt = alt
            .or(resource.alt_text.as_deref())
            .unwrap_or_default()
            .trim()
            .to_owned();
        if !self.marks.contains_key(id) {
            let mark = format!("word:{}", self.pictures.len());
            self.marks.insert(id.to_owned(), mark.clone());
            self.pictures.push(OfficePicture {
                mark,
                bytes: bytes::Bytes::from(resource.data.clone()),
                alt: alt.clone(),
            });
        }
        let mark = self.marks.get(id)?;
        Some(format!("<img src=\"{mark}\" alt=\"{}\">", escape(&alt)))
    }

    fn footnotes(&mut self) {
        // A note that nothing refers to was left behind when its text was deleted.
        let shown = |label: &str| self.out.contains(&format!("id=\"fnref-{}\"", slug(label)));
        self.notes = std::mem::take(&mut self.notes)
            .into_iter()
            .filter(|(label, _)| shown(label))
            .collect();
        if self.notes.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\"><ol>");
        for (label, text) in &self.notes {
            let label = slug(label);
            let _ = write!(
                self.out,
                "<li id=\"fn-{label}\">{text} <a href=\"#fnref-{label}\">回到正文</a></li>"
            );
        }
        self.out.push_str("</ol></section>\n");
    }
}

fn slug(label: &str) -> String {
    label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(12)
        .collect()
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
