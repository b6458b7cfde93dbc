//! One page of every kind and theme, and every page of the console, before the W3C checker and before axe.

#![allow(clippy::unwrap_used, reason = "tests, also in helpers")]

use gateway::feature::Access;
use std::collections::{BTreeMap, BTreeSet};
use tests::browser::Browser;
use tests::checker::Pages;
use tests::people::{Newsroom, Staff, Visitor};
use tests::program::{PASSWORD, Places};
use tests::town::Town;
use tests::walk::{Objects, is_hub, nouns};

/// A page to be judged.
#[derive(Clone, Debug)]
struct Shown {
    /// What a finding calls it.
    name: String,
    url: String,
    /// Who sees it; empty for the public.
    account: String,
}

const PUBLIC: [(&str, &str); 3] = [("门户", "portal"), ("部门", "edu"), ("乡镇", "zhuhai")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_passes_the_w3c_checker_and_axe() {
    let town = Town::open().await;
    let mut pages = Pages::new();
    let mut shown = Vec::new();
    public_pages(&town, &mut pages, &mut shown).await;
    citizen_pages(&town, &mut pages).await;
    console_pages(&town, &mut pages, &mut shown).await;
    answers_to_mistakes(&town, &mut pages).await;
    let count = pages.count();
    let checker = std::thread::spawn(move || pages.check());
    let barriers = judge(&shown, &town).await;
    let errors = checker.join().unwrap();
    assert!(count >= 60, "only {count} pages");
    let findings: Vec<String> = errors.into_iter().chain(barriers).collect();
    assert!(
        findings.is_empty(),
        "{} findings on {count} pages\n{}",
        findings.len(),
        findings.join("\n")
    );
    eprintln!(
        "{count} pages before the W3C checker, {} before axe: nothing found",
        shown.len()
    );
}

/// Every kind of public page in every theme.
async fn public_pages(town: &Town, pages: &mut Pages, shown: &mut Vec<Shown>) {
    let visitor = Visitor::new();
    let gone = withdrawn(town).await;
    for (theme, site) in PUBLIC {
        let list = town.url(site, "/news/");
        let article = visitor
            .open(&list)
            .await
            .main_links()
            .into_iter()
            .find(|link| link.as_str().starts_with(&list) && link.path().ends_with(".html"))
            .unwrap_or_else(|| panic!("{list} lists no article"));
        let mut kinds = vec![
            ("首页", town.url(site, "/")),
            ("列表", list),
            ("文章", article.to_string()),
            ("搜索", town.url(site, "/search")),
            ("搜索结果", town.url(site, "/search?q=%E5%B7%A5%E4%BD%9C")),
            ("没有结果", town.url(site, "/search?q=zzzzzz")),
            ("网站地图", town.url(site, "/sitemap")),
            ("没有找到", town.url(site, "/nowhere.html")),
            ("个人登录", town.url(site, "/account/sign-in")),
            ("个人注册", town.url(site, "/account/register")),
            ("验证码登录", town.url(site, "/account/code")),
            ("忘记个人密码", town.url(site, "/account/forgotten")),
            ("个人信息保护说明", town.url(site, "/account/privacy")),
        ];
        let area = town.url(site, "/topics/");
        let topics = visitor.open(&area).await.main_links();
        let topics = topics.iter().filter(|link| link.as_str().starts_with(&area));
        let topics: BTreeSet<String> = topics.map(ToString::to_string).collect();
        assert!(
            topics.len() >= if site == "portal" { 3 } else { 1 },
            "{site}: {topics:?}"
        );
        kinds.push(("专题区", area));
        kinds.extend(topics.into_iter().map(|url| ("专题", url)));
        kinds.extend(gone.get(site).map(|url| ("已撤下", url.clone())));
        for (kind, url) in kinds {
            let (answer, _) = visitor.follow(&url).await;
            assert!(!answer.status.is_server_error(), "{url}: {}", answer.summary());
            let name = format!("{theme}{kind}");
            pages.add(&format!("{name} {url}"), &answer.text());
            shown.push(Shown {
                name,
                url: answer.url.to_string(),
                account: String::new(),
            });
        }
    }
    for (theme, site) in PUBLIC {
        for reading in ["elder", "dark", "contrast", "elder.contrast.hant", "plain"] {
            for (kind, path) in [
                ("首页", "/"),
                ("列表", "/news/"),
                ("搜索", "/search?q=%E5%B7%A5%E4%BD%9C"),
                ("来信", "/letters/"),
                ("写信", "/letters/new"),
                ("浏览方式", "/reading"),
            ] {
                let mark = if path.contains('?') { '&' } else { '?' };
                let url = format!("{}{mark}reading={reading}", town.url(site, path));
                let (answer, _) = visitor.follow(&url).await;
                assert!(!answer.status.is_server_error(), "{url}: {}", answer.summary());
                let name = format!("{theme}{kind} {reading}");
                pages.add(&name, &answer.text());
                // The browser goes through the choice too, and keeps it until the next.
                shown.push(Shown {
                    name,
                    url,
                    account: String::new(),
                });
            }
        }
    }
    let stranger = format!("http://nobody.example:{}/", town.port());
    pages.add("没有这个网站", &visitor.get(&stranger).await.text());
}

/// What a citizen sees who signed in, and forms that come back.
async fn citizen_pages(town: &Town, pages: &mut Pages) {
    let citizen = town.citizen("checked@example.com", PASSWORD).await;
    for (theme, site) in [("门户", "portal"), ("部门", "edu")] {
        let visitor = Visitor::new();
        let form = visitor.get(&town.url(site, "/account/sign-in")).await;
        let (mut form, button) = form.page().form_with("登录");
        form.fill("contact", "checked@example.com");
        form.fill("password", "not-the-password");
        pages.add(
            &format!("{theme}个人登录未成"),
            &visitor.submit(&form, Some(&button)).await.text(),
        );
        let form = visitor.get(&town.url(site, "/account/register")).await;
        let (mut form, button) = form.page().form_with("获取验证码");
        form.fill("contact", &format!("new.{site}@example.com"));
        form.fill("consent", "yes");
        pages.add(
            &format!("{theme}填写验证码"),
            &visitor.submit(&form, Some(&button)).await.text(),
        );
        let cookie = format!("citizen={}", town.citizen_session(citizen, site).await);
        for path in [
            "/account",
            "/account?done=name",
            "/account/contact",
            "/account/delete",
        ] {
            let answer = visitor
                .get_with(&town.url(site, path), &[("cookie", &cookie)])
                .await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.summary());
            pages.add(&format!("{theme}{path}"), &answer.text());
        }
    }
}

/// An address on each site that answers 410.
async fn withdrawn(town: &Town) -> BTreeMap<&'static str, String> {
    let mut gone = BTreeMap::new();
    for (_, site) in PUBLIC {
        let room = Newsroom::of(town, site).await;
        let channel = first_channel(&room.writer).await;
        let piece = room
            .bring_out(
                &channel,
                "供检查的撤稿说明",
                "这一篇发布之后即撤回，用来检查撤稿说明的样子。",
            )
            .await;
        room.withdraw(&piece.console, "内容有误，核实后另行发布。").await;
        gone.insert(site, piece.url.to_string());
    }
    gone
}

async fn first_channel(writer: &Staff) -> String {
    let page = writer.page("/console/articles/new").await;
    let (form, _) = page.form_with("保存");
    let choices = form.choices("栏目");
    choices
        .iter()
        .find(|(_, value)| !value.is_empty())
        .unwrap()
        .0
        .to_owned()
}

/// Every GET route of the console, as the first person who may see it; articles in each state as their people see them.
async fn console_pages(town: &Town, pages: &mut Pages, shown: &mut Vec<Shown>) {
    let mut paths: Vec<(&str, String)> = Vec::new();
    for site in ["edu", "portal"] {
        let objects = Objects::of(town, site, &["agri", "zhuhai"]).await;
        for (_, route) in town.routes() {
            let here = route.kinds.is_empty() || is_hub(route) == (site == "portal");
            if route.access == Access::Staff && route.method == "GET" && here {
                paths.push((site, objects.fill(route).unwrap()));
            }
        }
    }
    // To ask is to ask for something offered.
    let source = Staff::sign_in(town, "agri.admin").await;
    let page = source.page("/console/shares").await;
    let offer = [("本站栏目", "农林要闻"), ("way", "ask"), ("说明", "农事消息。")];
    source.press(&page, "共享", &offer).await;
    for (site, path) in &mut paths {
        if path == "/console/shares/requests/new" {
            let admin = Staff::sign_in(town, &format!("{site}.admin")).await;
            let ask = admin.page("/console/shares").await.link("，农林要闻");
            *path = format!("{}?{}", ask.path(), ask.query().unwrap_or_default());
        }
    }
    let room = Newsroom::of(town, "edu").await;
    let draft = room.draft("教育要闻", "供检查的草稿", "第一段。").await;
    let submitted = room
        .submit(
            "教育要闻",
            "供检查的送审稿",
            "第一段。\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |",
        )
        .await;
    let approved = room.submit("教育要闻", "供检查的已审稿", "第一段。").await;
    room.approve(&approved).await;
    let live = room
        .bring_out("教育要闻", "供检查的已发布稿", "第一段。")
        .await
        .console;
    for piece in [&draft, &submitted, &approved, &live] {
        paths.push(("edu", piece.clone()));
    }
    for page in ["edit", "preview"] {
        paths.push(("edu", format!("{draft}/{page}")));
    }
    for query in [
        "state=draft",
        "state=submitted",
        "state=published",
        "state=withdrawn",
        "q=%E5%AD%A6",
        "q=zzz",
        "page=2",
    ] {
        paths.push(("edu", format!("/console/articles?{query}")));
    }
    paths.push(("zhuhai", "/console/".to_owned()));
    paths.push(("zhuhai", "/console/articles".to_owned()));

    let mut people = BTreeMap::new();
    for site in ["edu", "portal", "zhuhai"] {
        for role in ["writer", "editor", "reviewer", "admin"] {
            let account = format!("{site}.{role}");
            let staff = Staff::sign_in(town, &account).await;
            people.entry(site).or_insert_with(Vec::new).push(staff);
        }
    }
    for account in [
        "platform.admin",
        "platform.security",
        "platform.audit",
        "portal.box",
    ] {
        let staff = Staff::sign_in(town, account).await;
        people.get_mut("portal").unwrap().push(staff);
    }
    let mut unseen = BTreeSet::new();
    for (site, path) in paths {
        let everywhere = path == "/console/" || path.starts_with("/console/articles/");
        let mut seen = 0;
        for staff in &people[site] {
            if seen > 0 && !everywhere {
                break;
            }
            let answer = staff.look(&path).await;
            assert!(!answer.status.is_server_error(), "{path}: {}", answer.summary());
            if answer.status != 200 {
                continue;
            }
            seen += 1;
            // A file to download is no page.
            if !answer.header("content-type").starts_with("text/html") {
                continue;
            }
            let name = format!("{site}{path} ({})", staff.account);
            pages.add(&name, &answer.text());
            shown.push(Shown {
                name,
                url: staff.at(&path),
                account: staff.account.clone(),
            });
        }
        if seen == 0 {
            unseen.insert(format!("{site}{path}"));
        }
    }
    // A published article has no draft to be edited or previewed; its own kinds stand above.
    unseen.retain(|path| !path.ends_with("/edit") && !path.ends_with("/preview"));
    assert!(unseen.is_empty(), "nobody of the demo city sees {unseen:?}");
}

/// Forms that come back, doors that stay shut: these answer to a POST, so only the checker sees them.
async fn answers_to_mistakes(town: &Town, pages: &mut Pages) {
    let door = Staff::at_the_door(town, "edu.writer", "edu");
    let (form, _) = door.follow(&door.at("/console/")).await;
    pages.add("登录", &form.text());
    pages.add("登录未成", &door.try_sign_in("not-the-password").await.text());
    let room = Newsroom::of(town, "edu").await;
    let page = room.writer.page("/console/articles/new").await;
    let answer = room.writer.try_press(&page, "提交审核", &[("标题", "")]).await;
    assert_eq!(answer.status, 422);
    pages.add("写稿表单有误", &answer.text());
    let piece = room.draft("教育要闻", "供检查的冲突", "最早的一稿。").await;
    let first = room.writer.page(&format!("{piece}/edit")).await;
    let second = room.editor.page(&format!("{piece}/edit")).await;
    room.editor
        .press(&second, "保存", &[("正文", "编辑的一稿。")])
        .await;
    let answer = room
        .writer
        .try_press(&first, "保存", &[("正文", "作者的一稿。")])
        .await;
    assert_eq!(answer.status, 409);
    pages.add("两人同改", &answer.text());
    let answer = room.writer.look("/console/members").await;
    assert_eq!(answer.status, 403);
    pages.add("没有权限", &answer.text());
    let (answer, _) = {
        let page = room.editor.page("/console/").await;
        let form = page
            .forms()
            .into_iter()
            .find(|form| form.action.path().contains("logout"))
            .unwrap();
        let answer = room.editor.submit(&form, form.buttons.first()).await;
        room.editor.follow_on(answer).await
    };
    pages.add("已退出", &answer.text());
}

/// What axe finds, page by page, in one browser for each person.
async fn judge(shown: &[Shown], town: &Town) -> Vec<String> {
    let mut findings = Vec::new();
    let accounts: BTreeSet<&str> = shown.iter().map(|page| page.account.as_str()).collect();
    for account in accounts {
        let browser = Browser::start().await;
        if !account.is_empty() {
            let (site, _) = account.split_once('.').unwrap();
            let site = if site == "platform" { "portal" } else { site };
            browser.open(&town.url(site, "/console/")).await;
            browser.type_into("账号", account).await;
            browser.type_into("密码", PASSWORD).await;
            findings.extend(barriers(&browser, "登录").await);
            browser.press("登录").await;
            browser.wait_for_address(&town.url(site, "/console/")).await;
        }
        for page in shown.iter().filter(|page| page.account == account) {
            browser.open(&page.url).await;
            findings.extend(barriers(&browser, &page.name).await);
        }
    }
    findings
}

async fn barriers(browser: &Browser, name: &str) -> Vec<String> {
    let mut found: Vec<String> = browser
        .axe()
        .await
        .into_iter()
        .map(|barrier| format!("{name}: {barrier}"))
        .collect();
    // A page that answers 404 or 410 says so in the console; that is no complaint about the page.
    let complaints = browser.complaints().await;
    let real = complaints
        .into_iter()
        .filter(|line| !line.contains("Failed to load resource"));
    found.extend(real.map(|line| format!("{name}: {line}")));
    found
}

#[test]
fn nouns_are_read_from_paths() {
    assert_eq!(
        nouns("/console/articles/{article}/editions/{edition}"),
        ["article", "edition"]
    );
    assert_eq!(nouns("/{path:.*}"), ["path"]);
    assert!(nouns("/console/").is_empty());
}
