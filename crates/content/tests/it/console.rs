//! The staff's screens over real HTTP, told by those who work there.

use content::channel::{Description, RawChannel, create_channel};
use content::permissions::{ApplySite, ManageChannels};
use gateway::site::{SiteFile, apply_site};
use gateway::{Settings, StaffDirectory, StaffSession, outbound};
use kernel::policy::{Membership, decide};
use kernel::{Actor, PersonId, Result, Role, SiteId, Uid};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use store::testing::TestStore;
use theme::{Source, Themes};

const HOST: &str = "edu.localhost";
const ELSEWHERE: &str = "agri.localhost";

/// The cookie says who: `1 writer`.
struct Cast {
    edu: SiteId,
    agri: SiteId,
}

#[async_trait::async_trait]
impl StaffDirectory for Cast {
    async fn session(&self, token: &str, _: &str) -> Result<Option<StaffSession>> {
        let Some(id) = token.parse::<i64>().ok() else {
            return Ok(None);
        };
        Ok(Some(StaffSession {
            person: PersonId(id),
            uid: Uid(uuid::Uuid::nil()),
            name: format!("周若溪{id}"),
            account: format!("person{id}"),
            fresh: true,
            rights: String::new(),
        }))
    }

    async fn account(&self, _: &str) -> Result<Option<gateway::staff::Colleague>> {
        Ok(None)
    }

    async fn posts(&self, person: PersonId) -> Result<Vec<Membership>> {
        let post = |site, role| Membership {
            site,
            role,
            channels: None,
        };
        Ok(match person {
            WRITER => vec![post(self.edu, Role::Contributor)],
            EDITOR => vec![post(self.edu, Role::Editor)],
            REVIEWER => vec![post(self.edu, Role::Reviewer)],
            ADMIN => vec![post(self.edu, Role::SiteAdmin)],
            STRANGER => vec![post(self.agri, Role::SiteAdmin)],
            _ => Vec::new(),
        })
    }
}

const WRITER: PersonId = PersonId(1);
const EDITOR: PersonId = PersonId(2);
const REVIEWER: PersonId = PersonId(3);
const ADMIN: PersonId = PersonId(4);
const STRANGER: PersonId = PersonId(5);

struct Office {
    client: reqwest::Client,
    port: u16,
    channel: i64,
    _test: TestStore,
}

struct Answer {
    status: u16,
    location: String,
    body: String,
}

impl Answer {
    fn said(&self, words: &str) -> bool {
        self.body.contains(words)
    }

    /// The value of the first field of this name.
    fn field(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let (_, rest) = self
            .body
            .split_once(&mark)
            .unwrap_or_else(|| panic!("no {name} in {}", self.body));
        rest.split('"').next().unwrap().to_owned()
    }
}

async fn site(test: &TestStore, slug: &str, kind: &str, settings: &Settings) -> SiteId {
    let text = format!(
        "slug = \"{slug}\"\nname = \"陶都市{slug}\"\nshort_name = \"{slug}\"\nkind = \"{kind}\"\ntheme = \"{kind}\"\nhost = \"{slug}\"\nfeatures = [\"content\"]\n"
    );
    let file = SiteFile::parse(&text).unwrap();
    let mut tx = test.hub().write(Actor::operator("site apply")).await.unwrap();
    let done = apply_site(&mut tx, &file, BTreeMap::new(), settings, false)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    done.site
}

impl Office {
    async fn new() -> Self {
        let test = TestStore::new::<migrations::Migrator>().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let settings = Settings::new(
            format!("http://portal.localhost:{port}").parse().unwrap(),
            [7; 32],
        );
        site(&test, "portal", "portal", &settings).await;
        let edu = site(&test, "edu", "department", &settings).await;
        let agri = site(&test, "agri", "department", &settings).await;
        let channel = channel(&test, edu).await;
        let feature = content::feature();
        let themes = Themes::load(Source::Embedded, &feature.templates).unwrap();
        let staff = Arc::new(Cast { edu, agri });
        let app = gateway::App::new(
            test.store.clone(),
            test.hub(),
            themes,
            settings,
            staff,
            &[feature],
        )
        .await
        .unwrap();
        std::thread::spawn(move || {
            actix_web::rt::System::new()
                .block_on(gateway::App::serve(app, listener, 1))
                .unwrap();
        });
        Self {
            client: outbound::trusted().unwrap(),
            port,
            channel,
            _test: test,
        }
    }

    fn request(
        &self,
        method: reqwest::Method,
        host: &str,
        who: PersonId,
        path: &str,
    ) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("http://127.0.0.1:{}{path}", self.port))
            .header("host", format!("{host}:{}", self.port))
            .header("accept", "text/html")
            .header("cookie", format!("staff={}", who.0))
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let location = response
            .headers()
            .get("location")
            .map(|value| value.to_str().unwrap().to_owned());
        Answer {
            status: response.status().as_u16(),
            location: location.unwrap_or_default(),
            body: response.text().await.unwrap(),
        }
    }

    async fn get_at(&self, host: &str, who: PersonId, path: &str) -> Answer {
        self.send(self.request(reqwest::Method::GET, host, who, path))
            .await
    }

    async fn get(&self, who: PersonId, path: &str) -> Answer {
        self.get_at(HOST, who, path).await
    }

    async fn post_at(&self, host: &str, who: PersonId, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = gateway::http::csrf::token(&[7; 32], &who.0.to_string());
        let mut form = fields.to_vec();
        form.push(("csrf_token", &csrf));
        self.send(self.request(reqwest::Method::POST, host, who, path).form(&form))
            .await
    }

    async fn post(&self, who: PersonId, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_at(HOST, who, path, fields).await
    }

    async fn upload(&self, who: PersonId, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        let csrf = gateway::http::csrf::token(&[7; 32], &who.0.to_string());
        let mut body = Vec::new();
        for (name, value) in [("csrf_token", csrf.as_str())].iter().chain(fields) {
            let head = format!("--zs\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        let (name, bytes) = file.unwrap_or(("", &[]));
        let head =
            format!("--zs\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--zs--\r\n");
        let request = self.request(reqwest::Method::POST, HOST, who, "/console/media");
        self.send(
            request
                .header("content-type", "multipart/form-data; boundary=zs")
                .body(body),
        )
        .await
    }

    /// The article as its author writes it; `more` goes over it.
    async fn write(&self, who: PersonId, path: &str, more: &[(&str, &str)]) -> Answer {
        let channel = self.channel.to_string();
        let usual = [
            ("title", "丁山小学把陶艺课开进老窑址"),
            ("channel", channel.as_str()),
            ("source", "陶都市教育局"),
            ("origin", "own"),
            ("author", "周若溪"),
            ("body_format", "markdown"),
            ("body", "十一月十八日，丁山小学四年级学生来到**前墅龙窑**。"),
        ];
        let kept = usual
            .into_iter()
            .filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
        let fields: Vec<_> = kept.chain(more.iter().copied()).collect();
        self.post(who, path, &fields).await
    }

    /// An article that was submitted; answers its page.
    async fn submitted(&self, who: PersonId) -> String {
        let answer = self.write(who, "/console/articles", &[("do", "submit")]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.location
    }

    /// What stands on the article's page as its revision.
    async fn seen(&self, who: PersonId, page: &str) -> String {
        self.get(who, page).await.field("revision")
    }

    async fn act(&self, who: PersonId, page: &str, verb: &str, more: &[(&str, &str)]) -> Answer {
        let editing = self.get(ADMIN, page).await;
        let revision = editing.field("revision");
        let mut fields = vec![("revision", revision.as_str())];
        fields.extend(more);
        self.post(who, &format!("{page}/{verb}"), &fields).await
    }

    async fn published(&self) -> String {
        let page = self.submitted(WRITER).await;
        assert_eq!(
            self.act(REVIEWER, &page, "approve", &[("opinion", "同意。")])
                .await
                .status,
            303
        );
        assert_eq!(self.act(EDITOR, &page, "publish", &[]).await.status, 303);
        page
    }
}

async fn channel(test: &TestStore, site: SiteId) -> i64 {
    let granted = decide::<ApplySite>(&Actor::operator("site apply"), site, &[]).unwrap();
    let mut tx = test.store.write(granted).await.unwrap().as_::<ManageChannels>();
    let raw = RawChannel {
        slug: "news".into(),
        name: "教育要闻".into(),
        nav: true,
        ..RawChannel::default()
    };
    let row = create_channel(&mut tx, &Description::parse(raw).unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    row.id
}

#[tokio::test]
async fn a_draft_is_saved_and_nothing_typed_is_lost_when_something_is_missing() {
    let office = Office::new().await;
    let form = office.get(WRITER, "/console/articles/new").await;
    assert!(
        form.said("新建文章") && form.said("提交审核") && form.said(">保存<"),
        "{}",
        form.body
    );
    assert!(
        form.said("value=\"周若溪1\"") && form.said("value=\"陶都市edu\""),
        "{}",
        form.body
    );
    let wrong = office
        .write(WRITER, "/console/articles", &[("title", ""), ("channel", "")])
        .await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.said("请填写标题。") && wrong.said("请选择栏目。") && wrong.said("**前墅龙窑**"),
        "{}",
        wrong.body
    );
    let unfinished = office
        .write(WRITER, "/console/articles", &[("body", ""), ("do", "submit")])
        .await;
    assert_eq!(unfinished.status, 422);
    assert!(unfinished.said("请填写正文。"));
    let all = office.get(WRITER, "/console/articles").await;
    assert!(
        all.said("还没有稿件"),
        "a refused submission leaves nothing: {}",
        all.body
    );
    let saved = office.write(WRITER, "/console/articles", &[("do", "save")]).await;
    assert_eq!(saved.status, 303);
    let edit = office.get(WRITER, &saved.location).await;
    assert!(
        edit.said("丁山小学把陶艺课开进老窑址") && edit.said("**前墅龙窑**"),
        "{}",
        edit.body
    );
    let mine = office.get(WRITER, "/console/articles?state=mine").await;
    assert!(mine.said("丁山小学把陶艺课开进老窑址"));
    let others = office.get(EDITOR, "/console/articles?state=mine").await;
    assert!(others.said("您没有草稿"), "{}", others.body);
}

#[tokio::test]
async fn two_people_who_save_at_once_see_both_texts() {
    let office = Office::new().await;
    let saved = office.write(WRITER, "/console/articles", &[("do", "save")]).await;
    let page = saved.location.trim_end_matches("/edit").to_owned();
    let revision = office.get(WRITER, &saved.location).await.field("revision");
    let first = office
        .write(
            EDITOR,
            &page,
            &[("revision", &revision), ("title", "陶艺课走进老窑址")],
        )
        .await;
    assert_eq!(first.status, 303, "{}", first.body);
    let second = office
        .write(
            WRITER,
            &page,
            &[("revision", &revision), ("title", "窑边的陶艺课")],
        )
        .await;
    assert_eq!(second.status, 409);
    assert!(
        second.said("有人保存过新的内容") && second.said("系统中现有的内容"),
        "{}",
        second.body
    );
    assert!(second.said("value=\"窑边的陶艺课\""), "mine stays in the form");
    let again = second.field("revision");
    assert_ne!(again, revision);
    let third = office
        .write(WRITER, &page, &[("revision", &again), ("title", "窑边的陶艺课")])
        .await;
    assert_eq!(third.status, 303);
    let history = office.get(WRITER, &page).await;
    assert!(history.said("窑边的陶艺课"));
}

#[tokio::test]
async fn from_the_desk_to_the_public_and_back() {
    let office = Office::new().await;
    let page = office.submitted(WRITER).await;
    assert_eq!(office.get(WRITER, "/console/reviews").await.status, 403);
    let reviews = office.get(REVIEWER, "/console/reviews").await;
    assert!(
        reviews.said("丁山小学把陶艺课开进老窑址") && reviews.said("等您审核"),
        "{}",
        reviews.body
    );
    let shown = office.get(REVIEWER, &page).await;
    assert!(
        shown.said("审核通过") && shown.said("<strong>前墅龙窑</strong>") && !shown.said(">发布<"),
        "{}",
        shown.body
    );
    let refused = office
        .act(REVIEWER, &page, "return", &[("return_reason", "")])
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.said("id=\"e-return_reason\"") && refused.said("<details class=\"ask\" open"),
        "{}",
        refused.body
    );
    assert_eq!(
        office
            .act(REVIEWER, &page, "approve", &[("opinion", "同意。")])
            .await
            .status,
        303
    );
    let approved = office.get(EDITOR, &page).await;
    assert!(
        approved.said(">发布<") && approved.said("同意。"),
        "{}",
        approved.body
    );
    assert_eq!(office.act(EDITOR, &page, "publish", &[]).await.status, 303);
    let live = office.get(EDITOR, &page).await;
    assert!(
        live.said("查看页面") && live.said(">撤回<") && live.said(">更正<"),
        "{}",
        live.body
    );
    let stale = office
        .post(
            EDITOR,
            &format!("{page}/withdraw"),
            &[("revision", "0"), ("reason", "时间有误。")],
        )
        .await;
    assert_eq!(stale.status, 409);
    let silent = office.act(EDITOR, &page, "withdraw", &[("reason", "")]).await;
    assert_eq!(silent.status, 422);
    assert!(silent.said("请写明原因"));
    assert_eq!(
        office
            .act(EDITOR, &page, "withdraw", &[("reason", "时间有误。")])
            .await
            .status,
        303
    );
    let gone = office.get(EDITOR, "/console/articles?state=withdrawn").await;
    assert!(gone.said("丁山小学把陶艺课开进老窑址") && gone.said("已撤回"));
}

#[tokio::test]
async fn nobody_approves_the_own_text() {
    let office = Office::new().await;
    let page = office.submitted(ADMIN).await;
    let shown = office.get(ADMIN, &page).await;
    assert!(
        !shown.said(">审核通过<") && shown.said("须由他人审核"),
        "{}",
        shown.body
    );
    let revision = office.seen(ADMIN, &page).await;
    let refused = office
        .post(ADMIN, &format!("{page}/approve"), &[("revision", &revision)])
        .await;
    assert_eq!(refused.status, 409);
    assert!(refused.said("须由作者以外的人审核"), "{}", refused.body);
}

#[tokio::test]
async fn a_correction_stands_beside_the_live_text_until_it_is_published() {
    let office = Office::new().await;
    let page = office.published().await;
    let begun = office.act(EDITOR, &page, "correct", &[]).await;
    assert_eq!(begun.status, 303);
    let form = office.get(EDITOR, &begun.location).await;
    assert!(form.said("更正说明"), "{}", form.body);
    let revision = form.field("revision");
    let body = "十一月十九日，丁山小学四年级学生来到前墅龙窑。";
    let silent = office
        .write(
            EDITOR,
            &page,
            &[("revision", &revision), ("body", body), ("do", "submit")],
        )
        .await;
    assert_eq!(silent.status, 422);
    assert!(silent.said("请说明更正了什么。"));
    let note = ("change_note", "日期更正为十一月十九日。");
    let done = office
        .write(
            EDITOR,
            &page,
            &[("revision", &revision), ("body", body), note, ("do", "submit")],
        )
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
    let shown = office.get(EDITOR, &page).await;
    assert!(
        shown.said("已发布") && shown.said("更正：待审核") && shown.said("第 2 版"),
        "{}",
        shown.body
    );
    let (_, rest) = shown.body.split_once("/editions/").unwrap();
    let edition = rest.split('"').next().unwrap();
    let compared = office.get(EDITOR, &format!("{page}/editions/{edition}")).await;
    assert!(
        compared.said("与上一版比较") && compared.said("<ins>"),
        "{}",
        compared.body
    );
    let preview = office.get(EDITOR, &format!("{page}/preview")).await;
    assert_eq!(preview.status, 200);
    assert!(
        preview.said("这一版尚未发布") && preview.said("十一月十九日"),
        "{}",
        preview.body
    );
}

#[tokio::test]
async fn a_word_and_a_channel_narrow_the_list_and_its_counts() {
    let office = Office::new().await;
    office
        .write(WRITER, "/console/articles", &[("title", "入学登记 100% 办法")])
        .await;
    office
        .write(WRITER, "/console/articles", &[("title", "教师招聘")])
        .await;
    let found = office.get(WRITER, "/console/articles?q=100%25").await;
    assert!(
        found.said("入学登记") && !found.said("教师招聘"),
        "{}",
        found.body
    );
    assert!(
        found.said("清除条件") && found.said("全部 <span class=\"of\">1</span>"),
        "{}",
        found.body
    );
    let none = office.get(WRITER, "/console/articles?q=%25%25").await;
    assert!(none.said("没有符合条件的稿件"));
    let elsewhere = office.get(WRITER, "/console/articles?channel=99999").await;
    assert!(elsewhere.said("没有符合条件的稿件"));
}

#[tokio::test]
async fn others_see_nothing_of_this_site() {
    let office = Office::new().await;
    let page = office.published().await;
    let edition = {
        let shown = office.get(EDITOR, &page).await;
        let (_, rest) = shown.body.split_once("/editions/").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let edit = format!("{page}/edit");
    let preview = format!("{page}/preview");
    let edition = format!("{page}/editions/{edition}");
    let channel = format!("/console/channels/{}", office.channel);
    for path in [&page, &edit, &preview, &edition, &channel] {
        assert_eq!(
            office.get_at(ELSEWHERE, STRANGER, path).await.status,
            404,
            "{path} on the own site"
        );
        assert_eq!(
            office.get(STRANGER, path).await.status,
            404,
            "{path} on the other site"
        );
    }
    for verb in [
        "",
        "/submit",
        "/recall",
        "/discard",
        "/approve",
        "/return",
        "/publish",
        "/withdraw",
        "/correct",
    ] {
        let path = format!("{page}{verb}");
        let fields = [
            ("revision", "5"),
            ("reason", "试试看。"),
            ("title", "题"),
            ("channel", "1"),
        ];
        let answer = office.post_at(ELSEWHERE, STRANGER, &path, &fields).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.body);
    }
    for verb in ["", "/close", "/open"] {
        let answer = office
            .post_at(
                ELSEWHERE,
                STRANGER,
                &format!("{channel}{verb}"),
                &[("name", "栏目")],
            )
            .await;
        assert_eq!(answer.status, 404, "{channel}{verb}");
    }
}

#[tokio::test]
async fn a_contributor_does_not_touch_what_others_wrote() {
    let office = Office::new().await;
    let saved = office.write(EDITOR, "/console/articles", &[]).await;
    let page = saved.location.trim_end_matches("/edit");
    assert_eq!(office.get(WRITER, &saved.location).await.status, 409);
    let revision = office.seen(EDITOR, &saved.location).await;
    let refused = office.write(WRITER, page, &[("revision", &revision)]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.said("只能修改、提交自己的稿件"));
}

fn png() -> Vec<u8> {
    picture::Picture::sample(400, 300).png().unwrap().to_vec()
}

#[tokio::test]
async fn a_picture_is_uploaded_described_and_chosen() {
    let office = Office::new().await;
    let empty = office.get(WRITER, "/console/media").await;
    assert!(empty.said("还没有素材"), "{}", empty.body);
    let none = office.upload(WRITER, &[("alt", "一块陶泥")], None).await;
    assert_eq!(none.status, 422);
    assert!(
        none.said("请选择要上传的文件。") && none.said("一块陶泥"),
        "{}",
        none.body
    );
    let text = office
        .upload(WRITER, &[], Some(("窑.jpg", b"no picture at all")))
        .await;
    assert_eq!(text.status, 422, "{}", text.body);
    let stored = office
        .upload(WRITER, &[("alt", "一块陶泥")], Some(("窑.jpg", &png())))
        .await;
    assert_eq!(stored.status, 303, "{}", stored.body);
    let page = office.get(WRITER, &stored.location).await;
    assert!(
        page.said("![一块陶泥](media:") && page.said("400×300"),
        "{}",
        page.body
    );
    let words = [("alt", "一块拍平的红陶泥"), ("credit", "周若溪 摄")];
    assert_eq!(office.post(WRITER, &stored.location, &words).await.status, 303);
    let list = office.get(WRITER, "/console/media?kind=picture").await;
    assert!(list.said("窑.") && list.said("未公开"), "{}", list.body);
    let form = office.get(WRITER, "/console/articles/new").await;
    assert!(form.said("一块拍平的红陶泥（400×300）"), "{}", form.body);
    assert_eq!(
        office.get_at(ELSEWHERE, STRANGER, &stored.location).await.status,
        404
    );
    assert_eq!(
        office
            .post_at(ELSEWHERE, STRANGER, &stored.location, &words)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn channels_are_made_changed_and_closed_by_the_administrator() {
    let office = Office::new().await;
    assert_eq!(office.get(EDITOR, "/console/channels").await.status, 403);
    let fields = [
        ("slug", "notices"),
        ("name", "通知公告"),
        ("group", "news"),
        ("nav", "true"),
        ("order", "20"),
    ];
    let made = office.post(ADMIN, "/console/channels", &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let twice = office.post(ADMIN, "/console/channels", &fields).await;
    assert_eq!(twice.status, 422);
    assert!(
        twice.said("本站已有同名地址的栏目。") && twice.said("id=\"e-slug\""),
        "{}",
        twice.body
    );
    let list = office.get(ADMIN, "/console/channels").await;
    assert!(list.said("通知公告") && list.said("/notices/"), "{}", list.body);
    office.published().await;
    let path = format!("/console/channels/{}", office.channel);
    let in_use = office.post(ADMIN, &format!("{path}/close"), &[]).await;
    assert_eq!(in_use.status, 409);
    assert!(in_use.said("栏目下还有已发布的稿件"));
    let revision = office.get(ADMIN, &path).await.field("revision");
    let change = [
        ("revision", revision.as_str()),
        ("name", "教育新闻"),
        ("group", "news"),
        ("order", "x"),
    ];
    let wrong = office.post(ADMIN, &path, &change).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.said("排序应为整数。") && wrong.said("教育新闻"));
    let change = [
        ("revision", revision.as_str()),
        ("name", "教育新闻"),
        ("group", "news"),
        ("order", "5"),
    ];
    assert_eq!(office.post(ADMIN, &path, &change).await.status, 303);
    assert_eq!(
        office.post(ADMIN, &path, &change).await.status,
        409,
        "seen before the change"
    );
}

/// The value of the first button that cures with these words on it.
fn cure_key(page: &Answer, words: &str) -> String {
    let (before, _) = page.body.split_once(&format!("\">{words}</button>")).unwrap();
    let (_, key) = before.rsplit_once("value=\"cure:").unwrap();
    format!("cure:{key}")
}

#[tokio::test]
async fn a_finding_beside_the_form_is_cured_by_its_button_and_nothing_typed_is_lost() {
    let office = Office::new().await;
    let body = "登录**帐号**，证号11010519491231002X。";
    let refused = office
        .write(WRITER, "/console/articles", &[("body", body), ("do", "submit")])
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.said("是身份证号，属于个人隐私。") && refused.said("id=\"f-check\""),
        "{}",
        refused.body
    );
    let made = office.write(WRITER, "/console/articles", &[("body", body)]).await;
    let page = made.location.strip_suffix("/edit").unwrap().to_owned();
    let mut typed = body.replace("登录", "请登录");
    for words in ["改为“账号”", "改为“110***********002X”"] {
        let form = office.get(WRITER, &made.location).await;
        let (key, seen) = (cure_key(&form, words), form.field("revision"));
        let more = [
            ("body", typed.as_str()),
            ("do", key.as_str()),
            ("revision", seen.as_str()),
        ];
        let answer = office.write(WRITER, &page, &more).await;
        assert_eq!(
            (answer.status, answer.location.as_str()),
            (303, made.location.as_str()),
            "{}",
            answer.body
        );
        typed = typed.replace("帐号", "账号");
    }
    let shown = office.get(WRITER, &page).await;
    assert!(
        shown.said("请登录<strong>账号</strong>，证号110***********002X。"),
        "{}",
        shown.body
    );
    assert!(!shown.said("id=\"f-check\""), "{}", shown.body);
    assert_eq!(office.act(WRITER, &page, "submit", &[]).await.status, 303);
}

#[tokio::test]
async fn on_the_articles_page_words_are_marked_cured_and_confirmed() {
    let office = Office::new().await;
    let body = "登录帐号，查看部份内容。";
    let made = office.write(WRITER, "/console/articles", &[("body", body)]).await;
    let page = made.location.strip_suffix("/edit").unwrap().to_owned();
    let shown = office.get(WRITER, &page).await;
    assert!(
        shown.said("<mark class=\"check-warn\" id=\"mark-0\">帐号</mark>"),
        "{}",
        shown.body
    );
    let (finding, seen) = (shown.field("finding"), shown.field("revision"));
    let stale = [("revision", "0"), ("finding", finding.as_str())];
    assert_eq!(
        office.post(WRITER, &format!("{page}/cure"), &stale).await.status,
        409
    );
    let fresh = [("revision", seen.as_str()), ("finding", finding.as_str())];
    assert_eq!(
        office
            .post(STRANGER, &format!("{page}/cure"), &fresh)
            .await
            .status,
        404
    );
    assert_eq!(
        office.post(WRITER, &format!("{page}/cure"), &fresh).await.status,
        303
    );
    let shown = office.get(WRITER, &page).await;
    assert!(
        shown.said("登录账号") && shown.said("check-warn\" id=\"mark-0\">部份"),
        "{}",
        shown.body
    );
    let refused = office.act(WRITER, &page, "submit", &[]).await;
    assert!(
        refused.status == 422 && refused.said("有 1 处须确认"),
        "{}",
        refused.body
    );
    let why = [("confirm_reason", "引文，照录原文")];
    assert_eq!(office.act(WRITER, &page, "submit", &why).await.status, 303);
    assert!(office.get(WRITER, &page).await.said("引文，照录原文"));
}

#[tokio::test]
async fn lists_are_kept_by_the_sites_administrator_and_wrong_lines_of_a_file_are_named() {
    let office = Office::new().await;
    let lists = "/console/checks/lists";
    assert_eq!(office.get(WRITER, lists).await.status, 403);
    let page = office.get(ADMIN, &format!("{lists}?list=sensitive")).await;
    assert!(page.status == 200 && page.said("添加或修改一条"), "{}", page.body);
    let add = |word: &'static str, seen: &'static str| {
        [
            ("list", "sensitive"),
            ("scope", "site"),
            ("seen", seen),
            ("do", "add"),
            ("word", word),
        ]
    };
    assert_eq!(
        office.post(EDITOR, lists, &add("内部代号", "0")).await.status,
        403
    );
    let empty = office.post(ADMIN, lists, &add("", "0")).await;
    assert!(
        empty.status == 422 && empty.said("词语不能为空"),
        "{}",
        empty.body
    );
    assert_eq!(office.post(ADMIN, lists, &add("内部代号", "0")).await.status, 303);
    let late = office.post(ADMIN, lists, &add("另一词", "0")).await;
    assert!(
        late.status == 422 && late.said("有人改过这个词表"),
        "{}",
        late.body
    );
    let file = office
        .get(ADMIN, &format!("{lists}/file?scope=site&list=sensitive"))
        .await;
    assert!(file.said("内部代号"));
    // The group's lists are seen everywhere and kept on the portal alone.
    let group = office
        .get(ADMIN, &format!("{lists}?scope=group&list=wrong"))
        .await;
    assert!(group.said("这里只能查看") && group.said("帐号"), "{}", group.body);
    let group = [
        ("list", "wrong"),
        ("scope", "group"),
        ("seen", "0"),
        ("do", "drop"),
        ("word", "帐号"),
    ];
    assert_eq!(office.post(ADMIN, lists, &group).await.status, 404);
    // Another site's people see nothing of it.
    let other = office
        .get_at(ELSEWHERE, STRANGER, &format!("{lists}?list=sensitive"))
        .await;
    assert!(other.status == 200 && !other.said("内部代号"));
    let page = office
        .get(ADMIN, "/console/checks?rule=nonsense&site=agri&level=x&page=0")
        .await;
    assert!(page.status == 200 && page.said("还没有复查过"), "{}", page.body);
}
