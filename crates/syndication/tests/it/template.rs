//! Every staff template with its view's sample.

use gateway::Feature;
use serde::Serialize;
use std::path::PathBuf;
use syndication::desk::view::{DeskList, DeskShow};
use syndication::rule::view::RuleList;
use syndication::submission::view::Ledger;
use theme::view::ConsoleRoot;
use theme::{Source, Themes};

pub fn themes(feature: &Feature) -> Themes {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../themes");
    Themes::load(Source::Folder(folder), &feature.templates).unwrap()
}

fn render(themes: &Themes, name: &str, title: &str, view: impl Serialize) -> String {
    let console = themes.theme("console").unwrap();
    console.render(name, &ConsoleRoot::sample(title, view)).unwrap()
}

#[tokio::test]
async fn every_staff_page_renders() {
    let town = crate::town::Town::new().await;
    let themes = themes(&syndication::feature(town.base.hub()));
    let desk = render(
        &themes,
        "syndication/desk_list.html",
        "采编台",
        DeskList::sample(),
    );
    assert!(desk.contains("紫砂工艺走进八所小学课堂") && desk.contains("/console/desk/5"));
    let empty = render(
        &themes,
        "syndication/desk_list.html",
        "采编台",
        DeskList::default(),
    );
    assert!(empty.contains("这里还没有稿件"));
    let decided = render(
        &themes,
        "syndication/desk_list.html",
        "采编台",
        DeskList {
            waiting: false,
            ..DeskList::sample()
        },
    );
    assert!(decided.contains("处理"));
    let show = render(&themes, "syndication/desk_show.html", "紫砂", DeskShow::sample());
    for words in [
        "采用",
        "退稿",
        "本站标题",
        "csrf_token",
        "/console/desk/5/adopt",
        "课程安排.pdf",
    ] {
        assert!(show.contains(words), "{words}");
    }
    let rules = render(
        &themes,
        "syndication/rule_list.html",
        "汇聚规则",
        RuleList::sample(),
    );
    assert!(
        rules.contains("此前已发布的稿件和历史导入的稿件不会汇聚") && rules.contains("/console/rules/1/end")
    );
    let places = render(
        &themes,
        "syndication/place_list.html",
        "发布位置",
        syndication::place::view::PlaceList::sample(),
    );
    assert!(places.contains("标题、置顶") && places.contains("/console/places/5"));
    let place = render(
        &themes,
        "syndication/place_show.html",
        "紫砂",
        syndication::place::view::PlaceShow::sample(),
    );
    for words in [
        "恢复沿用",
        "从本站撤下",
        "formaction=\"/console/places/5/inherit\"",
    ] {
        assert!(place.contains(words), "{words}");
    }
    let spread = render(
        &themes,
        "syndication/spread.html",
        "转发情况",
        syndication::receipt::view::Spread::sample(),
    );
    for words in ["2/2 处已更新，最慢 0.4 秒", "恢复授权", "撤销授权", "回执"] {
        assert!(spread.contains(words), "{words}");
    }
    let rule = render(
        &themes,
        "syndication/rule_show.html",
        "汇聚规则",
        syndication::rule::view::RuleShow::sample(),
    );
    for words in ["标题格式", "缓发至", "最近 30 天会汇聚 1 篇", "预览"] {
        assert!(rule.contains(words), "{words}");
    }
    let ledger = render(
        &themes,
        "syndication/submission_list.html",
        "报送台账",
        Ledger::sample(),
    );
    for words in ["取回", "已采用", "公示期已过。"] {
        assert!(ledger.contains(words), "{words}");
    }
}
