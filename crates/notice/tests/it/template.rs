//! Every staff template with its view's sample.

use notice::notice::view::{NoticeEdit, NoticeList, NoticeShow};
use serde::Serialize;
use std::path::PathBuf;
use theme::view::ConsoleRoot;
use theme::{Source, Themes};

pub fn themes() -> Themes {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../themes");
    Themes::load(Source::Folder(folder), &notice::templates()).unwrap()
}

fn render(name: &str, view: impl Serialize) -> String {
    let themes = themes();
    let console = themes.theme("console").unwrap();
    console
        .render(name, &ConsoleRoot::sample("应急与哀悼", view))
        .unwrap()
}

#[test]
fn every_staff_page_renders() {
    let list = render("notice/list.html", NoticeList::sample());
    for words in ["正在显示", "延长待核发", "门户为本站设置", "/console/notices/3"] {
        assert!(list.contains(words), "{words}");
    }
    let empty = render("notice/list.html", NoticeList::default());
    assert!(empty.contains("这里还没有记录") && !empty.contains("拟写哀悼"));
    let form = render("notice/form.html", NoticeEdit::sample());
    for words in ["一级（特别严重）", "接替", "陶都市教育局", "台风今晚登陆"] {
        assert!(form.contains(words), "{words}");
    }
    let show = render("notice/show.html", NoticeShow::sample());
    for words in [
        "核发延长",
        "提前结束",
        "经过",
        "发布更新",
        "/console/notices/3/preview",
    ] {
        assert!(show.contains(words), "{words}");
    }
}
