//! The circular as PDF: A4 landscape, its charts drawn, its text in the font that every reader of Chinese PDF has
//! (`STSong-Light` of Adobe-GB1), so that no font is carried along and the text can be searched and copied.

use super::Part;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use theme::view::{FigureBar, FigureRow, FigureTable};

const WIDE: f32 = 842.0;
const HIGH: f32 = 595.0;
const MARGIN: f32 = 48.0;
const FONT: Name<'static> = Name(b"F1");
const FACE: &[u8] = b"STSong-Light";
/// The house's red brown, as the console has it.
const BAR: [f32; 3] = [0.61, 0.23, 0.17];

/// Writes the parts as a PDF file.
#[must_use]
pub fn write_pdf(parts: &[Part]) -> Vec<u8> {
    let mut sheets = Sheets::new();
    for part in parts {
        match part {
            Part::Heading(text) => sheets.heading(text, 18.0),
            Part::Text(text) => sheets.text(text, 11.0),
            Part::Table(table) => sheets.table(table),
        }
    }
    let title = parts.iter().find_map(|part| match part {
        Part::Heading(text) => Some(text.as_str()),
        _ => None,
    });
    bind(sheets.done(), title.unwrap_or_default())
}

/// How wide a text is at a size: Latin letters take half a square.
fn width(text: &str, size: f32) -> f32 {
    text.chars()
        .map(|c| if c.is_ascii() { size / 2.0 } else { size })
        .sum()
}

/// Pages being written, from top to bottom.
struct Sheets {
    done: Vec<Content>,
    now: Content,
    y: f32,
}

impl Sheets {
    fn new() -> Self {
        Self {
            done: Vec::new(),
            now: Content::new(),
            y: HIGH - MARGIN,
        }
    }

    /// Goes down by `height`, over to a new page if there is not as much left.
    fn down(&mut self, height: f32) {
        if !self.has_room(height) {
            self.turn();
        }
        self.y -= height;
    }

    fn put(&mut self, x: f32, text: &str, size: f32) {
        // The font's table of characters has no mathematical minus; the wide one stands in its place.
        let text = text.replace('−', "－");
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        self.now.begin_text();
        self.now.set_font(FONT, size);
        self.now.next_line(x, self.y);
        self.now.show(Str(&units));
        self.now.end_text();
    }

    fn heading(&mut self, text: &str, size: f32) {
        self.down(size * 2.0);
        self.put(MARGIN, text, size);
    }

    /// A paragraph, its first line moved in by two characters.
    fn text(&mut self, text: &str, size: f32) {
        let mut line = String::from("　　");
        let room = WIDE - 2.0 * MARGIN;
        self.down(size * 0.5);
        for c in text.chars() {
            if width(&line, size) + size > room {
                self.down(size * 1.6);
                self.put(MARGIN, &std::mem::take(&mut line), size);
            }
            line.push(c);
        }
        self.down(size * 1.6);
        self.put(MARGIN, &line, size);
    }

    /// Whether as much is left on the page.
    fn has_room(&self, height: f32) -> bool {
        self.y - height >= MARGIN
    }

    fn turn(&mut self) {
        self.done.push(std::mem::replace(&mut self.now, Content::new()));
        self.y = HIGH - MARGIN;
    }

    fn table(&mut self, table: &FigureTable) {
        // A heading does not stand alone at the foot of a page.
        let bars = f32::from(u16::try_from(table.bars.len().min(8)).unwrap_or(8));
        if !self.has_room(28.0 + bars * 16.0 + 60.0) {
            self.turn();
        }
        self.heading(&table.title, 14.0);
        for bar in &table.bars {
            self.bar(bar);
        }
        self.y -= 8.0;
        let columns = columns(table);
        let heads = wrapped(&columns, table.heads.iter().map(String::as_str));
        if !self.has_room(high(&heads)) {
            self.turn();
        }
        self.row(&columns, &heads, true);
        for row in &table.rows {
            let cells = row.cells.iter().map(|cell| cell.text.as_str());
            let cells = wrapped(&columns, std::iter::once(row.title.as_str()).chain(cells));
            if !self.has_room(high(&cells)) {
                self.turn();
                self.row(&columns, &heads, true);
            }
            self.row(&columns, &cells, false);
        }
    }

    fn row(&mut self, columns: &[f32], cells: &[Vec<String>], head: bool) {
        let (top, high) = (self.y, high(cells));
        let whole: f32 = columns.iter().sum();
        if head {
            self.now.set_fill_rgb(0.93, 0.91, 0.88);
            self.now.rect(MARGIN, top - high, whole, high);
            self.now.fill_nonzero();
            self.now.set_fill_rgb(0.0, 0.0, 0.0);
        }
        let mut x = MARGIN;
        for (lines, wide) in cells.iter().zip(columns) {
            self.y = top;
            for line in lines {
                self.y -= LINE;
                self.put(x + 2.0, line, CELL);
            }
            x += wide;
        }
        self.y = top - high;
        self.now.set_stroke_rgb(0.7, 0.7, 0.7);
        self.now.move_to(MARGIN, self.y);
        self.now.line_to(MARGIN + whole, self.y);
        self.now.stroke();
    }

    fn bar(&mut self, bar: &FigureBar) {
        self.down(16.0);
        let (name, size) = (160.0, 10.0);
        let left = (MARGIN + name - width(&bar.title, size) - 6.0).max(MARGIN);
        self.put(left, &bar.title, size);
        let long = f32::from(u16::try_from(bar.width).unwrap_or(u16::MAX));
        self.now.set_fill_rgb(BAR[0], BAR[1], BAR[2]);
        self.now.rect(MARGIN + name, self.y - 2.0, long, 11.0);
        self.now.fill_nonzero();
        self.now.set_fill_rgb(0.0, 0.0, 0.0);
        self.put(MARGIN + name + long + 6.0, &bar.text, size);
    }

    fn done(mut self) -> Vec<Content> {
        self.done.push(self.now);
        self.done
    }
}

/// Size of letters in a table, and the height of its lines.
const CELL: f32 = 9.0;
const LINE: f32 = 12.0;

/// The lines of each cell, as wide as its column.
fn wrapped<'a>(columns: &[f32], cells: impl Iterator<Item = &'a str>) -> Vec<Vec<String>> {
    let cell = |(text, wide): (&str, &f32)| {
        let mut lines = vec![String::new()];
        for c in text.chars() {
            if let Some(line) = lines.last_mut() {
                line.push(c);
                if width(line, CELL) <= wide - 4.0 || line.chars().count() == 1 {
                    continue;
                }
                line.pop();
            }
            lines.push(c.to_string());
        }
        lines
    };
    cells.zip(columns).map(cell).collect()
}

/// How high a row is.
fn high(cells: &[Vec<String>]) -> f32 {
    let most = cells.iter().map(Vec::len).max().unwrap_or(1);
    4.0 + LINE * f32::from(u16::try_from(most).unwrap_or(1))
}

/// Widths of columns, by the longest of their cells within bounds; a head may take two lines.
fn columns(table: &FigureTable) -> Vec<f32> {
    let part = |n: usize, head: &String| {
        let cell = |row: &FigureRow| match n {
            0 => width(&row.title, 1.0),
            n => row.cells.get(n - 1).map_or(0.0, |cell| width(&cell.text, 1.0)),
        };
        let longest = table.rows.iter().map(cell).fold(0.0, f32::max);
        longest.max(width(head, 0.5)).clamp(3.0, 12.0)
    };
    let parts: Vec<f32> = table
        .heads
        .iter()
        .enumerate()
        .map(|(n, head)| part(n, head))
        .collect();
    // A table of two columns need not be as wide as the page.
    let one = (WIDE - 2.0 * MARGIN) / parts.iter().sum::<f32>().max(24.0);
    parts.into_iter().map(|part| part * one).collect()
}

/// Pages become a file.
fn bind(pages: Vec<Content>, title: &str) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let [catalog, tree, font, cid, descriptor, info] = [1, 2, 3, 4, 5, 6].map(Ref::new);
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    let page_of = |n: i32| Ref::new(7 + 2 * n);
    let mut root = pdf.catalog(catalog);
    root.pages(tree).lang(TextStr("zh-CN"));
    root.finish();
    pdf.document_info(info)
        .title(TextStr(title))
        .producer(TextStr("zisha"));
    pdf.pages(tree).kids((0..count).map(page_of)).count(count);
    for (n, content) in (0..).zip(pages) {
        let text = Ref::new(8 + 2 * n);
        let mut page = pdf.page(page_of(n));
        page.media_box(Rect::new(0.0, 0.0, WIDE, HIGH))
            .parent(tree)
            .contents(text);
        page.resources().fonts().pair(FONT, font);
        page.finish();
        pdf.stream(text, &content.finish());
    }
    pdf.type0_font(font)
        .base_font(Name(b"STSong-Light-UniGB-UTF16-H"))
        .encoding_predefined(Name(b"UniGB-UTF16-H"))
        .descendant_font(cid);
    let mut face = pdf.cid_font(cid);
    face.subtype(CidFontType::Type0)
        .base_font(Name(FACE))
        .system_info(SystemInfo {
            registry: Str(b"Adobe"),
            ordering: Str(b"GB1"),
            supplement: 4,
        })
        .font_descriptor(descriptor)
        .default_width(1000.0);
    face.widths().same(1, 95, 500.0);
    face.finish();
    pdf.font_descriptor(descriptor)
        .name(Name(FACE))
        .flags(FontFlags::SERIF | FontFlags::SYMBOLIC)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
    pdf.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_table_goes_over_several_pages() {
        let mut table = FigureTable::sample();
        for _ in 0..6 {
            table.rows.extend(table.rows.clone());
        }
        let bytes = write_pdf(&[
            Part::Heading("通报".into()),
            Part::Text("收到来信若干件。".repeat(60)),
            Part::Table(table),
        ]);
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with("%PDF-") && text.contains("UniGB-UTF16-H"));
        assert!(text.contains("/Count 5") || text.contains("/Count 4") || text.contains("/Count 6"));
    }
}
