//! Every staff template with its view's sample, and with nothing.

use letters::assessment::AssessmentPage;
use letters::staff::{
    BoardList, BoardShow, ClaimList, ClassShow, DutyList, LetterDesk, LetterList, LimitList, PhraseList,
    PressList, RosterPage, UrgingPage, VisitList,
};
use letters::stats::{FigureList, FiguresPage};
use serde::Serialize;
use std::path::PathBuf;
use theme::view::ConsoleRoot;
use theme::{Source, Themes};

pub fn themes() -> Themes {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../themes");
    Themes::load(Source::Folder(folder), &letters::templates()).unwrap()
}

fn render(name: &str, view: impl Serialize) -> String {
    let themes = themes();
    let console = themes.theme("console").unwrap();
    console.render(name, &ConsoleRoot::sample("来信", view)).unwrap()
}

#[test]
fn the_list_says_what_is_due_in_words_and_what_an_empty_one_means() {
    let list = render("letters/desk_list.html", LetterList::sample());
    for words in [
        "还剩 2 个工作日",
        "答复 03-09，最长 03-17",
        "未阅",
        "/console/letters/7",
    ] {
        assert!(list.contains(words), "{words}");
    }
    let nothing = LetterList {
        nothing: "没有待办的来信".into(),
        ..LetterList::default()
    };
    let empty = render("letters/desk_list.html", nothing);
    assert!(empty.contains("没有待办的来信") && !empty.contains("<table"));
}

#[test]
fn the_page_of_a_letter_shows_all_its_parts() {
    let page = render("letters/desk_show.html", LetterDesk::sample());
    for words in [
        "第 1 个工作日",
        "没有写明完成时间",
        "请写明修复时间",
        "已会同供电部门查看",
        "是哪一段",
        "13800000000",
        "备件在途",
        "加入模板文字",
        "第 1 轮，第 2 稿",
        "催办（第 1 次）",
        "修复路面坑洼",
        "不满意（未整改）",
        "/console/letters/7/reply",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let bare = render("letters/desk_show.html", LetterDesk::default());
    assert!(bare.contains("尚未转办") && !bare.contains("name=\"revision\""));
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

#[test]
fn the_settings_say_what_is_there_and_what_an_empty_list_means() {
    let page = render("letters/phrase_list.html", PhraseList::sample());
    assert!(page.contains("受理告知") && page.contains("/console/letter-phrases/2/remove"));
    let empty = render("letters/phrase_list.html", PhraseList::default());
    assert!(empty.contains("还没有模板"));
    let page = render("letters/limit_list.html", LimitList::sample());
    assert!(page.contains("7 个工作日") && page.contains("未生效"));
    let empty = render("letters/limit_list.html", LimitList::default());
    assert!(empty.contains("本站没有单独的规定"));
}

#[test]
fn boards_and_classes_have_their_pages() {
    let page = render("letters/board_list.html", BoardList::sample());
    for words in ["市长信箱", "一律不公开", "停止接收", "领导信箱"] {
        assert!(page.contains(words), "{words}");
    }
    let empty = render("letters/board_list.html", BoardList::default());
    assert!(empty.contains("还没有栏目"));
    let page = render("letters/board_show.html", BoardShow::sample());
    assert!(page.contains("请写明时间、地点和事实。") && page.contains("/console/letter-boards/2/classes"));
    let empty = render("letters/board_show.html", BoardShow::default());
    assert!(empty.contains("还没有类型"));
    let page = render("letters/board_class.html", ClassShow::sample());
    assert!(page.contains("value=\"举报\"") && page.contains("readonly"));
    render("letters/board_class.html", ClassShow::default());
}

#[test]
fn the_page_of_handlers_says_who_is_missing() {
    let page = render("letters/duty_list.html", DutyList::sample());
    for words in [
        "休假至 2026-03-13",
        "未指定",
        "有 1 个单位",
        "name=\"deputy_until\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(render("letters/duty_list.html", DutyList::default()).contains("没有单位"));
}

#[test]
fn the_page_of_claims_renders() {
    let page = render("letters/claim_list.html", ClaimList::sample());
    for words in [
        "现由 农林局 办理",
        "/console/letter-claims/3",
        "提出认领",
        "name=\"of\" value=\"7\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let nothing = ClaimList {
        claims: true,
        ..ClaimList::default()
    };
    let empty = render("letters/claim_list.html", nothing);
    assert!(empty.contains("没有认领") && empty.contains("没有找到来信"));
}

#[test]
fn the_page_of_notices_renders() {
    let page = render("letters/press_list.html", PressList::sample());
    assert!(page.contains("催办（第 1 次）") && page.contains("导出 CSV"));
    let empty = render("letters/press_list.html", PressList::default());
    assert!(empty.contains("没有催办督办") && !empty.contains("<table"));
}

#[test]
fn the_page_of_daily_looks_says_each_day_in_words() {
    let page = render("letters/visit_list.html", VisitList::sample());
    for words in ["03-02 已查看", "03-03 未查看", "1 天", "今天还有 1 个单位"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(render("letters/visit_list.html", VisitList::default()).contains("没有单位"));
}

#[test]
fn rosters_and_levels_of_urging_have_their_pages() {
    let page = render("letters/roster.html", RosterPage::sample());
    for words in ["值班律师", "休息日", "上月", "顾青禾", "3 月 2 日 周一代班人"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(render("letters/roster.html", RosterPage::default()).contains("没有要值班的栏目"));
    let page = render("letters/urging.html", UrgingPage::sample());
    for words in ["到期提醒", "执行中", "第 5 级", "督查人员"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(render("letters/urging.html", UrgingPage::default()).contains("由门户统一设定"));
}

#[test]
fn a_file_a_unit_and_the_form_have_their_pages() {
    use letters::attachment::staff::FileDesk;
    use letters::door::staff::DoorPage;
    use letters::unit::staff::UnitList;
    let page = render("letters/file_show.html", FileDesk::sample());
    for words in [
        "路面照片.jpg",
        "下载附件",
        "检查通过",
        "随答复公开",
        "不再公开",
        "与来信无关",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let blocked = FileDesk {
        may_open: false,
        may_publish: false,
        never: "附件也不公开".into(),
        ..FileDesk::sample()
    };
    let page = render("letters/file_show.html", blocked);
    assert!(page.contains("不能下载") && page.contains("附件也不公开") && !page.contains("/publish"));
    let page = render("letters/door_form.html", DoorPage::sample());
    assert!(page.contains("每封信最多几个附件") && page.contains("顾青禾"));
    let page = render("letters/unit_list.html", UnitList::sample());
    assert!(page.contains("城管局、城管") && page.contains("陶都市城市管理局"));
    assert!(render("letters/unit_list.html", UnitList::default()).contains("没有单位"));
}
