//! Channels and redirects, told by the operator and the site's administrator.

use crate::newsroom::*;
use content::channel::{self, Applied, Description, RawChannel, query};
use content::permissions::{ApplySite, ManageChannels};
use content::redirect::{apply_redirects, find};
use content::refusals;
use kernel::policy::decide;
use kernel::{Actor, Error, Revision};

#[tokio::test]
async fn a_file_is_applied_once_and_leaves_what_people_changed() {
    let room = Newsroom::new().await;
    assert_eq!(
        room.apply(room.site).await,
        Applied {
            unchanged: 2,
            ..Applied::default()
        }
    );
    let mut tx = room.write::<ManageChannels>(&ADMIN).await;
    let raw = RawChannel {
        slug: "other".into(),
        name: "改名要闻".into(),
        ..RawChannel::default()
    };
    let wanted = Description::parse(raw).unwrap();
    let row = channel::change_channel(&mut tx, room.news, Revision(0), &wanted)
        .await
        .unwrap();
    assert_eq!(
        (row.slug.as_str(), row.name.as_str()),
        ("news", "改名要闻"),
        "addresses stay"
    );
    let stale = channel::change_channel(&mut tx, room.news, Revision(0), &wanted).await;
    assert!(matches!(stale, Err(Error::Stale(Revision(1)))));
    tx.commit().await.unwrap();
    assert_eq!(
        room.apply(room.site).await,
        Applied {
            unchanged: 1,
            kept: 1,
            ..Applied::default()
        }
    );
}

#[tokio::test]
async fn an_address_name_is_taken_once_in_a_site() {
    let room = Newsroom::new().await;
    let raw = RawChannel {
        slug: "news".into(),
        name: "又一个".into(),
        ..RawChannel::default()
    };
    let mut tx = room.write::<ManageChannels>(&ADMIN).await;
    let made = channel::create_channel(&mut tx, &Description::parse(raw).unwrap()).await;
    assert_eq!(code(made), refusals::SLUG_TAKEN.code);
}

#[tokio::test]
async fn visitors_are_led_to_channels_that_hold_something() {
    let room = Newsroom::new().await;
    let slugs = |rows: Vec<channel::entity::Model>| rows.into_iter().map(|row| row.slug).collect::<Vec<_>>();
    let read = room.test.store.read(room.site);
    assert!(query::filled(&read).await.unwrap().is_empty());
    let live = room.published(room.text("课后服务时间调整")).await;
    assert_eq!(slugs(query::filled(&read).await.unwrap()), ["news"]);
    assert!(
        query::filled(&room.test.store.read(room.other))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(query::counts(&read).await.unwrap().get(&room.news.0), Some(&1));
    room.withdraw(&live, "内容有误").await.unwrap();
    assert!(query::filled(&read).await.unwrap().is_empty());
}

#[tokio::test]
async fn redirects_are_applied_once_and_found_with_or_without_their_query() {
    let room = Newsroom::new().await;
    let granted = || decide::<ApplySite>(&Actor::operator("site apply"), room.site, &[]).unwrap();
    let apply = async |csv: &str| {
        let mut tx = room.test.store.write(granted()).await.unwrap();
        let applied = apply_redirects(&mut tx, csv).await?;
        tx.audit("test", "redirects", &());
        tx.commit().await?;
        Ok::<_, Error>(applied)
    };
    let csv = "from,to\n/tzgg/list.asp,/notices/\n/show.asp?id=3,https://www.example.gov.cn/\n";
    assert_eq!(apply(csv).await.unwrap().created, 2);
    assert_eq!(
        apply(csv).await.unwrap(),
        Applied {
            unchanged: 2,
            ..Applied::default()
        }
    );
    assert_eq!(
        apply("from,to\n/tzgg/list.asp,/news/\n").await.unwrap().changed,
        1
    );
    assert_eq!(apply("").await.unwrap(), Applied::default());
    let read = room.test.store.read(room.site);
    assert_eq!(
        find(&read, "/tzgg/list.asp", "").await.unwrap().as_deref(),
        Some("/news/")
    );
    assert_eq!(
        find(&read, "/tzgg/list.asp", "x=1").await.unwrap().as_deref(),
        Some("/news/")
    );
    assert_eq!(
        find(&read, "/show.asp", "id=3").await.unwrap().as_deref(),
        Some("https://www.example.gov.cn/")
    );
    assert_eq!(find(&read, "/show.asp", "id=4").await.unwrap(), None);
    let other = room.test.store.read(room.other);
    assert_eq!(find(&other, "/tzgg/list.asp", "").await.unwrap(), None);
    assert_eq!(
        code(apply("from,to\n/a,/a\n").await),
        refusals::REDIRECT_LOOP.code
    );
    for wrong in [
        "from,to\nno,/a\n",
        "from,to\n/a,//evil.example/\n",
        "from,to\n/a,javascript:1\n",
    ] {
        assert!(matches!(apply(wrong).await, Err(Error::Invalid(_))), "{wrong}");
    }
}
