//! A page as a person sees it: links, forms with labels, words.

use lol_html::html_content::TextChunk;
use lol_html::{EndTagHandler, HtmlRewriter, Settings, doc_text, element};
use std::cell::RefCell;
use std::rc::Rc;
use url::Url;

/// Elements that never have an end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
];

/// An element of a page.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name.
    pub tag: String,
    attributes: Vec<(String, String)>,
    parent: Option<usize>,
    own: usize,
    text: String,
}

impl Element {
    /// An attribute; empty when it is not there.
    #[must_use]
    pub fn attr(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// Whether the attribute is there, with or without a value.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<&str> {
        let pair = self.attributes.iter().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// All text inside, blanks made one.
    #[must_use]
    pub fn words(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A page that was loaded.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it was loaded from.
    pub url: Url,
    /// Its source.
    pub html: String,
    elements: Vec<Element>,
}

/// A form of a page, ready to be filled in.
#[derive(Clone, Debug)]
pub struct FormOnPage {
    /// Where it goes.
    pub action: Url,
    /// `get` or `post`.
    pub method: String,
    /// Whether it carries files.
    pub multipart: bool,
    /// What a browser would send untouched.
    pub fields: Vec<(String, String)>,
    /// Names of its fields for files.
    pub files: Vec<String>,
    /// Its buttons.
    pub buttons: Vec<Button>,
    labels: Vec<(String, String)>,
    options: Vec<(String, String, String)>,
}

/// A button of a form.
#[derive(Clone, Debug)]
pub struct Button {
    /// Its words.
    pub words: String,
    /// Name and value that it sends.
    pub sends: Option<(String, String)>,
    /// Its own address, if it has one.
    pub action: Option<Url>,
}

struct Builder {
    elements: Vec<Element>,
    open: Vec<usize>,
}

impl Page {
    /// Reads a page.
    #[must_use]
    pub fn new(url: Url, html: &str) -> Self {
        let builder = Rc::new(RefCell::new(Builder {
            elements: Vec::new(),
            open: Vec::new(),
        }));
        let (starts, texts) = (builder.clone(), builder.clone());
        let on_element = element!("*", move |start| {
            let tag = start.tag_name();
            let mut builder = starts.borrow_mut();
            let own = builder.elements.len();
            let parent = builder.open.last().copied();
            builder.elements.push(Element {
                attributes: start
                    .attributes()
                    .iter()
                    .map(|attribute| (attribute.name(), decode(&attribute.value())))
                    .collect(),
                parent,
                own,
                text: String::new(),
                tag: tag.clone(),
            });
            if !VOID.contains(&tag.as_str())
                && let Some(ends) = start.end_tag_handlers()
            {
                builder.open.push(own);
                let closing = starts.clone();
                let close: EndTagHandler<'static> = Box::new(move |_end| {
                    let mut builder = closing.borrow_mut();
                    // Elements inside that were never closed end here too.
                    while builder.open.pop().is_some_and(|inner| inner != own) {}
                    Ok(())
                });
                ends.push(close);
            }
            Ok(())
        });
        let on_text = doc_text!(move |chunk: &mut TextChunk<'_>| {
            let mut builder = texts.borrow_mut();
            let words = decode(chunk.as_str());
            let open = builder.open.clone();
            for index in open {
                builder.elements[index].text.push_str(&words);
            }
            Ok(())
        });
        let settings = Settings::new()
            .append_element_content_handler(on_element)
            .append_document_content_handler(on_text);
        let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
        rewriter.write(html.as_bytes()).unwrap();
        rewriter.end().unwrap();
        let elements = std::mem::take(&mut builder.borrow_mut().elements);
        Self {
            url,
            html: html.to_owned(),
            elements,
        }
    }

    /// Every element of this name, in order.
    pub fn all<'a>(&'a self, tag: &str) -> impl Iterator<Item = &'a Element> {
        let tag = tag.to_owned();
        self.elements.iter().filter(move |element| element.tag == tag)
    }

    /// The first element of this name, which must be there.
    #[must_use]
    pub fn one(&self, tag: &str) -> &Element {
        self.all(tag)
            .next()
            .unwrap_or_else(|| panic!("{} has no <{tag}>", self.url))
    }

    /// The words of the main part.
    #[must_use]
    pub fn main(&self) -> String {
        self.one("main").words()
    }

    /// Whether the main part holds these words.
    #[must_use]
    pub fn says(&self, words: &str) -> bool {
        self.all("main").any(|main| main.words().contains(words))
    }

    /// Whether one element lies inside another.
    #[must_use]
    pub fn is_inside(&self, element: &Element, tag: &str) -> bool {
        self.ancestors(element).any(|outer| outer.tag == tag)
    }

    fn ancestors<'a>(&'a self, element: &'a Element) -> impl Iterator<Item = &'a Element> {
        std::iter::successors(Some(element), |inner| {
            inner.parent.map(|index| &self.elements[index])
        })
    }

    /// Addresses of links whose words contain `words`.
    #[must_use]
    pub fn links(&self, words: &str) -> Vec<Url> {
        self.all("a")
            .filter(|link| link.has("href") && link.words().contains(words))
            .filter_map(|link| self.url.join(link.attr("href")).ok())
            .collect()
    }

    /// Addresses of the links in the main part, in order.
    #[must_use]
    pub fn main_links(&self) -> Vec<Url> {
        self.all("a")
            .filter(|link| link.has("href") && self.is_inside(link, "main"))
            .filter_map(|link| self.url.join(link.attr("href")).ok())
            .collect()
    }

    /// The one link with these words.
    #[must_use]
    pub fn link(&self, words: &str) -> Url {
        self.links(words).into_iter().next().unwrap_or_else(|| {
            panic!(
                "{} has no link “{words}”; it says:\n{}",
                self.url,
                self.all_words()
            )
        })
    }

    /// The address of a `<link>` with this `rel` and a `type` that contains `kind`.
    #[must_use]
    pub fn announced(&self, rel: &str, kind: &str) -> Option<Url> {
        self.all("link")
            .find(|link| {
                link.attr("rel").split_whitespace().any(|word| word == rel)
                    && link.attr("type").contains(kind)
            })
            .and_then(|link| self.url.join(link.attr("href")).ok())
    }

    /// The content of a `<meta name=…>`.
    #[must_use]
    pub fn meta(&self, name: &str) -> Option<String> {
        self.all("meta")
            .find(|meta| meta.attr("name") == name)
            .map(|meta| meta.attr("content").to_owned())
    }

    /// All words, for messages.
    #[must_use]
    pub fn all_words(&self) -> String {
        self.all("body")
            .next()
            .map_or_else(|| self.html.clone(), Element::words)
    }

    /// Every form.
    #[must_use]
    pub fn forms(&self) -> Vec<FormOnPage> {
        self.all("form").map(|form| self.form(form)).collect()
    }

    /// The form with a button whose words contain `words`, and that button.
    #[must_use]
    pub fn form_with(&self, words: &str) -> (FormOnPage, Button) {
        self.find_form(words).unwrap_or_else(|| {
            let buttons: Vec<_> = self
                .forms()
                .into_iter()
                .flat_map(|form| form.buttons)
                .map(|button| button.words)
                .collect();
            panic!(
                "{} has no button “{words}”, but {buttons:?}; it says:\n{}",
                self.url,
                self.all_words()
            )
        })
    }

    /// The same, if there is one. A button with exactly these words goes before one that only contains them.
    #[must_use]
    pub fn find_form(&self, words: &str) -> Option<(FormOnPage, Button)> {
        let pick = |fits: &dyn Fn(&str) -> bool| {
            self.forms().into_iter().find_map(|form| {
                let button = form.buttons.iter().find(|button| fits(&button.words)).cloned();
                button.map(|button| (form, button))
            })
        };
        pick(&|own| own == words).or_else(|| pick(&|own| own.contains(words)))
    }

    fn form(&self, form: &Element) -> FormOnPage {
        let mut read = FormOnPage {
            action: if form.attr("action").is_empty() {
                self.url.clone()
            } else {
                self.url.join(form.attr("action")).unwrap()
            },
            method: if form.attr("method").eq_ignore_ascii_case("post") {
                "post"
            } else {
                "get"
            }
            .to_owned(),
            multipart: form.attr("enctype") == "multipart/form-data",
            fields: Vec::new(),
            files: Vec::new(),
            buttons: Vec::new(),
            labels: Vec::new(),
            options: Vec::new(),
        };
        let mut radios = Vec::new();
        for element in self.elements.iter().filter(|element| self.belongs(element, form)) {
            if element.has("disabled") {
                continue;
            }
            let (name, value) = (element.attr("name").to_owned(), element.attr("value").to_owned());
            match (element.tag.as_str(), element.attr("type")) {
                ("button", "" | "submit") | ("input", "submit" | "image") => {
                    let words = if element.tag == "input" {
                        value.clone()
                    } else {
                        element.words()
                    };
                    let words = if words.is_empty() {
                        element.attr("aria-label").to_owned()
                    } else {
                        words
                    };
                    read.buttons.push(Button {
                        words,
                        sends: (!name.is_empty()).then_some((name, value)),
                        action: element
                            .has("formaction")
                            .then(|| self.url.join(element.attr("formaction")).unwrap()),
                    });
                }
                ("button", _) | ("input", "button" | "reset") => {}
                _ if name.is_empty() => {}
                ("input", "file") => read.files.push(name.clone()),
                ("input", "checkbox" | "radio") => {
                    let value = if element.has("value") {
                        value
                    } else {
                        "on".to_owned()
                    };
                    read.options
                        .push((name.clone(), self.label_of(element), value.clone()));
                    if element.has("checked") {
                        read.fields.push((name.clone(), value));
                    } else {
                        radios.push(name.clone());
                    }
                }
                ("select", _) => self.read_select(element, &mut read),
                ("textarea", _) => {
                    let text = element
                        .text
                        .strip_prefix('\n')
                        .unwrap_or(&element.text)
                        .to_owned();
                    read.fields.push((name.clone(), text));
                }
                ("input", _) => read.fields.push((name.clone(), value)),
                _ => continue,
            }
            let label = self.label_of(element);
            if !label.is_empty() {
                read.labels.push((label, element.attr("name").to_owned()));
            }
        }
        read
    }

    fn belongs(&self, element: &Element, form: &Element) -> bool {
        if !matches!(element.tag.as_str(), "input" | "button" | "select" | "textarea") {
            return false;
        }
        if element.has("form") {
            return element.attr("form") == form.attr("id");
        }
        self.ancestors(element).any(|outer| outer.own == form.own)
    }

    fn read_select(&self, select: &Element, form: &mut FormOnPage) {
        let name = select.attr("name");
        let options: Vec<&Element> = self
            .all("option")
            .filter(|option| self.ancestors(option).any(|outer| outer.own == select.own))
            .collect();
        let value = |option: &Element| {
            if option.has("value") {
                option.attr("value").to_owned()
            } else {
                option.words()
            }
        };
        for option in &options {
            form.options
                .push((name.to_owned(), option.words(), value(option)));
        }
        let chosen: Vec<&&Element> = options.iter().filter(|option| option.has("selected")).collect();
        if chosen.is_empty() && !select.has("multiple") {
            let first = options.iter().find(|option| !option.has("disabled"));
            form.fields
                .extend(first.map(|option| (name.to_owned(), value(option))));
        } else {
            form.fields
                .extend(chosen.into_iter().map(|option| (name.to_owned(), value(option))));
        }
    }

    /// The words of the label tied to a field.
    fn label_of(&self, field: &Element) -> String {
        let outer = self.ancestors(field).find(|outer| outer.tag == "label");
        let tied = self
            .all("label")
            .find(|label| field.has("id") && label.attr("for") == field.attr("id"));
        let label = tied.or(outer).map(Element::words);
        label.unwrap_or_else(|| field.attr("aria-label").to_owned())
    }
}

impl FormOnPage {
    /// Fills a field, found by its name or by the words of its label; a choice is made by its words or its value.
    ///
    /// # Panics
    /// When there is no such field, as a person would be stuck too.
    pub fn fill(&mut self, field: &str, value: &str) {
        let known = self.fields.iter().any(|(name, _)| name == field)
            || self.options.iter().any(|(name, ..)| name == field);
        let name = if known {
            field.to_owned()
        } else {
            let label = self.labels.iter().find(|(label, _)| label.contains(field));
            label.map(|(_, name)| name.clone()).unwrap_or_else(|| {
                panic!(
                    "the form to {} has no field “{field}”, but {:?}",
                    self.action, self.labels
                )
            })
        };
        let choice = self
            .options
            .iter()
            .find(|(own, words, key)| *own == name && (key == value || words == value))
            .or_else(|| {
                self.options
                    .iter()
                    .find(|(own, words, _)| *own == name && words.contains(value))
            })
            .map(|(_, _, key)| key.clone());
        let value = choice.unwrap_or_else(|| value.to_owned());
        match self.fields.iter_mut().find(|(own, _)| *own == name) {
            Some((_, old)) => *old = value,
            None => self.fields.push((name, value)),
        }
    }

    /// What a field holds.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&str> {
        let label = self.labels.iter().find(|(label, _)| label.contains(field));
        let name = label.map_or(field, |(_, name)| name.as_str());
        let found = self.fields.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The choices of a field: words and values.
    #[must_use]
    pub fn choices(&self, field: &str) -> Vec<(&str, &str)> {
        let label = self.labels.iter().find(|(label, _)| label.contains(field));
        let name = label.map_or(field, |(_, name)| name.as_str());
        self.options
            .iter()
            .filter(|(own, ..)| own == name)
            .map(|(_, words, value)| (words.as_str(), value.as_str()))
            .collect()
    }

    /// The name of the hidden proof and its value.
    #[must_use]
    pub fn csrf(&self) -> Option<(&str, &str)> {
        let found = self.fields.iter().find(|(name, _)| name.contains("csrf"));
        found.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Text with its character references read.
#[must_use]
pub fn decode(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        read.push_str(before);
        let end = after
            .char_indices()
            .take(12)
            .find(|(_, c)| *c == ';')
            .map(|(at, _)| at);
        match end.and_then(|end| reference(&after[..end]).map(|c| (c, end))) {
            Some((c, end)) => {
                read.push(c);
                rest = &after[end + 1..];
            }
            None => {
                read.push('&');
                rest = after;
            }
        }
    }
    read.push_str(rest);
    read
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "copy" => '©',
        "middot" => '·',
        "hellip" => '…',
        "mdash" => '—',
        _ => {
            let code = name.strip_prefix('#')?;
            let number = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(number)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let html = r#"<!doctype html><html lang="zh-CN"><head><title>写稿</title>
            <link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>
            <nav><a href="/console/">工作台</a></nav><main id="main"><h1>写稿 &amp; 保存</h1>
            <form action="/console/articles" method="post"><input type="hidden" name="csrf_token" value="a&quot;b">
            <label for="t">标题 <span>必填</span></label><input id="t" name="title" value="旧">
            <label for="c">栏目</label><select id="c" name="channel"><option value="1">要闻<option value="2" selected>公告</select>
            <label><input type="checkbox" name="top" value="yes"> 置顶</label>
            <label for="b">正文</label><textarea id="b" name="body">
第一段
第二段</textarea>
            <button name="do" value="save">保存</button><button formaction="/console/preview">预览</button>
            <button type="button">收起</button></form></main></body></html>"#;
        Page::new(
            "http://edu.localhost:1/console/articles/new".parse().unwrap(),
            html,
        )
    }

    #[test]
    fn a_form_is_read_as_a_browser_reads_it() {
        let page = page();
        let (mut form, button) = page.form_with("保存");
        assert_eq!(form.method, "post");
        assert_eq!(form.action.path(), "/console/articles");
        assert_eq!(form.csrf(), Some(("csrf_token", "a\"b")));
        assert_eq!(form.value("channel"), Some("2"));
        assert_eq!(form.value("正文"), Some("第一段\n第二段"));
        assert_eq!(form.value("置顶"), None);
        form.fill("标题", "新");
        form.fill("栏目", "要闻");
        form.fill("置顶", "yes");
        assert_eq!(
            (form.value("title"), form.value("channel"), form.value("top")),
            (Some("新"), Some("1"), Some("yes"))
        );
        assert_eq!(button.sends, Some(("do".to_owned(), "save".to_owned())));
        let words: Vec<_> = form.buttons.iter().map(|button| button.words.as_str()).collect();
        assert_eq!(words, ["保存", "预览"]);
        assert_eq!(
            form.buttons[1].action.as_ref().unwrap().path(),
            "/console/preview"
        );
    }

    #[test]
    fn words_links_and_announcements_are_found() {
        let page = page();
        assert!(page.says("写稿 & 保存"));
        assert!(!page.says("工作台"));
        assert_eq!(page.link("工作台").as_str(), "http://edu.localhost:1/console/");
        assert_eq!(page.announced("alternate", "rss").unwrap().path(), "/feed.xml");
        assert!(page.main_links().is_empty());
    }
}
