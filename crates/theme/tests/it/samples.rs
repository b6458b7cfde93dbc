//! Every template with its sample, for the tests and `examples/render.rs`.

use serde::Serialize;
use serde_json::{Value, json};
use theme::{StaffTemplate, Theme, ThemeError, view::*};

/// Staff templates as features would bring them.
pub const STAFF: [StaffTemplate; 3] = [
    StaffTemplate {
        name: "sample/article_list.html",
        text: include_str!("../fixtures/staff/article_list.html"),
    },
    StaffTemplate {
        name: "sample/article_form.html",
        text: include_str!("../fixtures/staff/article_form.html"),
    },
    StaffTemplate {
        name: "sample/login.html",
        text: include_str!("../fixtures/staff/login.html"),
    },
];

/// A drawn picture at the address of `Picture::sample()`.
#[allow(dead_code, reason = "the example needs it, the tests do not")]
pub const PICTURE: &str = include_str!("../fixtures/yaochang.svg");

/// Name and HTML of each sample page of a theme.
pub fn pages(theme: &Theme, tokens_url: &str) -> Result<Vec<(String, String)>, ThemeError> {
    if theme.name() == "console" {
        staff_pages(theme, tokens_url)
    } else {
        public_pages(theme, tokens_url)
    }
}

fn public_pages(theme: &Theme, tokens_url: &str) -> Result<Vec<(String, String)>, ThemeError> {
    let mut site = match theme.name() {
        "department" => SiteView::sample_department(),
        "township" => SiteView::sample_township(),
        _ => SiteView::sample(),
    };
    site.tokens_url = tokens_url.into();
    let mut pages = Vec::new();
    let mut add = |name: &str, template: &str, html: Result<String, ThemeError>| {
        html.map(|html| {
            pages.push((
                format!("{name}{}", if template == name { "" } else { "-empty" }),
                html,
            ))
        })
    };
    let page = |kind: &str| PageView::sample(kind);
    add(
        "home",
        "home",
        show(theme, "home.html", &site, page("home"), HomeShow::sample()),
    )?;
    add(
        "home",
        "",
        show(theme, "home.html", &site, page("home"), HomeShow::default()),
    )?;
    let mut alarmed = site.clone();
    alarmed.grey = true;
    let levels = [
        ("red", "红色预警", "一级（特别严重）"),
        ("orange", "橙色预警", "二级（严重）"),
        ("yellow", "黄色预警", "三级（较重）"),
        ("blue", "蓝色预警", "四级（一般）"),
    ];
    alarmed.banners = levels
        .map(|(level, level_name, grade)| Banner {
            id: format!("n{level}"),
            level: level.into(),
            level_name: level_name.into(),
            grade: grade.into(),
            ..Banner::sample()
        })
        .into();
    add(
        "home-alarmed",
        "home-alarmed",
        show(theme, "home.html", &alarmed, page("home"), HomeShow::sample()),
    )?;
    add(
        "reading",
        "reading",
        show(
            theme,
            "reading.html",
            &site,
            page("reading"),
            ReadingShow::sample(),
        ),
    )?;
    let mut elder = site.clone();
    elder.reading.elder = true;
    elder.reading.colours = "contrast".into();
    add(
        "home-elder",
        "home-elder",
        show(theme, "home.html", &elder, page("home"), HomeShow::sample()),
    )?;
    add(
        "list",
        "list",
        show(theme, "list.html", &site, page("list"), ChannelShow::sample()),
    )?;
    add(
        "list",
        "",
        show(theme, "list.html", &site, page("list"), bare_channel()),
    )?;
    add(
        "article",
        "article",
        show(
            theme,
            "article.html",
            &site,
            page("article"),
            ArticleShow::sample(),
        ),
    )?;
    add(
        "article",
        "",
        show(theme, "article.html", &site, page("article"), bare_article()),
    )?;
    add(
        "gone",
        "gone",
        show(theme, "gone.html", &site, page("gone"), Tombstone::sample()),
    )?;
    add(
        "search",
        "search",
        show(theme, "search.html", &site, page("search"), SearchShow::sample()),
    )?;
    add(
        "search",
        "",
        show(theme, "search.html", &site, page("search"), SearchShow::default()),
    )?;
    add(
        "error",
        "error",
        show(theme, "error.html", &site, page("error"), ErrorShow::sample()),
    )?;
    add(
        "topic",
        "topic",
        show(theme, "topic.html", &site, page("topic"), TopicShow::sample()),
    )?;
    add(
        "topic",
        "",
        show(
            theme,
            "topic.html",
            &site,
            page("topic"),
            TopicShow::sample_archived(),
        ),
    )?;
    add(
        "topics",
        "topics",
        show(theme, "topics.html", &site, page("topics"), TopicsShow::sample()),
    )?;
    add(
        "topics",
        "",
        show(theme, "topics.html", &site, page("topics"), TopicsShow::default()),
    )?;
    add(
        "sitemap",
        "sitemap",
        show(
            theme,
            "sitemap.html",
            &site,
            page("sitemap"),
            SiteMapShow::sample(),
        ),
    )?;
    add(
        "preview",
        "preview",
        show(
            theme,
            "preview.html",
            &alarmed,
            page("preview"),
            PreviewShow::sample(),
        ),
    )?;
    add(
        "account",
        "account",
        show(
            theme,
            "account.html",
            &site,
            page("account"),
            AccountShow::sample(),
        ),
    )?;
    add(
        "account_form",
        "account_form",
        show(
            theme,
            "account_form.html",
            &site,
            page("account"),
            AccountForm::sample(),
        ),
    )?;
    add(
        "account_form",
        "",
        show(
            theme,
            "account_form.html",
            &site,
            page("account"),
            AccountForm::default(),
        ),
    )?;
    add(
        "account_privacy",
        "account_privacy",
        show(
            theme,
            "account_privacy.html",
            &site,
            page("account"),
            PrivacyShow::sample(),
        ),
    )?;
    add(
        "duties",
        "duties",
        show(theme, "duties.html", &site, page("duties"), DutiesView::sample()),
    )?;
    add(
        "duties",
        "",
        show(theme, "duties.html", &site, page("duties"), DutiesView::default()),
    )?;
    let letters = page("letters");
    add(
        "letters",
        "letters",
        show(
            theme,
            "letters.html",
            &site,
            letters.clone(),
            LettersShow::sample(),
        ),
    )?;
    add(
        "letters",
        "",
        show(
            theme,
            "letters.html",
            &site,
            letters.clone(),
            LettersShow::default(),
        ),
    )?;
    add(
        "letter",
        "letter",
        show(theme, "letter.html", &site, letters.clone(), LetterShow::sample()),
    )?;
    add(
        "letter",
        "",
        show(
            theme,
            "letter.html",
            &site,
            letters.clone(),
            LetterShow::own_sample(),
        ),
    )?;
    add(
        "letter_form",
        "letter_form",
        show(
            theme,
            "letter_form.html",
            &site,
            letters.clone(),
            LetterForm::sample(),
        ),
    )?;
    add(
        "letter_form",
        "",
        show(
            theme,
            "letter_form.html",
            &site,
            letters.clone(),
            LetterForm::default(),
        ),
    )?;
    add(
        "letter_receipt",
        "letter_receipt",
        show(
            theme,
            "letter_receipt.html",
            &site,
            letters.clone(),
            LetterReceipt::sample(),
        ),
    )?;
    add(
        "letters_mine",
        "letters_mine",
        show(
            theme,
            "letters_mine.html",
            &site,
            letters.clone(),
            LettersMine::sample(),
        ),
    )?;
    add(
        "letters_mine",
        "",
        show(
            theme,
            "letters_mine.html",
            &site,
            letters.clone(),
            LettersMine::default(),
        ),
    )?;
    add(
        "letters_stats",
        "letters_stats",
        show(
            theme,
            "letters_stats.html",
            &site,
            letters.clone(),
            LettersStats::sample(),
        ),
    )?;
    add(
        "letters_circulars",
        "letters_circulars",
        show(
            theme,
            "letters_circulars.html",
            &site,
            letters.clone(),
            LettersCirculars::sample(),
        ),
    )?;
    add(
        "letters_circular",
        "letters_circular",
        show(
            theme,
            "letters_circular.html",
            &site,
            letters.clone(),
            LettersCircular::sample(),
        ),
    )?;
    add(
        "letters_behind",
        "letters_behind",
        show(
            theme,
            "letters_behind.html",
            &site,
            letters,
            LettersBehind::sample(),
        ),
    )?;
    Ok(pages)
}

fn bare_channel() -> ChannelShow {
    ChannelShow {
        channel: ChannelHead {
            name: "政策文件".into(),
            url: "/zhengce/".into(),
            ..Default::default()
        },
        ..Default::default()
    }
}

fn bare_article() -> ArticleShow {
    ArticleShow {
        title: "未定稿".into(),
        body_html: "<p>正文</p>".into(),
        preview: true,
        ..Default::default()
    }
}

fn show(
    theme: &Theme,
    template: &str,
    site: &SiteView,
    page: PageView,
    view: impl Serialize,
) -> Result<String, ThemeError> {
    let mut site = site.clone();
    if page.kind != "home" {
        site.nav
            .iter_mut()
            .enumerate()
            .for_each(|(i, item)| item.current = i == 2);
    }
    theme.render(template, &PublicRoot { site, page, view })
}

fn staff_pages(theme: &Theme, tokens_url: &str) -> Result<Vec<(String, String)>, ThemeError> {
    let mut list = ConsoleRoot::sample("稿件", list_view());
    list.site.tokens_url = tokens_url.into();
    list.notice = Some("已送审：关于2026年度城乡居民基本医疗保险集中缴费期延长的通知".into());
    let mut form = ConsoleRoot::sample("修改稿件", form_view());
    form.site.tokens_url = tokens_url.into();
    form.errors = vec![
        FieldError::new("title", "标题不能超过 80 字。"),
        FieldError::new("channel", "请选择栏目。"),
    ];
    let mut login = BareRoot::sample("工作台登录", json!({"account": "shenqb"}));
    login.site.tokens_url = tokens_url.into();
    let mut refused = login.clone();
    refused.errors = vec![FieldError::new("", "账号或密码不对，请重新输入。")];
    Ok(vec![
        ("list".into(), theme.render("sample/article_list.html", &list)?),
        ("form".into(), theme.render("sample/article_form.html", &form)?),
        ("login".into(), theme.render("sample/login.html", &login)?),
        (
            "login-refused".into(),
            theme.render("sample/login.html", &refused)?,
        ),
    ])
}

fn list_view() -> Value {
    let row = |id: u32, title: &str, channel: &str, state: &str, tone: &str, at: &str| json!({"id": id, "title": title, "url": format!("/console/articles/{id}"), "channel": channel, "state": state, "tone": tone, "at": at});
    json!({
        "figures": [
            {"label": "待我审核", "value": 4, "url": "/console/reviews/", "tone": "plain"},
            {"label": "退回修改", "value": 1, "url": "/console/articles/?state=returned", "tone": "warn"},
            {"label": "逾期未处理", "value": 2, "url": "/console/articles/?state=late", "tone": "late"},
            {"label": "本月已发布", "value": 57, "url": "/console/articles/?state=live", "tone": "plain"},
        ],
        "filters": [
            {"title": "全部", "url": "?", "current": true, "count": 128},
            {"title": "草稿", "url": "?state=draft", "current": false, "count": 6},
            {"title": "待审", "url": "?state=waiting", "current": false, "count": 4},
            {"title": "已发布", "url": "?state=live", "current": false, "count": 117},
            {"title": "已撤回", "url": "?state=gone", "current": false, "count": 1},
        ],
        "articles": [
            row(1286, "我市启动紫砂老窑址保护三年行动", "政务要闻", "已发布", "live", "2026-11-18 09:30"),
            row(1285, "关于2026年度城乡居民基本医疗保险集中缴费期延长的通知", "通知公告", "待审", "wait", "2026-11-20 10:12"),
            row(1280, "秋粮收购全部结束 订单农户户均增收一千二百元", "部门动态", "退回", "warn", "2026-11-17 16:40"),
            row(1279, "义务教育学校课后服务时间调整安排", "部门动态", "逾期2日", "late", "2026-11-16 11:00"),
            row(1277, "市档案馆新接收民国窑户账册一百三十七卷", "部门动态", "草稿", "plain", "2026-11-13 14:08"),
        ],
        "pager": Pager::for_total(1, 20, 128, "/console/articles/"),
    })
}

fn form_view() -> Value {
    json!({
        "title": "秋粮收购全部结束 订单农户户均增收一千二百元",
        "channel": "",
        "channels": [{"value": "yaowen", "label": "政务要闻"}, {"value": "gonggao", "label": "通知公告"}],
        "body": "十一月十七日，随着最后一批粳稻过磅入库，全市秋粮收购工作结束。\n今年共收购秋粮六万二千吨，订单农户户均增收一千二百元。",
        "origins": [
            {"value": "own", "label": "自采", "checked": true},
            {"value": "repost", "label": "转载", "checked": false, "help": "须写明来源和原文地址"},
            {"value": "sent", "label": "来稿", "checked": false},
        ],
        "left_html": "今年共收购秋粮<del>六万吨</del>，订单农户户均增收一千二百元。",
        "right_html": "今年共收购秋粮<ins>六万二千吨</ins>，订单农户户均增收一千二百元。",
    })
}
