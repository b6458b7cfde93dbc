//! Quotas: what is out, and the light.

use crate::http::{open, serve};
use crate::town::{Piece, Town, noon};
use chrono::{DateTime, Utc};
use content::article::entity as article;
use kernel::clock::Hand;
use kernel::{Error, beijing};
use sea_orm::Set;
use syndication::quota::{
    Light, QuotaFile, apply_quotas, due_warnings, monday_of, note_warned, note_week, set_quota, standings,
    week_light,
};
use syndication::refusals;
use syndication::sender::Sender;

async fn out_on(town: &Town, piece: &Piece, day: &str) {
    let mut tx = town.hub().await;
    let row = article::ActiveModel {
        id: Set(piece.id.0),
        first_published_at: Set(beijing::parse(day)),
        ..Default::default()
    };
    tx.update(row).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_drug_sites_line_is_yellow_in_the_week_when_two_of_three_items_are_out() {
    let town = Town::new().await;
    let drug = town.edu;
    let unit = town.unit(drug, "市药监局").await;
    let mut tx = town.terms().await;
    set_quota(&mut tx, unit, "2026-01-01".parse().unwrap(), 3, 150)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Monday 00:00 and Sunday 23:59 in Beijing belong to the week, the minute before and after do not.
    let mut pieces = Vec::new();
    for day in [
        "2026-11-16 00:00",
        "2026-11-22 23:59",
        "2026-11-15 23:59",
        "2026-11-23 00:00",
    ] {
        let piece = town.publish(drug, day).await;
        out_on(&town, &piece, day).await;
        pieces.push(piece);
    }
    let today = "2026-11-22".parse().unwrap();
    let monday = monday_of(today);
    let count = async || {
        let hub = town.base.hub().read();
        let all = standings(&hub, town.portal.id, None, today, 12).await.unwrap();
        assert_eq!((all.len(), all[0].unit.as_str()), (1, "市药监局"));
        let owed = all[0].owed(today);
        assert_eq!(owed, (3, 150));
        i64::try_from(all[0].of_week(monday).len()).unwrap()
    };
    assert_eq!(count().await, 2);
    assert_eq!(week_light(count().await, 3, monday, today), Light::Yellow);
    let third = town.publish(drug, "第三篇").await;
    out_on(&town, &third, "2026-11-20 09:00").await;
    assert_eq!(week_light(count().await, 3, monday, today), Light::Green);
    town.withdraw(&mut pieces[0], "有误").await;
    assert_eq!(
        week_light(count().await, 3, monday, today),
        Light::Yellow,
        "what was withdrawn is not out"
    );
}

#[tokio::test]
async fn a_new_quota_counts_from_its_day_and_a_day_has_one() {
    let town = Town::new().await;
    let unit = town.unit(town.edu, "edu").await;
    let file = "[[quota]]\nunit = \"edu\"\nweekly = 3\nyearly = 150\nfrom = \"2026-01-01\"\n";
    let file = QuotaFile::parse(file).unwrap();
    let mut tx = town.terms().await;
    apply_quotas(&mut tx, &file).await.unwrap();
    apply_quotas(&mut tx, &file).await.unwrap();
    set_quota(&mut tx, unit, "2026-07-01".parse().unwrap(), 5, 200)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.terms().await;
    let again = set_quota(&mut tx, unit, "2026-07-01".parse().unwrap(), 4, 200).await;
    assert!(matches!(again, Err(Error::Refused(refusal)) if refusal == refusals::TERMS_EXIST));
    drop(tx);
    let hub = town.base.hub().read();
    let today = "2026-11-22".parse().unwrap();
    let all = standings(&hub, town.portal.id, Some(Sender::Site(town.edu.id.0)), today, 12)
        .await
        .unwrap();
    assert_eq!(all[0].owed("2026-06-30".parse().unwrap()), (3, 150));
    assert_eq!(all[0].owed(today), (5, 200));
    assert_eq!(all[0].owed("2025-12-31".parse().unwrap()), (0, 0));
    let none = standings(
        &hub,
        town.portal.id,
        Some(Sender::Site(town.agri.id.0)),
        today,
        12,
    )
    .await;
    assert!(none.unwrap().is_empty(), "another unit's");
}

#[tokio::test]
async fn the_page_of_quotas_says_what_is_missing_this_week() {
    // A Sunday: two of three are out.
    let town = Town::by_hand(&Hand::at(noon())).await;
    let unit = town.unit(town.edu, "市药监局").await;
    let mut tx = town.terms().await;
    set_quota(&mut tx, unit, "2026-01-01".parse().unwrap(), 3, 150)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let port = serve(&town).await;
    let week = async || {
        let page = open(port, "portal", "/console/quota").await;
        assert_eq!(page.status, 200);
        let (_, row) = page.body.split_once("<th scope=\"row\">市药监局</th>").unwrap();
        let (row, _) = row.split_once("</tr>").unwrap();
        // Out, owed, and how the week stands; the year comes after.
        let cells: Vec<_> = row.split("</td>").take(3).map(str::to_owned).collect();
        cells
    };
    for (title, day) in [("第一篇", "2026-11-17 09:00"), ("第二篇", "2026-11-19 09:00")] {
        let piece = town.publish(town.edu, title).await;
        out_on(&town, &piece, day).await;
    }
    let cells = week().await;
    assert!(
        cells[0].contains(">2</a>") && cells[1].ends_with(">3"),
        "{cells:?}"
    );
    assert!(
        cells[2].contains("提醒") && cells[2].contains("还差 1 篇"),
        "{cells:?}"
    );
    assert!(cells[2].contains("warn"), "{cells:?}");
    let third = town.publish(town.edu, "第三篇").await;
    out_on(&town, &third, "2026-11-20 09:00").await;
    let cells = week().await;
    assert!(
        cells[2].contains("正常") && !cells[2].contains("还差"),
        "{cells:?}"
    );
}

#[tokio::test]
async fn a_unit_that_is_behind_is_due_for_one_mail_from_thursday_morning_on() {
    let at = |text: &str| beijing::parse(text).unwrap();
    let hand = Hand::at(at("2026-11-18 10:00"));
    let town = Town::by_hand(&hand).await;
    for (house, name) in [(town.edu, "市药监局"), (town.agri, "市农业农村局")] {
        let unit = town.unit(house, name).await;
        let mut tx = town.terms().await;
        set_quota(&mut tx, unit, "2026-11-01".parse().unwrap(), 1, 1)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let piece = town.publish(town.agri, "秋播进展").await;
    out_on(&town, &piece, "2026-11-17 09:00").await;
    let to = |moment: DateTime<Utc>| hand.advance(moment - hand.now());
    let due = async || due_warnings(&town.base.hub().read()).await.unwrap();
    assert!(due().await.is_none(), "Wednesday");
    to(at("2026-11-19 08:59"));
    assert!(due().await.is_none(), "before nine");
    to(at("2026-11-19 09:00"));
    let found = due().await.unwrap();
    assert_eq!((found.week.as_str(), found.warnings.len()), ("2026-W47", 1));
    let behind = &found.warnings[0];
    assert_eq!(
        (behind.unit.as_str(), behind.sender, behind.week.2),
        ("市药监局", Sender::Site(town.edu.id.0), Light::Yellow)
    );
    let mut tx = town.hub().await;
    note_warned(&mut tx, &found, behind, 2).await.unwrap();
    tx.commit().await.unwrap();
    assert!(due().await.unwrap().warnings.is_empty(), "each once");
    let mut tx = town.hub().await;
    assert!(note_warned(&mut tx, &found, behind, 2).await.is_err());
    drop(tx);
    let mut tx = town.hub().await;
    note_week(&mut tx, &found).await.unwrap();
    tx.commit().await.unwrap();
    to(at("2026-11-20 09:00"));
    assert!(due().await.is_none(), "the week is done");
    to(at("2026-11-26 09:00"));
    assert_eq!(due().await.unwrap().week, "2026-W48");
}
