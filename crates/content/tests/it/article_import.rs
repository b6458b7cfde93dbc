//! 历史导入, told by the operator who runs it.

use content::article::{edition, entity as article};
use content::import::{FileFormat, ImportOptions, ImportReport, RejectsFile, import_articles};
use content::permissions::ImportArticles;
use content::placement::entity as placement;
use content::redirect::entity as redirect;
use content::{article::content_hash, channel};
use kernel::policy::decide;
use kernel::{Actor, ChannelId, Error, Granted, SiteId, Uid};
use sea_orm::{FromQueryResult, Set};
use std::collections::HashSet;
use std::io::{BufReader, Cursor, Read};
use store::testing::TestStore;

/// The register's rows belong to the gateway; a test only needs some.
mod site {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "site")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub uid: Uuid,
        pub slug: String,
        pub kind: String,
        pub name: String,
        pub short_name: String,
        pub theme: String,
        pub host: String,
        pub mount: String,
        pub state: String,
        pub settings: String,
        pub edited_fields: String,
        pub revision: i64,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub struct Archive {
    pub test: TestStore,
    pub site: SiteId,
    pub channel: ChannelId,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

#[derive(FromQueryResult)]
struct Payload {
    payload: String,
}

impl Archive {
    pub async fn new() -> Self {
        let test = TestStore::new::<migrations::Migrator>().await.unwrap();
        let (site, channel) = open_site(&test, "edu").await;
        Self { test, site, channel }
    }

    fn options(&self) -> ImportOptions {
        ImportOptions {
            channel: self.channel,
            dry_run: false,
            syndicate: false,
        }
    }

    async fn import(&self, format: FileFormat, file: impl Into<Vec<u8>>) -> ImportReport {
        self.try_import(format, file.into(), self.options())
            .await
            .unwrap()
    }

    async fn try_import(
        &self,
        format: FileFormat,
        file: Vec<u8>,
        options: ImportOptions,
    ) -> kernel::Result<ImportReport> {
        let granted = may_import(self.site);
        import_articles(
            &self.test.store,
            granted,
            Cursor::new(file),
            format,
            options,
            |_| (),
        )
        .await
    }

    pub async fn articles(&self) -> Vec<article::Model> {
        self.test
            .store
            .read(self.site)
            .find::<article::Entity>()
            .asc(article::Column::Number)
            .all()
            .await
            .unwrap()
    }

    pub async fn count(&self, from: &str) -> i64 {
        let sql = format!("select count(*) as count from {from}");
        self.test
            .hub()
            .read()
            .report::<Count>(&sql, Vec::new())
            .await
            .unwrap()[0]
            .count
    }
}

pub fn may_import(site: SiteId) -> Granted<ImportArticles> {
    decide(&Actor::operator("import"), site, &[]).unwrap()
}

async fn open_site(test: &TestStore, slug: &str) -> (SiteId, ChannelId) {
    let mut tx = test.hub().write(Actor::operator("init")).await.unwrap();
    let now = tx.now();
    let row = site::ActiveModel {
        uid: Set(Uid::at(now).0),
        slug: Set(slug.into()),
        kind: Set("department".into()),
        name: Set("陶都市教育局".into()),
        short_name: Set("教育局".into()),
        theme: Set("department".into()),
        host: Set(format!("{slug}.localhost")),
        mount: Set("/".into()),
        state: Set("open".into()),
        settings: Set("{}".into()),
        edited_fields: Set("[]".into()),
        revision: Set(0),
        created_at: Set(now),
        ..Default::default()
    };
    let site = SiteId(tx.insert(row).await.unwrap().id);
    let row = channel::entity::ActiveModel {
        site_id: Set(site.0),
        uid: Set(Uid::at(now).0),
        slug: Set("news".into()),
        name: Set("教育要闻".into()),
        description: Set(String::new()),
        keywords: Set(String::new()),
        kind: Set(String::new()),
        function_group: Set("news".into()),
        in_nav: Set(true),
        position: Set(1),
        state: Set(channel::OPEN.into()),
        revision: Set(0),
        ..Default::default()
    };
    let channel = ChannelId(tx.insert(row).await.unwrap().id);
    tx.audit(Some(site), "site.opened", slug, &());
    tx.commit().await.unwrap();
    (site, channel)
}

fn line(n: usize) -> String {
    let (month, day) = (n / 28 % 12 + 1, n % 28 + 1);
    format!(
        "{{\"key\":\"k{n}\",\"title\":\"第{n}所学校开学\",\"body\":\"校门口，**第 {n} 位**新生报到。\\n\\n第二段。\",\
         \"published_at\":\"2015-{month:02}-{day:02} 09:30\",\"old_url\":\"http://old.gov.cn/show.asp?id={n}\"}}\n"
    )
}

fn lines(count: usize) -> String {
    (1..=count).map(line).collect()
}

#[tokio::test]
async fn two_thousand_articles_come_in_as_they_were_published_and_a_second_run_finds_nothing_new() {
    let archive = Archive::new().await;
    let report = archive.import(FileFormat::JsonLines, lines(2000)).await;
    assert_eq!(
        (report.lines, report.new, report.unchanged, report.rejected.len()),
        (2000, 2000, 0, 0)
    );
    let again = archive.import(FileFormat::JsonLines, lines(2000)).await;
    assert_eq!((again.lines, again.new, again.unchanged), (2000, 0, 2000));

    let articles = archive.articles().await;
    assert_eq!(articles.len(), 2000);
    let read = archive.test.store.read(archive.site);
    let editions = read.find::<edition::Entity>().all().await.unwrap();
    let places = read.find::<placement::Entity>().all().await.unwrap();
    assert_eq!((editions.len(), places.len()), (2000, 2000));
    let by_article: std::collections::HashMap<i64, &edition::Model> = editions
        .iter()
        .map(|edition| (edition.article_id, edition))
        .collect();
    let places: std::collections::HashMap<_, _> =
        places.iter().map(|place| (place.article_id, place)).collect();
    for (at, article) in articles.iter().enumerate() {
        let (edition, place) = (by_article[&article.id], places[&Some(article.id)]);
        assert_eq!(
            article.import_key.as_deref(),
            Some(format!("k{}", at + 1).as_str())
        );
        assert_eq!(
            (article.live_edition_id, article.version, article.imported),
            (Some(edition.id), 1, true)
        );
        assert_eq!(edition.title, format!("第{}所学校开学", at + 1));
        assert_eq!(edition.content_hash, content_hash(edition));
        assert_eq!(
            (place.uid, place.number, &place.title),
            (article.uid, article.number, &edition.title)
        );
        assert_eq!(
            (edition.published_at, Some(place.published_at)),
            (article.first_published_at, article.first_published_at)
        );
    }
    let first = by_article[&articles[0].id];
    assert_eq!(
        (
            first.state.as_str(),
            first.origin_class.as_str(),
            first.source.as_str()
        ),
        ("published", "own", "陶都市教育局")
    );
    assert!(
        first.body_html.contains("<strong>第 1 位</strong>"),
        "{}",
        first.body_html
    );
    assert_eq!(
        kernel::beijing::minute(first.published_at.unwrap()),
        "2015-01-02 09:30"
    );
    let place = places[&Some(articles[0].id)];
    assert_eq!(
        (place.state.as_str(), place.summary.as_str()),
        ("live", "校门口，第 1 位新生报到。 第二段。")
    );
    assert_eq!(
        archive.count("audit where action = 'article.imported'").await,
        4,
        "one row a batch"
    );
    assert_eq!(archive.count("audit where action = 'article.published'").await, 0);
}

#[tokio::test]
async fn ten_broken_lines_are_named_by_number_and_stop_nothing() {
    let archive = Archive::new().await;
    let broken = [
        (3, "{\"key\": \"x\", ".to_owned(), "JSON"),
        (77, r#"{"title":"题","body":"文","published_at":"2015-01-01"}"#.to_owned(), "key"),
        (500, r#"{"key":"b1","body":"文","published_at":"2015-01-01"}"#.to_owned(), "title"),
        (501, r#"{"key":"b2","title":"题","published_at":"2015-01-01"}"#.to_owned(), "body"),
        (502, r#"{"key":"b3","title":"题","body":"文"}"#.to_owned(), "published_at"),
        (600, format!(r#"{{"key":"b4","title":"{}","body":"文","published_at":"2015-01-01"}}"#, "题".repeat(201)), "title"),
        (601, r#"{"key":"b5","title":"题","body":"文","published_at":"2999-01-01"}"#.to_owned(), "晚于现在"),
        (700, r#"{"key":"b6","title":"题","body":"文","published_at":"上周"}"#.to_owned(), "published_at"),
        (1100, r#"{"key":"b7","title":"题","body":"文","published_at":"2015-01-01","origin":"抄来"}"#.to_owned(), "origin"),
        (1210, r#"{"key":"b8","title":"题","body":"<script>x</script>","body_format":"html","published_at":"2015-01-01"}"#.to_owned(), "body"),
    ];
    let mut good = 0;
    let file: String = (1..=1210)
        .map(|number| match broken.iter().find(|(at, _, _)| *at == number) {
            Some((_, text, _)) => format!("{text}\n"),
            None => {
                good += 1;
                line(number)
            }
        })
        .collect();
    let folder = archive.test.data().join("history.jsonl");
    let mut rejects = RejectsFile::beside(&folder);
    let granted = may_import(archive.site);
    let source = Cursor::new(file);
    let report = import_articles(
        &archive.test.store,
        granted,
        source,
        FileFormat::JsonLines,
        archive.options(),
        |told| {
            rejects.add(&told);
        },
    );
    let report = report.await.unwrap();
    assert_eq!(
        (report.lines, report.new, report.rejected.len()),
        (1210, good, 10)
    );
    for (rejected, (number, _, word)) in report.rejected.iter().zip(&broken) {
        assert_eq!(rejected.line, *number as u64);
        assert!(
            rejected.reason.contains(word),
            "{}: {}",
            rejected.line,
            rejected.reason
        );
    }
    let (texts, reasons) = rejects.finish().unwrap().unwrap();
    let texts = std::fs::read_to_string(texts).unwrap();
    assert_eq!(
        texts.lines().collect::<Vec<_>>(),
        broken
            .iter()
            .map(|(_, text, _)| text.as_str())
            .collect::<Vec<_>>()
    );
    let reasons = std::fs::read_to_string(reasons).unwrap();
    assert_eq!(reasons.lines().count(), 11);
    assert!(reasons.contains("500,b1,缺少 title（标题）"), "{reasons}");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        json["rejected"][2],
        serde_json::json!({"line": 500, "key": "b1", "reason": "缺少 title（标题）"})
    );
}

#[tokio::test]
async fn a_spreadsheet_in_gb18030_is_read_and_its_rejects_can_be_mended_and_imported() {
    let archive = Archive::new().await;
    let sheet = "标题栏,key,title,body,body_format,published_at,source,origin,author,keywords,old_url\r\n\
                 甲,g1,㐂事临门,\"第一段，\"\"引文\"\"。\r\n第二段。\",text,2010/3/5 08:00,陶都日报,转载,周若溪,教育；招生,/a/1.htm\r\n\
                 乙,g2,缺时间,正文,text,,,,,,\r\n\
                 丙,g3,来稿一则,正文,text,2010-03-06,读者,来稿,,,\r\n";
    let (bytes, _, lossy) = encoding_rs::GB18030.encode(sheet);
    assert!(!lossy && std::str::from_utf8(&bytes).is_err());
    let mut rejects = RejectsFile::beside(&archive.test.data().join("old.csv"));
    let source = Cursor::new(bytes.into_owned());
    let granted = may_import(archive.site);
    let report = import_articles(
        &archive.test.store,
        granted,
        source,
        FileFormat::Csv,
        archive.options(),
        |told| {
            rejects.add(&told);
        },
    );
    let report = report.await.unwrap();
    assert_eq!((report.lines, report.new), (3, 2));
    assert_eq!(
        (report.rejected[0].line, report.rejected[0].key.as_str()),
        (4, "g2")
    );
    let read = archive.test.store.read(archive.site);
    let editions = read
        .find::<edition::Entity>()
        .asc(edition::Column::Id)
        .all()
        .await
        .unwrap();
    assert_eq!(
        (editions[0].title.as_str(), editions[0].source.as_str()),
        ("㐂事临门", "陶都日报")
    );
    assert_eq!(
        editions[0].body_html,
        "<p>第一段，\"引文\"。</p>\n<p>第二段。</p>\n"
    );
    assert_eq!(
        (editions[0].origin_class.as_str(), editions[0].keywords.as_str()),
        ("repost", "教育,招生")
    );
    assert_eq!(editions[1].origin_class, "contributed");

    let (texts, _) = rejects.finish().unwrap().unwrap();
    let mended = String::from_utf8(
        std::fs::read(texts)
            .unwrap()
            .into_iter()
            .map(|b| if b.is_ascii() { b } else { b'?' })
            .collect(),
    );
    let mended = mended.unwrap().replace("text,,", "text,2010-03-07,");
    let report = archive.import(FileFormat::Csv, mended).await;
    assert_eq!((report.lines, report.new), (1, 1));
}

#[tokio::test]
async fn of_lines_with_one_key_the_first_counts_also_over_batches() {
    let archive = Archive::new().await;
    let mut file = lines(600);
    file.push_str(&line(600));
    file.push_str(&line(7));
    file.push_str("{\"key\":\"late\",\"title\":\"题\",\"body\":\"\"}\n");
    file.push_str(&line(9).replace("\"k9\"", "\"late\""));
    let report = archive.import(FileFormat::JsonLines, file).await;
    assert_eq!((report.new, report.rejected.len()), (600, 4));
    let told: Vec<(u64, &str)> = report
        .rejected
        .iter()
        .map(|r| (r.line, r.reason.as_str()))
        .collect();
    assert_eq!(told[0], (601, "key 重复，首见于第 600 行"));
    assert_eq!(told[1], (602, "key 重复，首见于第 7 行"));
    assert_eq!(told[3], (604, "key 重复，首见于第 603 行"));
}

/// A file whose disk fails after `left` bytes.
struct Failing {
    file: Cursor<Vec<u8>>,
    left: usize,
}

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            return Err(std::io::Error::other("the disk is gone"));
        }
        let most = self.left.min(buffer.len());
        let read = self.file.read(&mut buffer[..most])?;
        self.left -= read;
        Ok(read)
    }
}

#[tokio::test]
async fn a_run_that_was_stopped_goes_on_where_it_was() {
    let archive = Archive::new().await;
    let file = lines(1700);
    let store = &archive.test.store;
    // The disk fails in the third batch.
    let source = BufReader::new(Failing {
        file: Cursor::new(file.clone().into_bytes()),
        left: lines(1200).len(),
    });
    let run = import_articles(
        store,
        may_import(archive.site),
        source,
        FileFormat::JsonLines,
        archive.options(),
        |_| (),
    );
    assert!(matches!(run.await, Err(Error::Fault(_))));
    assert_eq!(archive.articles().await.len(), 1000);
    // The program is killed after one more batch.
    let stop = tokio::sync::Notify::new();
    let source = Cursor::new(file.clone());
    let run = import_articles(
        store,
        may_import(archive.site),
        source,
        FileFormat::JsonLines,
        archive.options(),
        |told| {
            if told.new > 0 {
                stop.notify_one();
            }
        },
    );
    tokio::select! {
        biased;
        () = stop.notified() => {}
        _ = run => {}
    }
    let there = archive.articles().await.len();
    assert!(
        there == 1500 || there == 1700,
        "a batch is all or nothing: {there}"
    );
    let report = archive.import(FileFormat::JsonLines, file).await;
    assert_eq!((report.lines, report.new + report.unchanged), (1700, 1700));
    let articles = archive.articles().await;
    let keys: HashSet<_> = articles
        .iter()
        .map(|article| article.import_key.clone())
        .collect();
    assert_eq!((articles.len(), keys.len()), (1700, 1700));
    assert!(articles.iter().all(|article| article.live_edition_id.is_some()));
    for table in [
        "edition",
        "placement",
        "redirect",
        "event where kind = 'article.published'",
    ] {
        assert_eq!(archive.count(table).await, 1700, "{table}");
    }
}

#[tokio::test]
async fn two_runs_of_one_file_at_once_bring_each_article_in_once() {
    let archive = Archive::new().await;
    let run = || archive.import(FileFormat::JsonLines, lines(600));
    let (one, other) = futures_util::future::join(run(), run()).await;
    assert_eq!((one.new + other.new, one.unchanged + other.unchanged), (600, 600));
    for table in ["article", "edition", "placement", "redirect"] {
        assert_eq!(archive.count(table).await, 600, "{table}");
    }
}

#[tokio::test]
async fn history_passes_rules_by_unless_it_is_syndicated() {
    let archive = Archive::new().await;
    archive.import(FileFormat::JsonLines, line(1)).await;
    let options = ImportOptions {
        syndicate: true,
        ..archive.options()
    };
    archive
        .try_import(FileFormat::JsonLines, line(2).into_bytes(), options)
        .await
        .unwrap();
    let sql = "select payload from event where kind = 'article.published' order by id";
    let events = archive
        .test
        .hub()
        .read()
        .report::<Payload>(sql, Vec::new())
        .await
        .unwrap();
    let articles = archive.articles().await;
    for (event, (article, backfill)) in events.iter().zip(articles.iter().zip([true, false])) {
        let body: serde_json::Value = serde_json::from_str(&event.payload).unwrap();
        let flag = body["backfill"].as_bool().unwrap_or_default();
        assert_eq!(
            (flag, body["id"].as_i64(), body["edition"].as_i64()),
            (backfill, Some(article.id), article.live_edition_id)
        );
        assert_eq!(body["channels"], serde_json::json!([archive.channel]));
    }
    assert_eq!(events.len(), 2);
    assert_eq!(archive.count("audit where action = 'article.published'").await, 1);
}

#[tokio::test]
async fn an_old_address_leads_to_the_first_that_claims_it() {
    let archive = Archive::new().await;
    let claim = |n: usize| line(n).replace(&format!("show.asp?id={n}"), "show.asp?id=1");
    archive
        .import(FileFormat::JsonLines, format!("{}{}", line(1), claim(2)))
        .await;
    archive.import(FileFormat::JsonLines, claim(3)).await;
    let read = archive.test.store.read(archive.site);
    let rows = read.find::<redirect::Entity>().all().await.unwrap();
    assert_eq!(rows.len(), 1);
    let number = archive.articles().await[0].number;
    assert_eq!(rows[0].from_path, "/show.asp?id=1");
    assert_eq!(rows[0].to_path, format!("/news/2015/01/{number}.html"));
}

#[tokio::test]
async fn a_key_of_one_site_is_new_on_another_and_channels_stay_apart() {
    let archive = Archive::new().await;
    let (site, channel) = open_site(&archive.test, "drug").await;
    archive.import(FileFormat::JsonLines, lines(3)).await;
    let other = Archive {
        site,
        channel,
        ..archive
    };
    assert_eq!(other.import(FileFormat::JsonLines, lines(3)).await.new, 3);
    assert_eq!(other.articles().await.len(), 3);
    let foreign = ImportOptions {
        channel: ChannelId(other.channel.0 - 1),
        ..other.options()
    };
    let refused = other
        .try_import(FileFormat::JsonLines, lines(1).into_bytes(), foreign)
        .await;
    assert!(matches!(refused, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_rehearsal_says_everything_and_writes_nothing() {
    let archive = Archive::new().await;
    archive.import(FileFormat::JsonLines, lines(2)).await;
    let before = (archive.count("event").await, archive.count("audit").await);
    let options = ImportOptions {
        dry_run: true,
        ..archive.options()
    };
    let file = format!("{}{{broken\n", lines(5)).into_bytes();
    let report = archive
        .try_import(FileFormat::JsonLines, file, options)
        .await
        .unwrap();
    assert_eq!(
        (
            report.new,
            report.unchanged,
            report.rejected.len(),
            report.dry_run
        ),
        (3, 2, 1, true)
    );
    assert_eq!(archive.articles().await.len(), 2);
    assert_eq!(
        (archive.count("event").await, archive.count("audit").await),
        before
    );
}

#[tokio::test]
async fn a_file_of_another_kind_is_refused_whole() {
    let archive = Archive::new().await;
    let refused = async |format: FileFormat, file: &[u8]| {
        let Err(error) = archive.try_import(format, file.to_vec(), archive.options()).await else {
            panic!()
        };
        error.sentence()
    };
    assert!(
        refused(FileFormat::JsonLines, b"PK\x03\x04\0\0\nrubbish\n")
            .await
            .contains("JSON Lines")
    );
    assert!(
        refused(FileFormat::JsonLines, b"{\"id\":1,\"headline\":\"x\"}\n")
            .await
            .contains("key、title")
    );
    assert!(
        refused(FileFormat::Csv, lines(3).as_bytes())
            .await
            .contains("key、title、body、published_at")
    );
    assert_eq!(archive.articles().await.len(), 0);
}
