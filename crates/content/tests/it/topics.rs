//! Topics: made and filled by staff, read by visitors, over when their last day is.

use crate::newsroom::*;
use crate::web::Web;
use chrono::Duration;
use content::article::state::State as Step;
use content::media::Words;
use content::permissions::{FillTopics, ManageTopics};
use content::refusals;
use content::topic::{
    BlockForm, Kind, Standing, TopicForm, TopicKeeper, add_to_topic, block, create_topic, entity, member,
    query, save_topic,
};
use kernel::clock::Hand;
use kernel::policy::decide;
use kernel::{
    ArticleId, Clocks, DomainClock, Error, Result, Revision, SecurityClock, SiteId, TopicBlockId, TopicId,
    Uid, beijing,
};
use sea_orm::ColumnTrait;
use std::sync::Arc;
use store::job::JobRunner;

const EDU: &str = "edu.localhost";
const PORTAL: &str = "portal.localhost";

/// A topic of March 2026.
fn march(state: &str, blocks: Vec<BlockForm>) -> TopicForm {
    TopicForm {
        title: "课后服务新规".into(),
        slug: "kehou".into(),
        summary: "怎么定、怎么做、怎么问。".into(),
        starts_on: "2026-03-01".into(),
        ends_on: "2026-03-31".into(),
        state: state.into(),
        blocks,
        ..TopicForm::default()
    }
}

fn articles(heading: &str, items: &[&Both]) -> BlockForm {
    BlockForm {
        kind: Kind::Articles.key().into(),
        heading: heading.into(),
        items: items.iter().map(|it| Uid(it.0.uid).to_string()).collect(),
        ..BlockForm::default()
    }
}

fn of(kind: Kind, heading: &str, body: &str) -> BlockForm {
    BlockForm {
        kind: kind.key().into(),
        heading: heading.into(),
        body: body.into(),
        ..BlockForm::default()
    }
}

async fn at(day: &str) -> (Newsroom, Hand) {
    let hand = Hand::at(beijing::parse(&format!("{day} 09:00")).unwrap());
    let clocks = Clocks {
        domain: DomainClock::by_hand(&hand),
        security: SecurityClock::system(),
    };
    (Newsroom::on(clocks).await, hand)
}

impl Newsroom {
    async fn topic(&self, form: &TopicForm) -> Result<entity::Model> {
        let mut tx = self.write::<ManageTopics>(&ADMIN).await;
        let row = create_topic(&mut tx, &form.wanted()?).await?;
        tx.commit().await?;
        Ok(row)
    }

    async fn retopic(&self, row: &entity::Model, form: &TopicForm) -> Result<entity::Model> {
        let mut tx = self.write::<ManageTopics>(&ADMIN).await;
        let row = save_topic(&mut tx, TopicId(row.id), Revision(row.revision), &form.wanted()?).await?;
        tx.commit().await?;
        Ok(row)
    }

    async fn join(&self, at: &Both, block: i64) -> Result<entity::Model> {
        let mut tx = self.write::<FillTopics>(&EDITOR).await;
        let row = add_to_topic(&mut tx, ArticleId(at.0.id), TopicBlockId(block)).await?;
        tx.commit().await?;
        Ok(row)
    }

    async fn topic_now(&self, row: &entity::Model) -> entity::Model {
        query::get(&self.test.store.read(self.site), TopicId(row.id))
            .await
            .unwrap()
    }

    async fn standing_of(&self, site: SiteId) -> Vec<(String, Standing)> {
        let rows = query::filled(&self.test.store.read(site)).await.unwrap();
        rows.into_iter()
            .map(|(row, standing)| (row.slug, standing))
            .collect()
    }

    async fn told(&self) -> u64 {
        #[derive(sea_orm::FromQueryResult)]
        struct Row {
            n: i64,
        }
        let sql = "select (select count(*) from event where kind = 'topic.changed') \
                   + 1000 * (select count(*) from audit where action = 'topic.changed') as n";
        let rows: Vec<Row> = self.test.hub().read().report(sql, Vec::new()).await.unwrap();
        u64::try_from(rows[0].n).unwrap()
    }

    fn keeper(&self) -> JobRunner {
        JobRunner::new(
            self.test.hub(),
            vec![Arc::new(TopicKeeper::new(self.test.store.clone()))],
        )
    }
}

fn wrong(result: Result<entity::Model>) -> Vec<String> {
    match result {
        Err(Error::Invalid(fields)) => fields.into_iter().map(|field| field.field).collect(),
        other => panic!("not invalid: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_reads_a_topic_with_its_blocks_in_order() {
    let (room, _) = at("2026-03-10").await;
    let first = room.published(room.text("课后服务时间调整")).await;
    let second = room.published(room.text("家长最关心的八个问题")).await;
    let form = march(
        "public",
        vec![
            of(Kind::Text, "说明", "**自愿**参加。"),
            articles("解答", &[&second, &first]),
            articles("空的", &[]),
            of(
                Kind::Links,
                "链接",
                "写信 /letters/new\n教育部 https://www.example.gov.cn/",
            ),
        ],
    );
    room.topic(&form).await.unwrap();
    let web = Web::serve(&room, &[]).await;
    let page = web.get(EDU, "/topics/kehou/").await;
    assert_eq!(page.status, 200);
    let html = page.text();
    let mut from = 0;
    for word in [
        "<h1>课后服务新规</h1>",
        "2026-03-01",
        "2026-03-31",
        "<strong>自愿</strong>",
        "家长最关心的八个问题",
        "课后服务时间调整",
        r#"href="/letters/new""#,
        r#"href="https://www.example.gov.cn/""#,
        r#"href="/topics/kehou/feed.atom""#,
    ] {
        let found = html[from..]
            .find(word)
            .unwrap_or_else(|| panic!("{word} is missing after {from}\n{html}"));
        from += found;
    }
    assert!(!html.contains("空的"), "an empty block shows");
    assert!(html.contains(
        r#"rel="alternate" type="application/rss+xml" title="课后服务新规 RSS" href="/topics/kehou/feed.xml""#
    ));
    assert!(!html.contains("已归档"));
    let area = web.get(EDU, "/topics/").await.text();
    assert!(area.contains(r#"href="/topics/kehou/""#) && !area.contains("专题档案"));
    for (path, to) in [("/topics", "/topics/"), ("/topics/kehou", "/topics/kehou/")] {
        let answer = web.get(EDU, path).await;
        assert_eq!((answer.status, answer.header("location")), (301, to));
    }
    let map = web.get(EDU, "/sitemap.xml").await.text();
    assert!(
        map.contains("/topics/</loc>") && map.contains("/topics/kehou/</loc>"),
        "{map}"
    );
    let map = web.get(EDU, "/sitemap/").await.text();
    assert!(
        map.contains("全部专题") && map.contains("/topics/kehou/feed.json"),
        "{map}"
    );
    for path in ["/topics/", "/topics/kehou/", "/topics/kehou"] {
        assert_eq!(web.get(PORTAL, path).await.status, 404, "of another site: {path}");
    }
    assert_eq!(web.get(EDU, "/topics/?page=2").await.status, 404);
    assert_eq!(web.get(EDU, "/topics/nothing/").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_leaves_its_topics_at_once_and_an_empty_topic_is_not_there() {
    let (room, _) = at("2026-03-10").await;
    let live = room.published(room.text("课后服务时间调整")).await;
    let draft = room.article_in(Step::Draft).await;
    room.topic(&march("public", vec![articles("解答", &[&live, &draft])]))
        .await
        .unwrap();
    let web = Web::serve(&room, &[]).await;
    let html = web.get(EDU, "/topics/kehou/").await.text();
    assert_eq!(html.matches("课后服务时间调整").count(), 1, "the draft shows");
    room.withdraw(&live, "内容有误").await.unwrap();
    for path in ["/topics/kehou/", "/topics/"] {
        assert_eq!(web.get(EDU, path).await.status, 404, "{path}");
    }
    assert!(!web.get(EDU, "/sitemap.xml").await.text().contains("topics"));
    assert_eq!(room.standing_of(room.site).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_is_hidden_before_its_days_and_archived_after_them() {
    let (room, hand) = at("2026-02-20").await;
    let live = room.published(room.text("课后服务时间调整")).await;
    let topic = room
        .topic(&march("public", vec![articles("解答", &[&live])]))
        .await
        .unwrap();
    let web = Web::serve(&room, &[]).await;
    let jobs = room.keeper();
    let go = |day: &str| hand.advance(beijing::parse(&format!("{day} 00:00")).unwrap() - hand.now());
    jobs.settle().await.unwrap();
    assert_eq!(web.get(EDU, "/topics/kehou/").await.status, 404);
    go("2026-03-01");
    jobs.settle().await.unwrap();
    let status = async |path: &str| web.get(EDU, path).await.status;
    assert_eq!(status("/topics/kehou/").await, 200);
    assert_eq!(
        room.standing_of(room.site).await,
        [("kehou".to_owned(), Standing::Current)]
    );
    go("2026-03-31");
    hand.advance(Duration::hours(23));
    jobs.settle().await.unwrap();
    assert_eq!(
        room.topic_now(&topic).await.state,
        "public",
        "the last day is included"
    );
    // Before the job has run, the day alone decides.
    go("2026-04-01");
    assert_eq!(
        room.standing_of(room.site).await,
        [("kehou".to_owned(), Standing::Over)]
    );
    let before = room.told().await;
    jobs.settle().await.unwrap();
    assert_eq!(room.told().await - before, 1001, "one event and one audit row");
    let row = room.topic_now(&topic).await;
    assert_eq!(
        (row.state.as_str(), row.archived_at),
        ("archived", Some(hand.now()))
    );
    let html = web.get(EDU, "/topics/kehou/").await.text();
    assert!(
        html.contains("已归档") && html.contains("课后服务时间调整"),
        "{html}"
    );
    let area = web.get(EDU, "/topics/").await.text();
    assert!(
        area.contains("专题档案") && area.contains("目前没有进行中的专题"),
        "{area}"
    );
    jobs.settle().await.unwrap();
    assert_eq!(room.told().await - before, 1001, "done once");
}

#[tokio::test]
async fn a_job_of_a_day_that_was_changed_does_nothing() {
    let (room, hand) = at("2026-03-10").await;
    let live = room.published(room.text("课后服务时间调整")).await;
    let mut form = march("public", vec![articles("解答", &[&live])]);
    let topic = room.topic(&form).await.unwrap();
    form.ends_on = "2026-06-30".into();
    room.retopic(&topic, &form).await.unwrap();
    hand.advance(Duration::days(40));
    room.keeper().settle().await.unwrap();
    assert_eq!(room.topic_now(&topic).await.state, "public");
    hand.advance(Duration::days(90));
    room.keeper().settle().await.unwrap();
    assert_eq!(room.topic_now(&topic).await.state, "archived");
}

#[tokio::test]
async fn two_people_do_not_save_over_each_other() {
    let (room, _) = at("2026-03-10").await;
    let live = room.published(room.text("课后服务时间调整")).await;
    let mut form = march("draft", vec![articles("解答", &[])]);
    let topic = room.topic(&form).await.unwrap();
    let before = room.told().await;
    form.title = "改了名".into();
    let saved = room.retopic(&topic, &form).await.unwrap();
    assert_eq!(
        (saved.title.as_str(), saved.slug.as_str(), saved.revision),
        ("改了名", "kehou", 1)
    );
    assert_eq!(room.told().await - before, 1001);
    let stale = room.retopic(&topic, &form).await;
    assert!(matches!(stale, Err(Error::Stale(Revision(1)))), "{stale:?}");
    // An article that an editor put in meanwhile is not lost by a save that did not see it.
    let read = room.test.store.read(room.site);
    let block = query::blocks(&read, topic.id).await.unwrap()[0].id;
    room.join(&live, block).await.unwrap();
    let stale = room.retopic(&saved, &form).await;
    assert!(matches!(stale, Err(Error::Stale(Revision(2)))), "{stale:?}");
    assert_eq!(query::members(&read, topic.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_article_joins_several_topics_each_once() {
    let (room, _) = at("2026-03-10").await;
    let older = room.published(room.text("课后服务时间调整")).await;
    let newer = room.published(room.text("家长最关心的八个问题")).await;
    let one = room
        .topic(&march("public", vec![articles("解答", &[&older])]))
        .await
        .unwrap();
    let mut form = march("draft", vec![of(Kind::Text, "说明", "文"), articles("动态", &[])]);
    form.slug = "other".into();
    let two = room.topic(&form).await.unwrap();
    let read = room.test.store.read(room.site);
    let block = query::blocks(&read, one.id).await.unwrap()[0].id;
    let blocks = query::blocks(&read, two.id).await.unwrap();
    room.join(&newer, block).await.unwrap();
    let order: Vec<_> = query::members(&read, one.id)
        .await
        .unwrap()
        .iter()
        .map(|row| row.uid)
        .collect();
    assert_eq!(order, [newer.0.uid, older.0.uid], "the newest first");
    assert_eq!(code(room.join(&newer, block).await), refusals::TOPIC_HOLDS.code);
    assert_eq!(
        wrong(room.join(&newer, blocks[0].id).await),
        ["block"],
        "a text holds no articles"
    );
    assert_eq!(wrong(room.join(&newer, 9999).await), ["block"]);
    room.join(&newer, blocks[1].id).await.unwrap();
    let (open, here) = query::rooms(&read, newer.0.uid).await.unwrap();
    assert_eq!((open.len(), here.len()), (0, 2));
    let (open, here) = query::rooms(&read, older.0.uid).await.unwrap();
    assert_eq!((open.len(), here.len()), (1, 1));
    // What is over takes nothing more.
    form.state = "archived".into();
    let two = room.topic_now(&two).await;
    form.blocks = vec![articles("动态", &[])];
    let two = room.retopic(&two, &form).await.unwrap();
    let block = query::blocks(&read, two.id).await.unwrap()[0].id;
    assert_eq!(code(room.join(&older, block).await), refusals::TOPIC_OVER.code);
    // What was taken out is remembered as such.
    let gone = read
        .find::<member::Entity>()
        .filter(member::Column::TopicId.eq(two.id))
        .all()
        .await
        .unwrap();
    assert!(
        gone.len() == 1 && gone[0].block_id.is_none() && gone[0].removed_at.is_some(),
        "{gone:?}"
    );
    // A block of another site is none.
    let foreign = granted_on::<FillTopics>(&EDITOR, room.other);
    let mut tx = room.test.store.write(foreign).await.unwrap();
    let refused = add_to_topic(&mut tx, ArticleId(older.0.id), TopicBlockId(block)).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

#[tokio::test]
async fn bad_input_names_its_field_and_changes_nothing() {
    let (room, _) = at("2026-03-10").await;
    let live = room.published(room.text("课后服务时间调整")).await;
    let good = march("public", vec![articles("解答", &[&live])]);
    let with = |change: &dyn Fn(&mut TopicForm)| {
        let mut form = good.clone();
        change(&mut form);
        form
    };
    let nobody = "0190a000-0000-7000-8000-000000000001";
    for (field, form) in [
        ("slug", with(&|form| form.slug = "search".into())),
        ("ends_on", with(&|form| form.ends_on = "2026-03-02".into())),
        ("lead", with(&|form| form.lead = "a".repeat(64))),
        ("b0-items", with(&|form| form.blocks[0].items.push(nobody.into()))),
        (
            "b1-items",
            with(&|form| {
                let mut block = of(Kind::Pictures, "图", "");
                block.items = vec!["b".repeat(64)];
                form.blocks.push(block);
            }),
        ),
        (
            "b1-body",
            with(&|form| {
                form.blocks
                    .push(of(Kind::Text, "文", &format!("![甲](media:{})", "c".repeat(64))))
            }),
        ),
    ] {
        assert_eq!(wrong(room.topic(&form).await), [field]);
    }
    let taken = with(&|form| form.slug = "news".into());
    assert_eq!(
        code(room.topic(&taken).await),
        refusals::TOPIC_SLUG_TAKEN.code,
        "a channel's"
    );
    let read = room.test.store.read(room.site);
    assert!(query::all(&read).await.unwrap().is_empty());
    assert!(read.find::<block::Entity>().all().await.unwrap().is_empty());
    room.topic(&good).await.unwrap();
    assert_eq!(code(room.topic(&good).await), refusals::TOPIC_SLUG_TAKEN.code);
    // An article of another site that is not placed here does not exist here.
    let foreign = granted_on::<ManageTopics>(&ADMIN, room.other);
    let mut tx = room.test.store.write(foreign).await.unwrap();
    let refused = create_topic(&mut tx, &good.wanted().unwrap()).await;
    assert_eq!(wrong(refused), ["b0-items"]);
}

#[tokio::test]
async fn pictures_are_public_while_their_topic_is() {
    let (room, _) = at("2026-03-10").await;
    let words = Words {
        alt: "窑场".into(),
        caption: "雪后".into(),
        ..Words::default()
    };
    let file = room.store_picture(room.site, 640, words).await;
    let mut block = of(Kind::Pictures, "影像", "");
    block.items = vec![file.hash.clone()];
    let mut form = march("draft", vec![block]);
    form.lead.clone_from(&file.hash);
    let topic = room.topic(&form).await.unwrap();
    assert!(!room.is_public(&file.hash).await);
    form.state = "public".into();
    let topic = room.retopic(&topic, &form).await.unwrap();
    assert!(room.is_public(&file.hash).await);
    assert_eq!(topic.lead_alt, "窑场");
    form.state = "archived".into();
    let topic = room.retopic(&topic, &form).await.unwrap();
    assert!(room.is_public(&file.hash).await, "what is over stays readable");
    form.state = "draft".into();
    room.retopic(&topic, &form).await.unwrap();
    assert!(!room.is_public(&file.hash).await);
}

#[tokio::test]
async fn the_table_of_permissions_says_who_makes_and_who_fills_topics() {
    let room = Newsroom::new().await;
    for (who, makes, fills) in [
        (&WRITER, false, false),
        (&EDITOR, false, true),
        (&REVIEWER, false, false),
        (&ADMIN, true, true),
    ] {
        let posts = [post(who, room.site)];
        assert_eq!(
            decide::<ManageTopics>(&actor(who), room.site, &posts).is_ok(),
            makes,
            "{who:?}"
        );
        assert_eq!(
            decide::<FillTopics>(&actor(who), room.site, &posts).is_ok(),
            fills,
            "{who:?}"
        );
        assert!(decide::<ManageTopics>(&actor(who), room.other, &posts).is_err());
    }
}
