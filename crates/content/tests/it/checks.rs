//! 发布前检查, told by the people of a newsroom: what forbids, what is confirmed, what is cured, and the stock.

use crate::newsroom::*;
use content::article::form::TextForm;
use content::article::{self, state::State, text::RawText};
use content::check::list::{Change, Kind, entity as own_list, group, keep_group_list, keep_list};
use content::check::scan::entity as scan;
use content::check::{Rules, Scanner, cure_text, finding, of_edition};
use content::permissions::{KeepChecks, PublishUrgently, WriteArticle};
use kernel::{Actor, Error, PersonId, Result};
use proof::{Entry, Field, Level, List, Rule};
use sea_orm::ColumnTrait;
use std::sync::Arc;
use store::job::JobRunner;

const SIGNER: Staff = Staff {
    id: 12,
    name: "何知远",
    role: kernel::Role::Signer,
};
const ID_CARD: &str = "11010519491231002X";

fn entry(list: List, word: &str, right: &str) -> Entry {
    Entry::parse(list, word, right, "1", "").unwrap()
}

fn words(list: List) -> Kind {
    Kind::Words(list)
}

/// The fields and sentences of a refusal.
fn wrong<T: std::fmt::Debug>(result: Result<T>) -> Vec<(String, String)> {
    match result {
        Err(Error::Invalid(fields)) => fields.into_iter().map(|f| (f.field, f.text)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

impl Newsroom {
    fn raw(&self, body: &str) -> RawText {
        RawText {
            body: body.into(),
            ..self.text("课后服务时间调整")
        }
    }

    async fn keep(&self, who: &Staff, kind: Kind, seen: i64, change: Change) -> Result<()> {
        let mut tx = self.write::<KeepChecks>(who).await;
        keep_list(&mut tx, kind, seen, change, "测试").await?;
        tx.commit().await
    }

    async fn keep_group(&self, kind: Kind, seen: i64, change: Change) -> Result<()> {
        let person = Actor::Person {
            id: PersonId(9),
            name: "门户管理员".into(),
        };
        let mut tx = self.test.hub().write(person).await.unwrap();
        let sites = [self.site, self.other];
        keep_group_list(&mut tx, (self.other, &sites), kind, seen, change, "").await?;
        tx.commit().await
    }

    async fn stock(&self) -> Vec<finding::Model> {
        let read = self.test.store.read(self.site);
        read.find::<finding::Entity>()
            .asc(finding::Column::Id)
            .all()
            .await
            .unwrap()
    }

    async fn scans(&self) -> Vec<scan::Model> {
        let read = self.test.store.read(self.site);
        read.find::<scan::Entity>()
            .asc(scan::Column::Id)
            .all()
            .await
            .unwrap()
    }

    fn scanner(&self) -> JobRunner {
        let scanner = Arc::new(Scanner::new(self.test.store.clone()));
        JobRunner::new(self.test.hub(), vec![scanner])
    }

    async fn audited(&self, action: &str) -> i64 {
        #[derive(sea_orm::FromQueryResult)]
        struct Count {
            n: i64,
        }
        let sql = "select count(*) as n from audit where action = $1";
        let hub = self.test.hub();
        let rows: Vec<Count> = hub.read().report(sql, vec![action.into()]).await.unwrap();
        rows[0].n
    }
}

#[tokio::test]
async fn what_is_forbidden_goes_out_by_no_door() {
    let room = Newsroom::new().await;
    let draft = room.draft(room.raw(&format!("证号{ID_CARD}。"))).await.unwrap();
    let told = wrong(room.submit(&WRITER, &draft).await);
    assert_eq!(told[0].0, "check");
    assert!(
        told[0].1.contains(ID_CARD) && told[0].1.contains("身份证号"),
        "{told:?}"
    );
    // Nothing happened to it, and no reason opens the way.
    assert!(room.confirm(&WRITER, &draft, "确认无误").await.is_ok());
    assert_eq!(wrong(room.submit(&WRITER, &draft).await)[0].0, "check");
    let mut tx = room.write::<PublishUrgently>(&SIGNER).await;
    let hurried = article::publish_urgently(&mut tx, id(&draft), seen(&draft), "险情通报").await;
    assert_eq!(wrong(hurried)[0].0, "check");
    drop(tx);
    // What was approved before the list knew the word stays in.
    let approved = room.article_in(State::Approved).await;
    room.keep(
        &ADMIN,
        words(List::Sensitive),
        0,
        Change::Put(vec![entry(List::Sensitive, "课后服务", "")]),
    )
    .await
    .unwrap();
    let told = wrong(room.publish(&approved).await);
    assert!(told.iter().any(|(_, text)| text.contains("课后服务")), "{told:?}");
    assert_eq!(room.edition(approved.1.id).await.state(), State::Approved);
}

#[tokio::test]
async fn a_warning_is_confirmed_in_writing_for_exactly_this_text() {
    let room = Newsroom::new().await;
    let draft = room.draft(room.raw("登录帐号查看部份内容。")).await.unwrap();
    let told = wrong(room.submit(&WRITER, &draft).await);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "confirm_reason");
    assert!(
        told[0].1.contains("2 处") && told[0].1.contains("帐号"),
        "{told:?}"
    );
    assert_eq!(
        wrong(room.confirm(&WRITER, &draft, "行").await)[0].0,
        "confirm_reason"
    );
    room.confirm(&WRITER, &draft, "引文，照录原文").await.unwrap();
    assert_eq!(room.audited("article.check_confirmed").await, 1);
    let submitted = room.submit(&WRITER, &draft).await.unwrap();
    let approved = room.approve(&REVIEWER, &submitted).await.unwrap();
    room.publish(&approved).await.unwrap();
    let stock = room.stock().await;
    assert_eq!(
        stock.iter().map(|row| row.words.as_str()).collect::<Vec<_>>(),
        ["帐号", "部份"]
    );
    assert!(
        stock
            .iter()
            .all(|row| row.level == "warn" && row.list == "自带“错别字”")
    );
}

#[tokio::test]
async fn another_text_needs_another_confirmation() {
    let room = Newsroom::new().await;
    let draft = room.draft(room.raw("登录帐号。")).await.unwrap();
    room.confirm(&WRITER, &draft, "引文，照录原文").await.unwrap();
    let saved = room
        .save(&WRITER, &draft, room.raw("请登录帐号。"))
        .await
        .unwrap();
    assert_eq!(wrong(room.submit(&WRITER, &saved).await)[0].0, "confirm_reason");
    // A new finding in the same text is not covered by what was confirmed before.
    room.confirm(&WRITER, &saved, "引文，照录原文").await.unwrap();
    room.keep(
        &ADMIN,
        words(List::Forbidden),
        0,
        Change::Put(vec![entry(List::Forbidden, "登录", "登陆后")]),
    )
    .await
    .unwrap();
    let told = wrong(room.submit(&WRITER, &saved).await);
    assert!(
        told[0].1.contains("1 处") && told[0].1.contains("登录"),
        "{told:?}"
    );
}

#[tokio::test]
async fn in_a_hurry_warnings_are_written_down_and_not_asked_for() {
    let room = Newsroom::new().await;
    let draft = room.draft(room.raw("咨询电话13812345678。")).await.unwrap();
    let mut tx = room.write::<PublishUrgently>(&SIGNER).await;
    article::publish_urgently(&mut tx, id(&draft), seen(&draft), "险情通报")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(room.audited("article.check_unconfirmed").await, 1);
    assert_eq!(room.stock().await[0].rule, "mobile");
}

#[tokio::test]
async fn lists_have_versions_and_findings_name_them() {
    let room = Newsroom::new().await;
    let kind = words(List::Leader);
    let leader = |title: &str| Entry::parse(List::Leader, "陆明远", title, "1", "").unwrap();
    room.keep_group(kind, 0, Change::Put(vec![leader("市长")]))
        .await
        .unwrap();
    room.keep_group(kind, 1, Change::Put(vec![leader("市委书记")]))
        .await
        .unwrap();
    assert!(matches!(
        room.keep_group(kind, 1, Change::Drop(vec!["陆明远".into()]))
            .await,
        Err(Error::Stale(_))
    ));
    let other = Entry::parse(List::Leader, "何静宜", "市长", "2", "").unwrap();
    room.keep_group(kind, 2, Change::Put(vec![other])).await.unwrap();
    let draft = room.draft(room.raw("市长陆明远出席。")).await.unwrap();
    let read = room.test.store.read(room.site);
    let found = of_edition(&read, &draft.1).await.unwrap();
    assert_eq!((found[0].rule, found[0].level), (Rule::LeaderTitle, Level::Block));
    assert_eq!(found[0].list, "全站群“领导职务与排序”第 3 版");
    let versions = read
        .shared::<group::Entity>()
        .asc(group::Column::N)
        .all()
        .await
        .unwrap();
    let told: Vec<_> = versions
        .iter()
        .map(|row| (row.n, row.standing, row.size, row.person_name.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (1, false, 1, "门户管理员"),
            (2, false, 1, "门户管理员"),
            (3, true, 2, "门户管理员")
        ]
    );
}

#[tokio::test]
async fn a_group_that_changes_a_shipped_list_keeps_what_was_in_it() {
    let room = Newsroom::new().await;
    room.keep_group(words(List::Wrong), 0, Change::Drop(vec!["部份".into()]))
        .await
        .unwrap();
    let draft = room.draft(room.raw("登录帐号查看部份内容。")).await.unwrap();
    let found = of_edition(&room.test.store.read(room.site), &draft.1)
        .await
        .unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|f| (f.words.as_str(), f.list.as_str()))
        .collect();
    assert_eq!(told, [("帐号", "全站群“错别字”第 1 版")]);
}

#[tokio::test]
async fn a_site_is_stricter_than_the_group_and_never_laxer_and_never_seen_by_another() {
    let room = Newsroom::new().await;
    let levels = |rule, level| Change::Levels(vec![(rule, level)]);
    room.keep(&ADMIN, Kind::Levels, 0, levels(Rule::Mobile, Level::Block))
        .await
        .unwrap();
    room.keep(&ADMIN, Kind::Levels, 1, levels(Rule::IdCard, Level::Note))
        .await
        .unwrap();
    let rules = Rules::load(&room.test.store.read(room.site)).await.unwrap();
    assert_eq!(rules.levels.of(Rule::IdCard), Level::Block);
    assert_eq!(rules.levels.of(Rule::Mobile), Level::Warn);
    room.keep(
        &ADMIN,
        words(List::Sensitive),
        0,
        Change::Put(vec![entry(List::Sensitive, "内部代号", "")]),
    )
    .await
    .unwrap();
    let other = room.test.store.read(room.other);
    assert_eq!(other.find::<own_list::Entity>().all().await.unwrap(), []);
    let draft = room.draft(room.raw("内部代号。")).await.unwrap();
    assert_eq!(
        of_edition(&room.test.store.read(room.site), &draft.1)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(of_edition(&other, &draft.1).await.unwrap(), []);
    // A site's 放行词 do not open what the group forbids.
    room.keep_group(
        words(List::Sensitive),
        0,
        Change::Put(vec![entry(List::Sensitive, "绝密", "")]),
    )
    .await
    .unwrap();
    room.keep(
        &ADMIN,
        words(List::Allow),
        0,
        Change::Put(vec![entry(List::Allow, "绝密", "")]),
    )
    .await
    .unwrap();
    let draft = room.draft(room.raw("绝密。")).await.unwrap();
    assert_eq!(
        of_edition(&room.test.store.read(room.site), &draft.1)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_cure_mends_the_draft_and_the_text_then_passes() {
    let room = Newsroom::new().await;
    let raw = RawText {
        title: "帐号通知".into(),
        ..room.raw(&format!("登录**帐号**，证号{ID_CARD}，查看部份内容。"))
    };
    let mut at = room.draft(raw).await.unwrap();
    let read = room.test.store.read(room.site);
    for _ in 0..4 {
        let found = of_edition(&read, &at.1).await.unwrap();
        let mut form = TextForm::of(at.0.channel_id, at.0.revision, &at.1);
        assert!(cure_text(&mut form, &found[0], "").unwrap(), "{found:?}");
        let text = form.text().unwrap();
        let mut tx = room.write::<WriteArticle>(&WRITER).await;
        at = article::save_article(&mut tx, id(&at), seen(&at), &text, None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(at.1.title, "账号通知");
    assert!(
        at.1.body_html
            .contains("登录<strong>账号</strong>，证号110***********002X，查看部分内容。"),
        "{}",
        at.1.body_html
    );
    room.submit(&WRITER, &at).await.unwrap();
}

#[tokio::test]
async fn a_changed_list_has_the_stock_read_again_and_only_what_changed() {
    let room = Newsroom::new().await;
    for n in 0..3 {
        room.published(room.raw(&format!("第{n}篇，窑变釉。"))).await;
    }
    assert_eq!(room.stock().await, []);
    let add = |word: &str| Change::Put(vec![entry(List::Sensitive, word, "")]);
    room.keep(&ADMIN, words(List::Sensitive), 0, add("窑变"))
        .await
        .unwrap();
    room.scanner().settle().await.unwrap();
    let stock = room.stock().await;
    assert_eq!(stock.len(), 3);
    assert!(
        stock
            .iter()
            .all(|row| row.words == "窑变" && row.level == "block" && row.list == "本站“敏感词”第 1 版")
    );
    let run = room.scans().await.remove(0);
    assert_eq!((run.total, run.done, run.checked, run.found), (3, 3, 3, 3));
    assert!(run.ended_at.is_some() && !run.overtaken);
    // The same lists again: everything is passed over, the findings stay.
    let wish = content::check::Rescan::begin("人工复查", "again");
    let mut tx = room.write::<KeepChecks>(&ADMIN).await;
    tx.enqueue(&wish).await.unwrap();
    tx.audit("test", "scan", &());
    tx.commit().await.unwrap();
    room.scanner().settle().await.unwrap();
    let run = room.scans().await.remove(1);
    assert_eq!((run.done, run.checked, run.found), (3, 0, 0));
    assert_eq!(room.stock().await.len(), 3);
    // What is withdrawn has no findings.
    let gone = room.stock().await[0].article_id;
    let read = room.test.store.read(room.site);
    let row = read
        .find::<article::entity::Entity>()
        .filter(article::entity::Column::Id.eq(gone))
        .found()
        .await
        .unwrap();
    let edition = room.edition(row.live_edition_id.unwrap()).await;
    room.withdraw(&(row, edition), "内容有误").await.unwrap();
    assert_eq!(room.stock().await.len(), 2);
}

#[tokio::test]
async fn a_run_that_was_cut_goes_on_where_it_stood_and_a_newer_one_takes_its_place() {
    let room = Newsroom::new().await;
    for n in 0..3 {
        room.published(room.raw(&format!("第{n}篇，窑变釉。"))).await;
    }
    room.keep(
        &ADMIN,
        words(List::Sensitive),
        0,
        Change::Put(vec![entry(List::Sensitive, "窑变", "")]),
    )
    .await
    .unwrap();
    room.scanner().settle().await.unwrap();
    // As a kill leaves it: the first article passed, the run open, its job waiting.
    let first = room.stock().await[0].article_id;
    let done = room.scans().await.remove(0);
    let hub = room.test.hub();
    let mut tx = hub.write(Actor::operator("test")).await.unwrap();
    let cut = scan::ActiveModel {
        done: sea_orm::Set(1),
        checked: sea_orm::Set(1),
        found: sea_orm::Set(1),
        after_id: sea_orm::Set(first),
        ended_at: sea_orm::Set(None),
        ..Default::default()
    };
    tx.update_where(cut, scan::Column::Id.eq(done.id)).await.unwrap();
    tx.delete_where::<finding::Entity>(finding::Column::ArticleId.gt(first))
        .await
        .unwrap();
    tx.delete_where::<content::check::scan::Passed>(content::check::scan::PassedColumn::ArticleId.gt(first))
        .await
        .unwrap();
    let on = content::check::Rescan::resume(&done, first);
    tx.enqueue(Some(room.site), &on).await.unwrap();
    tx.audit(None, "test", "cut", &());
    tx.commit().await.unwrap();
    room.scanner().settle().await.unwrap();
    let run = room.scans().await.remove(0);
    assert_eq!((run.done, run.checked, run.found), (3, 3, 3));
    assert_eq!(room.stock().await.len(), 3);
}

#[tokio::test]
async fn hostile_entries_change_nothing() {
    let room = Newsroom::new().await;
    assert!(Entry::parse(List::Sensitive, "", "", "", "").is_err());
    let text = format!("好词\n{}\n", "长".repeat(3500));
    assert_eq!(
        proof::file::read(List::Sensitive, text.as_bytes()).unwrap_err()[0].line,
        2
    );
    let wrong = room
        .keep(
            &ADMIN,
            words(List::Sensitive),
            0,
            Change::Drop(vec!["没有".into()]),
        )
        .await;
    assert!(matches!(wrong, Err(Error::Invalid(_))));
    let read = room.test.store.read(room.site);
    assert_eq!(read.find::<own_list::Entity>().all().await.unwrap(), []);
    // A word that looks like markup finds its place and stays text.
    room.keep(
        &ADMIN,
        words(List::Forbidden),
        0,
        Change::Put(vec![entry(List::Forbidden, "<b>", "")]),
    )
    .await
    .unwrap();
    let draft = room
        .draft(RawText {
            format: "text".into(),
            ..room.raw("写<b>的")
        })
        .await
        .unwrap();
    let found = of_edition(&read, &draft.1).await.unwrap();
    assert_eq!((found[0].field, found[0].words.as_str()), (Field::Body, "<b>"));
}
