//! The elements right below `channel`, one after the other, with everything bounded and nothing expanded.

use kernel::{Error, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::BufRead;

/// Bytes of text in one article with its comments.
const TEXT_MAX: usize = 32 << 20;
/// Elements of one article with its comments.
const ELEMENTS_MAX: usize = 300_000;
const DEPTH_MAX: usize = 16;

/// An element with what is inside it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// As written, with prefix: every export writes the same ones.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    pub(super) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of that name.
    pub(super) fn text(&self, name: &str) -> &str {
        self.children
            .iter()
            .find(|child| child.name == name)
            .map_or("", |child| child.text.trim())
    }

    pub(super) fn own_text(&self) -> &str {
        self.text.trim()
    }

    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map_or("", |(_, value)| value)
    }
}

/// Reads a file element by element.
pub(super) struct Elements<R: BufRead> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    /// Elements open from the root to here.
    path: Vec<String>,
    channels: u32,
}

impl<R: BufRead> Elements<R> {
    pub(super) fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            path: Vec::new(),
            channels: 0,
        }
    }

    /// The next element below `rss/channel`; none at the end of a whole file.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `file` for what is no well-formed XML, no feed, or not to be trusted.
    pub(super) fn next(&mut self) -> Result<Option<Element>> {
        let mut open: Vec<Element> = Vec::new();
        let (mut text, mut elements) = (0_usize, 0_usize);
        loop {
            self.buffer.clear();
            let at = self.reader.buffer_position();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(malformed(self.reader.error_position(), &error.to_string())),
            };
            match event {
                Event::Start(start) => {
                    elements += 1;
                    if elements > ELEMENTS_MAX || open.len() + self.path.len() > DEPTH_MAX {
                        return Err(malformed(at, "元素过多或嵌套过深"));
                    }
                    let element = element(&start).map_err(|text| malformed(at, &text))?;
                    match (open.is_empty(), self.path.as_slice()) {
                        (true, []) if element.name == "rss" => self.path.push(element.name),
                        (true, [_]) if element.name == "channel" => {
                            self.channels += 1;
                            self.path.push(element.name);
                        }
                        (true, [] | [_]) => return Err(not_wxr()),
                        (_, _) => open.push(element),
                    }
                }
                Event::End(_) => match open.pop() {
                    Some(done) => match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(Some(done)),
                    },
                    None => drop(self.path.pop()),
                },
                Event::Text(words) => add(&mut open, &words, &mut text).map_err(|why| malformed(at, why))?,
                Event::CData(words) => add(&mut open, &words, &mut text).map_err(|why| malformed(at, why))?,
                Event::GeneralRef(name) => {
                    let value = match name.resolve_char_ref() {
                        Ok(Some(character)) => Some(character.to_string()),
                        Ok(None) => quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned),
                        Err(_) => None,
                    };
                    let value = value.ok_or_else(|| malformed(at, "使用了自定义实体"))?;
                    add(&mut open, &value, &mut text).map_err(|why| malformed(at, why))?;
                }
                Event::DocType(_) => return Err(malformed(at, "含有 DOCTYPE 声明")),
                Event::Decl(declared) => {
                    let named = declared.encoding().and_then(std::result::Result::ok);
                    if named.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                        return Err(malformed(at, "编码不是 UTF-8，请另存为 UTF-8 后再导入"));
                    }
                }
                Event::Eof => return self.end(open.is_empty(), at),
                // Empty ones come as start and end.
                Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
            }
        }
    }

    fn end(&self, closed: bool, at: u64) -> Result<Option<Element>> {
        if !closed || !self.path.is_empty() {
            return Err(malformed(at, "文件不完整，末尾还有未关闭的元素"));
        }
        if self.channels != 1 {
            return Err(not_wxr());
        }
        Ok(None)
    }
}

/// Adds text to the innermost element; between the elements of the channel there is only space.
fn add(open: &mut [Element], words: &str, total: &mut usize) -> std::result::Result<(), &'static str> {
    *total += words.len();
    if *total > TEXT_MAX {
        return Err("一篇文章连同评论超过 32 MB");
    }
    if let Some(innermost) = open.last_mut() {
        innermost.text.push_str(words);
    }
    Ok(())
}

fn element(start: &BytesStart<'_>) -> std::result::Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element {
        name: start.name().as_ref().to_owned(),
        attributes,
        ..Element::default()
    })
}

fn malformed(at: u64, why: &str) -> Error {
    Error::field(
        "file",
        format!("文件有误，整个文件未导入（第 {at} 个字节附近）：{why}。"),
    )
}

pub(super) fn not_wxr() -> Error {
    Error::field(
        "file",
        "这不是 WordPress 导出文件（WXR 1.0 至 1.2），整个文件未导入。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<Element>> {
        let mut elements = Elements::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some(element) = elements.next()? {
            found.push(element);
        }
        Ok(found)
    }

    #[test]
    fn elements_come_one_by_one_with_text_and_attributes() {
        let found = all("<?xml version='1.0' encoding='UTF-8'?><!-- c --><rss><channel><title>A &amp; B&#33;</title>\
             <item><wp:id>1</wp:id><category domain='x&amp;y'><![CDATA[甲<b>]]></category></item></channel></rss>")
        .unwrap();
        assert_eq!(found[0].own_text(), "A & B!");
        assert_eq!(found[1].text("wp:id"), "1");
        let category = found[1].children("category").next().unwrap();
        assert_eq!(
            (category.attribute("domain"), category.own_text()),
            ("x&y", "甲<b>")
        );
    }

    #[test]
    fn what_is_cut_off_expanded_or_of_another_kind_is_refused() {
        let why = |text: &str| match all(text) {
            Err(error) => error.sentence(),
            Ok(_) => panic!("{text}"),
        };
        assert!(why("<rss><channel><item><a>1</a>").contains("不完整"));
        assert!(why("<rss><channel><item></wrong></item></channel></rss>").contains("有误"));
        assert!(why("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel/></rss>").contains("DOCTYPE"));
        assert!(why("<rss><channel><title>&a;</title></channel></rss>").contains("实体"));
        assert!(why("<html><body/></html>").contains("不是 WordPress"));
        assert!(why("").contains("不是 WordPress"));
        assert!(why("<rss/>").contains("不是 WordPress"));
        let deep = format!("<rss><channel>{}", "<a>".repeat(100));
        assert!(why(&deep).contains("过深"));
        assert!(why("<?xml version='1.0' encoding='GBK'?><rss/>").contains("UTF-8"));
    }
}
