//! How fast a large import becomes true. The figure of a release build stands in docs/BENCHMARKS.md.

use crate::town::{House, Town, Words, edition_row, noon};
use content::article::edition;
use content::article::entity as article;
use content::library::entity as library;
use kernel::event::{ArticleRef, EventBody};
use kernel::{ArticleId, EditionId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::time::Instant;
use syndication::rule::Mode;

/// `ZISHA_SPEED=20000` measures; otherwise it only proves that many batches end where they should.
fn how_many() -> i64 {
    std::env::var("ZISHA_SPEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1000)
}

async fn import(town: &Town, house: House, count: i64) {
    let words = Words {
        body: format!("<p>{}</p>", "窑火不熄，薪传有人。".repeat(80)),
        ..Words::from("历史稿件")
    };
    for chunk in (0..count).collect::<Vec<_>>().chunks(500) {
        let mut tx = town.hub().await;
        let first = tx.take_numbers(house.id, "article", 500).await.unwrap();
        let uids: Vec<Uid> = chunk.iter().map(|_| Uid::at(noon())).collect();
        let rows = uids
            .iter()
            .zip(first..)
            .map(|(uid, number)| article::ActiveModel {
                id: NotSet,
                site_id: Set(house.id.0),
                uid: Set(uid.0),
                channel_id: Set(house.news.0),
                number: Set(number),
                live_edition_id: Set(None),
                draft_edition_id: Set(None),
                version: Set(1),
                revision: Set(1),
                first_published_at: Set(Some(noon())),
                withdrawn_at: Set(None),
                withdraw_reason: Set(None),
                barred_reason: Set(None),
                import_key: Set(None),
                imported: Set(true),
                created_by: Set(None),
                created_at: Set(noon()),
                changed_at: Set(noon()),
            });
        tx.insert_many(rows.collect()).await.unwrap();
        let uids = uids.iter().map(|uid| uid.0);
        let rows = tx
            .find::<article::Entity>()
            .filter(article::Column::Uid.is_in(uids))
            .all()
            .await
            .unwrap();
        let editions = rows.iter().map(|row| edition_row(house, row.id, 1, &words));
        tx.insert_many(editions.collect::<Vec<_>>()).await.unwrap();
        let of = rows.iter().map(|row| row.id);
        let editions = tx
            .find::<edition::Entity>()
            .filter(edition::Column::ArticleId.is_in(of))
            .all()
            .await
            .unwrap();
        for row in rows {
            let edition = editions
                .iter()
                .find(|edition| edition.article_id == row.id)
                .unwrap();
            let reference = ArticleRef {
                id: ArticleId(row.id),
                uid: Uid(row.uid),
                edition: EditionId(edition.id),
                version: 1,
                channels: vec![house.news],
                backfill: true,
            };
            tx.emit_derived(house.id, EventBody::ArticlePublished(reference));
        }
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_large_import_becomes_true_batch_by_batch() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let count = how_many();
    import(&town, town.edu, count).await;
    let start = Instant::now();
    town.settle().await;
    let took = start.elapsed();
    println!(
        "{count} imported articles in {took:?}: {:.0} events/s",
        count as f64 / took.as_secs_f64()
    );
    let items = town
        .base
        .hub()
        .read()
        .find::<library::Entity>()
        .count()
        .await
        .unwrap();
    assert_eq!(i64::try_from(items).unwrap(), count);
    assert!(town.places(town.portal).await.is_empty());
}
