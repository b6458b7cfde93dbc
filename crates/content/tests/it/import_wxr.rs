//! WordPress exports, told over one in the shape of the public theme test.

use crate::article_import::{Archive, may_import};
use content::article::{edition, entity as article};
use content::channel;
use content::import::{Entry, WxrOptions, WxrReport, import_wxr};
use content::media::entity as media;
use content::placement::entity as placement;
use content::redirect::entity as redirect;
use kernel::{Error, beijing};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use std::path::PathBuf;

const EXPORT: &str = include_str!("fixtures/theme-test.wxr.xml");

/// A folder with an export and the files it refers to, as far as they are still there.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, export: &str) -> Self {
        let path = std::env::temp_dir().join(format!("wxr-{name}-{}", std::process::id()));
        std::fs::create_dir_all(path.join("uploads/2013/03")).unwrap();
        std::fs::create_dir_all(path.join("uploads/2013/04")).unwrap();
        std::fs::write(path.join("old.xml"), export).unwrap();
        for (name, width) in [
            ("kiln-fire.png", 900),
            ("dragon-kiln.png", 400),
            ("teapots.png", 500),
            ("陶都.png", 300),
        ] {
            let picture = picture::Picture::sample(width, 200).png().unwrap();
            std::fs::write(path.join("uploads/2013/03").join(name), picture).unwrap();
        }
        std::fs::write(path.join("uploads/2013/04/plan.pdf"), b"%PDF-1.7\n%%EOF").unwrap();
        std::fs::write(path.join("uploads/2013/04/song.mp3"), b"ID3\x03\0\0\0\0\0\0").unwrap();
        Self(path)
    }

    fn options(&self) -> WxrOptions {
        WxrOptions {
            media: Some(self.0.join("uploads")),
            ..WxrOptions::default()
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn import(archive: &Archive, folder: &Folder, options: &WxrOptions) -> kernel::Result<WxrReport> {
    let granted = may_import(archive.site);
    let file = folder.0.join("old.xml");
    Box::pin(import_wxr(
        &archive.test.store,
        granted,
        &file,
        options,
        |_, _| (),
    ))
    .await
}

fn of(report: &WxrReport, id: i64) -> &Entry {
    report.entries.iter().find(|entry| entry.id == id).unwrap()
}

/// The article of a post with its newest edition.
async fn found(archive: &Archive, id: i64) -> (article::Model, edition::Model) {
    let read = archive.test.store.read(archive.site);
    let key = format!("wxr:old.example.org:{id}");
    let article = read
        .find::<article::Entity>()
        .filter(article::Column::ImportKey.eq(key))
        .found()
        .await
        .unwrap();
    let edition = read
        .find::<edition::Entity>()
        .filter(edition::Column::ArticleId.eq(article.id))
        .found()
        .await
        .unwrap();
    (article, edition)
}

#[tokio::test]
async fn every_item_of_the_export_is_accounted_for_and_a_second_run_imports_nothing() {
    let archive = Archive::new().await;
    let folder = Folder::new("whole", EXPORT);
    let report = import(&archive, &folder, &folder.options()).await.unwrap();
    assert_eq!((report.articles, report.pages), (33, 6));
    assert_eq!((report.new, report.skipped, report.drafts), (38, 1, 7));
    assert_eq!((report.comments, report.tags, report.other), (18, 2, 4));
    assert_eq!((report.attachments, report.stored, report.missing), (7, 5, 2));
    assert_eq!(report.articles + report.pages, report.new + report.skipped);
    // One entry an item, in the order of the file, whatever became of it.
    let items: Vec<u64> = report.entries.iter().map(|entry| entry.at).collect();
    assert_eq!(items, (1..=50).collect::<Vec<u64>>());
    assert_eq!(EXPORT.matches("<item>").count(), 50);
    let names: Vec<(&str, &str)> = report
        .categories
        .iter()
        .map(|c| (c.name.as_str(), c.channel.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("Uncategorized", "uncategorized"),
            ("窑火动态", "kiln-news"),
            ("Parent", ""),
            ("Child & One", ""),
            ("第三级", "grandchild"),
            ("公告", "wp-category-6"),
            ("从未用过", ""),
        ]
    );
    assert_eq!(report.categories[4].above, "Parent / Child & One");
    assert_eq!(archive.articles().await.len(), 38);
    assert_eq!(archive.count("placement").await, 31);

    let again = import(&archive, &folder, &folder.options()).await.unwrap();
    assert_eq!((again.new, again.skipped, again.unchanged), (0, 39, 38));
    assert_eq!(archive.articles().await.len(), 38);
    assert_eq!(archive.count("channel").await, 1 + 6);
    assert!(again.channels.is_empty());
}

#[tokio::test]
async fn texts_pictures_dates_and_addresses_arrive_as_they_were() {
    let archive = Archive::new().await;
    let folder = Folder::new("texts", EXPORT);
    let report = import(&archive, &folder, &folder.options()).await.unwrap();
    let read = archive.test.store.read(archive.site);

    let (article, edition) = found(&archive, 2).await;
    assert_eq!(edition.title, "文章形式：标准");
    assert_eq!(
        (edition.author.as_str(), edition.keywords.as_str()),
        ("陈曜", "标准,陶艺")
    );
    assert!(
        edition.body_html.starts_with("<p>第一段，<br>\n接着的一行。</p>"),
        "{}",
        edition.body_html
    );
    assert!(
        edition.body_html.contains("<a href=\"/?p=1\">站内链接</a>"),
        "{}",
        edition.body_html
    );
    assert!(edition.lead_media.is_some() && edition.summary.contains("第二段有粗体"));
    assert_eq!(
        article.first_published_at.map(beijing::minute).as_deref(),
        Some("2013-01-03 08:15")
    );
    let place = read
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.eq(article.uid))
        .found()
        .await
        .unwrap();
    assert_eq!(place.lead_media, edition.lead_media);
    assert_eq!(place.lead_alt, "工人正在开窑");

    let (_, caption) = found(&archive, 11).await;
    assert!(
        caption
            .body_html
            .contains("<figcaption>前墅龙窑，<em>明代</em></figcaption>"),
        "{}",
        caption.body_html
    );
    assert_eq!(
        caption.body_html.matches("src=\"media:").count(),
        2,
        "{}",
        caption.body_html
    );
    let (_, gallery) = found(&archive, 12).await;
    assert_eq!(
        gallery.body_html.matches("<figure><img").count(),
        4,
        "{}",
        gallery.body_html
    );
    assert!(of(&report, 12).note.contains("gone.jpg"));
    let (_, video) = found(&archive, 8).await;
    assert!(
        video.body_html.contains("视频：kiln.mp4") && !video.body_html.contains('['),
        "{}",
        video.body_html
    );
    let (_, files) = found(&archive, 30).await;
    assert!(files.body_html.contains("[contact-form-7") && files.body_html.contains("href=\"media:"));
    assert!(
        of(&report, 30).note.contains("contact-form-7") && of(&report, 30).note.contains("elsewhere.example")
    );
    let (_, blocks) = found(&archive, 29).await;
    assert!(!blocks.body_html.contains("wp:") && blocks.body_html.contains("<th scope=\"col\">年份</th>"));
    assert!(blocks.body_html.contains("align-center") && blocks.body_html.contains("src=\"media:"));
    let (_, hostile) = found(&archive, 16).await;
    assert_eq!(hostile.title, "标题中有标记与alert(1)特殊字符 & \"引号\"");
    assert!(!hostile.body_html.contains("script") && !hostile.body_html.contains("onclick"));
    assert_eq!(
        found(&archive, 13).await.1.title,
        "这篇文章没有标题，但主题应当仍能链接到它。"
    );
    assert_eq!(found(&archive, 15).await.1.title.chars().count(), 200);
    let (early, _) = found(&archive, 31).await;
    assert_eq!(
        early.first_published_at.map(beijing::date).as_deref(),
        Some("1912-01-01")
    );
    let (local, _) = found(&archive, 33).await;
    assert_eq!(
        local.first_published_at.map(beijing::minute).as_deref(),
        Some("2014-06-01 00:30")
    );

    let redirects = read.find::<redirect::Entity>().all().await.unwrap();
    let redirects: HashMap<String, String> = redirects
        .into_iter()
        .map(|row| (row.from_path, row.to_path))
        .collect();
    for from in [
        "/?p=2",
        "/2013/01/format-standard/",
        "/2013/01/%e4%b8%ad%e6%96%87/",
        "/level-1/level-2/level-3/",
        "/?page_id=204",
    ] {
        assert!(redirects[from].ends_with(".html"), "{from}");
    }
    assert!(!redirects.contains_key("/?p=17"));
}

#[tokio::test]
async fn what_was_not_public_stays_unseen() {
    let archive = Archive::new().await;
    let folder = Folder::new("unseen", EXPORT);
    let report = import(&archive, &folder, &folder.options()).await.unwrap();
    for (id, why) in [
        (17, "密码"),
        (18, "时间未到"),
        (19, "草稿"),
        (20, "草稿"),
        (21, "待审"),
        (22, "私密"),
        (205, "草稿"),
    ] {
        let (article, edition) = found(&archive, id).await;
        assert_eq!(
            (article.live_edition_id, article.draft_edition_id),
            (None, Some(edition.id)),
            "{id}"
        );
        assert_eq!(
            (edition.state.as_str(), edition.published_at, article.version),
            ("draft", None, 0),
            "{id}"
        );
        assert_eq!(of(&report, id).outcome, "草稿");
        assert!(
            of(&report, id).note.contains(why),
            "{id}: {}",
            of(&report, id).note
        );
    }
    assert_eq!(of(&report, 23).outcome, "未导入");
    assert!(of(&report, 23).note.contains("回收站"));
    // Files become public through what shows them, not by being there.
    let read = archive.test.store.read(archive.site);
    let files = read.find::<media::Entity>().all().await.unwrap();
    assert_eq!(files.len(), 5);
    assert!(files.iter().all(|file| file.public));
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_writes_nothing() {
    let archive = Archive::new().await;
    let folder = Folder::new("dry", EXPORT);
    let dry = WxrOptions {
        dry_run: true,
        ..folder.options()
    };
    let told = import(&archive, &folder, &dry).await.unwrap();
    for table in ["article", "media", "redirect"] {
        assert_eq!(archive.count(table).await, 0, "{table}");
    }
    assert_eq!(archive.count("channel").await, 1);
    let done = import(&archive, &folder, &folder.options()).await.unwrap();
    assert_eq!(
        told,
        WxrReport {
            dry_run: true,
            ..done
        }
    );
}

#[tokio::test]
async fn a_malformed_file_is_refused_whole_and_changes_nothing() {
    let archive = Archive::new().await;
    let cut = &EXPORT[..EXPORT.rfind("<wp:post_type>").unwrap()];
    let twisted = EXPORT.replace("</wp:status>", "</wp:statu>");
    let entity = EXPORT.replacen("<rss", "<!DOCTYPE rss [<!ENTITY a \"b\">]><rss", 1);
    let feed = EXPORT.replace("<wp:wxr_version>1.2</wp:wxr_version>", "");
    for (name, export, why) in [
        ("cut", cut.to_owned(), "不完整"),
        ("twisted", twisted, "有误"),
        ("entity", entity, "DOCTYPE"),
        ("feed", feed, "不是 WordPress"),
        (
            "new",
            EXPORT.replace(">1.2</wp:wxr", ">3.0</wp:wxr"),
            "不是 WordPress",
        ),
    ] {
        let folder = Folder::new(name, &export);
        match import(&archive, &folder, &folder.options()).await {
            Err(error @ Error::Invalid(_)) => assert!(error.sentence().contains(why), "{}", error.sentence()),
            other => panic!("{name}: {other:?}"),
        }
    }
    for table in ["article", "media", "redirect"] {
        assert_eq!(archive.count(table).await, 0, "{table}");
    }
    assert_eq!(archive.count("channel").await, 1);
}

#[tokio::test]
async fn a_run_that_was_stopped_is_taken_up_again_and_channels_may_be_named() {
    let archive = Archive::new().await;
    // The export as far as its first half, as a run that was killed would have left things.
    let half = EXPORT.match_indices("\t<item>").nth(25).unwrap().0;
    let folder = Folder::new("half", &format!("{}</channel></rss>", &EXPORT[..half]));
    let options = WxrOptions {
        channel: Some("news".into()),
        map: vec![("kiln-news".into(), "news".into())],
        ..folder.options()
    };
    let first = import(&archive, &folder, &options).await.unwrap();
    std::fs::write(folder.0.join("old.xml"), EXPORT).unwrap();
    let second = import(&archive, &folder, &options).await.unwrap();
    assert_eq!(first.new + second.new, 38);
    assert_eq!(second.unchanged, first.new);
    assert_eq!(archive.articles().await.len(), 38);
    let read = archive.test.store.read(archive.site);
    let news = read
        .find::<channel::entity::Entity>()
        .filter(channel::entity::Column::Slug.eq("news"))
        .found()
        .await
        .unwrap();
    let (article, _) = found(&archive, 2).await;
    assert_eq!(article.channel_id, news.id);
    assert_eq!(found(&archive, 201).await.0.channel_id, news.id);
    let wrong = WxrOptions {
        channel: Some("nirgends".into()),
        ..folder.options()
    };
    assert!(matches!(
        import(&archive, &folder, &wrong).await,
        Err(Error::Invalid(_))
    ));
}
