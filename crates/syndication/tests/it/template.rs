//! Every staff template with its view's sample.

use gateway::Feature;
use serde::Serialize;
use std::path::PathBuf;
use syndication::announce::view::AnnounceList;
use syndication::arrival::view::{ArrivalEdit, ArrivalList, ArrivalShow};
use syndication::commission::list_view::{CommissionList, CommissionNew, CommissionShow};
use syndication::desk::edit_view::DeskEdit;
use syndication::desk::view::{DeskList, DeskShow};
use syndication::ledger::TermsPage;
use syndication::ledger::credit_view::CreditPage;
use syndication::ledger::view::LedgerPage;
use syndication::peer::view::PeerList;
use syndication::pool::view::{PoolList, PoolShow};
use syndication::postbox::view::{BoxList, BoxText, Seats};
use syndication::quota::view::QuotaPage;
use syndication::repost::view::RepostList;
use syndication::rule::view::RuleList;
use syndication::source::view::{SourceList, SourceShow};
use syndication::submission::across_view::Across;
use syndication::submission::view::Ledger;
use syndication::task::view::{TaskList, TaskShow};
use syndication::webhook::view::{WebhookList, WebhookShow};
use theme::view::ConsoleRoot;
use theme::{Source, Themes};

pub fn themes(feature: &Feature) -> Themes {
    themes_of(std::slice::from_ref(feature))
}

pub fn themes_of(features: &[Feature]) -> Themes {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../themes");
    let templates: Vec<_> = features
        .iter()
        .flat_map(|feature| feature.templates.clone())
        .collect();
    Themes::load(Source::Folder(folder), &templates).unwrap()
}

fn render(themes: &Themes, name: &str, title: &str, view: impl Serialize) -> String {
    let console = themes.theme("console").unwrap();
    console.render(name, &ConsoleRoot::sample(title, view)).unwrap()
}

#[tokio::test]
async fn every_staff_page_renders() {
    let town = crate::town::Town::new().await;
    let themes = themes(&syndication::feature(
        town.base.hub(),
        &gateway::outbound::Settings::default(),
    ));
    let desk = render(
        &themes,
        "syndication/desk_list.html",
        "采编台",
        DeskList::sample(),
    );
    assert!(desk.contains("紫砂工艺走进八所小学课堂") && desk.contains("/console/desk/5"));
    let pool = render(
        &themes,
        "syndication/pool_list.html",
        "全部新稿",
        PoolList::sample(),
    );
    assert!(pool.contains("/console/pool/9") && pool.contains("/console/desk/5"));
    let new = render(&themes, "syndication/pool_show.html", "稿件", PoolShow::sample());
    assert!(new.contains("课程安排.pdf") && new.contains("有 2 张图片"));
    let across = render(&themes, "syndication/across.html", "送稿", Across::sample());
    assert!(across.contains("竹海镇") && across.contains("/console/articles/7/across/recall"));
    let credit = render(
        &themes,
        "syndication/credit_form.html",
        "登记加分",
        CreditPage::sample(),
    );
    assert!(credit.contains("可查证的网址") && credit.contains("紫砂工艺走进八所小学课堂"));
    let texts = render(
        &themes,
        "syndication/postbox_list.html",
        "我的投稿",
        BoxList::sample(),
    );
    assert!(texts.contains("会员企业结对帮扶山区小学") && texts.contains("earned=1"));
    let text = render(
        &themes,
        "syndication/postbox_text.html",
        "写稿",
        BoxText::sample(),
    );
    assert!(text.contains("投送门户") && text.contains("/console/postbox/4/files"));
    let seats = render(
        &themes,
        "syndication/postbox_seats.html",
        "投稿箱",
        Seats::sample(),
    );
    assert!(seats.contains("方鹤年") && seats.contains("/console/postboxes/1/remove"));
    let given = render(
        &themes,
        "syndication/commission_list.html",
        "约稿",
        CommissionList::sample(),
    );
    assert!(given.contains("义务教育招生政策解读") && given.contains("临期"));
    let one = render(
        &themes,
        "syndication/commission_show.html",
        "约稿",
        CommissionShow::sample(),
    );
    assert!(one.contains("一图读懂跨片区入学") && one.contains("/console/commissions/2/close"));
    let form = render(
        &themes,
        "syndication/commission_form.html",
        "新建约稿",
        CommissionNew::sample(),
    );
    assert!(form.contains("市教育局") && form.contains("政策解读"));
    let tasks = render(
        &themes,
        "syndication/task_list.html",
        "我的任务",
        TaskList::sample(),
    );
    assert!(tasks.contains("陶都市人民政府") && tasks.contains("/console/tasks/3"));
    let task = render(&themes, "syndication/task_show.html", "任务", TaskShow::sample());
    assert!(task.contains("/console/tasks/3/hand-in") && task.contains("招生办法.pdf"));
    let reposts = render(
        &themes,
        "syndication/repost_list.html",
        "转载登记",
        RepostList::sample(),
    );
    assert!(reposts.contains("各媒体转载次数") && reposts.contains("/console/reposts/1/remove"));
    let told = render(
        &themes,
        "syndication/announce_list.html",
        "搜索引擎推送",
        AnnounceList::sample(),
    );
    assert!(told.contains("IndexNow") && told.contains("/console/announcements"));
    let sources = render(
        &themes,
        "syndication/source_list.html",
        "稿源",
        SourceList::sample(),
    );
    assert!(sources.contains("/console/arrivals?state=waiting&amp;source=2") && sources.contains("已停用"));
    let source = render(
        &themes,
        "syndication/source_show.html",
        "陶都日报",
        SourceShow::sample(),
    );
    assert!(source.contains("/console/sources/2/pause") && source.contains("授权截止"));
    let arrivals = render(
        &themes,
        "syndication/arrival_list.html",
        "外部来稿",
        ArrivalList::sample(),
    );
    assert!(arrivals.contains("arrival-5") && arrivals.contains("未阅 1 篇"));
    let none = render(
        &themes,
        "syndication/arrival_list.html",
        "外部来稿",
        ArrivalList::default(),
    );
    assert!(none.contains("这里还没有稿件"));
    let arrival = render(
        &themes,
        "syndication/arrival_show.html",
        "老窑场列入文保名录",
        ArrivalShow::sample(),
    );
    assert!(arrival.contains("三座老窑列入名录") && arrival.contains("/console/arrivals/5/decline"));
    let editing = render(
        &themes,
        "syndication/arrival_edit.html",
        "改后采用",
        ArrivalEdit::sample(),
    );
    assert!(editing.contains("/console/arrivals/5/edit"));
    let hooks = render(
        &themes,
        "syndication/webhook_list.html",
        "回调通知",
        WebhookList::sample(),
    );
    assert!(hooks.contains("/console/webhooks/1") && hooks.contains("市融媒体中心"));
    let peers = render(
        &themes,
        "syndication/peer_list.html",
        "外部对接",
        PeerList::sample(),
    );
    assert!(peers.contains("/console/peers/1/pause") && !peers.contains("/console/peers/1/resume"));
    let hook = render(
        &themes,
        "syndication/webhook_show.html",
        "回调通知",
        WebhookShow::sample(),
    );
    assert!(hook.contains("whsec_") && hook.contains("/console/webhooks/1/deliveries/7/resend"));
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
    for words in ["相近的来稿", "改后采用", "常用理由", "合并采用", "快捷键"] {
        assert!(show.contains(words), "{words}");
    }
    let edit = render(
        &themes,
        "syndication/desk_edit.html",
        "改后采用",
        DeskEdit::sample(),
    );
    assert!(edit.contains("八所小学把紫砂工艺列入校本课程"));
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
    for words in ["取回", "采用", "公示期已过。", "门户改了哪些", "还差 1 篇"] {
        assert!(ledger.contains(words), "{words}");
    }
    let figures = render(
        &themes,
        "syndication/ledger.html",
        "积分统计",
        LedgerPage::sample(),
    );
    for words in ["合计", "导出表格", "登记加分", "市教育局 · 门户采用"] {
        assert!(figures.contains(words), "{words}");
    }
    let quota = render(&themes, "syndication/quota.html", "报送任务", QuotaPage::sample());
    for words in ["提醒", "还差 1 篇", "bar-yellow", "2026-W47"] {
        assert!(quota.contains(words), "{words}");
    }
    let terms = render(&themes, "syndication/terms.html", "积分标准", TermsPage::sample());
    assert!(terms.contains("设定任务") && terms.contains("上级采用另加"));
}

fn value(view: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(view).unwrap()
}

#[tokio::test]
async fn every_page_of_push_downs_renders() {
    let town = crate::town::Town::new().await;
    let themes = themes(&syndication::feature(
        town.base.hub(),
        &gateway::outbound::Settings::default(),
    ));
    let page = |name: &str, view: serde_json::Value, words: &[&str]| {
        let text = render(&themes, &format!("syndication/{name}.html"), "下发", view);
        for words in words {
            assert!(text.contains(words), "{name}: {words}");
        }
    };
    page(
        "push_list",
        value(&syndication::push::view::PushList::sample()),
        &["12/13 站已显示，最慢 3 小时 2 分", "/console/pushes/new"],
    );
    page(
        "push_list",
        value(&syndication::push::view::PushList::default()),
        &["还没有下发过稿件"],
    );
    page(
        "push_new",
        value(&syndication::push::new::PushNew::sample()),
        &["name=\"site-2\"", "国务院发布时间", "/console/pushes"],
    );
    page(
        "push_new",
        value(&syndication::push::new::PushNew::sample_choice()),
        &["选择稿件", "/console/pushes/new?uid=1"],
    );
    page(
        "push_show",
        value(&syndication::push::view::PushShow::sample()),
        &["没有这个栏目", "撤回下发", "/console/pushes/1/remind"],
    );
    page(
        "received",
        value(&syndication::push::received::Received::sample()),
        &["门户 2026-11-22 15:00 提醒", "通知公告"],
    );
    page(
        "mandate_list",
        value(&syndication::mandate::view::MandateList::sample()),
        &["7/7 个网站已锁定", "设为下发专栏"],
    );
    page(
        "mandate_show",
        value(&syndication::mandate::view::MandateShow::sample()),
        &["已锁定", "/console/mandates/1/end"],
    );
    page(
        "share_ask",
        value(&syndication::share::ask_view::ShareAsk::sample()),
        &["申请说明", "标题格式", "最近 30 天会汇聚 1 篇"],
    );
    page(
        "share_list",
        value(&syndication::share::view::ShareList::sample()),
        &[
            "其他网站共享的栏目",
            "/console/shares/decisions",
            "/console/shares/requests/new?offer=4",
            "/console/rules/1",
            "/console/shares/agreements/5/end",
        ],
    );
    page(
        "important",
        value(&syndication::important::view::ImportantPage::sample()),
        &["24 小时内显示的比例", "85%", "导出 CSV", "登记本站转载"],
    );
}
