//! A folder of HTML pages as an old site leaves it: frames, tables around the text, GBK, links between pages.

use crate::article_import::{Archive, may_import};
use content::article::{edition, entity as article};
use content::import::{PagesOptions, PagesReport, import_pages};
use content::redirect::entity as redirect;
use kernel::{Error, beijing};
use sea_orm::ColumnTrait;
use std::path::{Path, PathBuf};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pages-{name}-{}", std::process::id()));
        let folder = Self(path);
        folder.write("news/2012/kiln.html", include_bytes!("fixtures/old-page.html"));
        let gbk = "<html><head><meta charset=gb2312><title>窑火夜话 - 陶都市文化局</title></head><body><table><tr><td id=content>\
                   <h1>窑火夜话</h1><p>见<a href='2012/kiln.html'>修缮通知</a>。</p></td></tr></table></body></html>";
        folder.write("news/talk.htm", &encoding_rs::GB18030.encode(gbk).0);
        folder.write(
            "empty.html",
            b"<html><body><script>location='/'</script></body></html>",
        );
        folder.write("huge.html", &vec![b' '; (4 << 20) + 1]);
        let picture = picture::Picture::sample(640, 400).png().unwrap();
        folder.write("images/kiln.png", &picture);
        folder.write("news/2012/plan.pdf", b"%PDF-1.7\n%%EOF");
        folder.write("style.css", b"p{}");
        folder
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn import(archive: &Archive, folder: &Path, base: &str, dry_run: bool) -> kernel::Result<PagesReport> {
    let options = PagesOptions {
        channel: archive.channel,
        base: (!base.is_empty()).then(|| base.to_owned()),
        dry_run,
    };
    let granted = may_import(archive.site);
    Box::pin(import_pages(
        &archive.test.store,
        granted,
        folder,
        &options,
        |_, _| (),
    ))
    .await
}

fn outcome<'a>(report: &'a PagesReport, file: &str) -> (&'static str, &'a str) {
    let row = report.rows.iter().find(|row| row.file == file).unwrap();
    (row.outcome, row.note.as_str())
}

async fn found(archive: &Archive, title: &str) -> (article::Model, edition::Model) {
    let read = archive.test.store.read(archive.site);
    let query = read
        .find::<edition::Entity>()
        .filter(edition::Column::Title.eq(title));
    let edition = query.found().await.unwrap();
    let query = read
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(edition.article_id));
    (query.found().await.unwrap(), edition)
}

const OLD: &str = "http://old.taodu.example/";

#[tokio::test]
async fn pages_become_articles_with_their_pictures_files_links_and_addresses() {
    let archive = Archive::new().await;
    let folder = Folder::new("whole");
    let report = import(&archive, &folder.0, OLD, false).await.unwrap();
    assert_eq!(
        (report.pages, report.new, report.drafts, report.rejected),
        (4, 2, 1, 2)
    );
    assert_eq!(report.rows.len(), 4);
    assert_eq!(outcome(&report, "empty.html"), ("未导入", "清理后没有正文"));
    assert_eq!(outcome(&report, "huge.html"), ("未导入", "网页超过 4 MB"));
    assert_eq!(outcome(&report, "news/talk.htm").0, "草稿");
    assert!(outcome(&report, "news/2012/kiln.html").1.contains("missing.png"));

    let (kiln, text) = found(&archive, "关于修缮龙窑的通知").await;
    assert_eq!(
        (text.source.as_str(), text.author.as_str()),
        ("市文化局", "办公室")
    );
    assert_eq!(
        text.published_at.map(beijing::minute).as_deref(),
        Some("2012-05-06 09:30")
    );
    let html = &text.body_html;
    assert!(
        html.contains("六月起修缮龙窑") && html.contains("src=\"media:") && html.contains("href=\"media:"),
        "{html}"
    );
    for gone in ["首页", "版权所有", "script", "onclick", "missing.png"] {
        assert!(!html.contains(gone), "{gone} in {html}");
    }
    let (talk, text) = found(&archive, "窑火夜话").await;
    assert!(
        text.body_html.contains(&format!("article:{}", kiln.uid)),
        "{}",
        text.body_html
    );
    assert!(html.contains(&format!("article:{}", talk.uid)), "{html}");

    let read = archive.test.store.read(archive.site);
    let paths = read.find::<redirect::Entity>().all().await.unwrap();
    let paths: Vec<&str> = paths.iter().map(|row| row.from_path.as_str()).collect();
    assert_eq!(paths, ["/news/2012/kiln.html"], "drafts lead nowhere");
}

#[tokio::test]
async fn a_second_run_adds_nothing_and_a_dry_run_writes_nothing() {
    let archive = Archive::new().await;
    let folder = Folder::new("again");
    let dry = import(&archive, &folder.0, OLD, true).await.unwrap();
    assert_eq!((dry.new, dry.dry_run), (2, true));
    assert_eq!(archive.articles().await.len(), 0);
    assert_eq!(archive.count("media").await, 0);
    let first = import(&archive, &folder.0, OLD, false).await.unwrap();
    let again = import(&archive, &folder.0, OLD, false).await.unwrap();
    assert_eq!(
        (first.new, again.new, again.unchanged, again.rejected),
        (2, 0, 2, 2)
    );
    assert_eq!(archive.articles().await.len(), 2);
}

#[tokio::test]
async fn what_is_no_folder_or_no_address_is_refused_by_name() {
    let archive = Archive::new().await;
    let folder = Folder::new("wrong");
    for (path, base, field) in [
        (folder.0.join("style.css"), OLD, "folder"),
        (folder.0.clone(), "ftp://old.example/", "base"),
    ] {
        let refused = import(&archive, &path, base, false).await;
        let Err(Error::Invalid(fields)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(fields[0].field, field);
    }
    assert_eq!(archive.articles().await.len(), 0);
}
