//! Files of placed items are served by the sites that show them, and by no other.

use crate::http::{get, serve_files};
use crate::town::{Town, Words};
use content::media::entity as media;
use content::media::usage;
use kernel::DeskItemId;
use sea_orm::{ColumnTrait, Set};
use syndication::desk::adopt_item;
use syndication::rule::Mode;

fn words(title: &str, body: &[&str], lead: Option<&str>) -> Words {
    let pictures: String = body
        .iter()
        .map(|hash| format!("<img src=\"media:{hash}\" alt=\"窑火\">"))
        .collect();
    Words {
        title: title.into(),
        body: format!("<p>文</p>{pictures}"),
        lead: lead.map(|hash| format!("{hash}:640x400")),
        major: false,
    }
}

#[tokio::test]
async fn pictures_come_along_change_with_a_correction_and_go_with_a_withdrawal() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let (a, b) = (
        town.picture(town.edu, 'a').await,
        town.picture(town.edu, 'b').await,
    );
    let mut piece = town.publish(town.edu, words("一稿", &[&a], Some(&a))).await;
    town.settle().await;
    let files = town.media(town.portal).await;
    assert_eq!(files.len(), 1);
    assert!(files[0].public && files[0].hash == a && files[0].alt == "窑工开窑");
    let place = town.places(town.portal).await.remove(0);
    assert_eq!(
        (place.lead_media, place.lead_alt.as_str()),
        (Some(format!("{a}:640x400")), "窑工开窑")
    );

    town.correct(&mut piece, words("二稿", &[&b], None)).await;
    town.settle().await;
    let public: Vec<(String, bool)> = town
        .media(town.portal)
        .await
        .into_iter()
        .map(|file| (file.hash, file.public))
        .collect();
    assert_eq!(public, [(a.clone(), false), (b.clone(), true)]);

    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    assert!(town.media(town.portal).await.iter().all(|file| !file.public));
    assert!(
        town.media(town.edu).await.iter().all(|file| file.public),
        "the origin's rows are content's business"
    );
    assert!(town.media(town.agri).await.is_empty());
}

#[tokio::test]
async fn a_picture_that_two_articles_show_stays_while_one_does() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let a = town.picture(town.edu, 'a').await;
    let mut first = town.publish(town.edu, words("甲", &[&a], None)).await;
    let mut second = town.publish(town.edu, words("乙", &[&a], None)).await;
    town.settle().await;
    town.withdraw(&mut first, "有误").await;
    town.settle().await;
    assert!(town.media(town.portal).await[0].public);
    town.withdraw(&mut second, "有误").await;
    town.settle().await;
    assert!(!town.media(town.portal).await[0].public);
}

#[tokio::test]
async fn on_the_desk_pictures_are_for_staff_and_taking_makes_them_public() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let a = town.picture(town.edu, 'a').await;
    town.publish(town.edu, words("甲", &[&a], None)).await;
    town.settle().await;
    assert!(!town.media(town.portal).await[0].public);
    let id = DeskItemId(town.on_desk(town.portal).await[0].id);
    let mut tx = town.desk().await;
    adopt_item(&mut tx, id, town.portal.news, None).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert!(town.media(town.portal).await[0].public);
}

#[tokio::test]
async fn a_withdrawn_file_is_served_nowhere_also_to_whoever_kept_it() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let drawn = town.picture(town.edu, 'a').await;
    let bytes = bytes::Bytes::from_static(b"a picture of a kiln");
    let hash = town
        .base
        .store
        .files()
        .put(content::media::AREA, bytes)
        .await
        .unwrap();
    let mut tx = town.hub().await;
    let named = media::ActiveModel {
        hash: Set(hash.clone()),
        ..Default::default()
    };
    tx.update_where(named, media::Column::Hash.eq(drawn))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let mut piece = town.publish(town.edu, words("一稿", &[&hash], None)).await;
    town.settle().await;
    let port = serve_files(&town).await;
    let address = format!("/media/{hash}/kiln.jpg");
    let seen = get(port, "portal", &address, None).await;
    assert_eq!((seen.status, seen.body.as_str()), (200, "a picture of a kiln"));
    assert_eq!(
        seen.headers["cache-control"], "public, no-cache",
        "asked each time"
    );
    let tag = seen.headers["etag"].clone();
    let kept = get(port, "portal", &address, Some(&tag)).await;
    assert_eq!((kept.status, kept.body.as_str()), (304, ""));

    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    for known in [None, Some(tag.as_str())] {
        let gone = get(port, "portal", &address, known).await;
        assert_eq!(gone.status, 404, "{known:?}");
    }
    let uses = town.base.store.read(town.portal.id);
    assert!(!uses.find::<usage::Entity>().exists().await.unwrap());
}

#[tokio::test]
async fn a_receipt_says_when_the_files_were_there_and_when_they_were_gone() {
    use kernel::event::EventBody;
    use sea_orm::NotSet;
    use syndication::receipt::entity as receipt;
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let a = town.picture(town.edu, 'a').await;
    let mut piece = town.publish(town.edu, words("甲", &[&a], None)).await;
    town.settle().await;
    let receipts = async || {
        let read = town.base.store.read(town.edu.id);
        let rows = read.find::<receipt::Entity>().asc(receipt::Column::Id);
        rows.all().await.unwrap()
    };
    let placed = receipts().await.remove(0);
    assert!(placed.files_at.is_some() && !placed.files_open, "{placed:?}");

    // A file that the site does not serve is not there, whatever the place says.
    let serve = async |public: bool| {
        let mut tx = town.hub().await;
        let row = media::ActiveModel {
            public: Set(public),
            ..Default::default()
        };
        let of_portal = media::Column::SiteId.eq(town.portal.id.0);
        tx.update_where(row, of_portal).await.unwrap();
        let open = receipt::ActiveModel {
            files_at: Set(None),
            files_open: Set(true),
            ..Default::default()
        };
        tx.update_where(open, receipt::Column::Uid.eq(piece.uid.0))
            .await
            .unwrap();
        let said = EventBody::PlacementChanged {
            uid: piece.uid,
            version: 1,
            channels: vec![town.portal.news],
            live: true,
        };
        tx.emit_derived(town.portal.id, said);
        tx.commit().await.unwrap();
        town.settle().await;
        receipts().await.remove(0)
    };
    let lacking = serve(false).await;
    assert!(
        lacking.files_open && lacking.finished_at().is_none(),
        "{lacking:?}"
    );
    assert!(!serve(true).await.files_open);

    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    let gone = receipts().await.pop().unwrap();
    assert_eq!(gone.what, "withdrawn");
    assert!(gone.files_at.is_some() && !gone.files_open, "{gone:?}");

    // One that is left behind is not gone.
    let file = town.media(town.portal).await[0].id;
    let left = async |left: bool| {
        let mut tx = town.hub().await;
        if left {
            let row = usage::ActiveModel {
                id: NotSet,
                site_id: Set(town.portal.id.0),
                media_id: Set(file),
                uid: Set(piece.uid.0),
            };
            tx.insert(row).await.unwrap();
        } else {
            tx.delete_where::<usage::Entity>(usage::Column::MediaId.eq(file))
                .await
                .unwrap();
        }
        let open = receipt::ActiveModel {
            files_open: Set(true),
            ..Default::default()
        };
        tx.update_where(open, receipt::Column::Id.eq(gone.id))
            .await
            .unwrap();
        let said = EventBody::PlacementChanged {
            uid: piece.uid,
            version: 2,
            channels: vec![town.portal.news],
            live: false,
        };
        tx.emit_derived(town.portal.id, said);
        tx.commit().await.unwrap();
        town.settle().await;
        receipts().await.pop().unwrap().files_open
    };
    assert!(left(true).await);
    assert!(!left(false).await);
}
