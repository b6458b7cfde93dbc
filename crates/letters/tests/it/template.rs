//! Every staff template with its view's sample.

use letters::assessment::AssessmentPage;
use letters::stats::{FigureList, FiguresPage};
use serde::Serialize;
use std::path::PathBuf;
use theme::view::ConsoleRoot;
use theme::{Source, Themes};

fn render(name: &str, view: impl Serialize) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../themes");
    let themes = Themes::load(Source::Folder(folder), &letters::templates()).unwrap();
    let console = themes.theme("console").unwrap();
    console.render(name, &ConsoleRoot::sample("来信", view)).unwrap()
}

#[test]
fn the_pages_of_figures_render() {
    let page = render("letters/figures.html", FiguresPage::sample());
    for words in [
        "5832 − 46 = 5786",
        "/letters/stats/list?what=valid",
        "导出 Excel",
        "教育局",
    ] {
        assert!(page.contains(words), "{words}");
    }
    render("letters/figures.html", FiguresPage::default());
    let list = render("letters/figure_list.html", FigureList::sample());
    for words in ["小学入学需要哪些材料", "20260302-1-7", "返回统计"] {
        assert!(list.contains(words), "{words}");
    }
    assert!(render("letters/figure_list.html", FigureList::default()).contains("没有来信"));
}

#[test]
fn the_page_of_assessments_renders() {
    let page = render("letters/assessment.html", AssessmentPage::sample());
    for words in [
        "关于2026年第10周来信办理情况的通报",
        "签名有效",
        "本周有一件来信系重复统计。",
        "/console/assessments/decide",
        "提交申诉",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let empty = render("letters/assessment.html", AssessmentPage::default());
    assert!(empty.contains("还没有这一周的测评") && !empty.contains("提交申诉"));
}
